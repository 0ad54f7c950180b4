"""The municipality's colour: whatever is accepted can be read, and what cannot be read is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.web import theme

STATIC = Path(theme.__file__).parent.parent / "static"

hex_colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def stylesheet_colours(*, dark: bool) -> dict[str, str]:
    """The colours that app.css declares for one scheme, with six digits each."""
    light_part, dark_part = (STATIC / "app.css").read_text("utf-8").split("@media (prefers", 1)
    part = dark_part.split("@layer", 1)[0] if dark else light_part
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)
    return {name: "#" + "".join(c * (2 if len(v) == 4 else 1) for c in v[1:]) for name, v in found}


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#949494", "#ffffff", 3.03),
    ],
)
def test_contrast_is_the_ratio_of_wcag(first: str, second: str, ratio: float) -> None:
    assert theme.contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert theme.contrast(second, first) == theme.contrast(first, second)


def refusal_of(brand: str) -> theme.ThemeError | None:
    try:
        theme.theme_css(brand)
    except theme.ThemeError as refusal:
        return refusal
    return None


@given(hex_colours)
def test_every_colour_can_be_read_on_every_surface_or_is_refused(brand: str) -> None:
    refusal = refusal_of(brand)
    if refusal is not None:
        assert refusal.ratio is not None
        assert refusal.ratio < theme.TEXT_RATIO
        return
    light = (theme.light_scheme(brand), theme.LIGHT_SURFACES, theme.LIGHT_INK)
    dark = (theme.dark_scheme(brand), theme.DARK_SURFACES, theme.DARK_INK)
    for scheme, surfaces, ink in (light, dark):
        for surface in (*surfaces, scheme.soft):
            assert theme.contrast(scheme.ink, surface) >= theme.TEXT_RATIO
            assert theme.contrast(scheme.fill, surface) >= theme.BORDER_RATIO
        assert theme.contrast(scheme.on_fill, scheme.fill) >= theme.TEXT_RATIO
        assert theme.contrast(ink, scheme.soft) >= theme.TEXT_RATIO


@given(hex_colours)
def test_a_dark_page_has_a_readable_shade_of_every_brand(brand: str) -> None:
    ink = theme.dark_scheme(brand).ink
    assert theme.contrast(ink, theme.DARK_SURFACES[1]) >= theme.TEXT_RATIO


def test_a_readable_brand_is_used_unchanged_on_light_pages() -> None:
    assert theme.light_scheme("#8a1538").ink == "#8a1538"


def test_a_somewhat_light_brand_is_darkened_until_it_can_be_read() -> None:
    ink = theme.light_scheme("#e87722").ink
    assert theme.contrast("#e87722", "#fffefb") < theme.TEXT_RATIO
    assert theme.contrast(ink, "#f8f5ef") >= theme.TEXT_RATIO


@pytest.mark.parametrize("brand", ["#ffcc00", "#ffffff", "#9be7ff"])
def test_a_brand_that_nobody_could_read_is_refused_with_the_ratio(brand: str) -> None:
    with pytest.raises(theme.ThemeError) as refusal:
        theme.theme_css(brand)
    assert refusal.value.required == 4.5
    assert refusal.value.ratio is not None
    assert f"{refusal.value.ratio:.2f}:1" in str(refusal.value)
    assert brand in str(refusal.value)


@pytest.mark.parametrize("text", ["", "teal", "#12", "#12345g", "0b5a60", "#0b5a60;}body{x:y"])
def test_anything_but_six_hexadecimal_digits_is_refused(text: str) -> None:
    with pytest.raises(theme.ThemeError) as refusal:
        theme.theme_css(text)
    assert refusal.value.ratio is None


def test_the_sheet_sets_the_same_properties_for_light_and_dark() -> None:
    css = theme.theme_css(" #0B5A60 ")
    light, dark = css.split("@media (prefers-color-scheme:dark)")
    names = ["--brand", "--on-brand", "--brand-ink", "--brand-soft"]
    assert re.findall(r"(--[a-z-]+):", light) == names
    assert re.findall(r"(--[a-z-]+):", dark) == names
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("dark", [False, True])
def test_the_stylesheet_and_the_theme_know_the_same_surfaces_and_brand(*, dark: bool) -> None:
    colours = stylesheet_colours(dark=dark)
    surfaces, ink = (
        (theme.DARK_SURFACES, theme.DARK_INK) if dark else (theme.LIGHT_SURFACES, theme.LIGHT_INK)
    )
    scheme = (theme.dark_scheme if dark else theme.light_scheme)(theme.DEFAULT_BRAND)
    assert (colours["paper"], colours["surface"]) == surfaces
    assert colours["ink"] == ink
    assert colours["brand"] == colours["brand-ink"] == scheme.ink
    assert colours["brand-soft"] == scheme.soft
    assert colours["on-brand"] == scheme.on_fill


@pytest.mark.parametrize("dark", [False, True])
def test_the_stylesheets_own_colours_reach_the_ratios(*, dark: bool) -> None:
    colours = stylesheet_colours(dark=dark)
    plain = (colours["paper"], colours["surface"])
    softs = [colours[name] for name in ("brand-soft", "bad-soft", "warn-soft", "good-soft")]
    for surface in (*plain, *softs):
        assert theme.contrast(colours["ink"], surface) >= theme.TEXT_RATIO
        assert theme.contrast(colours["muted"], surface) >= theme.TEXT_RATIO
        assert theme.contrast(colours["focus"], surface) >= theme.BORDER_RATIO
    for surface in plain:
        assert theme.contrast(colours["edge"], surface) >= theme.BORDER_RATIO
    for tone in ("bad", "warn", "good"):
        for surface in (*plain, colours[f"{tone}-soft"]):
            assert theme.contrast(colours[tone], surface) >= theme.TEXT_RATIO


def test_the_stylesheets_use_logical_sides_only_and_fetch_nothing() -> None:
    for name in ("app.css", "steps.css", "desk.css", "handover.css"):
        css = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r"[\s{;-](?:left|right|float)\s*:", css) == []
        assert re.findall(r"text-align:\s*(?:left|right)", css) == []
        assert "url(" not in css
        assert "@import" not in css


def test_the_first_pages_stylesheet_and_script_leave_room_for_the_page() -> None:
    files = ("app.css", "exit.js", "favicon.svg")
    assert sum((STATIC / name).stat().st_size for name in files) <= 13_000
    assert (STATIC / "exit.js").stat().st_size <= 2_000
