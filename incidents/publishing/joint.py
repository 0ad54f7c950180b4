"""`incidents statistics join`: the published folders of several municipalities as one publication, whole or not at all.

Each folder is copied in as it stands and checked; beside them stands one release with what all can show together.
"""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidents.core.publication import CameIn
from incidents.core.statistics.plan import TOTAL
from incidents.core.statistics.release import Published
from incidents.publishing import folder as store
from incidents.publishing.joining import (
    MUNICIPALITY,
    RELEASE,
    left_out,
    shared_dimensions,
    shared_tables,
)
from incidents.publishing.jointpublication import description
from incidents.publishing.making import LICENCE, hidden_means, whole_release
from incidents.publishing.members import (
    PERIOD,
    Member,
    NotJoinable,
    Sums,
    check_joinable,
    longer_periods,
    read,
)
from incidents.publishing.report import Told

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """A municipality's folder, and what the municipality is called in the shared tables."""

    folder: Path
    code: str
    name: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code) or self.code == RELEASE:
            raise NotJoinable(f"{self.code!r} is no code: small letters and digits, such as 0180")
        if not self.name.strip():
            raise NotJoinable(f"{self.code}: the municipality has no name")


@dataclass(frozen=True, slots=True)
class Joined:
    """What was made."""

    tables: tuple[Published, ...]
    left_out: tuple[str, ...]


def join(
    named: Sequence[Named], target: Path, contact: str, *, as_published: bool = False
) -> Joined:
    """Put the publication into a new folder. `Refused` when the check finds something in a part, or in the whole.

    With `as_published` no year follows from quarters: each has to have published the period itself.
    """
    _check_named(named, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".join-", dir=target.parent))
    try:
        staging = room / "joint"
        staging.mkdir()
        members = [_taken_in(one, staging) for one in named]
        check_joinable(members)
        sums: Sums = {} if as_published else longer_periods(members)
        made = _write(members, staging, contact, sums)
        store.seal(staging, RELEASE)
        store.synced(path for path in staging.rglob("*") if path.is_file())
        staging.rename(target)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return made


def _check_named(named: Sequence[Named], target: Path) -> None:
    """What can be seen before anything is read."""
    if target.exists() and any(target.iterdir()):
        raise NotJoinable(f"{target} is not empty: name a new folder")
    if len(named) < 2:
        raise NotJoinable("name the folders of at least two municipalities")
    for what, several in (("code", [n.code for n in named]), ("name", [n.name for n in named])):
        if len(set(several)) < len(several):
            raise NotJoinable(f"two of the municipalities have the same {what}")
    for one in named:
        if not (one.folder / store.PUBLICATION).is_file():
            raise NotJoinable(f"{one.folder} holds no publication")


def _taken_in(one: Named, staging: Path) -> Member:
    """A copy, because what is checked has to be what is read afterwards."""
    copy = staging / one.code
    store.copied(one.folder, copy)
    store.check(copy)
    return read(copy, one.code, one.name)


def _write(members: Sequence[Member], staging: Path, contact: str, sums: Sums) -> Joined:
    tables = shared_tables(members, sums)
    words = left_out(members, tables)
    dims = shared_dimensions(members)
    about = _about(members, words, contact or ", ".join(one.name for one in members))
    t0 = _came_in(members)
    files = whole_release(Told(tables, dims, about, _all_together(t0)), t0)
    facts = store.Facts(RELEASE, about, [t.slice.id for t in tables])
    store.write(staging, facts, files, description(members, tables, about), b"")
    return Joined(tuple(tables), tuple(words))


def _all_together(t0: bytes) -> list[CameIn]:
    """How many reports came in to all of them, each quarter that all have closed; the rest where all tell it."""
    rows = csv.DictReader(io.StringIO(t0.decode()))
    return [
        CameIn(row[PERIOD], int(row["inkomna"]), _known(row.get("undantagna")))
        for row in rows
        if row[MUNICIPALITY] == TOTAL and "Q" in row[PERIOD]
    ]


def _known(text: str | None) -> int | None:
    return int(text) if text else None


def _about(members: Sequence[Member], words: Sequence[str], contact: str) -> dict[str, Any]:
    """The same keys as a municipality's own release; frozen when the last of them was."""
    told = members[0].told
    plans = sorted({one.told["plan_version"] for one in members})
    return {
        "release": RELEASE,
        "frozen": max(one.record["frozen"] for one in members),
        "rules_version": told["rules_version"],
        "plan_version": plans[0] if len(plans) == 1 else ", ".join(map(str, plans)),
        "threshold": told["threshold"],
        "hidden": hidden_means(told["threshold"]),
        "licence": LICENCE,
        "contact": contact,
        "too_few": [],
        "group_disclosure": [],
        "municipalities": {one.code: one.name for one in members},
        "not_together": list(words),
    }


def _came_in(members: Sequence[Member]) -> bytes:
    """T0 of each municipality, and of all together for the periods that all have closed."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    counts = [
        name
        for name in members[0].came_in[0]
        if name != PERIOD and all(name in one.came_in[0] for one in members)
    ]
    rows.writerow([MUNICIPALITY, PERIOD, *counts])
    for one in members:
        for row in one.came_in:
            rows.writerow([one.code, row[PERIOD], *(row[name] for name in counts)])
    by_period = [{row[PERIOD]: row for row in one.came_in} for one in members]
    for period in by_period[0]:
        if all(period in one for one in by_period):
            each = [one[period] for one in by_period]
            sums = [_sum([row[name] for row in each]) for name in counts]
            rows.writerow([TOTAL, period, *sums])
    return target.getvalue().encode()


def _sum(numbers: Sequence[str]) -> str:
    """Nothing where one of them says nothing."""
    return str(sum(map(int, numbers))) if all(numbers) else ""
