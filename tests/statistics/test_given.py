"""Records that were given out: protector, check and attacker know them, and nothing of it is published."""

import base64
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from incidents.core.archive import Block, Kind
from incidents.core.facts import Fact
from incidents.core.given_fact import Attribute, given
from incidents.core.statistics.ledger import known_in
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import dimensions
from incidents.publishing import folder as store
from incidents.publishing.closing import _checked
from incidents.publishing.given import UNTOLD, codes_of
from tests.statistics.opponent import attack, read
from tests.statistics.test_spans import START, VIK, Town

KNOWN = (Attribute.GROUND, Attribute.AREA)
GROUNDS, AREAS = ("sex", "religion", "age", "disability"), ("work", "education", "housing", "care")
SMALL = {("sex", "work"): 3, ("sex", "housing"): 2}
#: Of each ground and area so many reports in July.
COUNTS = {
    (ground, area): SMALL.get((ground, area), 6 + n)
    for n, (ground, area) in enumerate(product(GROUNDS, AREAS))
}


def report(ground: str, area: str, month: int = 7) -> Fact:
    return Fact(2026, month, {"ground": (ground,), "area": (area,)})


def archive(*records: bytes, months: tuple[int, ...] = (7,)) -> list[Block]:
    """The reports of the months, and records that were given out."""
    found: dict[int, Block] = {}
    number = iter(range(1, 10_000))

    def add(kind: Kind, packed: bytes) -> None:
        month = int.from_bytes(packed[1:3])
        block = found.setdefault(month, Block(month))
        found[month] = block.with_facts({next(number).to_bytes(16): (kind, packed)})

    for month in months:
        for (ground, area), count in COUNTS.items():
            for _ in range(count):
                add(Kind.REPORT, report(ground, area, month).pack())
    for one in records:
        add(Kind.GIVEN, one)
    return list(found.values())


def record(
    fact_id: bytes, ground: str, area: str, *known: Attribute, month: int = 11, of: int = 7
) -> bytes:
    return given(report(ground, area, of), fact_id, known or KNOWN, 2026, month).pack()


def knowledge(town: Town) -> list[dict[str, Any]]:
    """What records say besides T0, as `publication.json` would have it: it has nothing of it."""
    public = json.loads((town.folder / "publication.json").read_text(encoding="utf-8"))
    assert all(len(one["cell"]) == 1 for one in public["knowledge"])
    return [
        {
            "measure": one.measure,
            "cell": {**dict(one.cell[1]), "period": one.cell[0]},
            "min": one.least,
        }
        for one in map(known_in, town.history[-1]["known"])
        if not one.is_of_all
    ]


def knows(town: Town) -> dict[str, int]:
    """The same of reports in few words."""
    return {
        " ".join(one["cell"][name] for name in sorted(one["cell"])): one["min"]
        for one in knowledge(town)
        if one["measure"] == "reports"
    }


def test_records_add_up_by_cell_and_are_published_nowhere(tmp_path: Path) -> None:
    held = archive(
        record(b"a", "sex", "work"),
        record(b"a", "sex", "work", Attribute.GROUND),
        record(b"b", "sex", "work"),
        record(b"c", "sex", "education", Attribute.GROUND),
        record(b"d", "religion", "education", Attribute.AREA),
        record(b"e", "age", "work", of=10),
    )
    town = Town(tmp_path / "published", held)
    town.close(3, 20_000, VIK)
    assert knows(town) == {
        "work 2026Q3": 2,
        "work sex 2026Q3": 2,
        "sex 2026Q3": 3,
        "education 2026Q3": 1,
    }
    assert attack(town.folder, more=knowledge(town)) == {}
    low = {
        tuple(sorted(key[1])): least
        for key, least in read(town.folder, more=knowledge(town)).low.items()
    }
    assert low[("area", "work"), ("ground", "sex"), ("period", "2026Q3")] == 2


@pytest.mark.slow
def test_whoever_has_records_computes_nothing_and_without_them_more_would_be_shown(
    tmp_path: Path,
) -> None:
    """Three records of a cell of three: they tell their reader of these, and the tables must tell nobody of others."""
    three = [record(bytes([n]), "sex", "work") for n in range(3)]
    with_them, without = Town(tmp_path / "a", archive(*three)), Town(tmp_path / "b", archive())
    hidden = []
    for town in (with_them, without):
        kept = town.close(3, 20_000, VIK)
        hidden.append(sum(one is None for table in kept["tables"] for one in table["values"]))
    assert attack(with_them.folder, more=knowledge(with_them)) == {}
    assert hidden[0] >= hidden[1] > 0
    more: list[dict[str, Any]] = [
        {"measure": "reports", "min": 3,
         "cell": {"ground": "sex", "area": "work", "period": "2026Q3"}}
    ]  # fmt: skip
    assert attack(with_them.folder, more=more) == {}


def test_what_becomes_known_later_counts_for_periods_that_are_not_frozen(tmp_path: Path) -> None:
    early = record(b"a", "sex", "work", month=10)
    late = record(b"b", "sex", "work", month=12)
    town = Town(tmp_path / "published", archive(early, months=(7, 10)))
    town.close(3, 20_000, VIK)
    assert knows(town)["work sex 2026Q3"] == 1
    town.held = archive(early, late, months=(7, 10))
    kept = town.close(4, 20_000, VIK)
    told = knows(town)
    assert told["work sex 2026Q3"] == 1
    assert told.get("work sex 2026H2", told.get("work sex 2026")) == 1
    assert sorted(kept["given"].values()) == [2, 3]
    assert attack(town.folder, more=knowledge(town)) == {}


@pytest.mark.parametrize("ground", ["ethnicity", "sex"])
def test_a_report_that_was_coded_anew_stops_nothing_and_tells_nothing(
    tmp_path: Path, ground: str
) -> None:
    """More records than there are reports in a cell: how many there are is not said instead."""
    held = archive(*(record(bytes([n]), ground, "housing") for n in range(4)))
    town = Town(tmp_path / "published", held)
    town.close(3, 20_000, VIK)
    assert knows(town).get(f"housing {ground} 2026Q3") is None
    assert START == 72


def test_a_record_that_is_given_out_again_with_other_codes_changes_no_frozen_quarter(
    tmp_path: Path,
) -> None:
    first = [record(bytes([n]), "age", "work", month=10) for n in range(8)]
    town = Town(tmp_path / "published", archive(*first, months=(7, 10)))
    town.close(3, 20_000, VIK)
    assert knows(town)["work age 2026Q3"] == 8
    again = [record(bytes([n]), "sex", "housing", month=12) for n in range(8)]
    town.held = archive(*first, *again, months=(7, 10))
    town.close(4, 20_000, VIK)
    told = knows(town)
    assert told["work age 2026Q3"] == 8
    assert "housing sex 2026Q3" not in told
    assert attack(town.folder, more=knowledge(town)) == {}


def test_every_dimension_is_told_by_a_record_or_left_out_on_purpose() -> None:
    plan, calendar = dimensions(VIK), Calendar(2026, 3)
    whole = Fact(2026, 7, {"reported_to": ("police",)}, "vik")
    told = set(codes_of(given(whole, b"x", tuple(Attribute), 2026, 11), plan, calendar))
    assert told | UNTOLD == set(plan)
    assert not told & UNTOLD


def test_what_is_safe_in_public_and_not_for_whoever_has_the_records_is_refused(
    tmp_path: Path,
) -> None:
    town = Town(tmp_path / "published", archive())
    kept = town.close(3, 20_000, VIK)
    told = json.loads(base64.b64decode(kept["publication"]))
    hidden = {"ground": "sex", "area": "work", "period": "2026Q3"}
    empty = tmp_path / "nothing yet"
    empty.mkdir()
    _checked(empty, [], kept, json.dumps(told).encode())
    told["knowledge"].append({"measure": "reports", "cell": hidden, "min": 3, "max": 3})
    with pytest.raises(store.Refused, match="computable"):
        _checked(empty, [], kept, json.dumps(told).encode())
    assert list(empty.iterdir()) == []
