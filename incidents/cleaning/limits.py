"""The limits of cleaning one file, each with its unit and its reason."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Self

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. A child process that wants more is ended, and the file refused."""

    file_bytes: int = 20 * MIB
    # A re-encoded photograph can be larger than it was: the smallest detail costs bytes again.
    cleaned_bytes: int = 40 * MIB
    # The largest sensors of common telephones give 50 to 64 million.
    pixels: int = 65_000_000
    pages: int = 300
    # The child's address space. The largest picture is 260 MB decoded, and exists three times while it is turned and
    # its colours are changed; libraries take 200 MB more.
    memory_bytes: int = 1280 * MIB
    cpu_seconds: int = 20
    # Wall time from the start of the child to its end.
    seconds: int = 30
    # How long a file waits for its turn before it is refused as busy.
    wait_seconds: int = 10

    def __post_init__(self) -> None:
        """Refuse limits that let nothing through."""
        values: tuple[int, ...] = astuple(self)
        if min(values[:-1]) < 1 or self.wait_seconds < 0:
            msg = "every limit of cleaning must be positive"
            raise ValueError(msg)

    def words(self) -> tuple[str, ...]:
        """The limits as arguments of a command, in a fixed order."""
        return tuple(str(value) for value in astuple(self))

    @classmethod
    def from_words(cls, words: Sequence[str]) -> Self:
        """The limits that `words` wrote; ValueError for anything else."""
        if len(words) != len(fields(cls)):
            msg = "another number of limits than there are"
            raise ValueError(msg)
        return cls(*map(int, words))
