"""Reading the published folder. Every byte that is shown or handed out has the hash that its release names.

The releases hang together: each names the hash of the one before it, the newest that of `publication.json`.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from incidents.core.publication import (
    QUARTERS,
    CameIn,
    Damaged,
    Dimension,
    Erratum,
    Handling,
    LeftOut,
    Plan,
    Planned,
    Publication,
    Release,
    Table,
)

PUBLICATION, RECORD, CAME_IN = "publication.json", "release.json", "t0.csv"
#: Written after releases, which never change; no hash of theirs names it.
ERRATA = "errata.json"
#: A release's PDF with charts has a few hundred kB; nothing larger is taken into memory.
MOST_BYTES = 16 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_LEFT_OUT = re.compile(r"(?P<title>.+), (?P<period>[0-9QH-]+): för få för att redovisas")
_SPAN = re.compile(r"\d{4}-\d{4}", re.ASCII)
_ODD = (ValueError, LookupError, TypeError, AttributeError)


def read(folder: Path) -> Publication | None:
    """Everything that is published, None where nothing is; `Damaged` when the releases do not hang together."""
    if not (folder / PUBLICATION).exists():
        return None
    described = _bytes(folder, PUBLICATION)
    try:
        told = json.loads(described)
        names = [_plain(name) for name in told["releases"]]
    except _ODD as error:
        raise Damaged(PUBLICATION) from error
    if not names:
        return None
    records = {name: _bytes(folder, f"{name}/{RECORD}") for name in names}
    _check_chain(records, described)
    releases = {name: _release(name, raw) for name, raw in records.items()}
    damaged: list[str] = []
    tables = []
    for one in told["tables"]:
        try:
            tables.append(_table(folder, one, told["dimensions"], releases))
        except Damaged as found:
            damaged.append(found.what)
    try:
        came_in = _came_in(folder, releases[names[-1]])
    except Damaged as found:
        came_in = ()
        damaged.append(found.what)
    errata: tuple[Erratum, ...] = ()
    written = b""
    try:
        written = _bytes(folder, ERRATA) if (folder / ERRATA).exists() else b""
        errata = _errata(written)
    except Damaged as found:
        damaged.append(found.what)
    return Publication(
        sha256(records[names[-1]] + written).hexdigest(),
        described,
        records,
        releases,
        tuple(tables),
        came_in,
        tuple(damaged),
        errata,
        written,
    )


def content(folder: Path, release: Release, name: str) -> bytes:
    """A file that the release names (KeyError for any other); `Damaged` when its bytes are not those of then."""
    known, path = release.files[name], f"{release.id}/{name}"
    data = _bytes(folder, path)
    if sha256(data).hexdigest() != known:
        raise Damaged(path)
    return data


def _bytes(folder: Path, name: str) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Damaged(name) from error
    if len(data) > MOST_BYTES:
        raise Damaged(name)
    return data


def _plain(name: str) -> str:
    """A name that cannot lead out of its folder."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of a file")
    return name


def _check_chain(records: Mapping[str, bytes], described: bytes) -> None:
    before = b""
    for name, raw in records.items():
        try:
            record = json.loads(raw)
            sound = record["previous"] == sha256(before).hexdigest() and record["release"] == name
            last = record["publication"]
        except _ODD as error:
            raise Damaged(f"{name}/{RECORD}") from error
        if not sound:
            raise Damaged(f"{name}/{RECORD}")
        before = raw
    if last != sha256(described).hexdigest():
        raise Damaged(PUBLICATION)


def _release(name: str, raw: bytes) -> Release:
    try:
        record = json.loads(raw)
        return Release(
            name,
            date.fromisoformat(record["frozen"]),
            int(record["threshold"]),
            str(record["licence"]),
            str(record["contact"]),
            _withheld(record),
            {_plain(file): str(known) for file, known in record["files"].items()},
            _plan(record),
        )
    except _ODD as error:
        raise Damaged(f"{name}/{RECORD}") from error


def _withheld(record: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """Each table that was left out; older releases have sentences alone."""
    if "withheld" not in record:
        return tuple(_left_out(text) for text in record["too_few"])
    return tuple(
        LeftOut(str(one["table"]).partition("@")[0], str(one["title"]), str(one["period"]))
        for one in record["withheld"]
    )


def _plan(record: Mapping[str, Any]) -> Plan | None:
    """Which tables its two years have; older releases do not say it."""
    told = record.get("plan")
    if told is None:
        return None
    tables = (
        Planned(
            str(one["table"]),
            str(one["measure"]),
            tuple(map(str, one["dims"])),
            QUARTERS[one["level"]],
        )
        for one in told["tables"]
    )
    if not _SPAN.fullmatch(told["span"]):
        raise ValueError("not two years")
    return Plan(told["span"], tuple(tables))


def _errata(raw: bytes) -> tuple[Erratum, ...]:
    try:
        told = json.loads(raw)["errata"] if raw else ()
        return tuple(
            Erratum(
                str(one["release"]),
                str(one["table"]),
                date.fromisoformat(one["date"]),
                str(one["text"]),
                str(one["english"]),
            )
            for one in told
        )
    except _ODD as error:
        raise Damaged(ERRATA) from error


def _left_out(text: str) -> LeftOut:
    found = _LEFT_OUT.fullmatch(text)
    return LeftOut("", found["title"], found["period"]) if found else LeftOut("", text, "")


def _table(
    folder: Path,
    told: Mapping[str, Any],
    dimensions: Mapping[str, Any],
    releases: Mapping[str, Release],
) -> Table:
    """From its JSON-stat, which has the words as well."""
    name, release = str(told["id"]), releases[told["release"]]
    file = f"{name.replace('@', '_')}.json"
    where = f"{release.id}/{file}"
    try:
        stat = json.loads(content(folder, release, file))
        period = name.partition("@")[2]
        dims = tuple(_dimension(stat, one, dimensions[one]) for one in stat["id"][:-1])
        cells = list(product(*(dim.labels for dim in dims)))
        numbers = [_number(value) for value in stat["value"]]
        return Table(
            name,
            release.id,
            str(told["measure"]),
            # Its title and its period, which older releases have as a code and newer ones in words.
            str(stat["label"]).rpartition(", ")[0],
            period,
            dims,
            dict(zip(cells, numbers, strict=True)),
        )
    except _ODD as error:
        raise Damaged(where) from error


def _dimension(stat: Mapping[str, Any], name: str, told: Mapping[str, Any]) -> Dimension:
    raw = stat["dimension"][name]
    category = raw["category"]
    labels = {str(code): str(category["label"][code]) for code in category["index"]}
    return Dimension(name, str(raw["label"]), labels, str(told["total"]), "covers" in told)


def _number(value: object) -> int | None:
    if value is None or (type(value) is int and value >= 0):
        return value
    raise ValueError("not a count")


def _handling(row: Mapping[str, str]) -> Handling | None:
    """None of a month, and of several municipalities together."""
    numbers = [
        row.get(name) or "" for name in ("svar_i_tid", "svar_senare", "utan_svar", "avslutade")
    ]
    return Handling(*map(int, numbers)) if all(numbers) else None


def _came_in(folder: Path, release: Release) -> tuple[CameIn, ...]:
    where = f"{release.id}/{CAME_IN}"
    try:
        rows = csv.DictReader(io.StringIO(content(folder, release, CAME_IN).decode("utf-8")))
        return tuple(
            CameIn(
                row["period"],
                int(row["inkomna"]),
                int(row["undantagna"]) if row["undantagna"] else None,
                _handling(row),
            )
            for row in rows
        )
    except _ODD as error:
        raise Damaged(where) from error
