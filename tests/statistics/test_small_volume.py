"""At forty reports a year there is something to tell, through the same command with which anybody tries it."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.statistics.commands import publishing

#: What a coordinator needs even of few reports: by measure and divisions, whatever the tables are called.
YEARLY = (
    ("reports", {"own", "own_two"}),
    ("reports", {"help", "support"}),
    ("reports", {"matter"}),
    ("closings", {"change"}),
)
OVER_TWO_YEARS = (
    ("reports", {"ground", "ground_merged"}),
    ("reports", {"area", "area_merged"}),
)


def tables(folder: Path) -> Iterator[tuple[Mapping[str, Any], list[dict[str, str]]]]:
    told = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    for table in told["tables"]:
        with (folder / table["csv"]).open(encoding="utf-8", newline="") as file:
            yield table, list(csv.DictReader(file))


def has(folder: Path, measure: str, names: set[str], periods: set[str]) -> bool:
    """Whether one division alone is told for one of the periods, with something shown besides its total."""
    return any(
        table["measure"] == measure
        and table["dims"][0] in names
        and len(table["dims"]) == 2
        and rows[0]["period"] in periods
        and any(row["antal"] for row in rows if row[table["dims"][0]] != "ALL")
        for table, rows in tables(folder)
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_forty_reports_a_year_give_useful_figures(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "out"
    given = ("--reports", "80", "--quarters", "8", "--seed", str(seed), "--out", str(folder))
    status, said, wrong = publishing("simulate", *given)
    assert (status, wrong) == (0, "")
    shares = [int(word.strip("(%")) for word in said.split() if word.startswith("(")]
    assert shares
    assert max(shares) <= 30
    with (folder / "r8" / "t0.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    came = {row["period"]: int(row["inkomna"]) for row in rows}
    # How soon they were met is told exactly, of however few.
    for row in rows[-1:]:
        met = sum(int(row[name]) for name in ("svar_i_tid", "svar_senare", "utan_svar"))
        assert met == int(row["inkomna"]) - int(row["undantagna"])
    assert sum(count for period, count in came.items() if "Q" not in period) == 80
    assert sum(count for period, count in came.items() if "Q" in period) == 80
    assert len(came) == 24 + 8
    told = [has(folder, *fact, {"2026", "2027"}) for fact in YEARLY]
    assert sum(told) >= len(YEARLY) - 1, "at most one fact may have too few on one side"
    for fact in OVER_TWO_YEARS:
        assert has(folder, *fact, {"2026-2027"})
    hidden = filled = 0
    for _, rows in tables(folder):
        hidden += sum(row["status"] == "x" for row in rows)
        filled += sum(row["antal"] not in ("", "0") for row in rows)
    assert hidden <= 0.3 * (hidden + filled)
    assert publishing("verify", str(folder))[0] == 0
