"""Each way to spoil a publication is refused by the gate, which sees the files and nothing else."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from incidents.checker.gate import check, kinds
from incidents.checker.reading import Unreadable, read
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Plan, default_plan
from incidents.core.statistics.release import Published, Rules
from incidents.publishing.making import file_name
from incidents.publishing.synthetic import Synthetic
from incidents.publishing.tables import csv_of
from tests.statistics.publications import (
    CROSS,
    DIMS,
    OWN,
    PLACE,
    invented,
    plan_of,
    releases,
    truth,
    write,
)

PLAN = plan_of(CROSS, PLACE, OWN)
FACTS = invented(3000, 4)


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables, calendar, known = releases(FACTS, PLAN, 4)
    return write(tmp_path_factory.mktemp("safe"), PLAN, tables, calendar, known)


@pytest.fixture
def folder(safe: Path, tmp_path: Path) -> Path:
    for path in safe.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def findings(folder: Path) -> list[str]:
    return kinds(check(read(folder / "publication.json")))


def change(path: Path, line: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        names, changed = list(rows.fieldnames or ()), [line(dict(row)) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(changed)


def complementary(
    facts: Synthetic,
    plan: Plan,
    calendar: Calendar,
    tables: Sequence[Published],
    threshold: int = 5,
) -> Iterator[tuple[Published, tuple[str, ...], int]]:
    """Every cell that is hidden and not small, with its true number."""
    for table in tables:
        counts = truth(facts, plan, calendar, table.slice)
        for codes, value in table.values.items():
            if value is None and not 0 < counts[codes] < threshold:
                yield table, codes, counts[codes]


@contextmanager
def unhidden(folder: Path, table: Published, codes: tuple[str, ...], count: int) -> Iterator[None]:
    """Inside, this one number is shown."""
    path = folder / f"{table.release}_{file_name(table)}.csv"
    original, told = (
        path.read_bytes(),
        Published(table.slice, table.release, {**table.values, codes: count}),
    )
    path.write_bytes(csv_of(told))
    yield
    path.write_bytes(original)


def test_what_was_protected_passes(folder: Path) -> None:
    assert findings(folder) == []


def test_every_complementary_cell_of_every_release_is_needed(folder: Path) -> None:
    """What is hidden for the sake of others: shown alone, in whichever release, the gate refuses it."""
    tables, calendar, _ = releases(FACTS, PLAN, 4)
    alone = list(complementary(FACTS, PLAN, calendar, tables))
    assert {table.release for table, _, _ in alone} >= {"r1", "r2", "r4"}
    for table, codes, count in alone:
        with unhidden(folder, table, codes, count):
            assert findings(folder), (table.slice.id, codes)
    assert findings(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reports", "threshold", "seed"),
    [(1000, 5, 2), (3000, 3, 1), (10_000, 10, 1)],
)
def test_complementary_cells_of_the_whole_plan_are_needed(
    tmp_path: Path, reports: int, threshold: int, seed: int
) -> None:
    facts, plan = invented(reports, 8, seed), default_plan(DIMS)
    rules = Rules(threshold, max(5, threshold), most_hidden=1.0)
    tables, calendar, known = releases(facts, plan, 8, rules)
    folder = write(tmp_path, plan, tables, calendar, known, rules)
    alone = list(complementary(facts, plan, calendar, tables, threshold))
    assert alone
    # Each is a check of everything that was published: some twenty of them, from the first to the last.
    for table, codes, count in alone[:: len(alone) // 20 + 1]:
        with unhidden(folder, table, codes, count):
            assert findings(folder), (table.slice.id, codes)
    assert findings(folder) == []


def test_a_small_number_printed_is_refused(folder: Path) -> None:
    change(
        folder / "r2_T1_2026Q2.csv",
        lambda row: {**row, "antal": "3", "status": ""} if row["status"] else row,
    )
    assert "small" in findings(folder)


@pytest.mark.parametrize("text", ["<5", "1-4", "..", "5.0", "+7", "-7", "07", "٧"])
def test_anything_but_a_number_is_refused(folder: Path, text: str) -> None:
    change(
        folder / "r1_T1_2026Q1.csv",
        lambda row: {**row, "antal": text, "status": ""} if row["status"] else row,
    )
    with pytest.raises(Unreadable, match="neither a number nor hidden"):
        findings(folder)


def test_a_changed_number_does_not_add_up(folder: Path) -> None:
    def more(row: dict[str, str]) -> dict[str, str]:
        met = row["ground"] == "ALL" and row["area"] == "work"
        return {**row, "antal": str(int(row["antal"]) + 1)} if met else row

    change(folder / "r1_T1_2026Q1.csv", more)
    assert findings(folder) == ["contradiction"]


def test_a_line_left_out_is_refused(folder: Path) -> None:
    path = folder / "r1_T1_2026Q1.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\r\n".join(lines[:-1]) + "\r\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="missing or stands twice"):
        findings(folder)


def test_a_table_of_one_district_alone_is_refused(folder: Path) -> None:
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    table = next(t for t in told["tables"] if t["id"] == "T1@2026Q1")
    told["tables"].append({**table, "id": "X", "filter": {"district": "norr"}})
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "filter" in findings(folder)


def test_a_status_that_says_more_than_hidden_is_refused(folder: Path) -> None:
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["statuses"] = {"x": {"min": 1}}
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(Unreadable, match="assume more"):
        findings(folder)


def test_a_file_outside_the_folder_is_not_read(folder: Path) -> None:
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["tables"][0]["csv"] = "../outside.csv"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(Unreadable, match="outside the folder"):
        findings(folder)


def test_a_code_that_stands_in_no_list_is_refused(folder: Path) -> None:
    path = folder / "r1_T1_2026Q1.csv"
    path.write_bytes(path.read_bytes().replace(b"work", b"mars"))
    with pytest.raises(Unreadable, match="area has no code mars"):
        findings(folder)


@pytest.mark.parametrize("period", ["2026", "2026H1", "2025-2026"])
def test_periods_that_overlap_without_a_sum_are_refused(folder: Path, period: str) -> None:
    """A reader knows the calendar: the first half-year less its first quarter is the second one."""
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["tables"] = [t for t in told["tables"] if t["id"] == "T1@2026Q1"]
    told["dimensions"]["period"]["sums"] = []
    table = (folder / "r1_T1_2026Q1.csv").read_bytes()
    (folder / "more.csv").write_bytes(table.replace(b"2026Q1", period.encode()))
    told["tables"].append({**told["tables"][0], "id": "X", "csv": "more.csv"})
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "period" in findings(folder)
