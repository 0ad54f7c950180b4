"""Ogg with Opus or Vorbis: one stream, its pages numbered anew, with an empty comment in place of the one it had."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from incidents.cleaning.reasons import Reason, Refused

_HEAD = struct.Struct("<4sBBQLLLB")
_CONTINUED, _FIRST = 1, 2
_NO_POSITION = 0xFFFFFFFFFFFFFFFF
#: Every cleaned stream has the same number: the one that an encoder draws could tie two files to each other.
_SERIAL = 1
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
_OPUS_COMMENT = b"OpusTags" + struct.pack("<LL", 0, 0)
_VORBIS_COMMENT = b"\x03vorbis" + struct.pack("<LLB", 0, 0, 1)
_VORBIS_SETUP = b"\x05vorbis"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its flags, the position that it reaches, the lengths of its pieces, its bytes."""

    flags: int
    position: int
    serial: int
    lacing: bytes
    body: bytes


def clean_ogg(data: bytes) -> bytes:
    """The same packets of sound; several streams in one file, or another codec, are refused."""
    pages = list(_pages(data))
    if len({page.serial for page in pages}) != 1 or any(page.flags & _FIRST for page in pages[1:]):
        raise Refused(Reason.UNCLEANABLE)
    headers, rest = _headers(pages)
    kept = [Page(_FIRST, 0, _SERIAL, _lacing([headers[0]]), headers[0])]
    kept += _laid_out(headers[1:])
    kept += [replace(page, serial=_SERIAL) for page in rest]
    return b"".join(_written(page, number) for number, page in enumerate(kept))


def _pages(data: bytes) -> Iterator[Page]:
    """Every page, with nothing between them and each with its right checksum."""
    place = 0
    while place < len(data):
        start, version, flags, position, serial, _, total, count = _HEAD.unpack_from(data, place)
        lacing = data[place + _HEAD.size : place + _HEAD.size + count]
        end = place + _HEAD.size + count + sum(lacing)
        if start != b"OggS" or version or len(lacing) != count or end > len(data):
            raise Refused(Reason.DAMAGED)
        whole = data[place : place + 22] + bytes(4) + data[place + 26 : end]
        if checksum(whole) != total:
            raise Refused(Reason.DAMAGED)
        yield Page(flags, position, serial, lacing, data[end - sum(lacing) : end])
        place = end


def _headers(pages: list[Page]) -> tuple[list[bytes], list[Page]]:
    """The header packets as they may stay, and the pages of sound behind them."""
    packets: list[bytes] = [b""]
    for number, page in enumerate(pages):
        place = 0
        for length in page.lacing:
            packets[-1] += page.body[place : place + length]
            place += length
            if length < 255:
                packets.append(b"")
        if len(packets) > (wanted := _count(packets[0])):
            if len(packets) != wanted + 1 or packets[-1]:
                raise Refused(Reason.UNCLEANABLE)
            return _neutral(packets[:-1]), pages[number + 1 :]
    raise Refused(Reason.DAMAGED)


def _count(first: bytes) -> int:
    """How many packets are headers, as the first one says."""
    if first.startswith(b"OpusHead"):
        return 2
    if first.startswith(b"\x01vorbis"):
        return 3
    raise Refused(Reason.UNCLEANABLE)


def _neutral(packets: list[bytes]) -> list[bytes]:
    """The header packets without comment, and without anything behind their ends."""
    match packets:
        case [opus, _]:
            mapped = 0 if opus[18] == 0 else 2 + opus[9]
            return [opus[: 19 + mapped], _OPUS_COMMENT]
        case [vorbis, _, setup] if setup.startswith(_VORBIS_SETUP):
            return [vorbis[:30], _VORBIS_COMMENT, setup]
    raise Refused(Reason.DAMAGED)


def _lacing(packets: list[bytes]) -> bytes:
    """The lengths of packets as a page notes them."""
    return b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)


def _laid_out(packets: list[bytes]) -> Iterator[Page]:
    """Pages for the headers behind the first; the sound begins on a page of its own."""
    lacing, body = _lacing(packets), b"".join(packets)
    flags = 0
    while lacing:
        part, lacing = lacing[:255], lacing[255:]
        ends = part.rstrip(b"\xff") != b""
        yield Page(flags, 0 if ends else _NO_POSITION, _SERIAL, part, body[: sum(part)])
        body = body[sum(part) :]
        flags = _CONTINUED if part[-1] == 255 else 0


def _written(page: Page, number: int) -> bytes:
    def head(total: int) -> bytes:
        count = len(page.lacing)
        return _HEAD.pack(b"OggS", 0, page.flags, page.position, page.serial, number, total, count)

    return head(checksum(head(0) + page.lacing + page.body)) + page.lacing + page.body


def checksum(page: bytes) -> int:
    """The sum of a page. zlib counts with the same polynomial, but every byte and the sum from the other end."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_REVERSED), "big")
