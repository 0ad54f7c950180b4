"""The register-only track in the browser without scripts: cover sheet, one page, the next report."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord
from tests.looking import every_row, looking
from tests.support import DeskUser, Installed, fields

STORY = "Någon ropade efter mig på torget."


def tell(installation: Installed, story: str = STORY, **you: object) -> str:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=story)
    resident.submit("about", what_happened=["insulted"], area=["housing"])
    resident.submit("grounds", ground=["religion"])
    resident.submit("you", **{"contact_mode": "none", "wish": ["register"], **you})
    assert resident.submit("check").status_code == 303
    return story


def page(user: DeskUser, reference: str) -> TestResponse:
    return user.client.get(f"/desk/cases/{reference}/count")


def post(user: DeskUser, shown: TestResponse, form: str, **values: str) -> TestResponse:
    html = shown.get_data(as_text=True)
    found = re.search(r'action="(/desk/cases/[^"]+/count)"', html)
    assert found
    return user.client.post(found.group(1), data={**fields(html, f'id="{form}"'), **values})


def opened(installation: Installed, login: str = "lena") -> tuple[DeskUser, str]:
    user = installation.desk(login)
    (reference,) = user.queue("register")
    answer = post(user, page(user, reference), "cover", conflict="no")
    assert answer.headers["Location"] == f"/desk/cases/{reference}/count"
    return user, reference


def opened_rows(installation: Installed) -> int:
    with looking(installation) as session:
        query = select(AuditRecord).where(AuditRecord.act == Act.CASE_OPENED)
        return len(session.scalars(query).all())


def test_nothing_of_the_report_is_shown_before_the_question_is_answered(
    installation: Installed,
) -> None:
    tell(installation)
    lena = installation.desk("lena")
    (reference,) = lena.queue("register")
    shown = page(lena, reference)
    assert shown.status_code == 200
    for said in (STORY, "Religion", "Bostad"):
        assert said not in shown.get_data(as_text=True)
    unanswered = post(lena, shown, "cover")
    assert unanswered.status_code == 400
    assert STORY not in unanswered.get_data(as_text=True)
    assert opened_rows(installation) == 0
    lena, reference = opened(installation)
    assert opened_rows(installation) == 1
    html = page(lena, reference).get_data(as_text=True)
    assert STORY in html
    assert "Religion eller annan trosuppfattning" in html
    assert " checked" not in html


def test_counted_and_on_to_the_next_until_none_is_left(installation: Installed) -> None:
    tell(installation)
    tell(installation, "En annan sak.")
    lena = installation.desk("lena")
    waiting = lena.queue("register")
    for left in (1, 0):
        (reference, *_) = lena.queue("register")
        post(lena, page(lena, reference), "cover", conflict="no")
        answer = post(lena, page(lena, reference), "count", finding="discrimination")
        assert answer.status_code == 303
        waiting = [one for one in waiting if one != reference]
        target = f"/desk/cases/{waiting[0]}/count" if left else "/desk/?view=register"
        assert answer.headers["Location"] == target
    assert len(lena.queue("closed")) == 2


def test_yes_closes_the_case_unread_and_the_next_one_is_in_the_list(
    installation: Installed,
) -> None:
    tell(installation)
    lena = installation.desk("lena")
    (reference,) = lena.queue("register")
    answer = post(lena, page(lena, reference), "cover", conflict="yes")
    assert answer.headers["Location"] == "/desk/?view=register&declared=1"
    assert page(lena, reference).status_code == 404
    assert opened_rows(installation) == 0
    omar = installation.desk("omar")
    assert omar.queue("register") == [reference]


def test_a_report_that_needs_more_is_not_on_the_track(sqlite_installation: Installed) -> None:
    tell(sqlite_installation, wish=["support"], contact_mode="code")
    tell(sqlite_installation, safety="danger")
    lena = sqlite_installation.desk("lena")
    assert lena.queue("register") == []
    for reference in lena.queue("all"):
        assert page(lena, reference).headers["Location"] == f"/desk/cases/{reference}"


def test_without_a_finding_nothing_is_stored_and_the_story_stands_there_still(
    sqlite_installation: Installed,
) -> None:
    tell(sqlite_installation)
    lena, reference = opened(sqlite_installation)
    before = every_row(sqlite_installation)
    refused = post(lena, page(lena, reference), "count")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert STORY in html
    assert 'href="#finding-0"' in html
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize("finding", ["discrimination", "neither"])
def test_a_colleague_who_was_faster_is_told_of_and_the_next_report_is_a_click_away(
    installation: Installed, finding: str
) -> None:
    tell(installation)
    lena, reference = opened(installation)
    mine = page(lena, reference)
    omar = installation.desk("omar")
    post(omar, page(omar, reference), "cover", conflict="no")
    post(omar, page(omar, reference), "count", finding="neither")
    before = every_row(installation)
    told = post(lena, mine, "count", finding=finding)
    html = told.get_data(as_text=True)
    assert told.status_code == 409
    assert "Något har hänt i ärendet under tiden." in html
    assert "Räknas inte här längre" in html
    assert 'id="count"' not in html
    assert every_row(installation) == before


def test_a_report_that_was_coded_on_the_long_page_is_closed_there_and_the_next_one_follows(
    sqlite_installation: Installed,
) -> None:
    tell(sqlite_installation)
    lena, reference = opened(sqlite_installation)
    address = f"/desk/cases/{reference}/coding"
    form = fields(lena.client.get(address), 'id="coding"')
    codes = {"scope": "none", "hate_event": "no", "priority": "p4"}
    assert lena.client.post(address, data={**form, **codes}).status_code == 303
    assert 'href="/desk/?view=register"' in page(lena, reference).get_data(as_text=True)
    tell(sqlite_installation, "En annan sak.")
    (other,) = set(lena.queue("register")) - {reference}
    html = page(lena, reference).get_data(as_text=True)
    assert "Räknas inte här längre" in html
    assert f'href="/desk/cases/{other}/count"' in html


def test_the_case_page_leads_to_the_track(sqlite_installation: Installed) -> None:
    tell(sqlite_installation)
    lena, reference = opened(sqlite_installation)
    lena.act(reference, "assign", staff=fields(lena.case(reference), "/assign")["staff"])
    html = lena.case(reference).get_data(as_text=True)
    assert f'href="/desk/cases/{reference}/count"' in html
