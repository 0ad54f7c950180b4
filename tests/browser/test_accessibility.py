"""Every page and state can be used by everybody: axe, structure, reflow, text spacing, forced colours, print."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from tests.browser.desk_states import desk_states
from tests.browser.site import Site, Visitor
from tests.browser.states import public_states, published_states
from tests.conftest import FULL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "browser"
HEIGHTS = {375: 740, 1280: 850}
Look = tuple[int, Literal["light", "dark"]]
ALL: list[Look] = [(width, scheme) for width in HEIGHTS for scheme in ("light", "dark")]
# Each pair of values meets once; the other combinations are looked at with INCIDENTS_TEST_FULL=1.
PAIRWISE: dict[str, list[Look]] = {
    "sv": [(375, "light"), (1280, "dark")],
    "ar": [(375, "dark"), (1280, "light")],
}
NARROW = (320, 256)
# The style sheets, a redirect, what is downloaded, and the start page once more.
NO_PAGES = {
    "static",
    "theme",
    "home",
    "reporting.keepsake",
    "casework.case_file_content",
    "handover.file",
    "statistics.catalogue",
    "statistics.catalogue_xml",
    "statistics.described",
    "statistics.everything",
    "statistics.everything_described",
    "statistics.file",
    "statistics.package",
    "statistics.publication",
    "statistics.series_described",
    "statistics.series_file",
    "reporting.start_via",
}
STRUCTURE = """() => {
  const found = [];
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  if (new Set(ids).size !== ids.length) found.push('ids repeat: ' + ids.join(' '));
  const heads = document.querySelectorAll('h1').length;
  if (heads !== 1) found.push(heads + ' h1');
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!one.labels || !one.labels.length) found.push('no label: ' + one.name);
  for (const one of document.querySelectorAll('[style], [onclick]')) found.push('inline: ' + one.outerHTML);
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    found.push('wider than the window: ' + document.documentElement.scrollWidth);
  const text = document.body.innerText;
  for (const raw of ['None', 'CASE_', 'casework.', 'reporting.', '&lt;', '%('])
    if (text.includes(raw)) found.push('raw: ' + raw);
  return found;
}"""
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;'
    + ' word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets = [sheet];
}"""
# A word that goes on in the next line without a hyphen; one that holds a soft hyphen may take two lines.
TORN = r"""() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (text.parentElement.closest('.visually-hidden, .skip, .user-text')) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{M}\p{N}\u00ad@.]+/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(one => one.width).map(one => one.top));
      if (lines.size > (word[0].includes('\u00ad') ? 2 : 1)) found.push('torn: ' + word[0]);
    }
  }
  return found;
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *, header *')].filter(one => {
  const style = getComputedStyle(one);
  return style.overflow === 'hidden' && !one.closest('.visually-hidden, .queue')
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))"""


OUTLINED = """() => {
  if (!matchMedia('(forced-colors: active)').matches) return ['colours are not forced'];
  const controls = document.querySelectorAll('main .button, .input, .option label, .exit__button');
  return [...controls].filter(one => one.offsetParent && getComputedStyle(one).borderTopWidth === '0px')
    .map(one => 'no outline: ' + one.outerHTML.slice(0, 100));
}"""


def every_state(site: Site, visitor: Visitor, lang: str) -> Iterator[str]:
    """The public pages in a language, and the desk: in Swedish, and its longest pages in English."""
    yield from public_states(site, visitor, lang)
    yield from desk_states(site, visitor)


def endpoint(site: Site, visitor: Visitor) -> str:
    """The page on the screen, by its name in the application; empty where there is none."""
    try:
        name, _ = site.installed.app.url_map.bind("").match(visitor.path())
    except HTTPException:
        return ""
    return str(name)


def every_page(site: Site) -> set[str]:
    """Everything that can be opened, but for what is no page or sends one on; and the page for what there is not."""
    rules = site.installed.app.url_map.iter_rules()
    opened = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    return (opened - NO_PAGES) | {""}


def findings(axe: Axe, page: Page) -> list[tuple[str, Any]]:
    """What axe finds, best practices included."""
    results = axe.run(page)
    return [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in results.response["violations"]
    ]


def with_wider_spacing(page: Page) -> list[str]:
    """What wider text spacing cuts off or pushes out."""
    page.evaluate(SPACING)
    found = [*page.evaluate(STRUCTURE), *page.evaluate(CUT_OFF)]
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    return [f"with wider spacing {one}" for one in found]


def in_forced_colours(page: Page) -> list[str]:
    """The controls that lose their outline where the reader's own colours are forced."""
    page.emulate_media(forced_colors="active")
    found: list[str] = page.evaluate(OUTLINED)
    page.emulate_media(forced_colors="none")
    return found


def screenshot(page: Page, name: str) -> None:
    """For people to look at; git ignores the folder."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    # Hiding the caret would leave a style on every field, which is then found.
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True, caret="initial")


def seen_as(axe: Axe, visitor: Visitor, look: Look) -> list[Any]:
    """What is wrong with the page on the screen in a window and a scheme."""
    width, scheme = look
    page = visitor.page
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme=scheme)
    found = [*findings(axe, page), *page.evaluate(STRUCTURE), *page.evaluate(TORN)]
    return found + (with_wider_spacing if width == 375 else in_forced_colours)(page)


def seen_narrow(visitor: Visitor) -> list[str]:
    """What scrolls sideways, or stays in the way, in the window of a telephone at four times the size."""
    page = visitor.page
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    found: list[str] = page.evaluate(STRUCTURE)
    positions = page.evaluate(
        "() => [...document.querySelectorAll('.masthead')].map(one => getComputedStyle(one).position)"
    )
    return [*found, *(f"masthead: {one}" for one in positions if one != "static")]


@pytest.mark.parametrize("lang", ["sv", "ar", pytest.param("en", marks=pytest.mark.slow)])
def test_no_page_in_any_state_has_a_finding(site: Site, chromium: Browser, lang: str) -> None:
    # The desk is gone through beside the Swedish pages. Each state is made once, and looked at in every window.
    states = every_state if lang == "sv" else public_states
    looks = ALL if FULL else PAIRWISE[lang]
    picture = os.environ.get("INCIDENTS_SCREENSHOTS") == "1"
    axe, wrong, pages = Axe(), dict[str, Any](), set()
    # A colour on its way to another one would be measured half way.
    with site.visit(chromium, reduced_motion="reduce") as visitor:
        for number, state in enumerate(states(site, visitor, lang)):
            pages.add(endpoint(site, visitor))
            # The ordinary run takes turns: each state in one of the two windows, in the narrow one always.
            for look in looks if FULL else looks[number % 2 :][:1]:
                found = seen_as(axe, visitor, look)
                if picture or found:
                    screenshot(visitor.page, "-".join((state, lang, *map(str, look))))
                if found:
                    wrong[f"{state} {look}"] = found
            if narrow := seen_narrow(visitor):
                screenshot(visitor.page, f"{state}-{lang}-{NARROW[0]}")
                wrong[f"{state} {NARROW}"] = narrow
        assert wrong == {}
        assert visitor.foreign == []
        assert [said for said in visitor.said if "Failed to load resource" not in said] == []
    if lang == "sv":
        # The states are every page that there is: a new one belongs into `states.py` or `desk_states.py`.
        assert pages == every_page(site)


def test_printed_figures_are_whole_and_without_the_controls(site: Site, chromium: Browser) -> None:
    with site.visit(chromium, viewport={"width": 720, "height": 1000}) as visitor:
        for state in published_states(visitor, "sv"):
            visitor.page.emulate_media(media="print")
            screenshot(visitor.page, f"{state}-print")
            assert visitor.page.evaluate(STRUCTURE) == [], state
            controls = visitor.page.locator(".contents, .disclosure .copy, .languages")
            assert controls.locator("visible=true").count() == 0, state
            wide = "() => [...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth)"
            assert visitor.page.evaluate(wide), state
            visitor.page.emulate_media(media="screen")


def test_print_shows_code_and_story_without_the_controls(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        for state in public_states(site, visitor, "sv"):
            if state not in ("receipt-own", "check", "inbox"):
                continue
            visitor.page.emulate_media(media="print")
            screenshot(visitor.page, f"{state}-print")
            shown = "#case-code" if state == "receipt-own" else ".user-text"
            assert visitor.page.locator(shown).first.is_visible(), state
            assert not visitor.page.locator(".exit__button").is_visible(), state
            visitor.page.emulate_media(media="screen")
