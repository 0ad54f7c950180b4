"""What has been published, as the pages know it. A hidden number is None here too: there is nothing else to show."""

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
class Release:
    """What stands on everything published at once. `left_out`: title and period of each table, or a sentence."""

    id: str
    frozen: date
    threshold: int
    licence: str
    contact: str
    left_out: tuple[tuple[str, str], ...]
    #: The SHA-256 of each file by its name.
    files: Mapping[str, str]


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

    def earlier(self, table: Table) -> tuple[Table, ...]:
        """The same table for periods before, the newest first."""
        same = [one for one in self.tables if one.kind == table.kind]
        return tuple(reversed(same[: same.index(table)]))

    def table(self, name: str) -> Table | None:
        """A table by the name of its files, or the newest of a kind."""
        by_kind = {one.kind: one for one in self.tables}
        return {**by_kind, **{one.name: one for one in self.tables}}.get(name)


def _place(kind: str) -> tuple[int, str]:
    """The number of a table's name, and the letter of a part of it."""
    number = "".join(sign for sign in kind if sign.isdigit())
    return int(number or 0), kind
