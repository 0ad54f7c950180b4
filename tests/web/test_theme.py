"""A brand colour is refused with its ratio, or its inks can be read on every surface in light and dark."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.web import theme
from incidents.web.theme import (
    BORDER_RATIO,
    DARK_SURFACES,
    DEFAULT_BRAND,
    LIGHT_SURFACES,
    TEXT_RATIO,
    ThemeError,
    contrast,
    dark_scheme,
    light_scheme,
    theme_css,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHEET = Path(theme.__file__).parents[1] / "static" / "app.css"


def test_contrast_of_black_on_white_is_21_and_of_a_colour_on_itself_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0b5a60", "#0b5a60") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("brand", ["#ffe100", "#ffffff", "#7fffd4"])
def test_a_colour_that_is_too_light_is_refused_with_the_ratio(brand: str) -> None:
    with pytest.raises(ThemeError) as refused:
        theme_css(brand)
    ratio = refused.value.ratio
    assert ratio is not None
    assert ratio < TEXT_RATIO
    assert f"{ratio:.2f}:1" in str(refused.value)
    assert f"{TEXT_RATIO}:1" in str(refused.value)


@pytest.mark.parametrize("brand", ["", "blue", "#12345", "#1234567", "0b5a60", "#0b5a6g", "#abc;}"])
def test_what_is_no_colour_is_refused_with_an_example(brand: str) -> None:
    with pytest.raises(ThemeError) as refused:
        theme_css(brand)
    assert refused.value.ratio is None
    assert DEFAULT_BRAND in str(refused.value)


@given(COLOURS)
def test_every_accepted_colour_can_be_read_in_light_and_dark(brand: str) -> None:
    try:
        theme_css(brand)
    except ThemeError:
        return
    for scheme, surfaces in (
        (light_scheme(brand), LIGHT_SURFACES),
        (dark_scheme(brand), DARK_SURFACES),
    ):
        for surface in (*surfaces, scheme.soft):
            assert contrast(scheme.ink, surface) >= TEXT_RATIO
        for surface in surfaces:
            assert contrast(scheme.fill, surface) >= BORDER_RATIO
        assert contrast(scheme.on_fill, scheme.fill) >= TEXT_RATIO


def _properties(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z-]+): ?(#[0-9a-f]{3,8})", block))
    return {
        name: "#" + "".join(2 * digit for digit in value[1:]) if len(value) == 4 else value
        for name, value in found.items()
    }


def test_the_sheet_s_own_inks_can_be_read_in_light_and_dark() -> None:
    light, dark = SHEET.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")[:2]
    for scheme in (_properties(light), {**_properties(light), **_properties(dark.split("}")[0])}):
        for surface in (scheme["paper"], scheme["surface"]):
            for ink in ("ink", "muted", "brand-ink", "bad", "warn", "good"):
                assert contrast(scheme[ink], surface) >= TEXT_RATIO, (ink, surface)
            for border in ("edge", "focus", "bad", "warn", "good"):
                assert contrast(scheme[border], surface) >= BORDER_RATIO, (border, surface)
        for tone in ("bad", "warn", "good"):
            assert contrast(scheme[tone], scheme[f"{tone}-soft"]) >= TEXT_RATIO, tone
            assert contrast(scheme["ink"], scheme[f"{tone}-soft"]) >= TEXT_RATIO, tone


def test_the_surfaces_of_the_theme_are_those_of_the_sheet() -> None:
    light, dark = SHEET.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")[:2]
    for block, surfaces in ((light, LIGHT_SURFACES), (dark.split("}")[0], DARK_SURFACES)):
        found = _properties(block)
        assert (found["paper"], found["surface"]) == surfaces
