"""Reports as files, opened by themselves: everybody can use them, in each window, on paper, without anything else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from incidents.documents import html
from tests.browser.test_accessibility import STRUCTURE, TORN, findings, with_wider_spacing
from tests.handmade import full
from tests.support import Installed
from tests.web.test_eccar import made

Written = Callable[[Path, Installed], bytes]
LOOKS = ((320, "light"), (375, "dark"), (1280, "light"))
#: A chart or a title that would be torn apart, or a table that would scroll where nobody can.
ON_PAPER = """() => {
  const found = [];
  for (const one of document.querySelectorAll('svg, figcaption, tr'))
    if (getComputedStyle(one).breakInside !== 'avoid') found.push('torn: ' + one.tagName);
  for (const one of document.querySelectorAll('.document-scroll'))
    if (getComputedStyle(one).overflowX !== 'visible') found.push('cut off');
  for (const one of document.querySelectorAll('h2, h3, figcaption, caption'))
    if (getComputedStyle(one).breakAfter !== 'avoid') found.push('left behind: ' + one.tagName);
  return found;
}"""
#: The title of a chart and its table stands above both.
ABOVE = """() => [...document.querySelectorAll('figure')].filter(one => {
  const top = (name) => one.querySelector(name).getBoundingClientRect().top;
  return !(top('figcaption') < top('svg') && top('svg') < top('table'));
}).map(one => one.innerText.slice(0, 60))"""


def release(language: str) -> Written:
    return lambda published, _: (published / "r8" / f"report.{language}.html").read_bytes()


def eccar(language: str) -> Written:
    return lambda _, installed: html.page(made(installed, full(), language))


DOCUMENTS = {
    f"{name.__name__}-{one}": name(one) for name in (release, eccar) for one in ("sv", "en")
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow) if name.endswith("en") else name
        for name in DOCUMENTS
    ],
)
def test_no_report_has_a_finding(
    name: str, published: Path, sqlite_installation: Installed, chromium: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(DOCUMENTS[name](published, sqlite_installation))
    axe, wrong, asked = Axe(), dict[str, Any](), list[str]()
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.querySelectorAll('figure').length") > 1
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = [*findings(axe, page), *page.evaluate(STRUCTURE), *page.evaluate(ABOVE)]
        found += with_wider_spacing(page) if width == 375 else page.evaluate(TORN)
        if found:
            wrong[f"{width} {scheme}"] = found
    page.emulate_media(media="print")
    if found := page.evaluate(ON_PAPER):
        wrong["print"] = found
    page.close()
    assert wrong == {}
    assert asked == [path.as_uri()]
