"""Published folders for the tests: synthetic reports, protected, or with small numbers hidden and nothing else."""

from collections.abc import Sequence
from pathlib import Path

from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Table, dimensions
from incidents.core.statistics.prepare import families, prepare
from incidents.core.statistics.relations import relations, spread
from incidents.core.statistics.release import Known, Published, Rules, Slice, due
from incidents.publishing import making
from incidents.publishing.synthetic import Synthetic, synthetic
from incidents.publishing.tables import csv_of, publication

DISTRICTS = {name: name for name in ("centrum", "hamnen", "norr", "soder", "outside", "unsaid")}
DIMS = dimensions(DISTRICTS)
CROSS = Table("T1", "Grund och område", "reports", ("ground", "area"), Level.QUARTER)
PLACE = Table("T2", "Stadsdel och grund", "reports", ("district", "ground"), Level.YEAR)
OWN = Table("T3", "Egen verksamhet", "reports", ("own", "area"), Level.YEAR)
HATE = Table("T6", "Motiv och händelse", "events", ("motive", "event"), Level.YEAR)
TABLES = (CROSS, PLACE, OWN, HATE)
FIXED = Rules(most_hidden=1.0)


def plan_of(*tables: Table, dims: dict[str, Dimension] = DIMS) -> Plan:
    """A plan of these tables alone."""
    return Plan(1, dims, tables)


def releases(
    facts: Synthetic,
    plan: Plan,
    quarters: int,
    rules: Rules = FIXED,
    records: Sequence[Known] = (),
) -> tuple[list[Published], Calendar, list[Known]]:
    """Every release up to a quarter, protected; records are known from the quarter on in which their report came."""
    tables: list[Published] = []
    for quarter in range(1, quarters + 1):
        calendar = Calendar(2026, quarter, plan.levels())
        closed = {period.code for period in calendar.periods()}
        known = making.knowledge(facts, calendar, plan)
        known += [one for one in records if one.cell[0] in closed]
        counted = making.counted(facts, calendar, plan)
        name = f"r{quarter}"
        tables += prepare(name, plan, calendar, counted, tables, known, rules).tables
    return tables, calendar, known


def naive(facts: Synthetic, plan: Plan, quarters: int) -> list[Published]:
    """The same tables with 1 to 4 hidden, and nothing else."""
    tables = []
    for quarter in range(1, quarters + 1):
        calendar = Calendar(2026, quarter, plan.levels())
        for measure in plan.measures():
            for one in due(plan, calendar, measure):
                counts = truth(facts, plan, calendar, one)
                values = {c: None if 0 < n < 5 else n for c, n in counts.items()}
                tables.append(Published(one, f"r{quarter}", values))
    return tables


def truth(
    facts: Synthetic, plan: Plan, calendar: Calendar, one: Slice
) -> dict[tuple[str, ...], int]:
    """The true numbers of a table."""
    measure = one.table.measure
    counted = next(m for m in making.counted(facts, calendar, plan) if m.measure == measure)
    found = relations(families(plan, measure), plan.dimensions, calendar)
    counts, _ = spread(counted.counts, found, plan.dimensions, calendar)
    return {codes: int(counts[found.ids[key]]) for codes, key in one.cells(plan.dimensions).items()}


def hidden_and_small(
    facts: Synthetic,
    plan: Plan,
    calendar: Calendar,
    tables: Sequence[Published],
    threshold: int = 5,
) -> tuple[int, int]:
    """How many cells are hidden, and how many have to be."""
    hidden = small = 0
    for table in tables:
        counts = truth(facts, plan, calendar, table.slice)
        hidden += sum(value is None for value in table.values.values())
        small += sum(0 < count < threshold for count in counts.values())
    return hidden, small


def write(
    folder: Path,
    plan: Plan,
    tables: Sequence[Published],
    calendar: Calendar,
    known: Sequence[Known],
    rules: Rules = FIXED,
) -> Path:
    """`publication.json` with the CSV files beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {t.slice.id: f"{t.release}_{making.file_name(t)}.csv" for t in tables}
    for table in tables:
        (folder / paths[table.slice.id]).write_bytes(csv_of(table))
    told = publication(plan, calendar, tables, known, paths, rules)
    (folder / "publication.json").write_bytes(told)
    return folder


def invented(reports: int, quarters: int, seed: int = 1) -> Synthetic:
    """Synthetic reports with the districts of the tests."""
    return synthetic(reports, quarters, seed, DIMS)
