"""A register of a hundred thousand cases, made quickly: real sealed cards, and entries for one long case."""

import os
from datetime import timedelta

from sqlalchemy import insert, select

from incidents.actions.login import ring_secrets
from incidents.actions.unlocking import find, unlock
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.opening import Opener
from incidents.crypto.sealing import ring_recipient
from incidents.store.database import reading, writing
from incidents.store.models import Case, DeskCardRow, Staff
from tests.support import NOW, Installed

CHUNK = 5_000
ENTRIES = 20
HOLDER = ring_recipient(Ring.CASEWORK)


def many_cases(installed: Installed, total: int, open_ones: int) -> str:
    """Fill the register; returns the reference of a case with 20 entries."""
    opener = _opener(installed)
    with installed.app.app_context(), reading() as session:
        handler = session.scalars(select(Staff.id).where(Staff.login == "omar")).one()
    for start in range(0, total, CHUNK):
        ids = [os.urandom(16) for _ in range(min(CHUNK, total - start))]
        numbered = list(enumerate(ids, start=start))
        cases = [_case_row(case_id, n, handler, is_open=n < open_ones) for n, case_id in numbered]
        cards = [_card_row(opener, case_id, n) for n, case_id in numbered if n < open_ones]
        with installed.app.app_context(), writing() as session:
            session.execute(insert(Case), cases)
            if cards:
                session.execute(insert(DeskCardRow), cards)
    return _long_case(installed)


def _case_row(case_id: bytes, number: int, handler: bytes, *, is_open: bool) -> dict[str, object]:
    return {
        "id": case_id,
        "reference": f"BM-{2000 + number // 50_000}-{number:06d}",
        "status": Status.ACTIVE if is_open else Status.CLOSED,
        "assignee_id": handler if number % 2 else None,
        "recipients": HOLDER,
        "received": (NOW - timedelta(days=number % 700)).date(),
        "entries": 1,
        "version": 1,
        "submission": os.urandom(32),
    }


def _card_row(opener: Opener, case_id: bytes, number: int) -> dict[str, object]:
    due = (NOW + timedelta(days=number % 20 - 5)).date()
    card = DeskCard(1 + number % 4, Flag(0), due, language="sv").pack()
    sealed = opener.fold_card(Ring.CASEWORK, case_id, card)
    return {"id": os.urandom(16), "case_id": case_id, "holder": HOLDER, "sealed": sealed}


def _opener(installed: Installed) -> Opener:
    with installed.app.app_context(), reading() as session:
        attempt = find(session, "lena")
        key = unlock(attempt, installed.passphrases["lena"])
        assert attempt is not None
        assert key is not None
        return Opener(attempt.id, key, ring_secrets(session, attempt.id, key))


def _long_case(installed: Installed) -> str:
    """A real report with nineteen notes."""
    installed.resident().send("Det började i våras. " * 40)
    with installed.app.app_context(), reading() as session:
        query = select(Case.reference).where(Case.reference.not_like("BM-%"), Case.entries == 1)
        reference = session.scalars(query.limit(1)).one()
    lena = installed.desk("lena")
    lena.answer_cover(reference)
    for number in range(ENTRIES - 1):
        lena.act(reference, "note", text=f"Anteckning {number}. " + "Vi väntar på svar. " * 20)
    return reference
