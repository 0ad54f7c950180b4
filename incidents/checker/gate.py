"""The gate: reasons not to publish. An empty list is the only yes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidents.checker.bounds import Outside
from incidents.checker.box import Impossible, NotSolved
from incidents.checker.calendar import overlapping
from incidents.checker.numbering import (
    Unknowns,
    implied,
    meets_in_a_tree,
    owners,
    unknowns,
)
from incidents.checker.reading import MUNICIPALITY, PERIOD, Coordinate, Publication, Table

_FAR = 1000


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where. The text is for people; it never helps to compute a number."""

    kind: str
    where: str
    text: str


def check(publication: Publication) -> list[Finding]:
    """Everything that is wrong with what is published, taken together."""
    found = list(_plain(publication))
    for measure in sorted({t.measure for t in publication.tables}):
        tables = [t for t in publication.tables if t.measure == measure]
        if not _in_a_tree(tables):
            found.append(Finding("family", measure, "the tables do not meet in a tree"))
        for one, other in overlapping(publication, tables):
            text = "the periods overlap and no sum says how"
            found.append(Finding("period", f"{measure} {one} {other}", text))
        try:
            found += _Measure(publication, measure, tables).findings()
        except Impossible:
            found.append(Finding("contradiction", measure, "no counts fit everything published"))
        except NotSolved as error:
            found.append(Finding("solver", measure, f"not decided, so not safe: {error}"))
    return found


def _in_a_tree(tables: list[Table]) -> bool:
    """Each municipality's tables for themselves, with those that are everybody's: reports belong to one of them."""
    shared = [set(t.family) - {MUNICIPALITY} for t in tables if not t.of]
    return all(
        meets_in_a_tree([*shared, *(t.family for t in tables if t.of and t.of == of)])
        for of in owners(tables)
    )


def _plain(publication: Publication) -> Iterator[Finding]:
    """What can be seen in a table alone, or in two that tell the same number."""
    told: dict[tuple[str, Coordinate], int | None] = {}
    names: set[str] = set()
    for table in publication.tables:
        if table.id in names:
            yield Finding("twice", table.id, "two tables have this name")
        names.add(table.id)
        if table.has_filter:
            yield Finding("filter", table.id, "a table of a part only is not in the plan")
        for key, value in table.values.items():
            if value is not None and 0 < value < publication.threshold:
                yield Finding("small", _place(table.id, key), "a small number is shown")
            if told.setdefault((table.measure, key), value) != value:
                yield Finding("contradiction", _place(table.id, key), "told in two ways")


def _place(where: str, key: Coordinate) -> str:
    return f"{where} {' '.join(f'{d}={c}' for d, c in sorted(key))}".strip()


class _Measure:
    """One measure from outside: what is hidden, what is implied, and how narrow each is."""

    def __init__(self, publication: Publication, measure: str, tables: list[Table]) -> None:
        self.publication, self.measure = publication, measure
        self.width, self.threshold = publication.width, publication.threshold
        self.unknowns: Unknowns = unknowns(publication, measure)
        numbers = self.unknowns.numbers
        shown: dict[int, int] = {}
        self.hidden: dict[int, Coordinate] = {}
        for table in tables:
            for key, value in table.values.items():
                if value is None:
                    self.hidden[numbers[key]] = key
                else:
                    shown[numbers[key]] = value
        least, most = self._known(sum(shown.values()))
        self.knowledge = (least, most)
        self.outside = Outside(
            len(numbers),
            self.unknowns.rows,
            [max(shown.get(n, low), low) for n, low in enumerate(least)],
            [min(shown.get(n, high), high) for n, high in enumerate(most)],
        )
        found, self.sums = implied(publication, tables)
        told = set(shown) | set(self.hidden)
        self.implied = [key for key in sorted(found, key=sorted) if numbers[key] not in told]
        self._only_known: Outside | None = None

    def _known(self, total: int) -> tuple[list[int], list[int]]:
        least = [0] * len(self.unknowns.numbers)
        known = [k for k in self.publication.knowledge if k[0] == self.measure]
        most = [total + sum(k[3] or 0 for k in known) + _FAR] * len(least)
        for _, key, low, high in known:
            number = self.unknowns.numbers[key]
            least[number] = max(least[number], low)
            most[number] = most[number] if high is None else min(most[number], high)
        return least, most

    def findings(self) -> Iterator[Finding]:
        if any(self.outside.low[n] > self.outside.high[n] for n in self.outside.low):
            raise Impossible
        self.outside.try_all()
        for number, key in sorted(self.hidden.items()):
            low, high = self.outside.between(number, self.width)
            if high - low < self.width:
                yield Finding("computable", _place(self.measure, key), "a hidden number follows")
        for key in self.implied:
            if not self._may_be_told(key):
                text = "a number that no table shows follows"
                yield Finding("implied", _place(self.measure, key), text)

    def _may_be_told(self, key: Coordinate) -> bool:
        """Whether an unpublished number is wide open, harmless, known anyway, or a mere sum of safe parts."""
        number = self.unknowns.numbers[key]
        if self._as_wide_as_its_period(key, self.outside.proven(number)):
            return True
        if self._harmless(*self.outside.between(number, self.width)):
            return True
        ends = self.outside.ends(number)
        return self._known_anyway(key, ends) or self._mere_sum(key, ends)

    def _known_anyway(self, key: Coordinate, ends: tuple[int, int]) -> bool:
        """Whether tables have made it no narrower than it is without any."""
        if self._as_wide_as_its_period(key, ends):
            return True
        return self._before().ends(self.unknowns.numbers[key]) == ends

    def _as_wide_as_its_period(self, key: Coordinate, ends: tuple[int, int]) -> bool:
        """Nothing is known of a number that can be none, or all that the public register tells of its period."""
        before = self._before()
        of = frozenset((d, c) for d, c in key if d in (PERIOD, MUNICIPALITY))
        whole = self.unknowns.numbers[of]
        return ends[0] == 0 and before.known(whole) and ends[1] >= before.high[whole]

    def _harmless(self, low: int, high: int) -> bool:
        return high - low >= self.width or low >= self.threshold or high == 0

    def _mere_sum(self, key: Coordinate, ends: tuple[int, int]) -> bool:
        return any(self._adds_up(parts, ends) for parts in self.sums.get(key, ()))

    def _adds_up(self, parts: list[Coordinate], ends: tuple[int, int]) -> bool:
        numbers = [self.unknowns.numbers[part] for part in parts]
        of_parts = [self.outside.ends(number) for number in numbers]
        together = (sum(e[0] for e in of_parts), sum(e[1] for e in of_parts))
        if together != ends:
            return False
        return all(
            n in self.hidden or self._may_be_told(p) for n, p in zip(numbers, parts, strict=True)
        )

    def _before(self) -> Outside:
        """What would be known if no table had ever been published."""
        if self._only_known is None:
            rows, (least, most) = self.unknowns.rows, self.knowledge
            self._only_known = Outside(len(least), rows, least, most)
        return self._only_known


def kinds(findings: Iterable[Finding]) -> list[str]:
    """The kinds of what was found, each once."""
    return sorted({one.kind for one in findings})
