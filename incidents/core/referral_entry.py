"""What an entry says of a referral: on which basis, what left and where it lies, or what the body answers by it.

A referral is an entry that a handler signs and the reporter may read. What the body answers is signed with the
hand-over's own key, whose public half stands in the referral (docs/adr/0042).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.bases import Act, Basis, BasisKind
from incidents.core.entry import Entry, Kind
from incidents.core.referral_packet.alert import Place, place_in
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import Receiver
from incidents.core.vocabulary import vocabulary

REFERRAL = "referral"
#: What the entry is by which a handler takes one back, or a place alert.
RECALL = "referral_back"
ALERT_RECALL = "alert_back"
#: Without an answer for so many days, a referral is called up (STORIES A9).
SILENT_AFTER = 30
#: The page on which a body answers stays so long.
PAGE_MONTHS = 12


class Way(StrEnum):
    """How it went."""

    LINK = "link"
    #: Printed: by post, or handed over at a visit.
    PAPER = "paper"


class Reply(StrEnum):
    """What a body does on its page."""

    ACCEPT = "accept"
    DECLINE = "decline"
    #: It may be the counterparty's, or has helped it.
    CONFLICT = "conflict"
    SAVED = "saved"
    RESULT = "result"
    TALK = "talk"
    #: What it writes of a place, for the staff alone: it stands in an entry of its own beside the answer.
    WORDS = "words"


#: What leaves before a body has taken a referral.
COVER = "cover"
#: The files of the case that leave with it.
FILES = "files"
#: Why a body may say no.
DECLINED_FOR = (
    "not_in_mandate",
    "not_in_region",
    "no_capacity",
    "needs_identity",
    "time_barred",
    "unknown",
)
#: How it can have gone.
RESULTS = tuple(item.code for item in vocabulary("referral_result").items)


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a referral by link lies, until when each part of it opens, and its public keys.

    `key` signs what the body says; to `box` the reporter seals what is meant for the body.
    """

    until: date
    answer_by: date
    page_until: date
    parcel: bytes
    key: bytes
    box: bytes

    def content(self) -> dict[str, object]:
        """What the entry says of it."""
        return {
            "until": self.until.isoformat(),
            "answer_by": self.answer_by.isoformat(),
            "page_until": self.page_until.isoformat(),
            "parcel": self.parcel.hex(),
            "key": self.key.hex(),
            "box": self.box.hex(),
        }


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as it stands in the case. `told`: the parts that left, by name; `sent`: the hash of the bytes.

    A place alert has no basis, and says in `place` all that was told.
    """

    kind: For
    receiver: Receiver
    basis: Basis | None
    acts: frozenset[Act]
    told: tuple[str, ...]
    id: str
    digest: str
    sent: str
    #: Whether it says who the person is.
    identified: bool = False
    lying: Lying | None = None
    place: Place | None = None
    #: Whoever sent its pictures has said that no human being is seen on them.
    unseen: bool = False

    def __post_init__(self) -> None:
        alert = self.kind is For.ALERT
        if {self.basis is None, self.place is not None} != {alert} or (alert and self.acts):
            raise ValueError("a place alert tells of a place, and nothing else needs no basis")
        if self.unseen != (alert and FILES in self.told):
            raise ValueError("the pictures of a place alert show no human being")

    @property
    def way(self) -> Way:
        """How it went."""
        return Way.PAPER if self.lying is None else Way.LINK

    def content(self) -> dict[str, object]:
        """What the entry says."""
        basis = self.basis
        return {
            "text": "",
            "what": REFERRAL,
            "kind": self.kind.value,
            "body": self.receiver.body,
            "to": self.receiver.name,
            "basis": [basis.kind.value, basis.number, basis.provision] if basis else None,
            "acts": sorted(self.acts),
            "told": list(self.told),
            "id": self.id,
            "digest": self.digest,
            "sent": self.sent,
            "identified": self.identified,
            **({"place": self.place.content()} if self.place else {}),
            **({"unseen": True} if self.unseen else {}),
            **(self.lying.content() if self.lying else {}),
        }


def referral_in(entry: Entry) -> Referral | None:
    """The referral that an entry is; None for every other entry, and for one that is not as we write them."""
    said = entry.content
    if entry.kind is not Kind.HANDOVER or said.get("what") != REFERRAL:
        return None
    try:
        return Referral(
            For(str(said["kind"])),
            Receiver(str(said["body"]), str(said["to"])),
            _basis(said["basis"]),
            frozenset(Act(one) for one in _texts(said["acts"])),
            _texts(said["told"]),
            str(said["id"]),
            str(said["digest"]),
            str(said["sent"]),
            said["identified"] is True,
            _lying(said) if "parcel" in said else None,
            place_in(said["place"]) if "place" in said else None,
            said.get("unseen") is True,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _basis(given: object) -> Basis | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != 3 or not isinstance(given[1], int):
        raise ValueError("a referral names its basis")
    return Basis(BasisKind(given[0]), given[1], str(given[2]))


def _texts(given: object) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise ValueError("not a list of names")  # noqa: TRY004 - one error for every cause
    return tuple(str(one) for one in given)


def _lying(said: Mapping[str, object]) -> Lying:
    return Lying(
        date.fromisoformat(str(said["until"])),
        date.fromisoformat(str(said["answer_by"])),
        date.fromisoformat(str(said["page_until"])),
        bytes.fromhex(str(said["parcel"])),
        bytes.fromhex(str(said["key"])),
        bytes.fromhex(str(said["box"])),
    )


def reply_in(entry: Entry) -> Reply | None:
    """What a body does by an entry; None for every other entry."""
    if entry.kind is not Kind.HANDED or entry.author_id:
        return None
    said = entry.content.get("reply")
    return next((one for one in Reply if one == said), None)
