"""Whether a folder still holds every release as it was frozen: names, hashes, and the chain from one to the next.

In a publication of several municipalities each one's own folder lies beside the shared release, whole.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from incidents.checker.gate import Finding
from incidents.checker.reading import MUNICIPALITY, Unreadable

PUBLICATION, RECORD, REPORT = "publication.json", "release.json", "check.json"
#: Corrections in words: written after what they are about, and so in no release's hashes.
ERRATA, ERRATA_FORMAT = "errata.json", "incidents-errata/1"
_ERRATUM = {"number", "release", "table", "date", "text", "english"}


def check_ledger(folder: Path) -> list[Finding]:
    """What was changed, dropped or added after it was frozen."""
    try:
        publication = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))
        return [*_members(folder, publication), *_findings(folder, publication)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"the releases cannot be read: {error!r}") from error


def _findings(folder: Path, publication: dict[str, Any]) -> Iterator[Finding]:
    releases, members = publication["releases"], publication.get("members", {})
    previous = b""
    listed: dict[str, str] = {}
    for release in releases:
        raw = (folder / release / RECORD).read_bytes()
        record = json.loads(raw)
        if record["previous"] != hashlib.sha256(previous).hexdigest():
            yield Finding("history", release, "the release before it is not the one that it names")
        yield from _files(folder / release, record, publication["threshold"])
        listed |= dict.fromkeys(record["tables"], release)
        previous = raw
    if previous and record["publication"] != _hash(folder / PUBLICATION):
        yield Finding("history", PUBLICATION, "changed since the newest release")
    tables = [t for t in publication["tables"] if Path(t["csv"]).parts[0] not in members]
    told = {table["id"]: table for table in tables}
    for name in sorted(listed.keys() - told.keys()):
        yield Finding("history", name, "a published table is missing")
    for name, table in told.items():
        if listed.get(name) != table["release"] or Path(table["csv"]).parts[0] != table["release"]:
            yield Finding("history", name, "a table that its release does not name")
    if (folder / ERRATA).exists():
        yield from _errata(folder / ERRATA, releases, listed)
    for path in sorted(folder.iterdir()):
        if path.name not in {PUBLICATION, ERRATA, *releases, *members}:
            yield Finding("history", path.name, "belongs to no release")


def _errata(path: Path, releases: list[str], listed: dict[str, str]) -> Iterator[Finding]:
    """Words on a release that is there, or on one of its tables, one after the other; and nothing besides."""
    told = json.loads(path.read_text(encoding="utf-8"))
    if told.keys() != {"format", "errata"} or told["format"] != ERRATA_FORMAT:
        yield Finding("history", path.name, "is no file of corrections")
        return
    for number, one in enumerate(told["errata"], start=1):
        words = all(isinstance(one.get(key), str) for key in _ERRATUM - {"number"})
        if one.keys() != _ERRATUM or one["number"] != number or not words:
            yield Finding("history", path.name, f"correction {number} is not of its form")
        elif one["release"] not in releases or (
            one["table"] and listed.get(one["table"]) != one["release"]
        ):
            yield Finding("history", path.name, f"correction {number} is of no published table")


def _members(folder: Path, publication: dict[str, Any]) -> Iterator[Finding]:
    """Each municipality's folder hangs together, and what is told of it here is what it told itself."""
    for code in publication.get("members", {}):
        own = json.loads((folder / code / PUBLICATION).read_text(encoding="utf-8"))
        for one in check_ledger(folder / code):
            yield Finding(one.kind, f"{code}/{one.where}", one.text)
        if own.get("members"):
            yield Finding("history", code, "is several municipalities itself")
        tables = [t for t in publication["tables"] if Path(t["csv"]).parts[0] == code]
        if tables != [_inside(one, code) for one in own["tables"]]:
            yield Finding("history", code, "its tables are not those that it published itself")
        known = {_text(_located(one, code)) for one in own["knowledge"]}
        if not known <= {_text(one) for one in publication["knowledge"]}:
            yield Finding("history", code, "what is known of it is missing")
        if (own["threshold"], own["min_width"]) != (
            publication["threshold"],
            publication["min_width"],
        ):
            yield Finding("history", code, "was published by another threshold")
        if publication["members"][code]["newest"] != _hash(
            folder / code / own["releases"][-1] / RECORD
        ):
            yield Finding("history", code, "its newest release is another one")
        errata = folder / code / ERRATA
        if publication["members"][code].get("errata", "") != (
            _hash(errata) if errata.exists() else ""
        ):
            yield Finding("history", code, "its corrections are others")


def _inside(table: dict[str, Any], code: str) -> dict[str, Any]:
    """A municipality's own table as the shared publication tells it."""
    named = {name: f"{code}/{table[name]}" for name in ("id", "release", "csv")}
    return {**table, **named, "filter": {MUNICIPALITY: code}}


def _located(known: dict[str, Any], code: str) -> dict[str, Any]:
    return {**known, "cell": {**known["cell"], MUNICIPALITY: code}}


def _text(known: dict[str, Any]) -> str:
    return json.dumps(known, sort_keys=True)


def report(threshold: int | None, record: bytes | None, findings: Iterable[Finding]) -> str:
    """What the check says, byte for byte; `record` is the newest release's, which no other file names."""
    told = {
        "checker": 2,
        "threshold": threshold,
        "record": None if record is None else hashlib.sha256(record).hexdigest(),
        "findings": [vars(one) for one in findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def newest(folder: Path) -> bytes | None:
    """The record of the newest release."""
    try:
        told = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))
        record: bytes = (folder / told["releases"][-1] / RECORD).read_bytes()
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return record


def _reported(folder: Path, threshold: int) -> bool:
    """Whether the report beside a record is the one that let this record out. A package goes without."""
    path = folder / REPORT
    if not path.is_file():
        return True
    before = {"checker": 1, "threshold": threshold, "findings": []}
    written = path.read_bytes()
    return written in (
        report(threshold, (folder / RECORD).read_bytes(), ()).encode(),
        (json.dumps(before, indent=1) + "\n").encode(),  # the first version did not name the record
    )


def _files(folder: Path, record: dict[str, Any], threshold: int) -> Iterator[Finding]:
    if not _reported(folder, threshold):
        text = "is not the report of this release"
        yield Finding("history", f"{folder.name}/{REPORT}", text)
    for path in sorted(folder.iterdir()):
        if path.name not in {RECORD, REPORT, *record["files"]}:
            yield Finding("history", f"{folder.name}/{path.name}", "was not in the release")
    for name, known in record["files"].items():
        path = folder / name
        if not path.is_file() or _hash(path) != known:
            yield Finding("history", f"{folder.name}/{name}", "is missing or was changed")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
