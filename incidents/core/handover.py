"""What is handed over of a case to somebody outside: the order, what came back of it, and how it stands.

The order is an entry that a handler signs and the reporter may read. What comes back is signed with the hand-over's own
key, whose public half stands in the order: whoever writes in the database cannot answer in the receiver's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.vocabulary import vocabulary

#: Whatever else may be handed over one day has another word here.
TRANSLATION = "translation"
#: What a reporter wrote as a text.
ORDERABLE = frozenset({Kind.REPORT, Kind.MESSAGE})
NAME_MOST = 120
#: Nobody orders a translation from a machine.
TRANSLATORS = tuple(
    item.code for item in vocabulary("translator_type").items if item.code != "machine"
)


class Decline(StrEnum):
    """Why a receiver sends an order back."""

    NO = "no"
    CONFLICT = "conflict"


class Standing(StrEnum):
    """How an order stands."""

    WAITING = "waiting"
    LATE = "late"
    EXPIRED = "expired"
    ANSWERED = "answered"
    DECLINED = "declined"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"
    #: It ended with something else: the case was closed to somebody, the reporter asked us to stop, a colleague left.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a handler orders: from whom, of which entries, between which languages, until when it is wished."""

    to: str
    translator: str
    of: tuple[int, ...]
    source: str
    target: str
    wished: date

    def __post_init__(self) -> None:
        if not self.to.strip() or len(self.to) > NAME_MOST:
            raise Invalid("Skriv vem som ska översätta, med högst 120 tecken.")
        if self.translator not in TRANSLATORS:
            raise Invalid("Välj vem som ska översätta.")
        if not self.of:
            raise Invalid("Välj minst en text.")


def check_wished(wished: date, today: date, last: date) -> None:
    """The wished day lies after today, and while the texts can still be opened; raises `Invalid`."""
    if not today < wished <= last:
        raise Invalid("Välj en dag från i morgon till den sista dagen som länken gäller.")


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands in the case: what is wanted, until when it opens, where it lies and its public key."""

    wanted: Wanted
    until: date
    parcel: bytes
    key: bytes

    def content(self) -> dict[str, object]:
        """What the entry says."""
        return {
            "text": "",
            "what": TRANSLATION,
            "to": self.wanted.to,
            "translator": self.wanted.translator,
            "of": list(self.wanted.of),
            "source": self.wanted.source,
            "target": self.wanted.target,
            "wished": self.wanted.wished.isoformat(),
            "until": self.until.isoformat(),
            "parcel": self.parcel.hex(),
            "key": self.key.hex(),
        }


def order_in(entry: Entry) -> Order | None:
    """The order that an entry is; None for every other entry, and for one that is not as we write them."""
    said = entry.content
    if entry.kind is not Kind.HANDOVER or said.get("what") != TRANSLATION:
        return None
    try:
        return Order(
            Wanted(
                str(said["to"]),
                str(said["translator"]),
                _numbers(said["of"]),
                str(said["source"]),
                str(said["target"]),
                date.fromisoformat(str(said["wished"])),
            ),
            date.fromisoformat(str(said["until"])),
            bytes.fromhex(str(said["parcel"])),
            bytes.fromhex(str(said["key"])),
        )
    except (KeyError, ValueError, Invalid):
        return None


def _numbers(given: object) -> tuple[int, ...]:
    if not isinstance(given, list) or not all(isinstance(one, int) for one in given):
        raise ValueError("an order names entries by number")
    return tuple(given)


def belongs(entry: Entry, orders: Mapping[int, Order]) -> Order | None:
    """The order that an entry answers: with a translation of what was ordered, or by declining; None for any other."""
    said = entry.content
    number = said.get("handover")
    order = orders.get(number) if isinstance(number, int) else None
    if order is None or entry.author_id:
        return None
    return order if said.get("of") in order.wanted.of or _declined(entry) else None


def _declined(entry: Entry) -> Decline | None:
    said = entry.content.get("declined")
    return next((one for one in Decline if one == said), None)


@dataclass(frozen=True, slots=True)
class Handed:
    """An order with what became of it."""

    entry: Entry
    order: Order
    answers: tuple[Entry, ...] = ()
    declined: Entry | None = None
    withdrawn: Entry | None = None
    confirmed: Entry | None = None

    @property
    def number(self) -> int:
        """The order's number in the case: the hand-over is called by it."""
        return self.entry.number

    def standing(self, lying: frozenset[int], today: date) -> Standing:
        """How it stands; `lying`: the orders that nobody has ended yet."""
        if self.answers:
            return Standing.ANSWERED
        if self.declined is not None:
            conflict = _declined(self.declined) is Decline.CONFLICT
            return Standing.CONFLICT if conflict else Standing.DECLINED
        if self.withdrawn is not None:
            return Standing.WITHDRAWN
        if self.number not in lying:
            return Standing.ENDED
        if self.order.until < today:
            return Standing.EXPIRED
        return Standing.LATE if self.order.wanted.wished < today else Standing.WAITING


def handed_over(entries: Iterable[Entry]) -> tuple[Handed, ...]:
    """Every order of a case, oldest first; give only entries that verify."""
    found = list(entries)
    orders = [(entry, order) for entry in found if (order := order_in(entry)) is not None]
    return tuple(_handed(entry, order, found) for entry, order in orders)


def _handed(entry: Entry, order: Order, entries: list[Entry]) -> Handed:
    back = [
        one
        for one in entries
        if one.kind is Kind.HANDED and one.content.get("handover") == entry.number
    ]
    return Handed(
        entry,
        order,
        tuple(one for one in back if _declined(one) is None),
        next((one for one in back if _declined(one) is not None), None),
        _said(entries, "withdrawn", entry.number),
        _said(entries, "confirmed", entry.number),
    )


def _said(entries: list[Entry], what: str, number: int) -> Entry | None:
    """The handler's own entry that ends or confirms an order."""
    staffs = (one for one in entries if one.kind is Kind.HANDOVER)
    return next((one for one in staffs if one.content.get(what) == number), None)
