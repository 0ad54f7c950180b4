"""Several municipalities together: everything that they say together, and nothing that the parts do not say."""

import csv
import json
from pathlib import Path

import pytest

from incidents.checker.gate import check, kinds
from incidents.checker.reading import read
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import TOTAL, Dimension, Table, dimensions
from incidents.core.statistics.release import Published, Rules
from incidents.publishing import simulate
from incidents.publishing.joining import MUNICIPALITY, shared_dimensions, shared_tables
from incidents.publishing.members import Member, Sums, longer_periods
from incidents.publishing.members import read as read_member
from incidents.publishing.synthetic import synthetic
from tests.statistics import opponent
from tests.statistics.municipalities import HIDES, SHOWS, joined, numbers, publish
from tests.statistics.publications import CROSS, plan_of


def bounds(folder: Path, of: dict[str, str]) -> dict[opponent.Key, opponent.Bounds]:
    """What an outsider finds for each hidden number; `of` says whose numbers these are."""
    known = opponent.read(folder)
    program = opponent.Attack(known)
    return {
        (measure, codes | frozenset(of.items())): program.bounds((measure, codes))
        for measure, codes in known.hidden
    }


def tell(folder: Path, cell: dict[str, str], number: int) -> None:
    """Print a hidden number of the shared table."""
    path = folder / "joint" / "J1_2026Q1.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            met = cell.items() <= row.items()
            writer.writerow({**row, "antal": str(number), "status": ""} if met else row)


def findings(folder: Path) -> list[str]:
    return kinds(check(read(folder / "publication.json")))


def in_all(values: dict[tuple[str, ...], int | None]) -> dict[str, int | None]:
    return {codes[1]: number for codes, number in values.items() if codes[0] == TOTAL}


def test_a_number_that_one_of_two_hides_is_hidden_in_all(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = joined(out, publish(tmp_path / "ask", [HIDES]), publish(tmp_path / "bo", [SHOWS]))
    values = numbers(made)
    assert in_all(values) == {TOTAL: 90, "yes": None, "no": 21, "unknown": None}
    assert [values["0180", c] for c in HIDES] == [None, 6, None]
    assert [values["0280", c] for c in SHOWS] == [20, 15, 15]
    assert opponent.attack(out) == {}
    tell(out, {"municipality": TOTAL, "own": "unknown"}, 4 + 15)
    given_away = {("municipality", "0180"), ("own", "unknown"), ("period", "2026Q1")}
    assert opponent.attack(out)["reports", frozenset(given_away)] == (4, 4)
    assert findings(out) == ["computable"]


def test_a_number_that_two_of_three_hide_would_say_something_of_both(tmp_path: Path) -> None:
    """Not enough to compute one, and still more than the parts say: so it is hidden, whatever the check would find."""
    out = tmp_path / "out"
    counts = (("ask", HIDES), ("bo", {"yes": 31, "no": 7, "unknown": 3}), ("ce", SHOWS))
    made = joined(out, *(publish(tmp_path / name, [one]) for name, one in counts))
    assert in_all(numbers(made)) == {TOTAL: 131, "yes": None, "no": 28, "unknown": None}
    assert opponent.attack(out) == {}
    before = bounds(out, {})
    tell(out, {"municipality": TOTAL, "own": "unknown"}, 4 + 3 + 15)
    after = bounds(out, {})
    narrower = {
        dict(key[1]).get("municipality") for key, now in after.items() if now != before[key]
    }
    assert {"0180", "0280"} <= narrower


@pytest.fixture(scope="module")
def different(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """Two municipalities with districts of their own; one of them has no table of districts."""
    room = tmp_path_factory.mktemp("different")
    calendar = Calendar(2026, 1)
    place = Table("T2", "Stadsdel", "reports", ("district",), Level.QUARTER)
    kind = Table("T6", "Motiv", "events", ("motive",), Level.QUARTER)
    parts = []
    for seed, districts, tables in (
        (1, ("norr", "soder", "unsaid"), (CROSS, place, kind)),
        (2, ("norr", "hamnen", "vik", "unsaid"), (CROSS, place)),
        (3, ("unsaid",), (Table("T8", "Grund", "reports", ("ground",), Level.QUARTER),)),
    ):
        dims = dimensions({name: name for name in districts})
        plan = plan_of(*tables, dims=dims)
        folder = room / f"m{seed}"
        facts = synthetic(500, 1, seed, dims)
        simulate.release(simulate.Course(plan), calendar, facts, Rules(most_hidden=1.0), folder)
        parts.append(folder)
    joined(room / "two", *parts[:2])
    joined(room / "three", *parts)
    return room, parts


def test_what_is_common_is_shown_and_the_rest_is_said_in_words(
    different: tuple[Path, list[Path]],
) -> None:
    room, _ = different
    told = json.loads((room / "two" / "publication.json").read_text(encoding="utf-8"))
    shared = [one["dims"] for one in told["tables"] if one["release"] == "joint"]
    assert shared == [["municipality", "ground", "area", "period"]]
    record = json.loads((room / "two" / "joint" / "release.json").read_text(encoding="utf-8"))
    assert record["not_together"] == [
        "Stadsdel: varje kommun har sin egen lista.",
        "Stadsdel, januari–mars 2026: redovisas inte av alla.",
        "Motiv (Brås grupper), januari–mars 2026: redovisas inte av alla.",
    ]
    assert record["municipalities"] == {"0180": "M1", "0280": "M2"}
    told = json.loads((room / "three" / "publication.json").read_text(encoding="utf-8"))
    shared = [one["dims"] for one in told["tables"] if one["release"] == "joint"]
    assert shared == [["municipality", "ground", "period"]], "the grounds of a wider table count"


def test_an_outsider_finds_exactly_what_the_parts_say(
    different: tuple[Path, list[Path]],
) -> None:
    room, parts = different
    together = bounds(room / "two", {})
    for number, part in enumerate(parts[:2], start=1):
        alone = bounds(part, {"municipality": f"0{number}80"})
        assert len(alone) > 20
        assert {key: together[key] for key in alone} == alone
    assert opponent.attack(room / "three") == {}


def test_all_reports_are_told_exactly_for_each_and_for_all(
    different: tuple[Path, list[Path]],
) -> None:
    room, _ = different
    with (room / "three" / "joint" / "t0.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    quarter = {r["municipality"]: int(r["inkomna"]) for r in rows if r["period"] == "2026Q1"}
    assert quarter == {"0180": 500, "0280": 500, "0380": 500, TOTAL: 1500}
    assert len([row for row in rows if row["municipality"] == TOTAL]) == 4


def test_a_half_year_follows_from_quarters_where_both_are_shown(tmp_path: Path) -> None:
    quarters = [{"yes": 20, "no": 9, "unknown": 12}, {"yes": 21, "no": 9, "unknown": 7}]
    ask = publish(tmp_path / "ask", quarters)
    bo = publish(tmp_path / "bo", quarters, Level.HALF)
    ce = publish(tmp_path / "ce", [quarters[0], {"yes": 20, "no": 12, "unknown": 2}])
    made = joined(tmp_path / "out", ask, bo)
    assert [t.slice.period.code for t in made.tables] == ["2026H1"]
    assert in_all(numbers(made)) == {TOTAL: 156, "yes": 82, "no": 36, "unknown": 38}
    assert "Egen verksamhet, april–juni 2026: redovisas inte av alla." in made.left_out
    (hidden,) = shared(bo, ce)
    assert hidden.values["1", "unknown"] is None
    assert in_all(dict(hidden.values))["unknown"] is None
    levels = {t.slice.period.level for t in shared(ask, ce)}
    assert levels == {Level.QUARTER}, "nobody publishes by halves"
    assert shared(ask, bo, sums={}) == [], "as each has published it"


def shared(*folders: Path, sums: Sums | None = None) -> list[Published]:
    members = [read_member(one, str(n), one.name) for n, one in enumerate(folders)]
    return shared_tables(members, longer_periods(members) if sums is None else sums)


@pytest.mark.parametrize("name", ["district", "district2028"])
def test_districts_of_one_name_in_two_municipalities_are_never_one(name: str) -> None:
    area = dimensions({})["area"]

    def member(code: str, place: str) -> Member:
        own = Dimension(name, "Stadsdel", ("centrum", place), ("Centrum", place), False)
        found = {"area": area, name: own}
        return Member(code, code, {}, {}, "", "", found, (), {}, ())

    assert set(shared_dimensions([member("a", "vik"), member("b", "berg")])) == {
        MUNICIPALITY,
        "area",
    }
