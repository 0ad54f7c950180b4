"""A version of the directory or of a register, as the list of its history shows it."""

from dataclasses import dataclass

#: So many stand on one page.
PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """Who changed what on which day. `sound`: its signature holds; `holds`: it is the one that applies now."""

    number: int
    url: str
    day: str
    who: str
    what: str
    about: str
    sound: bool
    holds: bool
