"""The deadlines at the desk: the page, the file, and the day that makes a time limit exact."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from incidents.actions import audit
from incidents.casework.visit import now
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.store.models import AuditRecord
from tests.looking import looking
from tests.support import DeskUser, Installed, fields

STORY = "Chefen sa upp mig när jag berättade att jag är gravid."
WORK = {"area": "work", "when_coarse": "d14"}


def report(installation: Installed, story: str = STORY, readers: str = "no") -> None:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": readers})
    assert resident.submit("story", story=story).status_code == 303
    assert resident.submit("about", **WORK).status_code == 303
    assert resident.submit("you", contact_mode="code").status_code == 303
    assert resident.submit("check").status_code == 303


def text_of(user: DeskUser, address: str = "/desk/deadlines") -> str:
    answer = user.client.get(address)
    assert answer.status_code == 200
    return unescape(re.sub(r"<[^>]*>", "", answer.get_data(as_text=True)))


def test_the_page_has_first_reply_and_the_laws_limit_and_no_word_of_the_story(
    installation: Installed,
) -> None:
    report(installation)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    page = text_of(lena)
    assert page.count(reference) == 2
    assert "Första svar" in page
    assert "Lagens tidsfrist" in page
    assert "gravid" not in page
    assert "/desk/deadlines" in lena.client.get("/desk/").get_data(as_text=True)


def test_a_case_that_is_closed_to_somebody_is_on_no_page_and_in_no_file_of_hers(
    installation: Installed,
) -> None:
    report(installation, readers="yes")
    report(installation)
    lena, karin = installation.desk("lena"), installation.desk("karin")
    (hidden,) = karin.queue()
    (own,) = lena.queue()
    assert hidden in text_of(karin)
    assert hidden not in text_of(lena)
    lena.answer_cover(own, "yes")
    report(installation)
    assert own not in text_of(lena)
    text = file_of(lena)
    assert text.count("BEGIN:VEVENT") == 2
    assert hidden not in text
    assert own not in text


def file_of(user: DeskUser) -> str:
    page = user.client.get("/desk/deadlines")
    if "calendar" not in page.get_data(as_text=True):
        return ""
    form = fields(page, 'id="calendar"')
    answer = user.client.post("/desk/deadlines/calendar", data=form)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_file_has_a_day_for_each_deadline_and_nothing_of_the_case(
    installation: Installed,
) -> None:
    report(installation)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    form = fields(lena.client.get("/desk/deadlines"), 'id="calendar"')
    answer = lena.client.post("/desk/deadlines/calendar", data=form)
    assert answer.mimetype == "text/calendar"
    text = answer.get_data(as_text=True)
    summaries = re.findall(r"^SUMMARY:(.*)\r$", text, re.MULTILINE)
    assert sorted(summaries) == [
        f"{reference}: första svar",
        f"{reference}: lagens tidsfrist",
    ]
    assert text.count("BEGIN:VEVENT") == len(set(re.findall(r"^UID:.*$", text, re.MULTILINE))) == 2
    for word in ("gravid", "Lena", "work", "jobb", "http"):
        assert word not in text
    with looking(installation) as session:
        query = select(AuditRecord.chain, AuditRecord.subject, AuditRecord.detail)
        rows = session.execute(query.where(AuditRecord.act == Act.CALENDAR_EXPORTED)).all()
    assert rows == [(audit.INSTALLATION, "", "all:2")]


def test_only_mine_has_nothing_before_the_case_is_taken(sqlite_installation: Installed) -> None:
    report(sqlite_installation)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    assert "Ingen tidsfrist väntar." in text_of(lena, "/desk/deadlines?whose=mine")
    lena.answer_cover(reference)
    lena.act(reference, "assign", staff=fields(lena.case(reference), "/assign")["staff"])
    assert reference in text_of(lena, "/desk/deadlines?whose=mine")
    assert reference in text_of(lena, "/desk/deadlines?only=this_week&start=x&whose=other")


def test_a_file_needs_the_pages_own_form(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    assert lena.client.post("/desk/deadlines/calendar").status_code == 400
    with looking(sqlite_installation) as session:
        found = session.scalars(
            select(AuditRecord).where(AuditRecord.act == Act.CALENDAR_EXPORTED)
        ).all()
    assert found == []


def test_the_day_that_is_known_makes_the_limit_exact_and_red(
    sqlite_installation: Installed,
) -> None:
    report(sqlite_installation)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    day = local_date(now()) - timedelta(days=7)
    answer = lena.act(reference, "day", day=day.isoformat(), limit="dismissal")
    assert answer.status_code == 303
    case = lena.case(reference).get_data(as_text=True)
    assert "Räkna med" in case
    assert "deadline--late" in case.split("Lagens tidsfrist")[1]
    assert "Uppsägning eller avsked" in case
    assert "Räkna med" in text_of(lena)


@pytest.mark.parametrize("day", ["", "igår", "2199-01-01", "2026-13-01"])
def test_a_day_that_cannot_be_is_refused_and_kept_in_its_field(
    sqlite_installation: Installed, day: str
) -> None:
    report(sqlite_installation)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    answer = lena.act(reference, "day", day=day, limit="work")
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert 'href="#day"' in page
    assert f'value="{day}"' in page
    assert '<option selected value="work">' in page
