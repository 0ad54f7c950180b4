"""From true counts and everything published before to the next release: choose, protect, leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from incidents.core.statistics.columns import BoolArray
from incidents.core.statistics.cube import Counts
from incidents.core.statistics.periods import LEVELS, Calendar
from incidents.core.statistics.plan import Dimension, Plan
from incidents.core.statistics.protect import Unprotectable, protect
from incidents.core.statistics.relations import FloatArray, cell, relations, spread
from incidents.core.statistics.release import (
    Known,
    Published,
    Release,
    Rules,
    Slice,
    due,
    warnings,
)
from incidents.core.statistics.safety import Problem
from incidents.core.statistics.together import IntArray


class HistoryChanged(Exception):
    """The true counts do not agree with what was published; nothing may be published before somebody knows why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The true counts of one measure, for every family that its tables need."""

    measure: str
    counts: Sequence[Counts]


def prepare(
    release: str,
    plan: Plan,
    calendar: Calendar,
    measured: Sequence[Measured],
    history: Sequence[Published],
    known: Sequence[Known],
    rules: Rules,
) -> Release:
    """The next release over all measures. SolverFailed and HistoryChanged mean that nothing may be published."""
    tables: list[Published] = []
    withheld: list[Slice] = []
    shares: dict[str, float] = {}
    for one in measured:
        work = _Measure(release, plan, calendar, one, history, known, rules)
        made, left = work.run()
        tables += made
        withheld += left
        shares |= work.shares
    return Release(
        release, tuple(tables), tuple(withheld), shares, warnings(tables, plan.dimensions)
    )


class _Measure:
    def __init__(
        self,
        release: str,
        plan: Plan,
        calendar: Calendar,
        measured: Measured,
        history: Sequence[Published],
        known: Sequence[Known],
        rules: Rules,
    ) -> None:
        self.release, self.rules, self.calendar = release, rules, calendar
        self.dims: Mapping[str, Dimension] = plan.dimensions
        self.history = [p for p in history if p.slice.table.measure == measured.measure]
        self.due = due(plan, calendar, measured.measure)
        families = [one.dims for one in measured.counts]
        self.relations = relations(families, self.dims, calendar)
        self.truth, self.independent = spread(measured.counts, self.relations, self.dims, calendar)
        self.low, self.high = self._knowledge([k for k in known if k.measure == measured.measure])
        self.shown, self.hidden = self._before()
        self.shares: dict[str, float] = {}

    def run(self) -> tuple[list[Published], list[Slice]]:
        """The due tables that can be told, and those that cannot."""
        chosen = [one for one in self.due if self._enough(one)]
        while chosen:
            try:
                made = self._protected(chosen)
            except Unprotectable:
                chosen = chosen[:-1]  # the plan names the most useful table first
                continue
            self.shares = {p.slice.id: p.hidden_share for p in made}
            worst = max(chosen, key=lambda one: self.shares[one.id])
            if self.shares[worst.id] <= self.rules.most_hidden:
                return made, [one for one in self.due if one not in chosen]
            chosen.remove(worst)
        self.shares = {}
        return [], self.due

    def _enough(self, one: Slice) -> bool:
        """With fewer reports than a hidden cell has to be uncertain by, there is nothing to tell."""
        total = self.relations.ids[cell(one.period.code, {})]
        return int(self.truth[total]) >= max(self.rules.width, self.rules.threshold)

    def _protected(self, chosen: Sequence[Slice]) -> list[Published]:
        new = np.zeros(len(self.truth), bool)
        for one in chosen:
            new[self._numbers(one)] = True
        implied, sums = self._implied(chosen)
        hidden = self.hidden | protect(
            Problem(
                self.relations,
                self.truth,
                self.independent,
                self.low,
                self.high,
                self._most_known(),
                self.shown,
                self.hidden,
                new & ~self.shown & ~self.hidden,
                implied & ~new & ~self.shown & ~self.hidden,
                sums,
                self.rules.threshold,
                self.rules.width,
            )
        )
        return [self._published(one, hidden) for one in chosen]

    def _published(self, one: Slice, hidden: BoolArray) -> Published:
        ids = self.relations.ids
        values = {
            codes: None if hidden[ids[key]] else int(self.truth[ids[key]])
            for codes, key in one.cells(self.dims).items()
        }
        return Published(one, self.release, values)

    def _numbers(self, one: Slice) -> list[int]:
        return [self.relations.ids[key] for key in one.cells(self.dims).values()]

    def _knowledge(self, known: Sequence[Known]) -> tuple[FloatArray, FloatArray]:
        low = np.zeros(len(self.truth))
        # Nobody knows an upper end; one that is far away keeps the linear programs bounded.
        high = np.full(len(self.truth), 2.0 * self.truth.max(initial=0) + 1000)
        for one in known:
            number = self.relations.ids.get(one.cell)
            if number is None:
                continue
            if not one.least <= self.truth[number] <= (one.most or np.inf):
                raise HistoryChanged(f"the count of {one.cell} is not what is known of it")
            low[number] = one.least
            high[number] = high[number] if one.most is None else one.most
        return low, high

    def _most_known(self) -> FloatArray:
        """No cell is larger than the total of its period, where the public register tells that one."""
        ids = self.relations.ids
        told = self.relations.determined(self.low == self.high)
        found = self.high.copy()
        for (period, _), number in ids.items():
            total = ids[cell(period, {})]
            if told[total]:
                found[number] = self.truth[total]
        return found

    def _before(self) -> tuple[BoolArray, BoolArray]:
        """Which cells earlier releases showed and which they hid; the same number may stand in two tables."""
        shown, hidden = np.zeros(len(self.truth), bool), np.zeros(len(self.truth), bool)
        for one in self.history:
            for codes, key in one.slice.cells(self.dims).items():
                number, count = self.relations.ids[key], one.values[codes]
                if count is None:
                    hidden[number] = True
                elif count != self.truth[number]:
                    raise HistoryChanged(f"{one.slice.id} was published with another number")
                else:
                    shown[number] = True
        if (shown & hidden).any():
            raise HistoryChanged("a number is shown in one table and hidden in another")
        return shown, hidden

    def _implied(self, chosen: Sequence[Slice]) -> tuple[BoolArray, dict[int, tuple[int, ...]]]:
        """Cells of the same divisions in periods without a table: the fourth quarter, the year.

        Lengths shorter than a division was ever published for are unknowns of the relations, but nobody's figures.
        """
        found = np.zeros(len(self.truth), bool)
        sums: dict[int, tuple[int, ...]] = {}
        levels: dict[tuple[str, ...], set[int]] = {}
        everything = [*(p.slice for p in self.history), *chosen]
        touched = [one.period for one in everything]
        for one in everything:
            levels.setdefault(one.table.dims, set()).add(LEVELS.index(one.period.level))
        for dims, used in levels.items():
            example = next(s for s in everything if s.table.dims == dims)
            for period in self.calendar.periods():
                # Nothing is told of a period that no table touches: its cells hang together with no others.
                apart = not any(period.touches(other) for other in touched)
                if LEVELS.index(period.level) < min(used) or apart:
                    continue
                numbers = self._numbers(Slice(example.table, period))
                found[numbers] = True
                if LEVELS.index(period.level) > min(used):
                    parts = self._parts(example, period.code)
                    sums |= dict(zip(numbers, parts, strict=True))
        return found, sums

    def _parts(self, example: Slice, whole: str) -> list[tuple[int, ...]]:
        shorter = self.calendar.sums()[whole]
        by_code = {p.code: p for p in self.calendar.periods()}
        columns = [self._numbers(Slice(example.table, by_code[code])) for code in shorter]
        return list(zip(*columns, strict=True))


def families(plan: Plan, measure: str) -> list[tuple[str, ...]]:
    """The divisions whose counts a measure needs."""
    return list(dict.fromkeys(table.dims for table in plan.tables if table.measure == measure))


def t0(told: Mapping[str, IntArray], calendar: Calendar, measures: Sequence[str]) -> list[Known]:
    """What the public register and we tell of each quarter, by measure: all reports, those met in time, closed cases.

    There are no more hate events than reports.

    The register tells it for each day. That says no more of longer periods: any table that fits a quarter fits it with
    the reports of the quarter given to its days in any way (docs/adr/0036).
    """
    found = []
    for period in calendar.at(LEVELS[0]):
        for measure, by_quarter in told.items():
            total = int(by_quarter[period.first])
            if measure == "reports" or measure in measures:
                found.append(Known(measure, cell(period.code, {}), total, total))
        if "events" in measures:
            most = int(told["reports"][period.first])
            found.append(Known("events", cell(period.code, {}), 0, most))
    return found
