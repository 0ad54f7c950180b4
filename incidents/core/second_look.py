"""A second person's look at a case: when it is asked for, whether it is done. It never blocks anything (DOMAIN 8).

Nothing of it is stored beside the case: what asks for a look, and the look itself, are entries, and this reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from incidents.core.coding import coding_in
from incidents.core.deskcard import LOOK_ONLY, UNMARKED, DeskCard, Flag
from incidents.core.entry import Entry, Kind
from incidents.core.promise import answers_in

CRIME = ("crime_possible", "dl_and_crime")
#: Closing reasons after which nobody would look at the case again.
FINAL = frozenset({"outside", "insufficient", "abuse"})
STATISTICS_ONLY = "statistics_only"
#: One closed case in so many is looked at besides (`sampled`).
SHARE = 10
#: A rate of fewer looks would say something of a single one.
FEWEST = 5


class Why(StrEnum):
    """Why a look is asked for."""

    CRIME = "crime"
    REASON = "reason"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Asked:
    """A look that is asked for by the entry with this number; whoever made what is looked at cannot do it."""

    why: Why
    number: int
    authors: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that was done."""

    entry: Entry
    agrees: bool


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Where a case stands: the look that waits, and the latest that was done."""

    asked: Asked | None = None
    latest: Looked | None = None


def second_look(entries: Iterable[Entry]) -> SecondLook:
    """What the entries of a case say, in their order; only such as verify may be given."""
    state = _State()
    for entry in entries:
        state.read(entry)
    return SecondLook(state.asked, state.latest)


class _State:
    """What is known after some of the entries."""

    def __init__(self) -> None:
        self.asked: Asked | None = None
        self.latest: Looked | None = None
        self.crime = self.register_only = False
        self.coder = b""

    def read(self, entry: Entry) -> None:
        if entry.kind is Kind.REPORT:
            self.register_only = answers_in(entry).get("wish") == ("register",)
        elif entry.kind is Kind.CODING:
            self._coded(entry)
        elif entry.kind is Kind.NOTE and isinstance(entry.content.get("sampled"), bool):
            self._closed(entry)
        elif entry.kind is Kind.LOOK:
            self._looked(entry)

    def _coded(self, entry: Entry) -> None:
        try:
            crime = coding_in(entry.content).has("scope", *CRIME)
        except ValueError:
            return
        if crime and not self.crime:
            self.asked = Asked(Why.CRIME, entry.number, frozenset({entry.author_id}))
        elif self.asked and self.asked.why is Why.CRIME and not crime:
            self.asked = None
        elif self.asked and self.asked.why is not Why.REASON:
            self.asked = replace(self.asked, authors=self.asked.authors | {entry.author_id})
        self.crime, self.coder = crime, entry.author_id

    def _closed(self, entry: Entry) -> None:
        reason = entry.content.get("closing_reason")
        if reason in FINAL:
            self.asked = Asked(Why.REASON, entry.number, frozenset({entry.author_id}))
            return
        if reason == STATISTICS_ONLY and self.register_only and self.asked:
            self.asked = (
                None  # what was only to be counted is sampled, and not asked for one by one
            )
        if entry.content["sampled"] and self.asked is None:
            made_by = self.coder or entry.author_id
            self.asked = Asked(Why.SAMPLE, entry.number, frozenset({made_by}))

    def _looked(self, entry: Entry) -> None:
        agrees = entry.content.get("agrees")
        if self.asked and isinstance(agrees, bool) and entry.author_id not in self.asked.authors:
            self.asked, self.latest = None, Looked(entry, agrees)


#: What the cover sheet of a closed case has to say.
_SAID = (
    Flag.SECOND_LOOK
    | Flag.MAY_CONCERN_READERS
    | Flag.REGISTER_ONLY
    | Flag.NO_ANSWER_WANTED
    | Flag.UNDER_18
    | Flag.GUARDIANS_YES
    | Flag.GUARDIANS_NO
    | Flag.GUARDIANS_ASK
)


def carded(card: DeskCard | None, *, waits: bool, received: date) -> DeskCard | None:
    """The case's card once it is known whether a look waits. A closed case has one only as long as something does."""
    if card is None or card.priority == LOOK_ONLY:
        only = card or DeskCard(LOOK_ONLY, Flag.SECOND_LOOK, None, received=received)
        return only if waits else None
    flags = card.flags & ~Flag.SECOND_LOOK
    return replace(card, flags=flags | Flag.SECOND_LOOK if waits else flags)


def left_of(card: DeskCard | None) -> DeskCard | None:
    """What is left of a case's card when it is closed, and nothing that was written to us waits."""
    if card is None or Flag.SECOND_LOOK not in card.flags:
        return None
    flags = card.flags & _SAID
    return replace(
        card,
        priority=LOOK_ONLY,
        flags=flags,
        due=None,
        limit_early=None,
        limit_late=None,
        marks=UNMARKED,
    )


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    def before(self, count: int) -> "Quarter":
        """The quarter so many before this one."""
        year, rest = divmod(4 * self.year + self.number - 1 - count, 4)
        return Quarter(year, rest + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often the second person agreed."""

    looked: int
    agreed: int

    @property
    def percent(self) -> int:
        """Of a hundred, rounded; only where there is something to count."""
        return round(100 * self.agreed / self.looked)


def rate(agreements: Iterable[bool]) -> Rate | None:
    """The rate; None where there are too few for one."""
    found = list(agreements)
    return Rate(len(found), sum(found)) if len(found) >= FEWEST else None
