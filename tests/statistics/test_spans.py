"""Each two years have a plan of their own: tables and districts change there, and nothing hidden follows from both."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from incidents.checker.gate import check, kinds
from incidents.checker.reading import read
from incidents.core.archive import Block, Kind
from incidents.publishing import folder as store
from incidents.publishing.closing import draft
from incidents.publishing.synthetic import packed_facts
from tests.releasing import referred
from tests.statistics.opponent import attack

VIK = {"vik": "Vik", "unsaid": "Vet inte"}
BERG = {"berg": "Berg", **VIK}
#: January 2026, counted from January 2020.
START = 72


def archive(reports: int, quarters: int, districts: dict[str, str], seed: int = 3) -> list[Block]:
    """Invented reports and referrals, a block for each month."""
    packed, months = packed_facts(reports, quarters, seed, list(districts), 2026)
    blocks = {month: Block(START + month) for month in range(quarters * 3)}
    for number, (one, month) in enumerate(zip(packed, months.tolist(), strict=True)):
        told = {number.to_bytes(16, "big"): (Kind.REPORT, one)}
        blocks[month] = blocks[month].with_facts(told)
    for month, block in blocks.items():
        steps = [
            one[:1] + (START + month).to_bytes(2, "big") + one[3:] for one in referred(1, "do", 3)
        ]
        told = {n.to_bytes(16, "little"): (Kind.STEP, one) for n, one in enumerate(steps, 1)}
        blocks[month] = block.with_facts(told)
    return list(blocks.values())


class Town:
    """A municipality that closes quarter after quarter, with a choice for each two years."""

    def __init__(self, folder: Path, held: list[Block]) -> None:
        self.folder, self.held = folder, held
        self.history: list[dict[str, Any]] = []
        folder.mkdir()

    def close(self, number: int, yearly: int, districts: dict[str, str]) -> dict[str, Any]:
        """The release, published; what the ledger keeps of it."""
        job = {
            "folder": str(self.folder), "first_year": 2026, "contact": "X", "yearly": yearly,
            "districts": districts, "frozen": "2030-01-30", "number": number,
            "history": self.history,
        }  # fmt: skip
        before = (number - 1) // 8 * 24 + START
        made = draft(job, [one for one in self.held if one.month >= before])
        kept = {**made["document"], "record": made["record"]}
        names = ("release", "about", "ids", "withheld", "planned")
        facts = store.Facts(*(kept[name] for name in names))
        files = {name: base64.b64decode(text) for name, text in kept["files"].items()}
        store.publish(self.folder, facts, files, base64.b64decode(kept["publication"]))
        self.history.append(kept)
        return kept


@pytest.mark.parametrize("plans", [pytest.param((600, 40), marks=pytest.mark.slow), (40, 600)])
def test_the_tables_change_between_two_years_and_nobody_can_compute_more(
    tmp_path: Path, plans: tuple[int, int]
) -> None:
    town = Town(tmp_path / "published", archive(1200, 12, BERG))
    town.close(8, plans[0], VIK)
    town.close(12, plans[1], BERG)
    told = json.loads((town.folder / "publication.json").read_text(encoding="utf-8"))
    first, second = (
        {tuple(one["dims"]) for one in told["tables"] if (one["release"] == "r8") is early}
        for early in (True, False)
    )
    assert first != second
    records = [
        json.loads((town.folder / one / "release.json").read_text()) for one in ("r8", "r12")
    ]
    assert [one["plan"]["span"] for one in records] == ["2026-2027", "2028-2029"]
    for one in records:
        assert {name.partition("@")[0] for name in one["tables"]} <= {
            table["table"] for table in one["plan"]["tables"]
        }
    assert told["dimensions"].get("district", {"sums": [{"parts": ["vik", "unsaid"]}]})["sums"][0][
        "parts"
    ] == ["vik", "unsaid"]
    assert ("district2028" in told["dimensions"]) == any("district2028" in one for one in second)
    sums = {one["total"]: one["parts"] for one in told["dimensions"]["period"]["sums"]}
    assert all(part[:4] in whole for whole, parts in sums.items() for part in parts)
    knows = [one["cell"] for one in told["knowledge"] if one["measure"] == "reports"]
    assert [one["period"] for one in knows] == [f"{2026 + n // 4}Q{n % 4 + 1}" for n in range(12)]
    assert attack(town.folder) == {}
    assert town.history[-1]["t0"]["monthly"][:24] == town.history[0]["t0"]["monthly"]


QUARTERS = [f"{year}Q{number}" for year in (2026, 2027, 2028) for number in (1, 2, 3, 4)]


def publication_in(folder: Path, quarterly: str, yearly: str) -> Path:
    """A table by quarter in one year, and by year in another: the rest of both is T0."""
    came = [3, 7, 5, 5] * 3
    tables = []
    for name, code, yes, no in (("T1", quarterly, 7, 0), ("T2", yearly, 20, 0)):
        lines = [f"ALL,{code},{yes + no},", f"yes,{code},{yes},", f"no,{code},{no},"]
        (folder / f"{name}.csv").write_text("\n".join(["own,period,antal,status", *lines]), "utf-8")
        tables.append({
            "id": f"{name}@{code}", "release": "r1", "measure": "reports",
            "dims": ["own", "period"], "csv": f"{name}.csv",
            "value": "antal", "status": "status", "delimiter": ",",
        })  # fmt: skip
    told = {
        "format": "sdc-publication/1", "threshold": 5, "min_width": 5,
        "statuses": {"x": {"min": 0}},
        "dimensions": {
            "own": {"total": "ALL", "sums": [{"total": "ALL", "parts": ["yes", "no"]}]},
            "period": {"total": "EVER", "sums": [
                {"total": year, "parts": [one for one in QUARTERS if one[:4] == year]}
                for year in ("2026", "2027", "2028")
            ]},
        },
        "tables": tables,
        "knowledge": [
            {"measure": "reports", "cell": {"period": code}, "min": count, "max": count}
            for code, count in zip(QUARTERS, came, strict=True)
        ],
    }  # fmt: skip
    (folder / "publication.json").write_text(json.dumps(told), "utf-8")
    return folder / "publication.json"


def test_a_division_is_asked_for_in_the_two_years_that_have_it(tmp_path: Path) -> None:
    """Three reports came in a quarter of a year in which all say yes: by quarter nobody tells that, there or never."""
    other = check(read(publication_in(tmp_path, "2026Q2", "2028")))
    assert other == []
    same = check(read(publication_in(tmp_path, "2026Q2", "2027")))
    assert kinds(same) == ["implied"]
