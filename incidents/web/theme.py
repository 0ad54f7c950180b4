"""A municipality's brand colour as a small style sheet in which every text and border can be read.

Promise: `theme_css` answers only when the inks that it derives reach 4.5:1 for text and 3:1 for borders on every
surface of the light and the dark scheme; otherwise `ThemeError` carries the ratio that was reached. Pure.
The ratios are those of WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

TEXT_RATIO: Final = 4.5
COMFORT_RATIO: Final = 7.0
BORDER_RATIO: Final = 3.0
DEFAULT_BRAND: Final = "#0b5a60"

# The surfaces of app.css on which brand colours stand; a test compares them with the style sheet.
LIGHT_SURFACES: Final = ("#f8f5ef", "#fffefb")
DARK_SURFACES: Final = ("#171614", "#22201d")
LIGHT_INK: Final = "#211f1b"
DARK_INK: Final = "#f2ede4"
BLACK: Final = "#000000"
WHITE: Final = "#ffffff"

# How far a colour may be changed before nobody would recognise it. Darker is less forgiving than lighter:
# on a dark page every brand becomes a pastel, which people accept. Pastels glare when they are fully saturated.
MOST_DARKENING: Final = 40
MOST_LIGHTENING: Final = 85
MOST_SATURATION: Final = 0.4

_HEX = re.compile(r"#[0-9a-f]{6}")


class ThemeError(ValueError):
    """The brand colour cannot carry readable text: `ratio` was reached where `required` is needed."""

    def __init__(self, brand: str, ratio: float | None, required: float) -> None:
        self.brand = brand
        self.ratio = ratio
        self.required = required
        if ratio is None:
            message = f"the brand colour {brand!r} is not written as # and six hexadecimal digits, like {DEFAULT_BRAND}"
        else:
            message = (
                f"the brand colour {brand} reaches a contrast of {ratio:.2f}:1 where {required}:1 is needed, even after"
                f" it was darkened by {MOST_DARKENING} %; choose a darker colour"
            )
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The brand in one scheme: `ink` for links and borders, `fill` and `on_fill` for buttons, `soft` behind text."""

    ink: str
    fill: str
    on_fill: str
    soft: str


def theme_css(brand: str) -> str:
    """The style sheet with the custom properties for light and dark. Raises `ThemeError`."""
    colour = _parsed(brand)
    light, dark = light_scheme(colour), dark_scheme(colour)
    return f":root{{{_properties(light)}}}\n@media (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}\n"


def light_scheme(brand: str) -> Scheme:
    """The colours on light surfaces. Raises `ThemeError` when the brand is too light to be darkened recognisably."""
    soft = mix(LIGHT_SURFACES[1], brand, 12)
    ink = _derived(brand, _darker, (*LIGHT_SURFACES, soft), TEXT_RATIO, MOST_DARKENING)
    return Scheme(ink=ink, fill=ink, on_fill=_readable_on(ink), soft=soft)


def dark_scheme(brand: str) -> Scheme:
    """The colours on dark surfaces. Raises `ThemeError` when no lighter shade can be read."""
    soft = mix(DARK_SURFACES[0], brand, 22)
    ink = _derived(brand, _lighter, (*DARK_SURFACES, soft), COMFORT_RATIO, MOST_LIGHTENING)
    return Scheme(ink=ink, fill=ink, on_fill=_readable_on(ink), soft=soft)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(base: str, other: str, percent: int) -> str:
    """`base` with `percent` of `other` in it."""
    pairs = zip(_channels(base), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * percent / 100):02x}" for a, b in pairs)


def _derived(
    brand: str,
    changed: Callable[[str, int], str],
    surfaces: tuple[str, ...],
    goal: float,
    most: int,
) -> str:
    """The least changed shade of the brand that reaches the goal on every surface, or the best if that is readable."""
    shade = brand
    for percent in range(most + 1):
        shade = changed(brand, percent)
        if _worst(shade, surfaces) >= goal:
            return shade
    if _worst(shade, surfaces) >= TEXT_RATIO:
        return shade
    raise ThemeError(brand, _worst(shade, surfaces), TEXT_RATIO)


def _darker(brand: str, percent: int) -> str:
    return mix(brand, BLACK, percent)


def _lighter(brand: str, percent: int) -> str:
    """The same hue nearer to white: mixing with white alone would turn every deep colour grey."""
    hue, lightness, saturation = colorsys.rgb_to_hls(
        *(channel / 255 for channel in _channels(brand))
    )
    lifted = lightness + (1 - lightness) * percent / 100
    calmer = saturation if percent == 0 else min(saturation, MOST_SATURATION)
    return "#" + "".join(
        f"{round(channel * 255):02x}" for channel in colorsys.hls_to_rgb(hue, lifted, calmer)
    )


def _readable_on(fill: str) -> str:
    """White or the darkest ink, whichever can be read better on the fill; one of them always reaches 4.5:1."""
    return max((WHITE, DARK_SURFACES[0]), key=lambda ink: contrast(ink, fill))


def _worst(colour: str, surfaces: tuple[str, ...]) -> float:
    return min(contrast(colour, surface) for surface in surfaces)


def _properties(scheme: Scheme) -> str:
    return f"--brand:{scheme.fill};--on-brand:{scheme.on_fill};--brand-ink:{scheme.ink};--brand-soft:{scheme.soft}"


def _parsed(brand: str) -> str:
    colour = brand.strip().lower()
    if not _HEX.fullmatch(colour):
        raise ThemeError(brand, None, TEXT_RATIO)
    return colour


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
