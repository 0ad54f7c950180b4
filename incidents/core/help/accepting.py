"""What a body says of whom it helps with what: codes of the closed lists, beside the sentence that people read."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from incidents.core.help.strict import DirectoryError, Flaw, list_, object_, strings
from incidents.core.vocabulary import vocabulary

#: The list from which each part of `Accepts` takes its codes.
LISTS = {
    "areas": "area",
    "grounds": "ground",
    "forms": "form",
    "events": "event_type",
    "operations": "own_operation",
    "needs": "need",
}


_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Who(StrEnum):
    """For whom a body is there, where it is not for everybody."""

    MEMBERS = "members"
    UNDER_18 = "under_18"
    WOMEN = "women"
    LGBTQI = "lgbtqi"
    EMPLOYEES = "employees"


@dataclass(frozen=True, slots=True)
class Accepts:
    """Codes by list. An empty part says nothing: the body makes no difference there.

    `operations`: what of the municipality's own it deals with. `needs`: what it can give.
    """

    areas: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def parts(self) -> dict[str, tuple[str, ...]]:
        """What it names, by part."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: codes for name, codes in named.items() if codes}


def accepts_in(where: str, raw: Any) -> Accepts | None:
    """What stands under `accepts`; None where nothing does. Raises DirectoryError for a code that no list has."""
    if raw is None:
        return None
    parts = object_(where, raw, needed=frozenset(), allowed=set(LISTS))
    found = Accepts(**{name: _codes(where, name, codes) for name, codes in parts.items()})
    return found if found.parts() else None


def who_in(where: str, raw: Any) -> tuple[Who, ...]:
    """For whom, as it stands in a file."""
    known = {who.value: who for who in Who}
    given = strings(where, raw)
    _check(where, given, set(known))
    return tuple(known[one] for one in given)


def languages_in(where: str, raw: Any) -> tuple[str, ...]:
    """Codes of languages, as they stand in a file."""
    found = strings(where, raw)
    if wrong := sorted(one for one in found if not _LANGUAGE.fullmatch(one)):
        raise DirectoryError(f"{where}: {', '.join(wrong)} is no language like sv", Flaw.LANGUAGE)
    return found


def _codes(where: str, name: str, raw: Any) -> tuple[str, ...]:
    codes = strings(where, list_(where, raw))
    _check(where, codes, {item.code for item in vocabulary(LISTS[name]).items})
    return codes


def _check(where: str, given: tuple[str, ...], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise DirectoryError(f"{where}: there is no {', '.join(unknown)}", Flaw.CHOICE)
    if len(set(given)) != len(given):
        raise DirectoryError(f"{where}: a code is given twice", Flaw.TWICE)
