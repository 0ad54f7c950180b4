"""Whether an answer was read: kept sealed, told from the next day on, and for the case's readers alone."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select, update

from incidents.actions import casefile, casework, conflict, readmarks, thread
from incidents.actions.login import Desk
from incidents.core.clock import local_date
from incidents.core.entry import Kind
from incidents.crypto.casecode import REPORTER, CaseCode, parse
from incidents.store.models import Case, ReadMarkRow
from tests.looking import a_report, acting, desk_of, looking, sent
from tests.support import NOW, Installed

DAY = timedelta(days=1)


def opened(installation: Installed, login: str = "lena") -> tuple[Desk, str]:
    """A log-in with the one case of the installation open."""
    desk = desk_of(installation, login)
    with acting(installation) as session:
        reference = session.scalars(select(Case.reference)).one()
        casework.open_case(session, desk, reference, now=NOW)
    return desk, reference


def answer(installation: Installed, desk: Desk, reference: str, text: str, now: datetime) -> None:
    trust = installation.settings.trust
    with acting(installation) as session:
        thread.answer(session, desk, reference, text, language="sv", pinned=trust, now=now)


def come_back(installation: Installed, code: CaseCode, now: datetime) -> None:
    with acting(installation) as session:
        readmarks.come_back(session, code, pinned=installation.settings.trust, now=now)


def read(installation: Installed, desk: Desk, reference: str, now: datetime) -> list[bool | None]:
    """What the desk is told of each answer at this moment."""
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        file = casefile.read(session, desk, case, pinned=installation.settings.trust)
        answers = [one.entry for one in file.entries if one.entry.kind is Kind.ANSWER]
        return [file.was_read(one, local_date(now)) for one in answers]


def marks(installation: Installed) -> dict[str, bytes]:
    with looking(installation) as session:
        found = session.execute(select(ReadMarkRow.holder, ReadMarkRow.sealed)).all()
    return {row[0]: row[1] for row in found}


def test_an_answer_is_unread_from_the_next_day_until_the_day_after_somebody_came_back(
    installation: Installed,
) -> None:
    code = sent(installation, a_report())
    desk, reference = opened(installation)
    answer(installation, desk, reference, "Ett svar", NOW)
    assert read(installation, desk, reference, NOW) == [None]
    assert read(installation, desk, reference, NOW + DAY) == [False]
    come_back(installation, code, NOW + DAY)
    assert read(installation, desk, reference, NOW + DAY) == [False]
    assert read(installation, desk, reference, NOW + 2 * DAY) == [True]
    answer(installation, desk, reference, "Ett till", NOW + 2 * DAY)
    come_back(installation, code, NOW + 3 * DAY)
    assert read(installation, desk, reference, NOW + 3 * DAY) == [True, False]
    assert read(installation, desk, reference, NOW + 4 * DAY) == [True, True]


def test_before_the_first_answer_and_without_a_new_one_coming_back_writes_nothing(
    installation: Installed,
) -> None:
    code = sent(installation, a_report())
    come_back(installation, code, NOW)
    assert marks(installation) == {}
    desk, reference = opened(installation)
    answer(installation, desk, reference, "Ett svar", NOW)
    come_back(installation, code, NOW)
    before = marks(installation)
    come_back(installation, code, NOW + DAY)
    assert marks(installation) == before


def test_a_mark_is_as_long_before_as_after_and_lies_for_readers_and_reporter(
    installation: Installed,
) -> None:
    code = sent(installation, a_report())
    desk, reference = opened(installation)
    answer(installation, desk, reference, "Ett svar", NOW)
    before = marks(installation)
    come_back(installation, code, NOW)
    after = marks(installation)
    assert before.keys() == after.keys() == {"ring:casework", REPORTER}
    assert {len(sealed) for sealed in (*before.values(), *after.values())} == {1176}
    assert before != after


def test_typing_the_code_is_what_marks_it_and_looking_again_is_not(
    installation: Installed,
) -> None:
    resident = installation.resident()
    code = resident.send("En händelse.")
    desk, reference = opened(installation)
    answer(installation, desk, reference, "Ett svar", NOW)
    before = marks(installation)
    assert "Ett svar" in resident.come_back(code).get_data(as_text=True)
    after = marks(installation)
    assert before != after
    resident.get("inbox")
    assert marks(installation) == after
    assert read(installation, desk, reference, datetime.now(NOW.tzinfo) + DAY) == [True]


def test_the_desk_says_it_without_a_date(sqlite_installation: Installed) -> None:
    code = parse(sqlite_installation.resident().send("En händelse."))
    desk, reference = opened(sqlite_installation)
    long_ago = datetime.now(NOW.tzinfo) - 9 * DAY
    answer(sqlite_installation, desk, reference, "Ett svar", long_ago)
    lena = sqlite_installation.desk("lena")
    lena.answer_cover(reference)

    def tags() -> list[str]:
        html = lena.case(reference).get_data(as_text=True)
        return re.findall(r'tag--(?:good|neutral)"><span>((?:Inte läst än|Läst))</span>', html)

    assert tags() == ["Inte läst än"]
    come_back(sqlite_installation, code, long_ago + DAY)
    assert tags() == ["Läst"]


def test_closing_the_case_to_somebody_lays_the_mark_for_the_others_alone(
    installation: Installed,
) -> None:
    code = sent(installation, a_report())
    omar, reference = opened(installation, "omar")
    answer(installation, omar, reference, "Ett svar", NOW)
    come_back(installation, code, NOW)
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        conflict.declare(session, lena, reference, pinned=installation.settings.trust, now=NOW)
    assert marks(installation).keys() == {f"staff:{omar.actor.staff_id.hex()}", REPORTER}
    assert read(installation, omar, reference, NOW + DAY) == [True]
    answer(installation, omar, reference, "Ett till", NOW)
    come_back(installation, code, NOW + DAY)
    assert read(installation, omar, reference, NOW + 2 * DAY) == [True, True]


def test_a_mark_that_somebody_spoilt_says_nothing_and_closes_no_inbox(
    installation: Installed,
) -> None:
    resident = installation.resident()
    code = resident.send("En händelse.")
    desk, reference = opened(installation)
    answer(installation, desk, reference, "Ett svar", NOW)
    with acting(installation) as session:
        session.execute(update(ReadMarkRow).values(sealed=b"spoilt"))
    assert "Ett svar" in resident.come_back(code).get_data(as_text=True)
    assert read(installation, desk, reference, NOW + DAY) == [None]
