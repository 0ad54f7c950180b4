"""A published folder for the tests: invented reports, released quarter by quarter as real ones would be."""

import json
import shutil
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path

from incidents.actions import ledger
from incidents.actions.login import Desk
from incidents.core.closing import Quarter
from incidents.core.statistics.plan import dimensions
from incidents.core.statistics.release import Rules
from incidents.publishing import simulate
from tests.looking import acting
from tests.support import Installed

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


def in_the_ledger(
    installation: Installed, desk: Desk, folder: Path, first_year: int = 2026
) -> None:
    """The ledger has these releases, as if they had been frozen here; what was counted for them it has not."""
    for name in json.loads((folder / "publication.json").read_bytes())["releases"]:
        raw = (folder / name / "release.json").read_bytes()
        record = json.loads(raw)
        with acting(installation) as session:
            values = ledger.values_of(
                desk,
                None,
                Quarter(first_year, int(name[1:])),
                frozen=date.fromisoformat(record["frozen"]),
                rules=record["rules_version"],
                record=sha256(raw).digest(),
                report="{}",
                document={},
            )
            signature = desk.signer.key.sign(ledger.next_statement(session, values))
            ledger.add(session, values, signature, None)


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
