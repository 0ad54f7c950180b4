"""Bounds that the check and the opponent compute are those of every list of reports that could be behind a table."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.checker.bounds import Outside
from incidents.checker.gate import check
from incidents.checker.numbering import unknowns
from incidents.checker.reading import read as read_publication
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, Table
from incidents.core.statistics.relations import cell
from incidents.core.statistics.release import Known, Published, Slice
from tests.statistics.opponent import Attack, read
from tests.statistics.publications import write

DIMS = {
    "ground": Dimension("ground", "Grund", ("g1", "g2"), ("Ett", "Två"), multiple=True),
    "area": Dimension("area", "Område", ("a1", "a2", "a3"), ("Ett", "Två", "Tre")),
}
TABLE = Table("T", "Liten", "reports", ("ground", "area"), Level.QUARTER)
PLAN = Plan(1, DIMS, (TABLE,))
CALENDAR = Calendar(2026, 1, PLAN.levels())
ONE = Slice(TABLE, CALENDAR.at(Level.QUARTER)[0])
#: What one report can be: a set of grounds that is not empty, and an area.
KINDS = tuple(product((("g1",), ("g2",), ("g1", "g2")), ("a1", "a2", "a3")))
Report = tuple[tuple[str, ...], str]
Counts = dict[tuple[str, ...], int]


def counted(reports: Sequence[Report]) -> Counts:
    found = dict.fromkeys(ONE.cells(DIMS), 0)
    for grounds, area in reports:
        for key in product((TOTAL, *grounds), (TOTAL, area)):
            found[key] += 1
    return found


def worlds(shown: Mapping[tuple[str, ...], int], size: int) -> Iterator[Counts]:
    """Every list of so many reports that fits what is shown."""
    for reports in combinations_with_replacement(KINDS, size):
        counts = counted(reports)
        if all(counts[key] == count for key, count in shown.items()):
            yield counts


def published(
    folder: Path, counts: Counts, hidden: set[tuple[str, ...]], size: int
) -> tuple[Path, dict[tuple[str, ...], int]]:
    shown = {key: count for key, count in counts.items() if key not in hidden}
    values: dict[tuple[str, ...], int | None] = {key: shown.get(key) for key in counts}
    known = [Known("reports", cell("2026Q1", {}), size, size)]
    write(folder, PLAN, [Published(ONE, "r1", values)], CALENDAR, known)
    return folder, shown


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    reports=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    hidden=st.sets(st.sampled_from(sorted(ONE.cells(DIMS))), min_size=1),
)
def test_bounds_agree_with_every_possible_list_of_reports(
    tmp_path: Path, reports: list[Report], hidden: set[tuple[str, ...]]
) -> None:
    folder, shown = published(tmp_path, counted(reports), hidden, len(reports))
    possible = list(worlds(shown, len(reports)))
    publication = read_publication(folder / "publication.json")
    numbered = unknowns(publication, "reports")
    told = {key: n for table in publication.tables for key, n in table.values.items()}
    told |= {key: low for _, key, low, _ in publication.knowledge}
    least = [told.get(key) or 0 for key in numbered.numbers]
    most = [1000 if (n := told.get(key)) is None else n for key in numbered.numbers]
    outside = Outside(len(least), numbered.rows, least, most)
    known = read(folder)
    opponent = Attack(known, whole=True)
    for codes in hidden:
        true = (min(w[codes] for w in possible), max(w[codes] for w in possible))
        named = zip(("ground", "area"), codes, strict=True)
        key = frozenset({("period", "2026Q1"), *((d, c) for d, c in named if c != TOTAL)})
        assert outside.between(numbered.numbers[key], 1000) == true
        assert opponent.bounds(("reports", key)) == true


def test_twenty_four_and_twelve_of_forty_tell_of_the_four_others(tmp_path: Path) -> None:
    kind = Dimension("kind", "Gäller", ("dl", "hate", "none"), ("D", "H", "I"))
    table = Table("T", "Vad", "reports", ("kind",), Level.QUARTER)
    plan = Plan(1, {"kind": kind}, (table,))
    calendar = Calendar(2026, 1, plan.levels())
    one = Slice(table, calendar.at(Level.QUARTER)[0])
    known = [Known("reports", cell("2026Q1", {}), 40, 40)]

    def findings(**values: int | None) -> list[str]:
        told: dict[tuple[str, ...], int | None] = {
            (TOTAL,): 40,
            **{(code,): values[code] for code in kind.codes},
        }
        write(tmp_path, plan, [Published(one, "r1", told)], calendar, known)
        return [f.kind for f in check(read_publication(tmp_path / "publication.json"))]

    assert findings(dl=24, hate=12, none=None) == ["computable"]
    assert findings(dl=24, hate=None, none=None) == []


def test_a_fourth_quarter_that_no_table_shows_is_found(tmp_path: Path) -> None:
    own = Dimension("own", "Egen", ("yes", "no"), ("Ja", "Nej"))
    tables = tuple(
        Table(f"T{level.value}", "Egen", "reports", ("own",), level)
        for level in (Level.QUARTER, Level.YEAR)
    )
    plan = Plan(1, {"own": own}, tables)
    calendar = Calendar(2026, 4, plan.levels())
    quarters = [Slice(tables[0], period) for period in calendar.at(Level.QUARTER)]
    year = Slice(tables[1], calendar.at(Level.YEAR)[0])

    def told(one: Slice, yes: int, no: int) -> Published:
        return Published(one, "r4", {(TOTAL,): yes + no, ("yes",): yes, ("no",): no})

    made = [told(quarters[0], 7, 9), told(quarters[1], 8, 9), told(quarters[2], 9, 9)]
    made.append(told(year, 26, 39))
    known = [
        Known("reports", cell(f"2026Q{n}", {}), count, count)
        for n, count in enumerate((16, 17, 18, 14), start=1)
    ]
    write(tmp_path, plan, made, calendar, known)
    found = check(read_publication(tmp_path / "publication.json"))
    assert [(f.kind, f.where) for f in found] == [("implied", "reports own=yes period=2026Q4")]


@pytest.mark.parametrize("days", [(3, 0, 4), (1, 1, 5)])
def test_knowing_the_reports_of_each_day_says_no_more_of_the_quarter(
    tmp_path: Path, days: tuple[int, ...]
) -> None:
    reports = [KINDS[n % len(KINDS)] for n in (0, 0, 4, 4, 4, 8, 2)]
    hidden = set(ONE.cells(DIMS)) - {(TOTAL, TOTAL), ("g1", TOTAL)}
    folder, _ = published(tmp_path, counted(reports), hidden, len(reports))
    quarter = Attack(read(folder), whole=True)
    before = {key: quarter.bounds(key) for key in read(folder).hidden}
    path = folder / "publication.json"
    names = [f"2026-01-{n:02}" for n in range(1, len(days) + 1)]
    parts = ", ".join(f'"{name}"' for name in names)
    text = path.read_text(encoding="utf-8")
    text = text.replace('"sums": []', f'"sums": [{{"total": "2026Q1", "parts": [{parts}]}}]')
    assert names[0] in text
    path.write_text(text, encoding="utf-8")
    diary = [
        {"measure": "reports", "cell": {"period": name}, "min": count, "max": count}
        for name, count in zip(names, days, strict=True)
    ]
    with_diary = read(folder, more=diary)
    assert {key: Attack(with_diary, whole=True).bounds(key) for key in before} == before
