"""What became of a referral: what a body may say of it, what it has said since, and how it stands (docs/adr/0042)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.bases import Act, BasisKind, Leaving, agreed, basis_for
from incidents.core.consent import Question
from incidents.core.entry import Entry, Kind
from incidents.core.promise import day_of
from incidents.core.referral_entry import Referral, Reply, referral_in, reply_in
from incidents.core.referral_packet.document import Kind as For


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

    To a place alert a body says yes or no, and how it went with the place, in words for the staff alone: there is no
    person and no other side.
    """
    if alert:
        return reply not in (Reply.TALK, Reply.CONFLICT)
    if reply is Reply.WORDS:
        return False
    if reply is Reply.TALK:
        return Act.TALK in acts
    return reply is not Reply.RESULT or Act.ANSWER_BACK in acts


#: After each of these the body has nothing to do with it any more.
REFUSED = (Reply.DECLINE, Reply.CONFLICT)
#: After each of these the files are destroyed.
FILES_OVER = (Reply.SAVED, *REFUSED)


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

    def page_open(self, lying: frozenset[int], today: date) -> bool:
        """Whether the body's page can be opened; `lying` as in `stage`."""
        where = self.referral.lying
        return where is not None and self.number in lying and today <= where.page_until

    def files_open(self, lying: frozenset[int], today: date) -> bool:
        """Whether the body can still fetch the files; `lying` as in `stage`."""
        return self._there(lying, today) and self.last(*FILES_OVER) is None

    def can_be_read(self, lying: frozenset[int], today: date) -> bool:
        """Whether the body can still read what left; a place stands on its page itself, also without the files."""
        if self.referral.place is None:
            return self.files_open(lying, today)
        return self._there(lying, today) and self.last(*REFUSED) is None

    def _there(self, lying: frozenset[int], today: date) -> bool:
        where = self.referral.lying
        return where is not None and self.number in lying and today <= where.until

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


def talking(found: Iterable[Referred], lying: frozenset[int], today: date) -> tuple[Referred, ...]:
    """The referrals whose body may write to the person and has taken it on, while it reads what it is answered."""
    return tuple(one for one in found if _talks(one) and one.page_open(lying, today))


def _talks(one: Referred) -> bool:
    taken = one.last(Reply.ACCEPT) is not None and one.last(*REFUSED) is None
    return taken and Act.TALK in one.referral.acts


def sent_on(one: Referred) -> date:
    """The day on which it left."""
    return day_of(one.entry.moment)
