"""Coding a case: one signed entry for staff only, the newest holds, a colleague is not overwritten."""

from datetime import date

import pytest
from sqlalchemy import select, update

from incidents.actions import cards, casefile, casework, coding, handling, inbox
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.coding import Codes, Coding
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.workflow import Status
from incidents.crypto.casecode import REPORTER
from incidents.store.models import AuditRecord, Case, EntryKey, EntryRow
from tests.looking import a_report, acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

P3 = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)}
P1 = {**P3, "priority": ("p1",), "ground": ("religion",)}


def opened(installation: Installed, login: str = "lena") -> tuple[Desk, str]:
    desk = desk_of(installation, login)
    with looking(installation) as session:
        reference = session.scalars(select(Case.reference)).one()
    with acting(installation) as session:
        casework.open_case(session, desk, reference, now=NOW)
    return desk, reference


def file_of(installation: Installed, desk: Desk, reference: str) -> CaseFile:
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        return casefile.read(session, desk, case, pinned=installation.settings.trust)


def code(
    installation: Installed,
    desk: Desk,
    reference: str,
    codes: Codes,
    version: int = 0,
    once: str = "",
) -> None:
    with acting(installation) as session:
        coding.code(
            session,
            desk,
            reference,
            Coding(codes),
            version=version,
            once=once,
            pinned=installation.settings.trust,
            now=NOW,
        )


def test_the_newest_coding_holds_and_the_earlier_ones_stay(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    assert file_of(installation, desk, reference).codings == ()
    code(installation, desk, reference, P3)
    first = file_of(installation, desk, reference).codings[-1][0]
    code(installation, desk, reference, P1, version=first.number)
    found = file_of(installation, desk, reference)
    assert [dict(one.codes) for _, one in found.codings] == [P3, P1]
    assert (found.unreadable, all(read.sound for read in found.entries)) == (0, True)
    assert {entry.author_name for entry, _ in found.codings} == {"Lena Holm"}


def test_the_audit_says_that_it_was_coded_and_not_how(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    code(installation, desk, reference, P1)
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).where(AuditRecord.act == Act.CASE_CODED)).all()
        assert [(row.subject, row.detail) for row in rows] == [(reference, "")]
    assert "religion" not in repr(every_row(installation))


def test_the_reporter_has_no_key_to_it_and_reads_the_case_as_before(
    installation: Installed,
) -> None:
    code_of_case = sent(installation, a_report())
    desk, reference = opened(installation)
    code(installation, desk, reference, P1)
    number = file_of(installation, desk, reference).codings[-1][0].number
    with looking(installation) as session:
        slots = session.scalars(
            select(EntryKey.recipient)
            .join(EntryRow, EntryRow.id == EntryKey.entry_id)
            .where(EntryRow.number == number)
        ).all()
        view = inbox.read(session, code_of_case, pinned=installation.settings.trust)
    assert slots
    assert REPORTER not in slots
    assert [entry.kind for entry in view.entries if entry.kind is Kind.CODING] == []


def test_a_colleague_who_was_faster_is_not_overwritten(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation)
    omar, _ = opened(installation, "omar")
    code(installation, omar, reference, P1)
    before = every_row(installation)
    with pytest.raises(Conflict, match="kollega"):
        code(installation, lena, reference, P3)
    assert every_row(installation) == before


def test_what_else_happens_in_the_case_is_no_obstacle(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation)
    opened(installation, "omar")
    code(installation, lena, reference, P3)
    assert len(file_of(installation, lena, reference).codings) == 1


def test_a_form_that_is_posted_twice_is_one_coding(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    code(installation, desk, reference, P3, once="a")
    before = every_row(installation)
    with pytest.raises(AlreadyWritten):
        code(installation, desk, reference, P3, once="a")
    assert every_row(installation) == before


def test_what_holds_already_is_not_written_again_by_anybody(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    omar, _ = opened(installation, "omar")
    code(installation, desk, reference, P3)
    for one in (desk, omar):
        with pytest.raises(AlreadyWritten):
            code(installation, one, reference, P3)


def test_nobody_codes_before_the_cover_sheet_is_answered(installation: Installed) -> None:
    sent(installation, a_report())
    _, reference = opened(installation)
    omar = desk_of(installation, "omar")
    with pytest.raises(NotAllowed):
        code(installation, omar, reference, P3)


def test_the_priority_stands_on_the_desk_card_also_after_the_case_is_opened_again(
    installation: Installed,
) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    code(installation, desk, reference, P1)
    card = file_of(installation, desk, reference).card
    assert card is not None
    assert (card.priority, card.due) == (1, date(2026, 11, 24))
    trust = installation.settings.trust
    with acting(installation) as session:
        session.execute(update(Case).values(status=Status.ACTIVE))
        number = casework.find(session, desk, reference).version
    with acting(installation) as session:
        handling.close(
            session,
            desk,
            reference,
            "completed",
            version=number,
            pinned=trust,
            now=NOW,
            draw=lambda below: below - 1,
        )
    assert file_of(installation, desk, reference).card is None
    with acting(installation) as session:
        again = Status.REOPENED
        handling.move(session, desk, reference, again, version=number + 1, pinned=trust, now=NOW)
    card = file_of(installation, desk, reference).card
    assert card is not None
    assert card.priority == 1


def test_a_closed_case_can_be_coded_and_stays_out_of_the_queue(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    with acting(installation) as session:
        session.execute(update(Case).values(status=Status.CLOSED))
        case = casework.find(session, desk, reference)
        cards.store(
            session, desk, case.id, case.recipients, None, pinned=installation.settings.trust
        )
    code(installation, desk, reference, P1)
    found = file_of(installation, desk, reference)
    assert (found.card, len(found.codings)) == (None, 1)


def test_a_coding_that_somebody_else_wrote_into_the_database_does_not_hold(
    installation: Installed,
) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    code(installation, desk, reference, P1)
    number = file_of(installation, desk, reference).codings[-1][0].number
    with acting(installation) as session:
        session.execute(update(EntryRow).where(EntryRow.number == number).values(link=b"x" * 32))
    found = file_of(installation, desk, reference)
    assert (found.codings, [read.sound for read in found.entries][-1]) == ((), False)
