"""One release: the tables whose period has ended, with what stays hidden in them. All or nothing, and nothing twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from incidents.core.statistics.periods import Calendar, Period
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, Table
from incidents.core.statistics.relations import Cell, cell

RULES_VERSION = 1
THRESHOLD = 5
WIDTH = 5
HIDDEN = ".."
#: Above this share of the cells that are not empty a table is left out: "för få för att redovisas".
MOST_HIDDEN = 0.3


@dataclass(frozen=True, slots=True)
class Rules:
    """What a release is made by; part of every file."""

    threshold: int = THRESHOLD
    width: int = WIDTH
    most_hidden: float = MOST_HIDDEN
    version: int = RULES_VERSION

    def __post_init__(self) -> None:
        if not 2 <= self.threshold <= 100:
            raise ValueError("the threshold is a number from 2 to 100")
        if self.width < self.threshold:
            raise ValueError("a hidden cell must be able to differ by the threshold at least")


@dataclass(frozen=True, slots=True)
class Slice:
    """A table of the plan for one period."""

    table: Table
    period: Period

    @property
    def id(self) -> str:
        """Such as T1@2026Q1."""
        return f"{self.table.id}@{self.period.code}"

    def cells(self, dims: Mapping[str, Dimension]) -> dict[tuple[str, ...], Cell]:
        """Every combination of codes, the totals first, with the cell that it is."""
        codes = [(TOTAL, *dims[name].codes) for name in self.table.dims]
        return {
            chosen: cell(self.period.code, dict(zip(self.table.dims, chosen, strict=True)))
            for chosen in product(*codes)
        }


@dataclass(frozen=True, slots=True)
class Published:
    """A table as everybody may read it: the number of each combination, or None for hidden."""

    slice: Slice
    release: str
    values: Mapping[tuple[str, ...], int | None]

    @property
    def hidden_share(self) -> float:
        """The share of the cells which is hidden, of those that are not shown to be empty.

        It follows from what is shown: a share of the true counts would tell how many of the hidden ones are 0.
        """
        hidden = sum(count is None for count in self.values.values())
        return hidden / max(hidden + sum(map(bool, self.values.values())), 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What the public knows of a cell without any table: T0, or a record that was released."""

    measure: str
    cell: Cell
    least: int
    most: int | None

    @property
    def is_of_all(self) -> bool:
        """Whether it is of a whole period, without any attribute: T0."""
        return not self.cell[1]


@dataclass(frozen=True, slots=True)
class Group:
    """Group disclosure (rule 11): everybody in `group` has the answer `answer`; both are cells of one table."""

    slice: str
    group: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """Why a release may say something of a whole group, and which two people say so."""

    reason: str
    by: str
    second: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.by or not self.second or self.by == self.second:
            raise ValueError("group disclosure needs a reason and two different people")


@dataclass(frozen=True, slots=True)
class Release:
    """What would be published: never a hidden value, only that and how much is hidden."""

    id: str
    tables: tuple[Published, ...]
    #: Tables that are left out because there is too little to tell.
    withheld: tuple[Slice, ...]
    hidden_share: Mapping[str, float]
    warnings: tuple[Group, ...]


class GroupDisclosure(Exception):
    """A release that says something of everybody in a group needs a signature."""


def check_signed(release: Release, signed: SignOff | None) -> None:
    """GroupDisclosure unless nothing is to be signed, or it is."""
    if release.warnings and signed is None:
        raise GroupDisclosure("some cells say the same of everybody in a group")


def due(plan: Plan, calendar: Calendar, measure: str) -> list[Slice]:
    """The tables of a measure whose period ends with the last closed quarter, in the order of the plan."""
    ending = {p.level: p for p in calendar.closing()}
    return [
        Slice(table, ending[table.level])
        for table in plan.tables
        if table.measure == measure and table.level in ending
    ]


def warnings(published: Iterable[Published], dims: Mapping[str, Dimension]) -> tuple[Group, ...]:
    """Every cell that is as large as a total above it, as anybody can see.

    It is shown, and so is the total; or all other parts of a sum are shown to be empty: then everybody in the group,
    of whatever number, has the answer that is left.
    """
    return tuple(
        Group(one.slice.id, (*codes[:place], TOTAL, *codes[place + 1 :]), codes)
        for one in published
        for codes, count in one.values.items()
        for place, code in enumerate(codes)
        if code != TOTAL and count != 0 and _says_all(one, codes, place, dims)
    )


def _says_all(
    one: Published, codes: tuple[str, ...], place: int, dims: Mapping[str, Dimension]
) -> bool:
    before, after = codes[:place], codes[place + 1 :]
    count, dim = one.values[codes], dims[one.slice.table.dims[place]]
    if count is not None and one.values[*before, TOTAL, *after] == count:
        return True
    others = (one.values[*before, code, *after] for code in dim.codes if code != codes[place])
    return not dim.multiple and all(other == 0 for other in others)
