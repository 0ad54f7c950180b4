"""The second look as a deed: it waits in a view and blocks nothing, somebody else does it, two at once do not clash."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from incidents.actions import casefile, casework, coding, handling, inbox, queue, second_look
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.actions.login import Desk
from incidents.actions.second_look import Agreement, Verdict
from incidents.core.auditing import Act
from incidents.core.coding import Coding
from incidents.core.errors import Conflict, Invalid, NotAllowed
from incidents.core.second_look import Quarter, Rate, Why
from incidents.core.workflow import Status
from incidents.store.models import AuditRecord, Case, EntryRow
from tests.looking import a_report, acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

TODAY = NOW.date()
WORDS = "Jag läser inget hot i berättelsen."


def opened(installation: Installed, login: str, reference: str = "") -> tuple[Desk, str]:
    desk = desk_of(installation, login)
    with looking(installation) as session:
        reference = reference or session.scalars(select(Case.reference)).one()
    with acting(installation) as session:
        casework.open_case(session, desk, reference, now=NOW)
    return desk, reference


def file_of(installation: Installed, desk: Desk, reference: str) -> CaseFile:
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        return casefile.read(session, desk, case, pinned=installation.settings.trust)


def code(installation: Installed, desk: Desk, reference: str, scope: str) -> None:
    codes = {"scope": (scope,), "hate_event": ("unclear",), "priority": ("p3",)}
    with acting(installation) as session:
        coding.code(
            session,
            desk,
            reference,
            Coding(codes),
            version=0,
            pinned=installation.settings.trust,
            now=NOW,
        )


def close(
    installation: Installed, desk: Desk, reference: str, reason: str, *, drawn: bool = False
) -> None:
    with acting(installation) as session:
        session.execute(
            update(Case).where(Case.reference == reference).values(status=Status.ACTIVE)
        )
        handling.close(
            session,
            desk,
            reference,
            reason,
            version=casework.find(session, desk, reference).version,
            pinned=installation.settings.trust,
            now=NOW,
            draw=lambda below: 0 if drawn else below - 1,
        )


def asked_at(installation: Installed, desk: Desk, reference: str) -> int:
    asked = file_of(installation, desk, reference).second_look.asked
    assert asked is not None
    return asked.number


def look(
    installation: Installed, desk: Desk, reference: str, verdict: Verdict, once: str = ""
) -> None:
    with acting(installation) as session:
        second_look.look(
            session,
            desk,
            reference,
            verdict,
            once=once,
            pinned=installation.settings.trust,
            now=NOW,
        )


def views(installation: Installed, desk: Desk) -> dict[str, int]:
    with looking(installation) as session:
        found = queue.look(session, desk, today=TODAY)
        counts = {view: len(found.view(view)) for view in queue.VIEWS}
        return {view: count for view, count in counts.items() if count}


def test_a_possible_crime_waits_for_a_colleague_and_blocks_nothing(
    installation: Installed,
) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    code(installation, lena, reference, "crime_possible")
    assert views(installation, lena) == {"new": 1, "looks": 1, "all": 1}
    close(installation, lena, reference, "completed")
    assert views(installation, lena) == {"looks": 1}
    omar, _ = opened(installation, "omar")
    number = asked_at(installation, omar, reference)
    look(installation, omar, reference, Verdict(False, WORDS, number))
    assert views(installation, omar) == {}
    found = file_of(installation, lena, reference).second_look
    assert found.asked is None
    assert found.latest is not None
    assert found.latest.entry.author_name == "Omar Sjöberg"
    assert found.latest.entry.content["text"] == WORDS


def test_neither_rows_nor_audit_say_what_was_found(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    code(installation, lena, reference, "crime_possible")
    omar, _ = opened(installation, "omar")
    number = asked_at(installation, omar, reference)
    look(installation, omar, reference, Verdict(False, WORDS, number))
    with looking(installation) as session:
        query = select(AuditRecord.subject, AuditRecord.detail)
        rows = session.execute(query.where(AuditRecord.act == Act.CASE_LOOKED)).all()
    assert [tuple(row) for row in rows] == [(reference, f"entry:{number + 1}")]
    everything = repr(every_row(installation))
    for word in ("hot i berättelsen", "agrees", "crime_possible", "sampled"):
        assert word not in everything


def test_whoever_coded_cannot_look_and_nothing_is_stored(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    code(installation, lena, reference, "dl_and_crime")
    number = asked_at(installation, lena, reference)
    before = every_row(installation)
    with pytest.raises(NotAllowed):
        look(installation, lena, reference, Verdict(True, "", number))
    assert every_row(installation) == before


def test_the_second_of_two_who_look_is_told_and_nothing_is_stored(installation: Installed) -> None:
    sent(installation, a_report(), now=NOW)
    lena, reference = opened(installation, "lena")
    close(installation, lena, reference, "outside")
    omar, _ = opened(installation, "omar")
    number = asked_at(installation, omar, reference)
    look(installation, omar, reference, Verdict(True, "", number), once="a")
    before = every_row(installation)
    with pytest.raises(Conflict, match="redan granskat"):
        look(installation, omar, reference, Verdict(False, WORDS, number), once="b")
    with pytest.raises(AlreadyWritten):
        look(installation, omar, reference, Verdict(True, "", number), once="a")
    assert every_row(installation) == before


def test_a_disagreement_needs_its_reason_and_a_look_the_cover_sheet(
    sqlite_installation: Installed,
) -> None:
    sent(sqlite_installation, a_report())
    lena, reference = opened(sqlite_installation, "lena")
    close(sqlite_installation, lena, reference, "abuse")
    number = asked_at(sqlite_installation, lena, reference)
    omar = desk_of(sqlite_installation, "omar")
    with pytest.raises(NotAllowed, match="försättsbladet"):
        look(sqlite_installation, omar, reference, Verdict(True, "", number))
    omar, _ = opened(sqlite_installation, "omar")
    with pytest.raises(Invalid):
        look(sqlite_installation, omar, reference, Verdict(False, " ", number))


def test_one_closing_in_ten_is_drawn_and_the_others_leave_no_card(
    installation: Installed,
) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    close(installation, lena, reference, "completed")
    assert (views(installation, lena), every_row(installation)["desk_card"]) == ({}, [])
    sent(installation, a_report())
    with looking(installation) as session:
        other = session.scalars(select(Case.reference).where(Case.reference != reference)).one()
    desk, _ = opened(installation, "lena", other)
    close(installation, desk, other, "completed", drawn=True)
    assert views(installation, lena) == {"looks": 1}
    asked = file_of(installation, desk, other).second_look.asked
    assert asked is not None
    assert asked.why is Why.SAMPLE


def test_a_message_to_a_closed_case_that_waits_for_a_look_does_not_end_the_waiting(
    installation: Installed,
) -> None:
    code_of_case = sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    close(installation, lena, reference, "insufficient")
    trust = installation.settings.trust
    with acting(installation) as session:
        inbox.write_message(
            session,
            code_of_case,
            text="En sak till.",
            language="sv",
            once="a",
            pinned=trust,
            now=NOW,
        )
    assert {"messages", "all", "looks"} < set(views(installation, lena))
    with acting(installation) as session:
        number = casework.find(session, lena, reference).version
        handling.seen(session, lena, reference, version=number, pinned=trust, now=NOW)
    assert views(installation, lena) == {"looks": 1}


def test_a_case_that_is_opened_again_still_waits(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    close(installation, lena, reference, "outside")
    trust = installation.settings.trust
    with acting(installation) as session:
        number = casework.find(session, lena, reference).version
        again = Status.REOPENED
        handling.move(session, lena, reference, again, version=number, pinned=trust, now=NOW)
    assert views(installation, lena) == {"new": 1, "looks": 1, "all": 1}
    card = file_of(installation, lena, reference).card
    assert card is not None
    assert card.priority == 3


def test_the_rate_counts_a_years_looks_that_verify_and_says_nothing_of_few(
    installation: Installed,
) -> None:
    trust = installation.settings.trust
    for _ in range(6):
        sent(installation, a_report())
    with looking(installation) as session:
        references = session.scalars(select(Case.reference)).all()
    for place, reference in enumerate(references):
        lena, _ = opened(installation, "lena", reference)
        close(installation, lena, reference, "completed", drawn=True)
        omar, _ = opened(installation, "omar", reference)
        number = asked_at(installation, omar, reference)
        with looking(installation) as session:
            found = second_look.agreement(session, omar, pinned=trust, today=TODAY)
        assert (found.all is None) is (place < 5)
        look(installation, omar, reference, Verdict(place > 0, "" if place else WORDS, number))
    with looking(installation) as session:
        found = second_look.agreement(session, omar, pinned=trust, today=TODAY)
        later = TODAY + timedelta(days=366)
        old = second_look.agreement(session, omar, pinned=trust, today=later)
        karin = desk_of(installation, "karin")
        hers = second_look.agreement(session, karin, pinned=trust, today=TODAY)
    assert found == Agreement(Quarter(2026, 1), Rate(6, 5), Rate(6, 5))
    assert (old.all, hers.all) == (None, None)
    with acting(
        installation
    ) as session:  # somebody writes in the database: those looks count no more
        session.execute(update(EntryRow).values(body=EntryRow.link))
    with looking(installation) as session:
        assert second_look.agreement(session, omar, pinned=trust, today=TODAY).all is None
