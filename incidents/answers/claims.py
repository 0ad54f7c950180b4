"""A claim is a number with where it is from; one that does not follow from what is published cannot be said.

What it may be: a shown cell of a published table, a sum of shown cells along one way to divide, how many reports came
in by a release, a live figure (T0), or a count of the measures register. Never a difference, and never a hidden cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from incidents.core.live import Figure, Live
from incidents.core.publication import Dimension, Publication, Table

Codes = tuple[str, ...]


class Unfounded(Exception):
    """A number that does not follow from what is published: a mistake in the program, and nothing to say."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The sum of these cells of one published table; mostly it is one."""

    table: str
    cells: tuple[Codes, ...]


@dataclass(frozen=True, slots=True)
class CameIn:
    """How many reports came in during these periods, as a release has it."""

    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """A live figure of a period."""

    period: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Register:
    """How many measures have this status; without one, all of them."""

    status: str = ""


Basis = Cells | CameIn | Now | Register


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that is said, and where it is from."""

    value: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Known:
    """All that a sentence may rest on. `measures`: how many have each status."""

    publication: Publication | None
    live: Live
    measures: Mapping[str, int]

    def claim(self, basis: Basis) -> Claim | None:
        """The number with its basis; None where it does not follow."""
        value = self.value(basis)
        return None if value is None else Claim(value, basis)

    def check(self, claim: Claim) -> None:
        """Raises `Unfounded` unless the number follows."""
        if self.value(claim.basis) != claim.value:
            raise Unfounded(f"not published: {claim.basis}")

    def value(self, basis: Basis) -> int | None:
        """What follows from what is published; None where nothing does."""
        match basis:
            case Now(period, figure):
                return self.live.number(period, figure)
            case Register(status):
                return self.measures.get(status, 0) if status else sum(self.measures.values())
            case CameIn(periods):
                return self._came_in(periods)
            case Cells(name, cells):
                found = {one.id: one for one in self._tables()}.get(name)
                return None if found is None else _sum(found, cells)

    def _tables(self) -> tuple[Table, ...]:
        return self.publication.tables if self.publication else ()

    def _came_in(self, periods: Codes) -> int | None:
        """Of periods of one length, each once: of others, reports would count twice."""
        told = (
            {one.period: one.count for one in self.publication.came_in} if self.publication else {}
        )
        once = len(set(periods)) == len(periods) and len({len(one) for one in periods}) == 1
        if not once or not told.keys() >= set(periods):
            return None
        return sum(told[one] for one in periods)


def _sum(table: Table, cells: tuple[Codes, ...]) -> int | None:
    """The sum of shown cells; None with a hidden one, and for cells that are no parts of one whole."""
    counts = [table.values.get(cell) for cell in cells]
    shown = [count for count in counts if count is not None]
    if not cells or len(shown) < len(counts) or not _add_up(table, cells):
        return None
    return sum(shown)


def _add_up(table: Table, cells: tuple[Codes, ...]) -> bool:
    """Whether the cells are different parts along one dimension in which each report has one part only."""
    if len(cells) == 1:
        return True
    along = {place for one, other in pairwise(cells) for place in _differing(one, other)}
    if len(along) != 1 or len(set(cells)) < len(cells):
        return False
    (place,) = along
    dim: Dimension = table.dims[place]
    return not dim.multiple and all(cell[place] != dim.total for cell in cells)


def _differing(one: Codes, other: Codes) -> list[int]:
    return [place for place, code in enumerate(one) if code != other[place]]
