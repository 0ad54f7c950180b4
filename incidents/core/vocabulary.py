"""The closed lists: codes that never change meaning, and the public groups that residents choose from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

VERSION = 1
MOST_PUBLIC_CHOICES = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One code, or one public group of codes, with its Swedish label (the source of every translation).

    `note` is what the list says of a code besides: the provision, or the groups of others that it counts in.
    """

    code: str
    label: str
    codes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A closed list."""

    name: str
    multiple: bool
    items: tuple[Choice, ...]
    question: str
    groups: tuple[Choice, ...]

    def public(self) -> tuple[Choice, ...]:
        """What the public form offers: the groups, or the codes where there are none."""
        return self.groups or self.items

    @cached_property
    def public_codes(self) -> frozenset[str]:
        """The codes of `public`."""
        return frozenset(choice.code for choice in self.public())

    def label(self, code: str) -> str:
        """The Swedish label of a code; a retired or foreign code reads as itself rather than failing."""
        return self._labels().get(code, code)

    def public_label(self, group: str) -> str:
        """The Swedish label of a public group."""
        return next((c.label for c in self.public() if c.code == group), group)

    def note(self, code: str) -> str:
        """What the list says of a code besides; empty for a foreign one."""
        return next((c.note for c in self.items if c.code == code), "")

    def index(self, group: str) -> int:
        """The place of a public group in the list; the bit that stands for it in a fact."""
        return [c.code for c in self.public()].index(group)

    def _labels(self) -> Mapping[str, str]:
        return {c.code: c.label for c in self.items}


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every vocabulary by name, read once from the package's data."""
    text = (files("incidents") / "data" / "vocabularies.json").read_text(encoding="utf-8")
    return {name: _vocabulary(name, raw) for name, raw in json.loads(text).items()}


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary; KeyError for a name that does not exist."""
    return vocabularies()[name]


def _vocabulary(name: str, raw: dict[str, object]) -> Vocabulary:
    public = raw.get("public")
    public = public if isinstance(public, dict) else {}
    items = raw["items"]
    assert isinstance(items, list)
    return Vocabulary(
        name,
        bool(raw["multi"]),
        tuple(Choice(i["code"], i["sv"], (i["code"],), i.get("x", "")) for i in items),
        str(public.get("question_sv", "")),
        tuple(Choice(c["group"], c["sv"], tuple(c["codes"])) for c in public.get("choices", [])),
    )
