"""The trail as a file for the auditor: what the page says, and that it was taken out is in the trail."""

import csv
import io
import json
import re

import pytest
from sqlalchemy import select

from incidents.actions import trail
from incidents.core.errors import Invalid
from incidents.store.models import Staff
from tests.looking import acting, desk_of, looking
from tests.support import DeskUser, Installed, fields
from tests.web.test_history_page import worked_on
from tests.web.test_trail_page import lines, page


def export(user: DeskUser, query: str, form: str) -> str:
    posted = fields(page(user, query)[1], 'id="export"')
    answer = user.client.post("/desk/audit/export", data={**posted, "form": form})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_files_say_what_the_page_says_and_that_they_were_taken_is_in_the_trail(
    installation: Installed,
) -> None:
    reference = worked_on(installation)
    with acting(installation) as session:
        person = session.scalars(select(Staff).where(Staff.login == "lena")).one()
        person.name = "=cmd|' /C calc'!A0"
    rut = installation.desk("rut")
    text = export(rut, f"reference={reference}", "csv")
    assert text.startswith("\ufeffNär;Vem;Vad;Gäller;Mer;Kod;Kedja;Nummer\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Kod"] for row in rows] == [
        "case.noted",
        "case.status",
        "case.assigned",
        "case.opened",
    ]
    assert {row["Vem"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row["När"]) for row in rows)
    found = [json.loads(line) for line in export(rut, "what=trail", "jsonl").splitlines()]
    assert [(one["act"], one["about"], one["more"]) for one in found] == [
        ("export.trail", reference, "4 rader")
    ]
    assert lines(page(rut, "what=trail")[1]) == [
        "Rut Ahlin Hämtade ett utdrag ur loggen 1 rad",
        f"Rut Ahlin Hämtade ett utdrag ur loggen 4 rader {reference}",
    ]


def test_more_than_a_file_holds_is_refused(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    rut = desk_of(sqlite_installation, "rut")
    monkeypatch.setattr(trail, "MOST_EXPORTED", 3)
    with looking(sqlite_installation) as session, pytest.raises(Invalid):
        trail.extract(session, rut, trail.Wanted())
