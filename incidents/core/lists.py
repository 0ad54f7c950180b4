"""The municipality's own lists: its districts, and its departments, schools and companies.

They come from the municipality's own files. A code never changes meaning; a retired one is no longer offered and stays
readable; every answer keeps the version of the list that it was chosen from.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.core.errors import Invalid
from incidents.core.languages import sentence

DISTRICT = "district"
UNIT = "unit"
OWN_LISTS = (DISTRICT, UNIT)
#: What a desk card and a fact have room for.
CODE_BYTES = 8
MOST_VERSION = 65_535
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,7}", re.ASCII)
#: 5-15 areas, large enough that nobody is known by one; 300 units are more than any municipality has in use.
_HOW_MANY = {DISTRICT: (5, 15), UNIT: (1, 300)}
#: The choices that every list has; their codes are nobody else's.
FIXED = {
    DISTRICT: {
        "outside": sentence("Utanför kommunen"),
        "unsaid": sentence("Vet inte, eller vill inte svara"),
    },
    UNIT: {
        "other": sentence("En annan del av kommunen"),
        "unsaid": sentence("Vet inte, eller vill inte svara"),
    },
}
#: The kinds of unit, in the order in which they are offered.
KINDS = {
    "department": sentence("Förvaltningar och kontor"),
    "school": sentence("Skolor och förskolor"),
    "company": sentence("Kommunens bolag"),
}


class ListError(Exception):
    """A list is not of its form; the message says what to mend, and nothing else of the file."""


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A district or a unit. `names` by language, Swedish always there; `kind` of a unit only."""

    code: str
    names: Mapping[str, str]
    retired: bool
    kind: str = ""

    def name(self, language: str) -> tuple[str, str]:
        """The name, and the language that it is in: Swedish where the municipality gave no other."""
        return (
            (self.names[language], language) if language in self.names else (self.names["sv"], "sv")
        )


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list of the municipality's own. Without items it is not asked about."""

    name: str
    version: int = 0
    items: tuple[OwnItem, ...] = ()

    def offered(self) -> tuple[OwnItem, ...]:
        """What may be chosen today."""
        return tuple(item for item in self.items if not item.retired)

    def label(self, code: str, language: str) -> str:
        """The name of a code; a retired one too. One that is in no list reads as itself; fixed ones are in Swedish."""
        item = next((item for item in self.items if item.code == code), None)
        return item.name(language)[0] if item else FIXED[self.name].get(code, code)


def well_formed(groups: tuple[str, ...]) -> bool:
    """Whether an answer may be one from a list of the municipality's own: one code; the list may have changed."""
    return len(groups) == 1 and _CODE.fullmatch(groups[0]) is not None


def check_version(version: object) -> int:
    """The version of a list; raises Invalid for anything but a small number."""
    if type(version) is not int or not 0 <= version <= MOST_VERSION:
        raise Invalid("Frågan finns inte.")
    return version


def read_list(name: str, text: str, languages: tuple[str, ...]) -> OwnList:
    """A list from its file; raises ListError with what to mend."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise ListError("it is not JSON") from error
    if not isinstance(raw, dict) or set(raw) != {"version", "items"}:
        raise ListError('it is {"version": …, "items": […]} and nothing else')
    version = raw["version"]
    if type(version) is not int or not 1 <= version <= MOST_VERSION:
        raise ListError(f"version is a number from 1 to {MOST_VERSION}, one higher at each change")
    if not isinstance(raw["items"], list):
        raise ListError("items is a list")
    items = tuple(_item(name, number, each, languages) for number, each in _numbered(raw["items"]))
    found = OwnList(name, version, items)
    _check_whole(found)
    return found


def _numbered(items: list[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(items, start=1)


def _item(name: str, number: int, raw: Any, languages: tuple[str, ...]) -> OwnItem:
    where = f"item {number}"
    wanted = {"code", "name"} | ({"kind"} if name == UNIT else set())
    if not isinstance(raw, dict) or not wanted <= set(raw) <= wanted | {"retired"}:
        raise ListError(f"{where} has {', '.join(sorted(wanted))} and, if it is so, retired")
    code, names, retired = raw["code"], raw["name"], raw.get("retired", False)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ListError(f"{where}: code is 1 to {CODE_BYTES} of a-z, 0-9 and hyphen")
    if code in FIXED[name]:
        raise ListError(f"{where}: the code {code} is taken: every list has that choice already")
    if not isinstance(retired, bool):
        raise ListError(f"{where}: retired is true or false")
    kind = raw.get("kind", "")
    if name == UNIT and (not isinstance(kind, str) or kind not in KINDS):
        raise ListError(f"{where}: kind is one of {', '.join(KINDS)}")
    return OwnItem(code, _names(where, names, languages), retired, kind)


def _names(where: str, names: Any, languages: tuple[str, ...]) -> Mapping[str, str]:
    if not isinstance(names, dict) or "sv" not in names or not set(names) <= set(languages):
        raise ListError(f"{where}: name has sv and may have others of {' '.join(languages)}")
    for text in names.values():
        if (
            not isinstance(text, str)
            or not text.strip()
            or len(text) > 80
            or not text.isprintable()
        ):
            raise ListError(f"{where}: a name is 1 to 80 characters on one line")
    return {language: text.strip() for language, text in names.items()}


def _check_whole(found: OwnList) -> None:
    codes = [item.code for item in found.items]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ListError(f"{', '.join(twice)} is given twice")
    names = [item.name("sv")[0].casefold() for item in found.offered()]
    if len(set(names)) != len(names):
        raise ListError("two items that are not retired have the same name")
    least, most = _HOW_MANY[found.name]
    if not least <= len(names) <= most:
        raise ListError(f"{least} to {most} items are not retired; there are {len(names)}")
