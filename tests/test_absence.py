"""Somebody is away: a colleague sees her cases, is reminded of them, and opens no more than her own keys open."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.actions import standing
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.mail import Kind
from incidents.store.models import AuditRecord, Staff
from incidents.web.signed_in import now
from tests.looking import every_row, looking
from tests.support import DeskUser, Installed, fields

PAGE = "/desk/absence"


def staff_id(installation: Installed, login: str) -> bytes:
    with looking(installation) as session:
        return session.scalars(select(Staff.id).where(Staff.login == login)).one()


def day(after: int) -> str:
    return (local_date(now()) + timedelta(days=after)).isoformat()


def away(user: DeskUser, cover: bytes, first: int = 0, last: int = 3) -> TestResponse:
    form = fields(user.client.get(PAGE), 'id="absence"')
    values = {"first": day(first), "last": day(last), "cover": cover.hex()}
    return user.client.post(PAGE, data={**form, **values})


def lenas_case(installation: Installed) -> tuple[DeskUser, str]:
    installation.resident().send("Någon hotade mig.")
    lena = installation.desk("lena")
    (reference,) = lena.queue("new")
    lena.answer_cover(reference)
    lena.act(reference, "assign", staff=staff_id(installation, "lena").hex())
    return lena, reference


def mine(installation: Installed, login: str, on: date) -> tuple[int, int]:
    """What the summary on a day says of somebody's own cases, and of those that she covers."""
    who = staff_id(installation, login)
    with looking(installation) as session:
        counts = standing.look(session).counts(Kind.SUMMARY, who, on)
    return counts.mine, counts.covered


def test_the_cover_has_the_cases_among_her_own_while_it_lasts(installation: Installed) -> None:
    lena, reference = lenas_case(installation)
    omar, today = installation.desk("omar"), local_date(now())
    assert omar.queue("mine") == []
    keys = every_row(installation)["ring_grant"]
    assert away(lena, staff_id(installation, "omar"), last=2).status_code == 303
    assert omar.queue("mine") == [reference]
    assert "Du täcker" in omar.client.get("/desk/?view=mine").get_data(as_text=True)
    assert "Lena Holm" in omar.client.get(PAGE).get_data(as_text=True)
    assert lena.queue("mine") == [reference]
    assert mine(installation, "omar", today) == (1, 1)
    assert mine(installation, "lena", today) == (1, 0)
    assert mine(installation, "omar", today + timedelta(days=3)) == (0, 0)
    assert every_row(installation)["ring_grant"] == keys
    form = fields(lena.client.get(PAGE), 'id="back"')
    assert lena.client.post(f"{PAGE}/back", data=form).status_code == 303
    assert omar.queue("mine") == []
    with looking(installation) as session:
        acts = session.scalars(select(AuditRecord.act).order_by(AuditRecord.number))
        assert [act for act in acts if act in {Act.STAFF_AWAY, Act.STAFF_BACK}] == [
            Act.STAFF_AWAY,
            Act.STAFF_BACK,
        ]


def test_a_cover_who_cannot_open_a_case_is_not_shown_it_and_that_is_said(
    sqlite_installation: Installed,
) -> None:
    lena, reference = lenas_case(sqlite_installation)
    away(lena, staff_id(sqlite_installation, "karin"))
    html = lena.client.get(PAGE).get_data(as_text=True)
    assert "kan inte öppna alla dina ärenden" in html
    assert reference in html.split("kan inte öppna alla")[1]
    assert sqlite_installation.desk("karin").queue("mine") == []
    assert mine(sqlite_installation, "karin", local_date(now())) == (0, 0)


def test_it_begins_on_its_first_day(sqlite_installation: Installed) -> None:
    lena, _ = lenas_case(sqlite_installation)
    away(lena, staff_id(sqlite_installation, "omar"), first=1, last=2)
    assert sqlite_installation.desk("omar").queue("mine") == []
    assert mine(sqlite_installation, "omar", local_date(now()) + timedelta(days=1)) == (1, 1)


@pytest.mark.parametrize(
    ("cover", "first", "last"),
    [("lena", 0, 1), ("per", 0, 1), ("omar", 2, 1), ("omar", -3, -1), ("omar", 0, 400)],
)
def test_what_cannot_be_is_refused(
    sqlite_installation: Installed, cover: str, first: int, last: int
) -> None:
    lena = sqlite_installation.desk("lena")
    before = every_row(sqlite_installation)
    answer = away(lena, staff_id(sqlite_installation, cover), first, last)
    assert answer.status_code == 400
    assert every_row(sqlite_installation) == before


def test_nobody_who_is_away_herself_covers(sqlite_installation: Installed) -> None:
    lena, omar = sqlite_installation.desk("lena"), sqlite_installation.desk("omar")
    away(omar, staff_id(sqlite_installation, "karin"))
    answer = away(lena, staff_id(sqlite_installation, "omar"), first=2, last=9)
    assert "själv borta" in answer.get_data(as_text=True)
