"""The desk card as its case's entries have it: of one that is opened again, and of one that waits for a look."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cards, casefile
from incidents.actions.login import Desk
from incidents.core import series
from incidents.core.clock import local_date
from incidents.core.deskcard import Mark
from incidents.core.errors import Unsafe
from incidents.core.report import report_in
from incidents.core.reportcard import reopened_card
from incidents.core.second_look import carded
from incidents.core.urgency import prioritised
from incidents.store.models import Case


def lay_card_out_again(
    session: Session, desk: Desk, case: Case, *, pinned: str, now: datetime
) -> None:
    """A desk card for a case that is opened again, made from its report: without one it would be in no list."""
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    report = report_in(file.report.content, file.report.language)
    card = reopened_card(report, case.received, file.card, local_date(now), file.happened)
    card = card.settled(wants_stop=file.stop is not None)
    waits = file.second_look.asked is not None
    card = carded(card, waits=waits, received=case.received) or card
    if file.codings:
        card = prioritised(card, file.codings[-1][1].priority, local_date(now))
    graver = series.escalates(read.entry for read in file.entries if read.sound)
    card = card.marked(Mark.ESCALATION, on=graver)
    cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)


def mark_second_look(session: Session, desk: Desk, case: Case, *, pinned: str) -> None:
    """Say on the desk card whether the case, as it is now, waits for a second look."""
    file = casefile.read(session, desk, case, pinned=pinned)
    card = file.marked_card
    if card != file.card:
        cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
