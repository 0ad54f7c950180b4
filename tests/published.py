"""A published folder for the tests: invented reports, released quarter by quarter as real ones would be."""

import json
import shutil
from hashlib import sha256
from itertools import islice
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


def publish(
    folder: Path, reports: int, quarters: int, seed: int = 1, *, releases: int | None = None
) -> None:
    """Fill the folder; with `releases` only so many are published, as if the others were still to come."""
    dims = dimensions({code: code for code in _DISTRICTS})
    exercise = simulate.Exercise(reports, seed, quarters, Rules(), dims)
    folder.mkdir(parents=True, exist_ok=True)
    for _ in islice(simulate.run(exercise, folder), releases):
        pass


def as_their_own(source: Path, target: Path) -> Path:
    """A copy of releases as a municipality's own: whoever answers questions is no exercise, and the hashes hold."""
    shutil.copytree(source, target)
    before = b""
    for name in json.loads((target / "publication.json").read_bytes())["releases"]:
        path = target / name / "release.json"
        told = json.loads(path.read_bytes())
        told |= {
            "contact": "Strandviks kommun, 0980-319 200",
            "previous": sha256(before).hexdigest(),
        }
        before = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
        path.write_bytes(before)
    return target
