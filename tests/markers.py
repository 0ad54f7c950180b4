"""Looks for a marker in bytes, in every form in which software is wont to leave a text behind."""

import base64
import html
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

CHUNK = 1 << 24


def forms(marker: str) -> dict[str, bytes]:
    """The marker in each encoding; base64 in all three alignments."""
    utf8 = marker.encode()
    found = {
        "utf-8": utf8,
        "utf-16-le": marker.encode("utf-16-le"),
        "utf-16-be": marker.encode("utf-16-be"),
        "utf-32-le": marker.encode("utf-32-le"),
        "latin-1": marker.encode("latin-1", "ignore"),
        "percent": quote(marker).encode(),
        "form": quote_plus(marker).encode(),
        "html": html.escape(marker).encode(),
        "html-numeric": marker.encode("ascii", "xmlcharrefreplace"),
        "json": json.dumps(marker)[1:-1].encode(),
        "python": ascii(marker)[1:-1].encode(),
        "hex": utf8.hex().encode(),
        "reversed": utf8[::-1],
    }
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + utf8)
        found[f"base64+{shift}"] = coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]
    return found


def found_in(data: bytes, marker: str) -> set[str]:
    """The forms of the marker in some bytes, also inside zlib streams that start anywhere in them."""
    wanted = forms(marker)
    found = {name for name, form in wanted.items() if form in data}
    for inflated in _inflated(data):
        found |= {f"zlib:{name}" for name, form in wanted.items() if form in inflated}
    return found


def _inflated(data: bytes) -> Iterator[bytes]:
    for header in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08"):
        start = data.find(header)
        while start >= 0:
            window = zlib.MAX_WBITS | 16 if header[0] == 0x1F else zlib.MAX_WBITS
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(data[start : start + CHUNK], CHUNK)
            start = data.find(header, start + 1)


def search(paths: Iterable[Path], marker: str) -> dict[str, set[str]]:
    """The forms found in each file below the given folders and files."""
    found = {}
    for path in _files(paths):
        if names := found_in(path.read_bytes(), marker):
            found[str(path)] = names
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (inner for inner in path.rglob("*") if inner.is_file())
