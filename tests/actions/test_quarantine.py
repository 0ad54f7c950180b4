"""Quarantine: what came in a flood is received whole, waits apart, and is released or closed many at a time."""

import re

import pytest
from sqlalchemy import event, func, select, text

from incidents.actions import inbox, quarantine
from incidents.core.auditing import Act
from incidents.core.flood import ABOVE
from incidents.core.workflow import Status
from incidents.crypto.casecode import parse
from incidents.store.database import database, reading
from incidents.store.models import AuditRecord, Case, DeskCardRow, FactRow, QuarantineCardRow
from incidents.web.board import Board, share
from tests.support import DeskUser, Installed, Resident, code_on, fields

CALM = 10


@pytest.fixture
def flooded(installation: Installed) -> Installed:
    """An installation in the middle of a flood."""
    board = Board(CALM)
    for _ in range(CALM + ABOVE):
        board.count_report()
    share(installation.app, board)
    return installation


def send_at_once(resident: Resident, story: str, **you: object) -> str:
    """A report of somebody who does not wait; the case code."""
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=story)
    resident.submit("you", **{"contact_mode": "code", **you})
    assert resident.submit("check", at_once="1").status_code == 303
    return code_on(resident.get("receipt"))


def count(made: Installed, table: type) -> int:
    with made.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def statuses(made: Installed) -> list[Status]:
    with made.app.app_context(), reading() as session:
        return sorted(session.scalars(select(Case.status)))


def waiting(desk: DeskUser) -> list[str]:
    """The references on the page of the quarantine, in order."""
    html = desk.client.get("/desk/quarantine").get_data(as_text=True)
    return list(dict.fromkeys(re.findall(r"/desk/cases/([A-Z]+-\d+-[0-9A-Z]+)", html)))


def press(desk: DeskUser, act: str, *references: str, **more: str) -> None:
    form = fields(desk.client.get("/desk/quarantine"), 'id="quarantine"')
    data = {**form, "act": act, "reference": list(references), **more}
    assert desk.client.post("/desk/quarantine", data=data).status_code == 303


def test_a_report_in_quarantine_has_a_code_and_an_inbox_and_no_place_in_the_queue_or_the_statistics(
    flooded: Installed,
) -> None:
    resident = flooded.resident()
    code = send_at_once(resident, "Jag blev nekad.")
    lena = flooded.desk("lena")
    assert statuses(flooded) == [Status.QUARANTINE]
    assert [count(flooded, t) for t in (QuarantineCardRow, DeskCardRow, FactRow)] == [1, 0, 0]
    assert lena.queue("all") == []
    assert len(waiting(lena)) == 1
    page = resident.come_back(code).get_data(as_text=True)
    assert "Vi har tagit emot din rapport. Ingen har börjat läsa den än." in page
    assert "karantän" not in page.lower()


def test_a_released_report_is_in_the_queue_and_counted_once(flooded: Installed) -> None:
    send_at_once(flooded.resident(), "Jag blev nekad.")
    lena = flooded.desk("lena")
    (reference,) = waiting(lena)
    press(lena, "release", reference)
    assert statuses(flooded) == [Status.NEW]
    assert [count(flooded, t) for t in (QuarantineCardRow, DeskCardRow, FactRow)] == [0, 1, 1]
    assert lena.queue("new") == [reference]
    press_again = lena.client.post("/desk/quarantine", data={"act": "release"})
    assert press_again.status_code >= 400
    assert count(flooded, FactRow) == 1


def test_a_new_event_in_quarantine_is_counted_with_its_report_and_with_junk_never(
    flooded: Installed,
) -> None:
    lena = flooded.desk("lena")
    for act, facts in (("junk", 0), ("release", 2)):
        resident = flooded.resident()
        resident.come_back(send_at_once(resident, "Jag blev nekad."))
        assert resident.submit("inbox/event", text="Det hände igen.").status_code == 303
        assert count(flooded, FactRow) == 0
        press(lena, act, *waiting(lena))
        assert count(flooded, FactRow) == facts


def test_voluntary_answers_are_not_asked_for_while_nothing_of_the_report_is_counted(
    flooded: Installed,
) -> None:
    resident = flooded.resident()
    send_at_once(resident, "Jag blev nekad.")
    assert "/sv/voluntary" not in resident.get("receipt").get_data(as_text=True)
    assert resident.get("voluntary").headers["Location"] == "/sv/receipt"
    posted = resident.client.post("/sv/voluntary", data={"gender": "woman"})
    assert posted.headers["Location"] == "/sv/receipt"
    assert count(flooded, FactRow) == 0


def test_junk_is_closed_many_at_a_time_never_counted_and_audited_case_by_case(
    flooded: Installed,
) -> None:
    code = ""
    for number in range(4):
        code = send_at_once(flooded.resident(), f"Skräp {number}")
    lena = flooded.desk("lena")
    press(lena, "junk", all="1")
    assert statuses(flooded) == [Status.CLOSED] * 4
    assert [count(flooded, t) for t in (QuarantineCardRow, DeskCardRow, FactRow)] == [0, 0, 0]
    with flooded.app.app_context(), reading() as session:
        rows = session.execute(
            select(AuditRecord.chain, AuditRecord.detail).where(AuditRecord.act == Act.CASE_CLOSED)
        ).all()
        assert len({row.chain for row in rows}) == 4
        assert {row.detail for row in rows} == {"quarantine>closed"}
        view = inbox.read(session, parse(code), pinned=flooded.settings.trust)
    assert view.status is Status.CLOSED


def test_junk_that_is_opened_again_after_all_is_counted(flooded: Installed) -> None:
    send_at_once(flooded.resident(), "Jag blev nekad.")
    lena = flooded.desk("lena")
    (reference,) = waiting(lena)
    press(lena, "junk", reference)
    lena.answer_cover(reference)
    lena.act(reference, "status", target="reopened")
    assert statuses(flooded) == [Status.REOPENED]
    assert [count(flooded, t) for t in (DeskCardRow, FactRow)] == [1, 1]


def test_danger_stands_first(flooded: Installed) -> None:
    for number in range(3):
        send_at_once(flooded.resident(), f"Berättelse {number}")
    before = waiting(flooded.desk("lena"))
    send_at_once(flooded.resident(), "Han står utanför dörren.", safety="danger")
    after = waiting(flooded.desk("lena"))
    assert set(after[1:]) == set(before)
    assert after[0] not in before


def test_a_message_to_a_report_in_quarantine_brings_it_no_place_in_the_queue(
    flooded: Installed,
) -> None:
    resident = flooded.resident()
    code = send_at_once(resident, "Skräp")
    resident.come_back(code)
    resident.submit("inbox", text="Mer skräp")
    lena = flooded.desk("lena")
    assert lena.queue("all") == []
    (reference,) = waiting(lena)
    press(lena, "release", reference)
    assert lena.queue("messages") == [reference]


def test_nothing_but_release_and_close_can_be_done_in_quarantine(flooded: Installed) -> None:
    send_at_once(flooded.resident(), "Jag blev nekad.")
    lena = flooded.desk("lena")
    (reference,) = waiting(lena)
    assert lena.answer_cover(reference).status_code == 303
    page = lena.case(reference).get_data(as_text=True)
    actions = set(re.findall(r'<form[^>]*action="([^"]*)"', page))
    assert actions == {"/desk/quarantine", "/desk/logout"}
    token = fields(page, 'id="quarantine"')["csrf_token"]
    refused = lena.client.post(
        f"/desk/cases/{reference}/note", data={"csrf_token": token, "text": "x"}
    )
    assert refused.status_code >= 400
    assert statuses(flooded) == [Status.QUARANTINE]


def test_a_conflict_of_interest_releases_the_report_to_the_others(flooded: Installed) -> None:
    send_at_once(flooded.resident(), "Lena sade nej.")
    lena = flooded.desk("lena")
    (reference,) = waiting(lena)
    lena.answer_cover(reference, "yes")
    assert waiting(lena) == []
    assert flooded.desk("omar").queue("new") == [reference]
    assert statuses(flooded) == [Status.NEW]
    assert [count(flooded, t) for t in (QuarantineCardRow, FactRow)] == [0, 1]


def test_what_is_sealed_to_the_independent_recipient_waits_there_only(flooded: Installed) -> None:
    resident = flooded.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "yes"})
    resident.submit("story", story="Det gäller chefen.")
    resident.submit("you", contact_mode="code")
    resident.submit("check", at_once="1")
    assert waiting(flooded.desk("lena")) == []
    karin = flooded.desk("karin")
    (reference,) = waiting(karin)
    press(flooded.desk("karin"), "release", reference)
    assert karin.queue("new") == [reference]


def test_a_page_says_what_is_wrong_and_a_batch_has_a_limit(flooded: Installed) -> None:
    send_at_once(flooded.resident(), "Jag blev nekad.")
    lena = flooded.desk("lena")
    form = fields(lena.client.get("/desk/quarantine"), 'id="quarantine"')
    nothing = lena.client.post("/desk/quarantine", data={**form, "act": "junk"})
    assert nothing.status_code == 400
    assert "Välj minst ett ärende." in nothing.get_data(as_text=True)
    many = [f"AD-2026-{number:05}" for number in range(quarantine.PAGE + 1)]
    refused = lena.client.post("/desk/quarantine", data={**form, "act": "junk", "reference": many})
    assert refused.status_code == 400
    assert statuses(flooded) == [Status.QUARANTINE]


def test_the_queue_reads_none_of_ten_thousand_that_wait(sqlite_installation: Installed) -> None:
    made = sqlite_installation
    made.resident().send("Jag blev nekad.")
    with made.app.app_context():
        engine = database.engine
        with engine.begin() as rows:
            (case_id,) = rows.execute(text("SELECT id FROM case_file")).one()
            rows.execute(
                text(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
                    " INSERT INTO quarantine_card"
                    " SELECT randomblob(16), :case, 'ring:casework', randomblob(1300) FROM n"
                ),
                {"case": case_id},
            )
            plan = rows.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT count(DISTINCT case_id) FROM quarantine_card"
                    " WHERE holder IN ('ring:casework', 'staff:x')"
                )
            ).all()
        assert "COVERING INDEX ix_quarantine_card_holder_case_id" in str(plan)
    read = []
    event.listen(engine, "before_cursor_execute", lambda *given: read.append(given[2]))
    lena = made.desk("lena")
    read.clear()
    assert len(lena.queue("all")) == 1
    touching = [statement for statement in read if "quarantine_card" in statement]
    assert len(touching) == 1
    assert "count(" in touching[0].lower()
