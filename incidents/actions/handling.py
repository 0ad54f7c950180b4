"""Who has a case and where it stands: give it a handler, move, close, mark as read, date. Each act is audited."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cardlaying, cards, case_facts, casefile, quarantine, work, working
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import append, audited, colleagues, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.case_fact import DOUBLE
from incidents.core.clock import local_date
from incidents.core.deskcard import Flag, Mark
from incidents.core.entry import Kind
from incidents.core.errors import Invalid, NotAllowed, Unsafe
from incidents.core.happened import Happened
from incidents.core.promise import answers_in
from incidents.core.reportcard import law_span
from incidents.core.second_look import SHARE, left_of
from incidents.core.vocabulary import vocabulary
from incidents.core.work import Work
from incidents.core.workflow import ELSEWHERE, OPEN, WITH_OWN_ACT, Status, check_move
from incidents.store.models import Case

#: A number below the one that is given, as `secrets.randbelow` draws it.
Draw = Callable[[int], int]


def assign(
    session: Session,
    desk: Desk,
    reference: str,
    staff_id: bytes | None,
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """Give a case that has no handler one, or put back one's own. A new case moves to triage with its first handler.

    A case that has a handler goes to another one by a hand-over, which says why (`passing`).
    """
    case = writable(session, desk, reference, version)
    if staff_id is not None and staff_id not in dict(colleagues(session, desk, case)):
        raise Invalid("Den personen kan inte öppna ärendet.")
    mine = case.assignee_id == desk.actor.staff_id
    if case.assignee_id not in (None, staff_id) and not (mine and staff_id is None):
        raise NotAllowed("Ärendet har redan en handläggare. Lämna över det, och skriv varför.")
    give(session, desk, case, staff_id, pinned=pinned, now=now)


def give(
    session: Session,
    desk: Desk,
    case: Case,
    staff_id: bytes | None,
    *,
    act: Act = Act.CASE_ASSIGNED,
    asked: bool = False,
    pinned: str,
    now: datetime,
) -> None:
    """As `assign`, for a case that is locked and may be given to this person; `asked`: they have to answer."""
    case.assignee_id = staff_id
    card = cards.of_case(session, desk, case.id)
    if card is not None and (Mark.HANDED in card.marks) is not asked:
        card = card.marked(Mark.HANDED, on=asked)
        cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
    audited(
        session,
        desk,
        act,
        case,
        detail=f"staff:{staff_id.hex()}" if staff_id else "none",
        now=now,
    )
    if staff_id is not None and case.status is Status.NEW:
        _move(session, desk, case, Status.TRIAGE, now)


def move(
    session: Session,
    desk: Desk,
    reference: str,
    target: Status,
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """A plain change of status by the workflow table. A case that is opened again gets its desk card back."""
    case = writable(session, desk, reference, version)
    if target in WITH_OWN_ACT:
        raise Invalid("Det här steget görs på ett annat sätt.")
    if target is Status.REOPENED and case.aside:
        quarantine.count_from(session, case, now)
    _move(session, desk, case, target, now)
    _lies_elsewhere(session, desk, case, pinned=pinned, now=now)
    if target is Status.REOPENED:
        cardlaying.lay_card_out_again(session, desk, case, pinned=pinned, now=now)
        quarantine.count_facts(session, desk, case, pinned=pinned)


def _lies_elsewhere(
    session: Session, desk: Desk, case: Case, *, pinned: str, now: datetime
) -> None:
    """The desk card says whether another body is to answer, and by when."""
    card = cards.of_case(session, desk, case.id)
    elsewhere = case.status in ELSEWHERE
    if card is None or (Mark.ELSEWHERE in card.marks) is elsewhere:
        return
    moved = card.awaiting(local_date(now)) if elsewhere else card.marked(Mark.ELSEWHERE, on=False)
    cards.store(session, desk, case.id, case.recipients, moved, pinned=pinned)


def close(
    session: Session,
    desk: Desk,
    reference: str,
    reason: str,
    outcomes: tuple[str, ...] = (),
    *,
    version: int,
    pinned: str,
    now: datetime,
    draw: Draw = secrets.randbelow,
) -> None:
    """Close the case with a reason; its desk card goes, the reporter's code goes on working.

    A closed case that waits for a second look keeps a card that says no more than that. `draw` decides, each number
    below its argument being as likely as the others, whether the case is in the sample that is looked at.
    `outcomes`: what came of it; none leaves what is recorded as it is. Raises `working.Undecided` while there are
    working notes of which nobody has decided.
    """
    case = writable(session, desk, reference, version)
    if reason not in {item.code for item in vocabulary("closing_reason").items}:
        raise Invalid("Välj varför ärendet avslutas.")
    file = casefile.read(session, desk, case, pinned=pinned)
    working.check_decided(file)
    _end(session, desk, case, file, outcomes, pinned=pinned, now=now)
    if reason == DOUBLE and file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    text = vocabulary("closing_reason").label(reason)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    extra = {"closing_reason": reason, "sampled": draw(SHARE) == 0}
    append(session, desk, case, Kind.NOTE, text, staff, now, extra=extra)
    _move(session, desk, case, Status.CLOSED, now, act=Act.CASE_CLOSED)
    case_facts.renew(session, desk, case, pinned=pinned)
    file = casefile.read(session, desk, case, pinned=pinned)
    case_facts.count_closing(session, file, pinned=pinned, on=local_date(now))
    card = left_of(file.marked_card)
    cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)


def _end(
    session: Session,
    desk: Desk,
    case: Case,
    file: CaseFile,
    outcomes: tuple[str, ...],
    *,
    pinned: str,
    now: datetime,
) -> None:
    """What came of it, in the record of the work, where that says something else."""
    if not outcomes:
        return
    held = file.works[-1][1] if file.works else Work()
    if set(held.codes.get("outcome", ())) != set(outcomes):
        work.write(session, desk, case, held.with_outcomes(outcomes), pinned=pinned, now=now)


def seen(
    session: Session, desk: Desk, reference: str, *, version: int, pinned: str, now: datetime
) -> None:
    """The new message has been read and needs no answer: take the mark away. `Conflict` when there is a newer one."""
    case = writable(session, desk, reference, version)
    card = cards.of_case(session, desk, case.id)
    if card is None:
        return
    if Flag.GOES_ON in card.flags:
        file = casefile.read(session, desk, case, pinned=pinned)
        card = card.settled(wants_stop=file.stop is not None)
    read_card = card.answered(local_date(now)) if Flag.REPLIED in card.flags else card.read()
    keep = read_card if case.status in OPEN else left_of(read_card)
    cards.store(session, desk, case.id, case.recipients, keep, pinned=pinned)
    if Flag.NEW_EVENT in card.flags:  # what was coded of the case holds for what it tells
        case_facts.renew(session, desk, case, pinned=pinned)
    audited(session, desk, Act.CASE_SEEN, case, now=now)


def note_day(
    session: Session,
    desk: Desk,
    reference: str,
    happened: Happened,
    text: str,
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """The day on which it happened is known: a note says so in the `text`, and the card's time limit becomes exact.

    The audit row holds neither day nor limit.
    """
    case = writable(session, desk, reference, version)
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    staff = case_recipients(session, case.id, case.recipients, pinned)
    append(session, desk, case, Kind.NOTE, text, staff, now, extra=happened.content())
    if file.card is not None:
        span = law_span(answers_in(file.report), case.received, happened)
        card = file.card.limited(span)
        cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
    audited(session, desk, Act.CASE_DAY, case, now=now)


def _move(
    session: Session,
    desk: Desk,
    case: Case,
    target: Status,
    now: datetime,
    act: Act = Act.CASE_STATUS,
) -> None:
    check_move(case.status, target)
    detail = f"{case.status}>{target}"
    case.status = target
    audited(session, desk, act, case, detail=detail, now=now)
