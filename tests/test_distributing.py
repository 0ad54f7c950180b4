"""Several cases of the queue are given to one person at once: unread, each judged alone, and told case by case."""

import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord, Case, CaseOpening, EntryKey, Staff
from tests.looking import every_row, looking
from tests.support import DeskUser, Installed, fields


def staff_id(installation: Installed, login: str) -> bytes:
    with looking(installation) as session:
        return session.scalars(select(Staff.id).where(Staff.login == login)).one()


def handlers(installation: Installed) -> dict[str, bytes | None]:
    with looking(installation) as session:
        rows = session.execute(select(Case.reference, Case.assignee_id))
        return {row[0]: row[1] for row in rows}


def form_of(user: DeskUser) -> dict[str, object]:
    return dict(fields(user.client.get("/desk/?view=all"), 'id="distribute"'))


def give(user: DeskUser, form: dict[str, object], cases: list[str], staff: bytes) -> TestResponse:
    values = {**form, "cases": cases, "staff": staff.hex()}
    return user.client.post("/desk/distribute", data=values)


def why(page: TestResponse, reference: str) -> str:
    html = re.sub(r"<[^>]*>", "", page.get_data(as_text=True))
    return html.split(f"{reference}: ")[1].split("\n")[0]


def test_unread_cases_are_given_and_nothing_is_opened(installation: Installed) -> None:
    for number in range(3):
        installation.resident().send(f"Berättelse {number}")
    lena = installation.desk("lena")
    cases, omar = lena.queue("new"), staff_id(installation, "omar")
    keys = every_row(installation)["entry_key"]
    answer = give(lena, form_of(lena), cases[:2], omar)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/?given=2")
    assert handlers(installation) == {cases[0]: omar, cases[1]: omar, cases[2]: None}
    with looking(installation) as session:
        acts = session.scalars(select(AuditRecord.act).where(AuditRecord.chain.like("case:%")))
        assert sorted(acts) == sorted(2 * [Act.CASE_ASSIGNED, Act.CASE_STATUS])
        assert session.scalars(select(CaseOpening)).all() == []
        assert len(session.scalars(select(EntryKey)).all()) == len(keys)
    assert every_row(installation)["entry_key"] == keys
    assert "Berättelse" not in lena.case(cases[0]).get_data(as_text=True)


def test_each_case_that_cannot_be_given_is_told_and_the_others_are(
    installation: Installed,
) -> None:
    for _ in range(2):
        installation.resident().send("Ett ärende.")
    installation.resident().send("Gäller kanske någon av er.", readers="unsure")
    lena, omar = installation.desk("lena"), installation.desk("omar")
    cases, me = lena.queue("new"), staff_id(installation, "lena")
    form = form_of(omar)
    before = handlers(installation)
    (unsure,) = (one for one in cases if "gälla någon" in _refused_alone(omar, form, one, me))
    changed, free = (one for one in cases if one != unsure)
    assert {one: who for one, who in handlers(installation).items() if one == unsure} == {
        unsure: before[unsure]
    }
    karin = staff_id(installation, "karin")
    late = give(omar, form, [changed, "AD-2026-22222", unsure], karin)
    assert late.status_code == 409
    assert why(late, changed).startswith("En kollega har ändrat")
    assert why(late, "AD-2026-22222").startswith("Ärendet finns inte")
    assert why(give(omar, form_of(omar), [free], karin), free).startswith("Personen kan inte")
    assert handlers(installation)[free] == me


def _refused_alone(user: DeskUser, form: dict[str, object], case: str, staff: bytes) -> str:
    return give(user, form, [case], staff).get_data(as_text=True)


def test_a_conflict_of_interest_is_respected_on_both_sides(installation: Installed) -> None:
    installation.resident().send("Om Lena.")
    lena, omar = installation.desk("lena"), installation.desk("omar")
    (reference,) = lena.queue("new")
    form = form_of(lena)
    lena.answer_cover(reference, "yes")
    me = staff_id(installation, "lena")
    assert why(give(lena, form, [reference], me), reference).startswith("Ärendet finns inte")
    refused = give(omar, form_of(omar), [reference], me)
    assert why(refused, reference).startswith("Personen har anmält jäv")
    assert handlers(installation) == {reference: None}


def test_nobody_and_nothing_chosen_changes_nothing(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send("Ett ärende.")
    lena = sqlite_installation.desk("lena")
    form, before = form_of(lena), every_row(sqlite_installation)
    for change in ({"staff": "ab" * 16}, {"cases": lena.queue()}, {"cases": ["x"], "staff": "å"}):
        answer = lena.client.post("/desk/distribute", data={**form, **change})
        assert answer.status_code == 400
    assert every_row(sqlite_installation) == before
