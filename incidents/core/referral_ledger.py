"""What was referred to a body: on which basis, what exactly left, and what the body has said since.

A referral is an entry that a handler signs and the reporter may read. What the body answers is signed with the
hand-over's own key, whose public half stands in the referral (docs/adr/0042).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.bases import Act, Basis, BasisKind, Leaving, agreed, basis_for
from incidents.core.consent import Question
from incidents.core.entry import Entry, Kind
from incidents.core.promise import day_of
from incidents.core.referral_packet.alert import Place, place_in
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import Receiver
from incidents.core.vocabulary import vocabulary

REFERRAL = "referral"
#: What the entry is by which a handler takes one back.
RECALL = "referral_back"
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


class Stage(StrEnum):
    """How a referral stands (vocabulary `referral_status`, and two ends of a link)."""

    SENT = "sent"
    NO_ANSWER = "no_answer"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    DECLINED = "declined"
    CONFLICT = "conflict"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"
    #: Nobody took it before the link ran out.
    EXPIRED = "expired"
    #: It ended with something else: a yes was taken back, the reporter asked us to stop, a colleague left.
    ENDED = "ended"


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

    def __post_init__(self) -> None:
        alert = self.kind is For.ALERT
        if {self.basis is None, self.place is not None} != {alert} or (alert and self.acts):
            raise ValueError("a place alert tells of a place, and nothing else needs no basis")

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


def answers(entry: Entry, referrals: Mapping[int, Referral]) -> Referral | None:
    """The referral that an entry answers, where the body may say this by it; None for any other entry."""
    reply, number = reply_in(entry), entry.content.get("handover")
    referral = referrals.get(number) if isinstance(number, int) else None
    if reply is None or referral is None or referral.lying is None:
        return None
    alert = referral.kind is For.ALERT
    return referral if may_say(referral.acts, reply, alert=alert) else None


def may_say(acts: frozenset[Act], reply: Reply, *, alert: bool = False) -> bool:
    """Whether the person has agreed to this: to be written to, and that the municipality learns how it went.

    To a place alert a body says yes or no, and how it went with the place: there is no person and no other side.
    """
    if alert:
        return reply not in (Reply.TALK, Reply.CONFLICT)
    if reply is Reply.TALK:
        return Act.TALK in acts
    return reply is not Reply.RESULT or Act.ANSWER_BACK in acts


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral with everything that was said about it since, in order."""

    entry: Entry
    referral: Referral
    replies: tuple[Entry, ...] = ()
    withdrawn: Entry | None = None

    @property
    def number(self) -> int:
        """The referral's number in the case."""
        return self.entry.number

    def last(self, *kinds: Reply) -> Entry | None:
        """The latest reply of one of these kinds."""
        found = [one for one in self.replies if reply_in(one) in kinds]
        return found[-1] if found else None

    def stage(self, lying: frozenset[int], today: date) -> Stage:
        """How it stands; `lying`: the hand-overs that nobody has ended yet."""
        if self.withdrawn is not None:
            return Stage.WITHDRAWN
        where = self.referral.lying
        ended = where is not None and self.number not in lying
        for reply, stage in _STAGES:
            if self.last(reply) is not None:
                return Stage.ENDED if ended and stage is Stage.ACCEPTED else stage
        if where is None:
            return Stage.SENT
        if ended:
            return Stage.ENDED
        if where.until < today:
            return Stage.EXPIRED
        return Stage.NO_ANSWER if where.answer_by < today else Stage.SENT


#: The furthest reply decides.
_STAGES = (
    (Reply.CONFLICT, Stage.CONFLICT),
    (Reply.DECLINE, Stage.DECLINED),
    (Reply.RESULT, Stage.CONCLUDED),
    (Reply.SAVED, Stage.RECEIVED),
    (Reply.ACCEPT, Stage.ACCEPTED),
)


def referred(entries: Iterable[Entry]) -> tuple[Referred, ...]:
    """Every referral of a case, oldest first; give only entries that verify."""
    found = list(entries)
    made = {entry.number: referral for entry in found if (referral := referral_in(entry))}
    return tuple(
        Referred(
            entry,
            made[entry.number],
            tuple(one for one in found if _belongs(one, entry.number, made)),
            next((one for one in found if _withdraws(one, entry.number)), None),
        )
        for entry in found
        if entry.number in made
    )


def _belongs(entry: Entry, number: int, made: Mapping[int, Referral]) -> bool:
    return entry.content.get("handover") == number and answers(entry, made) is not None


def _withdraws(entry: Entry, number: int) -> bool:
    return entry.kind is Kind.HANDOVER and entry.content.get("withdrawn") == number


def uncovered(found: Iterable[Referred], questions: Sequence[Question]) -> list[int]:
    """The referrals by consent that the ledger covers no longer, or not all that the body may do by them."""
    return [one.number for one in found if not _covered(one.referral, questions)]


def _covered(referral: Referral, questions: Sequence[Question]) -> bool:
    if referral.basis is None or referral.basis.kind is not BasisKind.CONSENT:
        return True
    body = referral.receiver.body
    leaving = Leaving(body, identified=referral.identified)
    stands = basis_for(leaving, questions, (), date.max) is not None
    return stands and referral.acts <= agreed(questions, body)


def demanded(found: Iterable[Referred]) -> list[int]:
    """The referrals that rest on a duty: no wish of the person's ends them."""
    bases = ((one.number, one.referral.basis) for one in found)
    return [number for number, basis in bases if basis and basis.kind is BasisKind.LEGAL_DUTY]


def sent_on(one: Referred) -> date:
    """The day on which it left."""
    return day_of(one.entry.moment)
