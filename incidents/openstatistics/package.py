"""Everything that is published and the program that checks it, as one file to unpack and run."""

import io
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from incidents.core.publication import Publication
from incidents.published.reading import ERRATA, PUBLICATION, RECORD, content

#: The folder in the package on which the program is run.
FOLDER = "statistik"


def packed(folder: Path, publication: Publication) -> bytes:
    """The same bytes for the same publication: each entry bears the day on which the figures were frozen."""
    frozen = publication.newest.frozen
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        parts = (*_read_me(publication), *_published(folder, publication), *_program())
        for name, data in parts:
            entry = ZipInfo(name, (frozen.year, frozen.month, frozen.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()


def _read_me(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """What stands on every file, and what to do with the package, in Swedish and English."""
    told = json.loads(publication.records[publication.newest.id])
    text = (files("incidents") / "data" / "package.txt").read_text(encoding="utf-8")
    most = int(told["threshold"]) - 1
    yield "README.txt", text.format(**{**told, "most": most, "folder": FOLDER}).encode()


def _published(folder: Path, publication: Publication) -> Iterator[tuple[str, bytes]]:
    yield f"{FOLDER}/{PUBLICATION}", publication.described
    if publication.written:
        yield f"{FOLDER}/{ERRATA}", publication.written
    for name, release in publication.releases.items():
        yield f"{FOLDER}/{name}/{RECORD}", publication.records[name]
        for file in release.files:
            yield f"{FOLDER}/{name}/{file}", content(folder, release, file)


def _program() -> Iterator[tuple[str, bytes]]:
    """The check's source: data here, never code that this process runs."""
    yield "incidents/__init__.py", b""
    source = files("incidents") / "checker"
    for one in sorted(source.iterdir(), key=lambda each: each.name):
        if one.name.endswith(".py"):
            yield f"incidents/checker/{one.name}", one.read_bytes()
