"""Whether a folder still holds every release as it was frozen: names, hashes, and the chain from one to the next."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from incidents.checker.gate import Finding
from incidents.checker.reading import Unreadable

PUBLICATION, RECORD, REPORT = "publication.json", "release.json", "check.json"


def check_ledger(folder: Path) -> list[Finding]:
    """What was changed, dropped or added after it was frozen."""
    try:
        publication = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))
        return list(_findings(folder, publication))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"the releases cannot be read: {error!r}") from error


def _findings(folder: Path, publication: dict[str, Any]) -> Iterator[Finding]:
    releases = publication["releases"]
    previous = b""
    listed: dict[str, str] = {}
    for release in releases:
        raw = (folder / release / RECORD).read_bytes()
        record = json.loads(raw)
        if record["previous"] != hashlib.sha256(previous).hexdigest():
            yield Finding("history", release, "the release before it is not the one that it names")
        yield from _files(folder / release, record)
        listed |= dict.fromkeys(record["tables"], release)
        previous = raw
    if previous and record["publication"] != _hash(folder / PUBLICATION):
        yield Finding("history", PUBLICATION, "changed since the newest release")
    told = {table["id"]: table for table in publication["tables"]}
    for name in sorted(listed.keys() - told.keys()):
        yield Finding("history", name, "a published table is missing")
    for name, table in told.items():
        if listed.get(name) != table["release"] or Path(table["csv"]).parts[0] != table["release"]:
            yield Finding("history", name, "a table that its release does not name")
    for path in sorted(folder.iterdir()):
        if path.name not in {PUBLICATION, *releases}:
            yield Finding("history", path.name, "belongs to no release")


def _files(folder: Path, record: dict[str, Any]) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        if path.name not in {RECORD, REPORT, *record["files"]}:
            yield Finding("history", f"{folder.name}/{path.name}", "was not in the release")
    for name, known in record["files"].items():
        path = folder / name
        if not path.is_file() or _hash(path) != known:
            yield Finding("history", f"{folder.name}/{name}", "is missing or was changed")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
