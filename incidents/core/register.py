"""A register that the coordinator keeps: rows with columns, out and in as a table, and how two of them differ."""

import csv
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from incidents.core.case import REFERENCE_ALPHABET
from incidents.core.cells import TWICE, CellError, Column
from incidents.core.languages import sentence
from incidents.core.sheet import (
    CELLS_WRONG,
    HEAD_WRONG,
    QUOTES_WRONG,
    TableError,
    guarded,
    lines,
    plain,
    written_rows,
)

Cells = Mapping[str, str]
ID_LENGTH = 5
_ID = "id"
_ID_UNKNOWN = sentence("Det id:t finns inte. Lämna fältet tomt för en ny rad.")


class Wrong(ValueError):
    """A cell is wrong; `why` is a Swedish sentence."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"{column}: {why}")
        self.column, self.why = column, why


class Item(Protocol):
    """A row of a register."""

    @property
    def id(self) -> str:
        """By what it is known; random, and never given twice."""


T = TypeVar("T", bound=Item)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is new (`before` is None), gone (`after` is None) or says something else."""

    id: str
    before: Cells | None
    after: Cells | None

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Column, old, new; each only where they differ."""
        old, new = self.before or {}, self.after or {}
        for column in dict.fromkeys((*old, *new)):
            said = old.get(column, ""), new.get(column, "")
            if column != _ID and said[0] != said[1]:
                yield column, *said


@dataclass(frozen=True, slots=True)
class Register(Generic[T]):
    """A kind of register. Heads never change, and a column is only added at the end.

    `check` says on a day what no cell alone can say (`Wrong`); `key` tells rows apart that may not say the same thing.
    """

    name: str
    columns: Mapping[str, Column]
    make: Callable[..., T]
    check: Callable[[T, date], None]
    key: Callable[[T], Hashable]

    @property
    def heads(self) -> tuple[str, ...]:
        """The first row."""
        return (_ID, *(column.head for column in self.columns.values()))

    def record(self, item: T) -> dict[str, str]:
        """A row as cells by column."""
        said = {name: col.write(getattr(item, name)) for name, col in self.columns.items()}
        return {_ID: item.id, **said}

    def item(self, id_: str, cells: Cells, today: date, *, kept: bool = False) -> T:
        """Inverse of `record`; raises `Wrong`. What was `kept` once is not checked anew."""
        values = {}
        for name, column in self.columns.items():
            try:
                values[name] = column.read(cells.get(name, ""), kept=kept)
            except CellError as error:
                raise Wrong(name, str(error)) from error
        found = self.make(id_, **values)
        if not kept:
            self.check(found, today)
        return found

    def written(self, items: Iterable[T]) -> str:
        """The whole register, with semicolons; nothing in it is a formula for a spreadsheet."""
        rows = ([guarded(cell) for cell in self.record(item).values()] for item in items)
        return written_rows((self.heads, *rows))

    def read(
        self,
        text: str,
        *,
        today: date | None = None,
        known: Collection[str] | None = None,
        fresh: Callable[[], str] = str,
    ) -> tuple[T, ...]:
        """Inverse of `written`; raises TableError for the first wrong row.

        Without a day it is a version that was kept. With `known`, a row has one of these ids, or none and gets a
        `fresh` one.
        """
        found: list[T] = []
        seen: set[Hashable] = set()
        number = width = 0
        try:
            for number, cells in enumerate(lines(text), start=1):
                if number == 1:
                    self._begin(cells, whole=known is not None)
                    width = len(cells)
                elif any(map(str.strip, cells)):
                    _check(len(cells) == width, number, CELLS_WRONG)
                    item = self._row(number, cells, today, known, fresh)
                    said = {("id", item.id), ("key", self.key(item))}
                    _check(said.isdisjoint(seen), number, TWICE)
                    seen |= said
                    found.append(item)
        except csv.Error as error:
            raise TableError(number + 1, QUOTES_WRONG) from error
        except Wrong as error:
            raise TableError(number, error.why, self.columns[error.column].head) from error
        _check(number > 0, 1, HEAD_WRONG)
        return tuple(found)

    def _begin(self, cells: list[str], *, whole: bool) -> None:
        """The first row. A version that was kept may be older than the last columns."""
        heads = tuple(plain(cell).strip().casefold() for cell in cells)
        _check(heads == (self.heads if whole else self.heads[: len(heads)]), 1, HEAD_WRONG)

    def _row(
        self,
        number: int,
        cells: list[str],
        today: date | None,
        known: Collection[str] | None,
        fresh: Callable[[], str],
    ) -> T:
        id_, *rest = map(plain, cells)
        id_ = id_.strip()
        if known is not None:
            _check(not id_ or id_ in known, number, _ID_UNKNOWN)
            id_ = id_ or fresh()
        said = dict(zip(self.columns, rest, strict=False))
        return self.item(id_, said, today or date.max, kept=today is None)

    def differences(self, before: Iterable[T], after: Iterable[T]) -> tuple[Difference, ...]:
        """In the order of the newer one, then what is gone."""
        old = {item.id: self.record(item) for item in before}
        new = {item.id: self.record(item) for item in after}
        return tuple(
            Difference(id_, old.get(id_), new.get(id_))
            for id_ in dict.fromkeys((*new, *old))
            if old.get(id_) != new.get(id_)
        )


def put(items: Iterable[T], item: T, key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """With this row in the place of the one with its id, or at the end; raises `Wrong` where another says the same."""
    others = {one.id: one for one in items}
    others[item.id] = item
    if sum(key(one) == key(item) for one in others.values()) > 1:
        raise Wrong(_ID, TWICE)
    return tuple(others.values())


def fresh_id(taken: Collection[str], choose: Callable[[str], str]) -> str:
    """An id that nobody has; `choose` picks a letter."""
    while True:
        made = "".join(choose(REFERENCE_ALPHABET) for _ in range(ID_LENGTH)).lower()
        if made not in taken:
            return made


def _check(holds: bool, row: int, why: str) -> None:  # noqa: FBT001 - the condition itself
    if not holds:
        raise TableError(row, why)
