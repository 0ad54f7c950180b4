"""Who outside has got to know what, in the reporter's words: to whom, why, what exactly, and how it stands."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from incidents.actions.inbox import InboxView
from incidents.core.bases import BasisKind
from incidents.core.clock import local_date
from incidents.core.entry import Entry, Kind
from incidents.core.referral_entry import FILES, Referral, Reply, Way, reply_in
from incidents.core.referral_ledger import Referred, Stage, referred, sent_on, talking
from incidents.core.saying import Saying, saying
from incidents.reporting.consent_words import body_words
from incidents.reporting.visit import now
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day
from incidents.web.placewords import place_words
from incidents.web.replywords import code_words

STAGES = {
    Stage.SENT: lazy_gettext("De har inte svarat än."),
    Stage.NO_ANSWER: lazy_gettext("De har inte svarat. Vi frågar dem."),
    Stage.ACCEPTED: lazy_gettext("De har sagt att de tar emot det."),
    Stage.RECEIVED: lazy_gettext("De har tagit emot det."),
    Stage.DECLINED: lazy_gettext("De kan inte hjälpa till. Det som låg hos dem är förstört här."),
    Stage.CONFLICT: lazy_gettext("De kan inte hjälpa till, för de känner den andra sidan."),
    Stage.CONCLUDED: lazy_gettext("De har berättat hur det gick."),
    Stage.WITHDRAWN: lazy_gettext("Vi tog tillbaka det."),
    Stage.EXPIRED: lazy_gettext("Tiden gick ut, och de läste det inte."),
    Stage.ENDED: lazy_gettext("De kan inte öppna det längre."),
}
#: What a place alert says by itself stands on its first page: nobody knows whether it was read.
_PLACE_STAGES = {
    **STAGES,
    Stage.DECLINED: lazy_gettext("De har svarat att de inte gör något åt platsen."),
    Stage.CONCLUDED: lazy_gettext("De har berättat för oss vad de har gjort åt platsen."),
    Stage.EXPIRED: lazy_gettext("Tiden gick ut utan svar. De kan ha läst det."),
}
_UNREAD = lazy_gettext("De har inte läst din berättelse.")
#: The parts by which a packet is made, as a person calls them.
_PARTS = {
    "cover": lazy_gettext("Några rader om vad du vill och vad det gäller"),
    "first": lazy_gettext("En första sida med det viktigaste"),
    "story": lazy_gettext("Din berättelse"),
    "do": lazy_gettext("Uppgifter som DO frågar efter"),
    "texts": lazy_gettext("Meddelanden härifrån"),
    "answers": lazy_gettext("Dina svar på frågorna"),
    "coding": lazy_gettext("Vår bedömning"),
    "contact": lazy_gettext("Dina kontaktuppgifter"),
    "files": lazy_gettext("Filer"),
    "told": lazy_gettext("Det som lagen kräver att vi berättar"),
}


@dataclass(frozen=True, slots=True)
class Shared:
    """A referral as the reporter reads it. `may_write`: the body has taken it and may be written to."""

    number: int
    name: Markup
    when: str
    why: str
    parts: tuple[str | Markup, ...]
    stands: str
    result: str
    reason: str
    may_write: bool
    can_read: bool
    #: Whether they have it, as far as we know: else it is only what we sent.
    got: bool
    #: Nothing of the person's: a place was told of.
    alert: bool


def shared(view: InboxView, lying: frozenset[int]) -> list[Shared]:
    """Every referral, the newest first."""
    found, today = referred(view.entries), local_date(now())
    open_to = {one.number for one in talking(found, lying, today)}
    return [_shared(one, lying, today, open_to) for one in reversed(found)]


def _shared(one: Referred, lying: frozenset[int], today: date, open_to: set[int]) -> Shared:
    referral = one.referral
    last = one.last(Reply.DECLINE, Reply.CONFLICT, Reply.RESULT)
    return Shared(
        one.number,
        receiver_words(referral),
        day(sent_on(one)),
        _why(referral),
        _parts(referral),
        _stands(one, lying, today),
        code_words(reply_in(last), str(last.content.get("code", ""))) if last else "",
        str(last.content.get("text", "")) if last else "",
        one.number in open_to,
        one.can_be_read(lying, today),
        one.last(Reply.ACCEPT) is not None or referral.way is Way.PAPER,
        referral.place is not None,
    )


def _parts(referral: Referral) -> tuple[str | Markup, ...]:
    if referral.place is not None:
        return place_words(referral.place, pictures=FILES in referral.told)
    return tuple(str(_PARTS[name]) for name in referral.told if name in _PARTS)


def receiver_words(referral: Referral) -> Markup:
    """The body's name."""
    return body_words(referral.receiver.body, referral.receiver.name)


def _why(referral: Referral) -> str:
    if referral.basis is None:
        return gettext(
            "Det gäller en plats, inte dig. De får inte läsa det du har skrivit eller veta vem du är."
        )
    if referral.basis.kind is BasisKind.CONSENT:
        return gettext("Du har sagt ja.")
    return gettext("Lagen kräver det.")


def _stands(one: Referred, lying: frozenset[int], today: date) -> str:
    stage = one.stage(lying, today)
    if stage is Stage.SENT and one.referral.way is Way.PAPER:
        return gettext("Vi har skrivit ut det på papper till dem.")
    if stage is Stage.CONFLICT and one.last(Reply.ACCEPT) is None:
        return f"{STAGES[stage]} {_UNREAD}"
    return str((STAGES if one.referral.place is None else _PLACE_STAGES)[stage])


def talk(view: InboxView, number: int) -> list[Entry]:
    """What the person and this body have written to each other, in order."""
    return [
        entry
        for entry in view.entries
        if (reply_in(entry) is Reply.TALK and entry.content.get("handover") == number)
        or (saying(entry) is Saying.TO_BODY and entry.content.get("to") == number)
    ]


def to_body(entry: Entry) -> bool:
    """Whether an entry is the person's own, to a body."""
    return entry.kind is Kind.MESSAGE
