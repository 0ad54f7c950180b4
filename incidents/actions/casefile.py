"""Reading an opened case: every entry checked; contact details apart."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from incidents.actions import cards, entries, readby
from incidents.actions.login import Desk
from incidents.actions.signatures import Signatures
from incidents.core import consent
from incidents.core import entry as documents
from incidents.core.coding import Coding, coding_in
from incidents.core.deskcard import DeskCard, Mark
from incidents.core.entry import Entry, Kind
from incidents.core.errors import NotFound, Unsafe
from incidents.core.handover import Handed, handed_over
from incidents.core.happened import Happened, known
from incidents.core.linking import Link, links_in
from incidents.core.promise import day_of
from incidents.core.readmark import ReadMark
from incidents.core.referral_entry import Reply, reply_in
from incidents.core.referral_ledger import Referred, referred
from incidents.core.report import Contact
from incidents.core.rings import Ring
from incidents.core.saying import Saying, saying
from incidents.core.second_look import SecondLook, carded, second_look
from incidents.core.translation import versions
from incidents.core.work import Work, work_in
from incidents.core.working import Fate, numbers, undecided
from incidents.crypto.envelope import SealError
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import ring_recipient
from incidents.store.models import Case

IDENTITY = ring_recipient(Ring.IDENTITY)


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as the case page shows it. `sound` is False when link, order or signature do not verify."""

    entry: Entry
    sound: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An opened case."""

    case: Case
    card: DeskCard | None
    entries: tuple[ReadEntry, ...]
    unreadable: int
    has_contact: bool
    mark: ReadMark | None = None

    @property
    def report(self) -> Entry | None:
        """The report itself."""
        return next((e.entry for e in self.entries if e.entry.kind is Kind.REPORT), None)

    @property
    def said(self) -> tuple[Entry, ...]:
        """The entries from which consent and stop are read: what does not verify may narrow them, never widen."""
        return tuple(
            read.entry for read in self.entries if read.sound or not consent.gives(read.entry)
        )

    @property
    def codings(self) -> tuple[tuple[Entry, Coding], ...]:
        """Every coding that verifies, oldest first; the last one holds."""
        return tuple(
            (read.entry, found)
            for read in self.entries
            if read.sound and (found := _coding(read.entry)) is not None
        )

    @property
    def second_look(self) -> SecondLook:
        """Whether a second person's look is asked for or done, from the entries that verify."""
        return second_look(read.entry for read in self.entries if read.sound)

    @property
    def marked_card(self) -> DeskCard | None:
        """The desk card as it has to be: it says whether the case waits for a second look."""
        waits = self.second_look.asked is not None
        return carded(self.card, waits=waits, received=self.case.received)

    @property
    def handed(self) -> bool:
        """Whether the case was handed to its handler, who has not answered yet; says nothing of whom."""
        return self.card is not None and Mark.HANDED in self.card.marks

    @property
    def working(self) -> tuple[Entry, ...]:
        """The working notes of which nobody has decided yet."""
        return undecided([read.entry for read in self.entries if read.sound])

    @property
    def works(self) -> tuple[tuple[Entry, Work], ...]:
        """Every record of what was done that verifies, oldest first; the last one holds."""
        return tuple(
            (read.entry, found)
            for read in self.entries
            if read.sound and (found := _work(read.entry)) is not None
        )

    @property
    def links(self) -> tuple[Link, ...]:
        """The links to other cases that stand."""
        return links_in(read.entry for read in self.entries if read.sound)

    @property
    def translations(self) -> dict[int, tuple[Entry, ...]]:
        """The translations that verify, by the number of the entry that they translate, newest first."""
        return versions(read.entry for read in self.entries if read.sound)

    @property
    def handovers(self) -> tuple[Handed, ...]:
        """What was handed over and what became of it, oldest first."""
        return handed_over(read.entry for read in self.entries if read.sound)

    @property
    def referrals(self) -> tuple[Referred, ...]:
        """What was referred to bodies and what they said, oldest first."""
        return referred(read.entry for read in self.entries if read.sound)

    @property
    def stop(self) -> Entry | None:
        """The reporter's wish that we stop, while it stands."""
        return consent.stop(self.said)

    @property
    def happened(self) -> Happened | None:
        """The day on which it happened, where a colleague wrote it down."""
        return known(read.entry for read in self.entries if read.sound)

    def was_read(self, answer: Entry, today: date) -> bool | None:
        """Whether the reporter has come back since an answer; None while nobody may tell (see `core.readmark`)."""
        written = day_of(answer.moment)
        return self.mark.has_seen(answer.number, written, today) if self.mark else None

    def has_message_after(self, number: int) -> bool:
        """Whether the reporter wrote after the entry with this number."""
        return self._came_after(number, Kind.MESSAGE, Kind.FILE)

    def has_news_after(self, number: int) -> bool:
        """Whether anything came in after it: from the reporter, or by a hand-over."""
        return self._came_after(number, Kind.MESSAGE, Kind.FILE, Kind.HANDED)

    def _came_after(self, number: int, *kinds: Kind) -> bool:
        return any(
            one.entry.kind in kinds
            and one.entry.number > number
            and saying(one.entry) is not Saying.TO_BODY
            and reply_in(one.entry) is not Reply.TALK
            for one in self.entries
        )


def _coding(entry: Entry) -> Coding | None:
    if entry.kind is not Kind.CODING:
        return None
    try:
        return coding_in(entry.content)
    except ValueError:
        return None


def _work(entry: Entry) -> Work | None:
    if entry.kind is not Kind.WORK:
        return None
    try:
        return work_in(entry.content)
    except ValueError:
        return None


def read(session: Session, desk: Desk, case: Case, *, pinned: str) -> CaseFile:
    """Every entry that this person's keys open, each checked against its link, place and author's signature.

    Contact details that lie apart, under `identity`, are not opened here: that is an act of its own, with a reason.
    """
    shown: list[ReadEntry] = []
    unreadable, previous, number = 0, documents.FIRST, 0
    emptied: set[int] = set()
    signatures = Signatures(session, pinned)
    contact = False
    for stored in entries.read(session, case.id):
        if any(slot.recipient == IDENTITY for slot in stored.slots):
            contact, previous, number = True, stored.link, stored.number
            continue
        if stored.emptied:
            emptied.add(stored.number)
            previous, number = stored.link, stored.number
            continue
        try:
            framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
            document = documents.unpack(documents.unframe(framed))
        except (SealError, ValueError):
            unreadable += 1
            previous, number = stored.link, stored.number
            continue
        sound = (
            documents.link(framed) == stored.link
            and document.previous == previous
            and document.number == stored.number == number + 1
            and document.case_id == case.id
            and signatures.sound(document, stored.link)
        )
        shown.append(ReadEntry(document, sound))
        previous, number = stored.link, stored.number
    unreadable += max(0, case.entries - number)  # cut off at the end
    told = numbers((one.entry for one in shown if one.sound), Fate.REMOVED)
    unreadable += len(emptied - told)  # emptied, and nobody signed that
    contact = contact or any(item.entry.kind is Kind.CONTACT for item in shown)
    card = cards.of_case(session, desk, case.id)
    mark = readby.mark_of(session, desk, case.id)
    return CaseFile(case, card, tuple(shown), unreadable, contact, mark)


def read_one(
    session: Session, desk: Desk, case_id: bytes, number: int, *, pinned: str
) -> Entry | None:
    """A single entry by its number, when this person's keys open it and its author's signature holds."""
    stored = entries.read_one(session, case_id, number)
    if stored is None:
        return None
    try:
        framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
        document = documents.unpack(documents.unframe(framed))
    except (SealError, ValueError):
        return None
    placed = (document.case_id, document.number) == (case_id, number)
    return document if placed and Signatures(session, pinned).sound(document) else None


def contact(session: Session, desk: Desk, case: Case) -> Contact:
    """The contact details; call only where the opening is audited with its reason. Raises `NotFound`."""
    for stored in entries.read(session, case.id):
        try:
            framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
            document = documents.unpack(documents.unframe(framed))
        except (SealError, ValueError):
            continue
        if document.kind is Kind.CONTACT:
            return Contact(**{name: str(value) for name, value in document.content.items()})
    raise NotFound("Det finns inga kontaktuppgifter som du kan öppna.")


def sound_reporter_key(raw: bytes | None, report: Entry | None) -> PublicKey:
    """The reporter's key, compared with its hash in the sealed report, lest answers go to a stranger.

    Raises `NotFound` when there is none, `Unsafe` when it was exchanged.
    """
    if raw is None or report is None:
        raise NotFound("Den som rapporterade kan inte nås.")
    if hashlib.sha256(raw).hexdigest() != report.content.get("reporter_key"):
        raise Unsafe("Nyckeln till den som rapporterade har bytts ut. Inget skickades. Larma it.")
    return PublicKey(raw)
