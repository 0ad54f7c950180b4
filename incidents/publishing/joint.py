"""`incidents statistics join`: the published folders of several municipalities as one publication, whole or not at all.

Each folder is copied in as it stands and checked; beside them stands one release with what all can show together.
"""

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidents.core.statistics.periods import EVER
from incidents.core.statistics.plan import TOTAL
from incidents.core.statistics.release import Published
from incidents.publishing import folder as store
from incidents.publishing.catalogue import dcat
from incidents.publishing.joining import (
    MUNICIPALITY,
    RELEASE,
    left_out,
    shared_dimensions,
    shared_tables,
)
from incidents.publishing.making import LICENCE, file_name, hidden_means, table_files
from incidents.publishing.members import (
    PERIOD,
    Member,
    NotJoinable,
    Sums,
    check_joinable,
    longer_periods,
    read,
)
from incidents.publishing.tables import described

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


def join(named: Sequence[Named], target: Path, contact: str) -> Joined:
    """Put the publication into a new folder. `Refused` when the check finds something in a part, or in the whole."""
    _check_named(named, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".join-", dir=target.parent))
    try:
        staging = room / "joint"
        staging.mkdir()
        members = [_taken_in(one, staging) for one in named]
        check_joinable(members)
        made = _sealed(members, staging, contact)
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


def _sealed(members: Sequence[Member], staging: Path, contact: str) -> Joined:
    """Years that follow from quarters come too, unless the check finds more in them than may be told."""
    made = _write(members, staging, contact, longer_periods(members))
    try:
        store.seal(staging, RELEASE)
    except store.Refused:
        shutil.rmtree(staging / RELEASE)
        made = _write(members, staging, contact, {})
        store.seal(staging, RELEASE)
    return made


def _write(members: Sequence[Member], staging: Path, contact: str, sums: Sums) -> Joined:
    tables = shared_tables(members, sums)
    words = left_out(members, tables)
    dims = shared_dimensions(members)
    about = _about(members, words, contact or ", ".join(one.name for one in members))
    files = {"t0.csv": _came_in(members), **table_files(tables, dims, about)}
    files["catalogue.jsonld"] = dcat(tables, about, sorted(files))
    facts = store.Facts(RELEASE, about, [t.slice.id for t in tables])
    store.write(staging, facts, files, _publication(members, tables), b"")
    return Joined(tuple(tables), tuple(words))


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


def _publication(members: Sequence[Member], tables: Sequence[Published]) -> bytes:
    told = members[0].told
    own = [_inside(table, one.code) for one in members for table in one.told["tables"]]
    content = {
        **{name: told[name] for name in ("format", "threshold", "min_width", "rules_version")},
        "releases": [RELEASE],
        "members": {one.code: {"name": one.name, "newest": one.newest} for one in members},
        "statuses": told["statuses"],
        "dimensions": {
            MUNICIPALITY: {
                "total": TOTAL,
                "sums": [{"total": TOTAL, "parts": [one.code for one in members]}],
            },
            **_divisions(members),
            PERIOD: {
                "total": EVER,
                "sums": [{"total": t, "parts": p} for t, p in longer_periods(members).items()],
            },
        },
        "tables": own + [described(t, f"{RELEASE}/{file_name(t)}.csv") for t in tables],
        "knowledge": [
            *(_located(known, one.code) for one in members for known in one.told["knowledge"]),
            *_nobody(members),
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _inside(table: Mapping[str, Any], code: str) -> dict[str, Any]:
    """A municipality's own table, told as one of the shared publication."""
    named = {name: f"{code}/{table[name]}" for name in ("id", "release", "csv")}
    return {**table, **named, "filter": {MUNICIPALITY: code}}


def _located(known: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {**known, "cell": {**known["cell"], MUNICIPALITY: code}}


def _divisions(members: Sequence[Member]) -> dict[str, Any]:
    """Every division with the codes of all; which of them a municipality does not have is said in `_nobody`."""
    found: dict[str, Any] = {}
    for name, codes in _all_codes(members).items():
        multiple = any(one.dimensions[name].multiple for one in members if name in one.dimensions)
        groups = [{"total": TOTAL, "parts": codes}]
        found[name] = {"total": TOTAL, "covers" if multiple else "sums": groups}
    return found


def _all_codes(members: Sequence[Member]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for one in members:
        for name, dim in one.dimensions.items():
            found.setdefault(name, {}).update(dict.fromkeys(dim.codes))
    return {name: list(codes) for name, codes in found.items()}


def _nobody(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """A municipality without a code in its list has no report there: everybody who knows the lists knows that."""
    every, quarters = _all_codes(members), _quarters(members)
    for one in members:
        for measure in one.figures:
            names = {n for t in one.tables if t.measure == measure for n in t.family}
            for name in sorted(names):
                for code in every[name]:
                    if code not in one.dimensions[name].codes:
                        for quarter in quarters:
                            cell = {name: code, PERIOD: quarter, MUNICIPALITY: one.code}
                            yield {"measure": measure, "cell": cell, "min": 0, "max": 0}


def _quarters(members: Sequence[Member]) -> list[str]:
    sums = longer_periods(members)
    parts = {part for group in sums.values() for part in group}
    told = {known["cell"][PERIOD] for one in members for known in one.told["knowledge"]}
    return sorted((parts | told) - sums.keys())


def _came_in(members: Sequence[Member]) -> bytes:
    """T0 of each municipality, and of all together for the periods that all have closed."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow([MUNICIPALITY, PERIOD, "inkomna", "undantagna"])
    for one in members:
        for row in one.came_in:
            rows.writerow([one.code, row["period"], row["inkomna"], row["undantagna"]])
    by_period = [{row["period"]: row for row in one.came_in} for one in members]
    for period in by_period[0]:
        if all(period in one for one in by_period):
            came, without = (
                [one[period][name] for one in by_period] for name in ("inkomna", "undantagna")
            )
            left = sum(map(int, without)) if all(without) else ""
            rows.writerow([TOTAL, period, sum(map(int, came)), left])
    return target.getvalue().encode()
