"""The languages that the product speaks. Swedish is the source of every sentence; the others are translations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Scope(StrEnum):
    """How much of the product a language says."""

    ALL = "all"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Language:
    """A language as its readers call it. `reviewed`: a person who speaks it has read every sentence.

    `code` is its place in the path and its catalogue; `tag` is what browsers, dates and reports call it: easy Swedish
    has a catalogue of its own and is Swedish.
    """

    code: str
    tag: str
    name: str
    direction: str
    latin: bool
    scope: Scope
    reviewed: bool


@cache
def languages() -> Mapping[str, Language]:
    """Every language by code, in the order of the switch, read once from the package's data."""
    text = (files("incidents") / "data" / "languages.json").read_text(encoding="utf-8")
    found = [Language(**{**raw, "scope": Scope(raw["scope"])}) for raw in json.loads(text)]
    return {language.code: language for language in found}


def sentence(swedish: str) -> str:
    """The same text: marks a sentence that stands here and is translated where it is shown."""
    return swedish


@dataclass(frozen=True, slots=True)
class Text:
    """A Swedish sentence and what stands in its placeholders; dates are written out where it is shown."""

    swedish: str
    values: tuple[tuple[str, date], ...] = ()

    def named(self) -> dict[str, date]:
        """The values by placeholder."""
        return dict(self.values)
