"""Reads a QR code from its squares (ISO/IEC 18004), for the tests: byte mode, without errors to correct."""

from itertools import pairwise

#: Data codewords per block at level Q, for the versions that addresses need.
BLOCKS = {2: [22], 3: [17, 17], 4: [24, 24], 5: [15, 15, 16, 16], 6: [19, 19, 19, 19]}
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2 + 0 * x,
    lambda y, x: x % 3 + 0 * y,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)


def read(rows: list[list[bool]]) -> str:
    """The text of the code."""
    size = len(rows)
    version = (size - 17) // 4
    mask = MASKS[sum(rows[8][2 + at] << (2 - at) for at in range(3)) ^ 0b101]
    bits = [rows[y][x] ^ (mask(y, x) == 0) for y, x in _path(size)]
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    stream = "".join(f"{word:08b}" for word in _joined(words, BLOCKS[version]))
    assert stream[:4] == "0100", "byte mode"
    length = int(stream[4:12], 2)
    raw = int(stream[12 : 12 + 8 * length], 2).to_bytes(length, "big")
    return raw.decode("utf-8")


def _path(size: int) -> list[tuple[int, int]]:
    """The squares that hold data, in their order: pairs of columns, up and down."""
    found = []
    columns = [*range(size - 1, 7, -2), 5, 3, 1]
    for number, right in enumerate(columns):
        ys = range(size) if number % 2 else range(size - 1, -1, -1)
        found += [(y, x) for y in ys for x in (right, right - 1) if _is_data(y, x, size)]
    return found


def _is_data(y: int, x: int, size: int) -> bool:
    corner = (y < 9 and (x < 9 or x > size - 9)) or (y > size - 9 and x < 9)
    aligned = size > 21 and abs(y - (size - 7)) <= 2 and abs(x - (size - 7)) <= 2
    return not (corner or aligned or 6 in (y, x))


def _number(bits: list[bool]) -> int:
    return sum(bit << (7 - at) for at, bit in enumerate(bits))


def _joined(words: list[int], blocks: list[int]) -> list[int]:
    """The data codewords, which lie interleaved, block by block."""
    parts: list[list[int]] = [[] for _ in blocks]
    left = iter(words)
    for at in range(max(blocks)):
        for part, most in zip(parts, blocks, strict=True):
            if at < most:
                part.append(next(left))
    assert all(len(one) <= len(other) for one, other in pairwise(parts))
    return [word for part in parts for word in part]
