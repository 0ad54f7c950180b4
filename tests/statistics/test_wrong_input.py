"""Wrong input to the commands: one clear sentence, and nothing is published."""

from pathlib import Path

import pytest

from incidents.core.statistics.release import Rules
from incidents.publishing import simulate
from tests.statistics.commands import publishing
from tests.statistics.publications import DIMS


@pytest.mark.parametrize(
    ("reports", "seed", "quarters", "year", "sentence"),
    [
        (0, 1, 4, 2026, "number of reports"),
        (-40, 1, 4, 2026, "number of reports"),
        (40, -1, 4, 2026, "seed"),
        (40, 1, 0, 2026, "number of quarters"),
        (40, 1, 25, 2026, "number of quarters"),
        (40, 1, 4, 1999, "first year"),
    ],
)
def test_an_exercise_that_cannot_be_is_refused(
    reports: int, seed: int, quarters: int, year: int, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        simulate.Exercise(reports, seed, quarters, Rules(), DIMS, year)


@pytest.mark.parametrize("threshold", [-1, 0, 1, 101])
def test_a_threshold_protects_somebody(threshold: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 100"):
        Rules(threshold, 200)


def test_the_command_says_it_in_one_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out"
    status, said, wrong = publishing("simulate", "--reports", "-40", "--out", str(out))
    assert (status, said) == (1, "")
    assert wrong == "incidents: the number of reports is from 1 to 1,000,000\n"
    status, said, wrong = publishing("verify", str(out))
    assert (status, said, wrong) == (1, "", f"incidents: {out} holds no publication\n")
    assert list(tmp_path.iterdir()) == []
