"""A published folder for the tests: invented reports, released quarter by quarter as real ones would be."""

from pathlib import Path

from incidents.core.statistics.plan import dimensions
from incidents.core.statistics.release import Rules
from incidents.publishing import simulate

#: The demonstration's districts by their codes, so that the pages can name them in each language.
_DISTRICTS = (
    "centrum",
    "hamnen",
    "norr",
    "solliden",
    "bjork",
    "soder",
    "vik",
    "land",
    "outside",
    "unsaid",
)


def publish(folder: Path, reports: int, quarters: int, seed: int = 1) -> None:
    """Fill the folder."""
    dims = dimensions({code: code for code in _DISTRICTS})
    exercise = simulate.Exercise(reports, seed, quarters, Rules(), dims)
    folder.mkdir(parents=True, exist_ok=True)
    list(simulate.run(exercise, folder))
