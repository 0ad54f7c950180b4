"""Counting a report that is only to be counted: taken, coded and closed in one act, or nothing of it."""

import pytest
from sqlalchemy import select

from incidents.actions import audit, casefile, casework, coding, counting, handling, inbox, queue
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.actions.counting import Track
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.coding import Coding
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.only_counted import Finding
from incidents.core.report import Readers, Report
from incidents.core.workflow import Status
from incidents.crypto.casecode import CaseCode
from incidents.store.models import AuditRecord, Case
from tests.looking import acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

TODAY = NOW.date()


def only_counted(**more: tuple[str, ...]) -> Report:
    answers = {"contact_mode": ("code",), "wish": ("register",), "ground": ("religion",)}
    return Report("Någon ropade efter mig.", "sv", Readers.NO, {**answers, **more})


def opened(installation: Installed, login: str = "lena") -> tuple[Desk, str, int]:
    """A log-in with the case open, and how many entries it has on the page."""
    desk = desk_of(installation, login)
    with acting(installation) as session:
        case = session.scalars(select(Case)).one()
        casework.open_case(session, desk, case.reference, now=NOW)
        return desk, case.reference, case.entries


def count(
    installation: Installed,
    desk: Desk,
    reference: str,
    finding: Finding = Finding.HATE,
    *,
    entries: int = 1,
    once: str = "",
) -> None:
    with acting(installation) as session:
        counting.count(
            session,
            desk,
            reference,
            finding,
            entries=entries,
            once=once,
            pinned=installation.settings.trust,
            now=NOW,
            draw=lambda below: below - 1,
        )


def file_of(installation: Installed, desk: Desk, reference: str) -> CaseFile:
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        session.expunge(case)
        return casefile.read(session, desk, case, pinned=installation.settings.trust)


def left(installation: Installed, desk: Desk) -> Track:
    with looking(installation) as session:
        return counting.left(session, desk, today=TODAY)


def write(installation: Installed, code: CaseCode) -> None:
    with acting(installation) as session:
        inbox.write_message(
            session,
            code,
            text="En sak till.",
            language="sv",
            once="a",
            pinned=installation.settings.trust,
            now=NOW,
        )


def test_it_is_taken_coded_and_closed_and_each_is_audited(installation: Installed) -> None:
    sent(installation, only_counted())
    lena, reference, entries = opened(installation)
    assert left(installation, lena) == Track(1, reference)
    count(installation, lena, reference, entries=entries)
    file = file_of(installation, lena, reference)
    assert (file.case.status, file.case.assignee_id) == (Status.CLOSED, lena.actor.staff_id)
    assert dict(file.codings[-1][1].codes) == {
        "scope": ("crime_possible",),
        "hate_event": ("yes",),
        "priority": ("p4",),
        "ground": ("religion",),
    }
    assert file.entries[-1].entry.content["closing_reason"] == "statistics_only"
    assert (file.second_look.asked, file.card) == (None, None)
    assert left(installation, lena) == Track(0, None)
    with looking(installation) as session:
        query = select(AuditRecord.act).where(AuditRecord.chain != audit.INSTALLATION)
        acts = session.scalars(query.order_by(AuditRecord.number)).all()
    assert acts == [
        Act.CASE_OPENED,
        Act.CASE_ASSIGNED,
        Act.CASE_STATUS,
        Act.CASE_CODED,
        Act.CASE_CLOSED,
    ]


def test_what_was_found_stands_nowhere_in_the_clear(installation: Installed) -> None:
    sent(installation, only_counted())
    lena, reference, entries = opened(installation)
    count(installation, lena, reference, entries=entries)
    rows = repr(list(every_row(installation).values()))
    for word in ("crime_possible", "religion", "statistics_only", "register"):
        assert word not in rows


def test_nobody_counts_what_they_have_not_opened(installation: Installed) -> None:
    sent(installation, only_counted())
    _, reference, entries = opened(installation)
    omar, before = desk_of(installation, "omar"), every_row(installation)
    with pytest.raises(NotAllowed):
        count(installation, omar, reference, entries=entries)
    assert every_row(installation) == before


def test_the_same_form_posted_twice_is_counted_once(installation: Installed) -> None:
    sent(installation, only_counted())
    lena, reference, entries = opened(installation)
    count(installation, lena, reference, entries=entries, once="a")
    before = every_row(installation)
    with pytest.raises(AlreadyWritten):
        count(installation, lena, reference, entries=entries, once="a")
    assert every_row(installation) == before


@pytest.mark.parametrize("meanwhile", ["counted", "coded", "taken", "written"])
def test_what_a_colleague_or_the_reporter_did_meanwhile_is_told_and_not_overwritten(
    installation: Installed, meanwhile: str
) -> None:
    code = sent(installation, only_counted())
    lena, reference, entries = opened(installation)
    omar, _, _ = opened(installation, "omar")
    trust = installation.settings.trust
    if meanwhile == "counted":  # the very same finding: Lena is told all the same
        count(installation, omar, reference, entries=entries, once="b")
    elif meanwhile == "coded":
        codes = {"scope": ("none",), "hate_event": ("no",), "priority": ("p4",)}
        with acting(installation) as session:
            made = Coding(codes)
            coding.code(session, omar, reference, made, version=0, pinned=trust, now=NOW)
    elif meanwhile == "taken":
        with acting(installation) as session:
            number = casework.find(session, omar, reference).version
            me = omar.actor.staff_id
            handling.assign(session, omar, reference, me, version=number, pinned=trust, now=NOW)
    else:
        write(installation, code)
    before = every_row(installation)
    with pytest.raises(Conflict, match="under tiden"):
        count(installation, lena, reference, entries=entries, once="a")
    assert every_row(installation) == before


def test_danger_and_a_colleagues_case_are_not_on_the_track(installation: Installed) -> None:
    sent(installation, only_counted(safety=("danger",)))
    lena = desk_of(installation, "lena")
    assert left(installation, lena) == Track(0, None)
    sent(installation, only_counted())
    assert left(installation, lena).count == 1
    first, omar = left(installation, lena).first, desk_of(installation, "omar")
    assert first is not None
    with acting(installation) as session:
        case = casework.open_case(session, omar, first, now=NOW)
        me = omar.actor.staff_id
        trust, version = installation.settings.trust, case.version
        handling.assign(session, omar, first, me, version=version, pinned=trust, now=NOW)
    assert left(installation, lena) == Track(0, None)
    assert left(installation, omar) == Track(1, first)
    with looking(installation) as session:
        assert len(queue.look(session, omar, today=TODAY).view("register")) == 1
