"""What has been published, as the pages know it. A hidden number is None here too: there is nothing else to show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incidents.core.languages import sentence

#: The contact that stands on every file of an exercise (`publishing.simulate`): its reports are invented.
EXERCISE = sentence("Övning: påhittade rapporter")
#: What a table counts.
MEASURES = {
    "reports": sentence("Rapporter"),
    "events": sentence("Misstänkta hathändelser"),
    "referrals": sentence("Hänvisningar till andra"),
    "answers": sentence("Svar på hänvisningar"),
    "replies": sentence("Rapporter som fick svar eller blev klara inom tio arbetsdagar"),
    "closings": sentence("Avslutade ärenden"),
}
#: What the row of everything is called, by what the table counts: where parts overlap it is less than their sum.
EVERY = {
    "reports": sentence("Alla rapporter"),
    "events": sentence("Alla händelser"),
    "referrals": sentence("Alla hänvisningar"),
    "answers": sentence("Alla svar"),
    "replies": sentence("Alla inom 10 arbetsdagar"),
    "closings": sentence("Alla avslutade ärenden"),
}
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<last>\d{4})|Q(?P<quarter>\d)|H(?P<half>\d))?", re.ASCII
)
#: How many quarters a period has, by what a plan calls its length.
QUARTERS = {"quarter": 1, "half": 2, "year": 4, "span": 8}
#: A table that is shown one division at a time has a letter behind its name: T1a, T1b.
_LETTERS = "abc"


class Damaged(Exception):
    """A file is not what was published under its name; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to divide: its codes in order with their Swedish labels. With `multiple` the parts are no sum."""

    name: str
    title: str
    labels: Mapping[str, str]
    total: str
    multiple: bool

    def parts(self) -> tuple[str, ...]:
        """The codes without the total."""
        return tuple(code for code in self.labels if code != self.total)


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: the number of each combination of codes, or None where it is hidden."""

    id: str
    release: str
    measure: str
    title: str
    period: str
    dims: tuple[Dimension, ...]
    values: Mapping[tuple[str, ...], int | None]

    @property
    def name(self) -> str:
        """The name of its files, such as T1_2026Q1."""
        return self.id.replace("@", "_")

    @property
    def kind(self) -> str:
        """Which table of the plan it is, for whatever period: T1."""
        return self.id.partition("@")[0]

    def cells(self, dim: Dimension) -> dict[str, tuple[str, ...]]:
        """The cell of each code of a dimension, the total among them, over everything that the others divide."""
        return {
            code: tuple(code if one is dim else one.total for one in self.dims)
            for code in dim.labels
        }

    @property
    def hides(self) -> bool:
        """Whether any of its numbers is hidden."""
        return None in self.values.values()


@dataclass(frozen=True, slots=True)
class Handling:
    """T0: how the reports of a quarter were met by the time it was closed, and how many cases were closed in it."""

    in_time: int
    later: int
    waiting: int
    closed: int


@dataclass(frozen=True, slots=True)
class CameIn:
    """T0: how many reports came in during a month or quarter; of a quarter also how many no table counts."""

    period: str
    count: int
    excluded: int | None
    #: Of a quarter; None where the release does not tell it.
    handling: Handling | None = None


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction in words to a release; `table` is one of its tables, or empty for all of it."""

    release: str
    table: str
    day: date
    text: str
    english: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table that is too little to be told, by its name in the plan; in an older release a sentence alone."""

    kind: str
    title: str
    period: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A table of the plan, and of periods of how many quarters it is published."""

    kind: str
    measure: str
    dims: tuple[str, ...]
    quarters: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Which tables two years have: all others are not told in them. `span`: such as 2026-2027."""

    span: str
    tables: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What stands on everything published at once."""

    id: str
    frozen: date
    threshold: int
    licence: str
    contact: str
    left_out: tuple[LeftOut, ...]
    #: The SHA-256 of each file by its name.
    files: Mapping[str, str]
    #: None where the release does not tell it.
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is published. `damaged` names the files that are left out, because they were changed."""

    #: The hash of the newest release, which rests on all before it, and of the corrections where there are any.
    digest: str
    #: `publication.json` and each `release.json` as they lie there.
    described: bytes
    records: Mapping[str, bytes]
    releases: Mapping[str, Release]
    tables: tuple[Table, ...]
    came_in: tuple[CameIn, ...]
    damaged: tuple[str, ...]
    #: In the order in which they were written, and the file as it lies there.
    errata: tuple[Erratum, ...]
    written: bytes

    @property
    def newest(self) -> Release:
        """The latest release."""
        return list(self.releases.values())[-1]

    @property
    def exercise(self) -> bool:
        """Whether invented reports are in it: nothing of it may be told as the municipality's own."""
        return any(one.contact == EXERCISE for one in self.releases.values())

    def latest(self) -> tuple[Table, ...]:
        """The newest table of each kind, in the order of the plan: T2 before T10."""
        found = {table.kind: table for table in self.tables}
        return tuple(found[kind] for kind in sorted(found, key=_place))

    def left_out(self) -> tuple[LeftOut, ...]:
        """What every release left out and no later table of its kind replaces, in the order of the plan."""
        every = {one: None for release in self.releases.values() for one in release.left_out}
        newest = self.newest.left_out
        said = [one for one in every if (self._is_last(one) if one.kind else one in newest)]
        return tuple(sorted(said, key=lambda one: (*_place(one.kind), _end(one.period))))

    def _is_last(self, left: LeftOut) -> bool:
        """Whether no table of its kind is shown for a period that ends later."""
        same = (one for one in self.tables if _same(one.kind, left.kind))
        return all(_end(one.period) <= _end(left.period) for one in same)

    def earlier(self, table: Table) -> tuple[Table, ...]:
        """The same table for periods before, the newest first."""
        same = [one for one in self.tables if one.kind == table.kind]
        return tuple(reversed(same[: same.index(table)]))

    def table(self, name: str) -> Table | None:
        """A table by the name of its files, or the newest of a kind."""
        by_kind = {one.kind: one for one in self.tables}
        return {**by_kind, **{one.name: one for one in self.tables}}.get(name)


def _same(one: str, other: str) -> bool:
    """Whether one of them is the other, or the whole that the other is a part of."""
    return one == other or one.rstrip(_LETTERS) == other or one == other.rstrip(_LETTERS)


def _end(period: str) -> tuple[int, int]:
    """Year and quarter in which a period ends; what is no period ends before all."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return 0, 0
    quarter = int(found["quarter"] or 2 * int(found["half"] or 2))
    return int(found["last"] or found["year"]), quarter


def _place(kind: str) -> tuple[int, str]:
    """The number of a table's name, and the letter of a part of it."""
    number = "".join(sign for sign in kind if sign.isdigit())
    return int(number or 0), kind
