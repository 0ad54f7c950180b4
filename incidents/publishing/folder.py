"""A folder of releases: written beside, checked by the independent program, and only then put in place.

`publication.json` is replaced last: until then, and after any failure, nothing new is published.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PUBLICATION = "publication.json"
RECORD = "release.json"
REPORT = "check.json"
ERRATA = "errata.json"
_STAGING = ".staging"


class Refused(Exception):
    """The gate found something; nothing was published. Its findings, one a line."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ledger keeps of a release beside its files."""

    release: str
    about: Mapping[str, Any]
    tables: Sequence[str]
    #: The tables that are left out; None in a release that was frozen without this list.
    withheld: Sequence[Mapping[str, str]] | None = None
    #: Which tables its two years have; None in a release that does not tell it.
    plan: Mapping[str, Any] | None = None


def publish(folder: Path, facts: Facts, files: Mapping[str, bytes], publication: bytes) -> None:
    """Put a release into the folder, or nothing at all; `Refused` with the findings of the gate."""
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    forget_unpublished(folder)
    try:
        _stage(folder, staging, facts, files, publication)
        seal(staging, facts.release)
        (staging / facts.release).rename(folder / facts.release)
        (staging / PUBLICATION).replace(folder / PUBLICATION)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def put_errata(folder: Path, data: bytes) -> bool:
    """Replace the file of corrections in one step; whether it was another one. It belongs to no release's hashes."""
    path, fresh = folder / ERRATA, folder / f".{ERRATA}"
    if (path.read_bytes() if path.exists() else b"") == data:
        return False
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def seal(staging: Path, release: str) -> None:
    """Checked, with the report beside the record, and on the disk."""
    report = check(staging)
    (staging / release / REPORT).write_text(report, encoding="utf-8")
    synced([*(staging / release).iterdir(), staging / PUBLICATION])


def forget_unpublished(folder: Path) -> None:
    """Remove a release that an interruption left outside `publication.json`."""
    known = published(folder)
    for one in folder.glob("r*"):
        if one.is_dir() and one.name not in known and (one / RECORD).exists():
            shutil.rmtree(one)


def published(folder: Path) -> list[str]:
    """The releases that are published, in order."""
    path = folder / PUBLICATION
    if not path.exists():
        return []
    releases: list[str] = json.loads(path.read_text(encoding="utf-8"))["releases"]
    return releases


def check(folder: Path, *, tables_only: bool = False) -> str:
    """The report of the independent program, in a process of its own; `Refused` when it found something.

    `tables_only`: what can be computed from the tables, and not whether records and hashes are whole.
    """
    options = ["--tables-only"] if tables_only else []
    done = subprocess.run(  # noqa: S603 - this interpreter, our own module
        [sys.executable, "-m", "incidents.checker", *options, str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Refused(done.stdout.strip() or done.stderr.strip()[-400:] or "the check ended early")
    return done.stdout


def _stage(
    folder: Path, staging: Path, facts: Facts, files: Mapping[str, bytes], publication: bytes
) -> None:
    staging.mkdir(parents=True)
    before = published(folder)
    for name in before:
        copied(folder / name, staging / name)
    previous = (folder / before[-1] / RECORD).read_bytes() if before else b""
    write(staging, facts, files, publication, previous)


def copied(source: Path, target: Path) -> None:
    """A copy of a folder; the system's own error says what is wrong with which file."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            copied(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def write(
    staging: Path, facts: Facts, files: Mapping[str, bytes], publication: bytes, previous: bytes
) -> None:
    """The release's files with its record, which names the record before it, and what describes everything."""
    target = staging / facts.release
    target.mkdir()
    for name, data in files.items():
        (target / name).write_bytes(data)
    (staging / PUBLICATION).write_bytes(publication)
    record = {
        "format": "incidents-release/1",
        "release": facts.release,
        **facts.about,
        "tables": list(facts.tables),
        **({} if facts.withheld is None else {"withheld": list(facts.withheld)}),
        **({} if facts.plan is None else {"plan": dict(facts.plan)}),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "publication": hashlib.sha256(publication).hexdigest(),
        "previous": hashlib.sha256(previous).hexdigest(),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (target / RECORD).write_text(text, encoding="utf-8")


def synced(files: Iterable[Path]) -> None:
    """On the disk before they are named: a power failure leaves what was there before."""
    for path in files:
        with path.open("rb") as file:
            os.fsync(file.fileno())
