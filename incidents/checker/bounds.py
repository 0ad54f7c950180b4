"""Everything known of one measure: what follows by plain arithmetic, and boxes of unknowns for the rest."""

from collections.abc import Iterable, Sequence

from incidents.checker.box import Box, Impossible
from incidents.checker.numbering import Row


class Outside:
    """Everything that is known of one measure, taken apart into boxes that do not touch each other."""

    def __init__(
        self, size: int, rows: Iterable[Row], low: Sequence[int], high: Sequence[int]
    ) -> None:
        self.low, self.high = dict(enumerate(low)), dict(enumerate(high))
        self._rows = [self._unknown_part(row) for row in self._settled(list(rows))]
        self._box_of: dict[int, int] = {}
        self._members: list[list[int]] = []
        self._boxes: dict[int, Box] = {}
        self._part(size)

    def known(self, number: int) -> bool:
        """Whether the number follows exactly, by plain arithmetic."""
        return self.low[number] == self.high[number]

    def between(self, number: int, enough: int) -> tuple[int, int]:
        """Least and most of a number; see `Box.between`."""
        if self.known(number):
            return self.low[number], self.high[number]
        return self._box(number).between(number, enough)

    def proven(self, number: int) -> tuple[int, int]:
        """Least and most of a number in tables that certainly fit."""
        if self.known(number):
            return self.low[number], self.high[number]
        return self._box(number).proven(number)

    def ends(self, number: int) -> tuple[int, int]:
        """Least and most of a number; see `Box.ends`."""
        if self.known(number):
            return self.low[number], self.high[number]
        return self._box(number).ends(number)

    def _box(self, number: int) -> Box:
        which = self._box_of[number]
        if which not in self._boxes:
            members = set(self._members[which])
            rows = [row for row in self._rows if not members.isdisjoint(row[0])]
            self._boxes[which] = Box(self._members[which], rows, self.low, self.high)
        return self._boxes[which]

    def try_all(self) -> None:
        """`Impossible` when what is published contradicts itself anywhere."""
        for members in self._members:
            self.between(members[0], 0)

    def _settled(self, rows: list[Row]) -> list[Row]:
        """Rows with more than one unknown; those with one settle it, again and again."""
        while True:
            left, changed = [], False
            for coefficients, least, most in rows:
                free = [c for c in coefficients if not self.known(c)]
                rest = sum(v * self.low[c] for c, v in coefficients.items() if self.known(c))
                if not free:
                    if (least is not None and rest < least) or (most is not None and rest > most):
                        raise Impossible
                elif len(free) == 1:
                    self._narrow(free[0], coefficients[free[0]], rest, least, most)
                    changed = True
                else:
                    left.append((coefficients, least, most))
            rows = left
            if not changed:
                return rows

    def _unknown_part(self, row: Row) -> Row:
        """The row with what is known taken to the other side."""
        coefficients, least, most = row
        free = {c: v for c, v in coefficients.items() if not self.known(c)}
        rest = sum(v * self.low[c] for c, v in coefficients.items() if c not in free)
        return free, None if least is None else least - rest, None if most is None else most - rest

    def _narrow(
        self, number: int, sign: int, rest: int, least: int | None, most: int | None
    ) -> None:
        """The row says that sign * number + rest lies between least and most; every coefficient is 1 or -1."""
        ends = [None if e is None else (e - rest) * sign for e in (least, most)]
        low, high = ends if sign > 0 else (ends[1], ends[0])
        self.low[number] = max(self.low[number], low) if low is not None else self.low[number]
        self.high[number] = min(self.high[number], high) if high is not None else self.high[number]
        if self.low[number] > self.high[number]:
            raise Impossible

    def _part(self, size: int) -> None:
        parent = list(range(size))

        def root(n: int) -> int:
            while parent[n] != n:
                parent[n] = parent[parent[n]]
                n = parent[n]
            return n

        for coefficients, _, _ in self._rows:
            first, *others = coefficients
            for other in others:
                parent[root(other)] = root(first)
        groups: dict[int, list[int]] = {}
        for number in range(size):
            if not self.known(number):
                groups.setdefault(root(number), []).append(number)
        self._members = list(groups.values())
        self._box_of = {n: which for which, ns in enumerate(self._members) for n in ns}
