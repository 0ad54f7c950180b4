"""Long Swedish names that may break at a joint of their own, where a narrow screen or large text leaves no room."""

from typing import TypeVar

from markupsafe import Markup

T = TypeVar("T", str, Markup)
SOFT = "\N{SOFT HYPHEN}"
#: The browser's own hyphenation is no help: not every browser knows Swedish, and easy text is not to be cut everywhere.
_NAMES = {
    name.replace("|", ""): name.replace("|", SOFT)
    for name in (
        "Diskriminerings|ombudsmannen",
        "Sjukvårds|rådgivningen",
        "Antidiskriminerings|byrån",
        "trygghets|samordnare",
    )
}


def jointed(text: T) -> T:
    """The same text; a hyphen shows in a long name only where the line breaks there."""
    for name, softly in _NAMES.items():
        text = text.replace(name, softly)
    return text
