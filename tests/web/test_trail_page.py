"""The auditor's page: the whole trail in words, filtered, and verified as it is shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Select, func, select, update
from sqlalchemy import text as text_of

from incidents.actions import audit
from incidents.core.auditing import Act, Area
from incidents.store.models import AuditChain, AuditRecord, Staff
from incidents.web.trailwords import TRAIL
from tests.looking import acting, desk_of, looking
from tests.support import DeskUser, Installed, fields
from tests.web.test_history_page import STORY, worked_on


def page(user: DeskUser, query: str = "") -> tuple[int, str]:
    answer = user.client.get(f"/desk/audit?{query}")
    return answer.status_code, answer.get_data(as_text=True)


def lines(text: str) -> list[str]:
    """The rows as people read them, without moment and without the labels of the phone."""
    rows = re.findall(r'<tr role="row" class="queue__row[^"]*">(.*?)</tr>', text, re.DOTALL)
    plain = [re.sub(r'<span class="queue__label".*?</span>', "", row) for row in rows]
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in plain]
    return [re.sub(r"^\d+ \w+ \d{4} \d\d:\d\d ", "", line) for line in told]


def test_every_act_has_words_and_an_area() -> None:
    assert set(TRAIL) == set(Act)
    assert {act for area in Area for act in area.acts()} == set(Act)


def test_the_auditor_comes_to_acts_and_references_and_to_nothing_that_was_said(
    installation: Installed,
) -> None:
    reference = worked_on(installation)
    rut = DeskUser(installation.app.test_client())
    passphrase = installation.passphrases["rut"]
    assert rut.log_in("rut", passphrase).headers["Location"] == "/desk/audit"
    status, text = page(rut)
    assert status == 200
    assert lines(page(rut, f"reference={reference}")[1]) == [
        f"Lena Holm Skrev en anteckning {reference}",
        f"Lena Holm Ändrade status till Bedöms {reference}",
        f"Lena Holm Gav ärendet till Lena Holm {reference}",
        f"Lena Holm Öppnade ärendet {reference}",
    ]
    assert {"Rut Ahlin Loggade in", "Lena Holm Loggade in"} <= set(lines(text))
    assert "Återställningsdelarna Lade till personen Rut Ahlin" in lines(text)
    assert "Raderna här är kontrollerade" in text
    for told in (STORY, "Ring i morgon"):
        assert told not in text
    assert rut.case(reference).status_code == 403
    assert rut.client.get("/desk/").status_code == 403
    assert rut.client.get("/desk/keys").status_code == 403


def test_it_is_filtered_by_day_kind_person_and_case(sqlite_installation: Installed) -> None:
    reference = worked_on(sqlite_installation)
    rut = sqlite_installation.desk("rut")
    assert len(lines(page(rut, f"reference={reference.lower()}")[1])) == 4
    assert lines(page(rut, f"reference={reference}&what=case.opened")[1]) == [
        f"Lena Holm Öppnade ärendet {reference}"
    ]
    assert {line.split()[0] for line in lines(page(rut, "what=keys")[1])} == {
        "Återställningsdelarna"
    }
    assert lines(page(rut, "last=2020-01-01")[1]) == []
    assert len(lines(page(rut, "first=2026-11-24&last=2026-11-24&what=staff.added")[1])) == 6
    with looking(sqlite_installation) as session:
        lena = next(row.actor_id for row in session.scalars(_of(Act.CASE_OPENED)))
    shown = lines(page(rut, f"who={lena.hex()}&what=staff")[1])
    assert shown == ["Lena Holm Loggade in", "Återställningsdelarna Lade till personen Lena Holm"]


def _of(act: Act) -> Select[AuditRecord]:
    return select(AuditRecord).where(AuditRecord.act == act)


def test_what_cannot_be_looked_for_is_said_and_nonsense_asks_for_nothing(
    sqlite_installation: Installed,
) -> None:
    rut = sqlite_installation.desk("rut")
    refused = {
        "first=i+dag": "Skriv dagen så här",
        "last=9999-12-31": "Skriv dagen så här",
        "first=x&last=2026-11-23": "Skriv dagen så här",
        "first=2026-11-24&last=2026-11-23": "Den sista dagen är före den första",
        "reference=AD-2026-00000": "Det finns inget ärende med den beteckningen",
        f"reference={'A' * 81}": "Beteckningen är för lång",
    }
    for query, said in refused.items():
        status, text = page(rut, query)
        assert (query, status, said in text, lines(text)) == (query, 400, True, [])
    far = "installation.99999999999999999999"
    for query in (
        "after=x",
        "after=.1",
        "after=installation.99999",
        f"after={far}",
        "who=z",
        "what=x",
    ):
        status, text = page(rut, query)
        assert (query, status, "Rut Ahlin Loggade in" in lines(text)) == (query, 200, True)


def test_the_pages_together_are_the_trail(installation: Installed) -> None:
    user = installation.desk("rut")
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        for _ in range(60):
            audit.append(
                session, lena.signer, Act.STAFF_LOGGED_OUT, chain="installation", now=_moment()
            )
    found, query = [], ""
    while True:
        text = page(user, query)[1]
        assert "Raderna här är kontrollerade" in text
        found += lines(text)
        following = re.search(r'rel="next" href="/desk/audit\?([^"]*)"', text)
        if following is None:
            break
        query = following[1].replace("&amp;", "&")
    with looking(installation) as session:
        assert len(found) == session.scalar(select(func.count()).select_from(AuditRecord))


def _moment() -> datetime:
    return datetime.now(UTC)


def changed(row: AuditRecord) -> None:
    row.detail = "none"


def moved(row: AuditRecord) -> None:
    row.at = "9999-12-31T23:59:59+00:00"


def blamed(row: AuditRecord) -> None:
    row.actor_id = b"\0" * 16


@pytest.mark.parametrize("deed", [changed, moved, blamed])
def test_a_row_that_does_not_verify_is_marked_as_it_is_shown(
    sqlite_installation: Installed, deed: Callable[[AuditRecord], None]
) -> None:
    worked_on(sqlite_installation)
    with acting(sqlite_installation) as session:
        deed(session.scalars(_of(Act.CASE_ASSIGNED)).one())
    text = page(sqlite_installation.desk("rut"))[1]
    assert "Loggen stämmer inte" in text
    assert "kontrollerade" not in text
    assert [line for line in lines(text) if "Stämmer inte" in line]


def test_a_row_that_cannot_be_read_stops_the_page_with_a_sentence_and_not_with_a_fault(
    sqlite_installation: Installed,
) -> None:
    reference = worked_on(sqlite_installation)
    with acting(sqlite_installation) as session:
        session.execute(
            text_of("UPDATE audit SET act = 'case.forgotten' WHERE act = 'case.assigned'")
        )
    said = "En rad i loggen går inte att läsa"
    status, text = page(sqlite_installation.desk("rut"))
    assert (status, said in text) == (503, True)
    history = sqlite_installation.desk("lena").client.get(f"/desk/cases/{reference}/history")
    assert (history.status_code, said in history.get_data(as_text=True)) == (503, True)
    with looking(sqlite_installation) as session, pytest.raises(audit.Unreadable):
        audit.verify_all(session, sqlite_installation.settings.trust)


@pytest.mark.parametrize("number", [1, 4])
def test_a_row_that_is_gone_is_noticed_beside_it(
    sqlite_installation: Installed, number: int
) -> None:
    reference = worked_on(sqlite_installation)
    with acting(sqlite_installation) as session:
        rows = AuditRecord.chain != "installation", AuditRecord.number == number
        session.delete(session.scalars(select(AuditRecord).where(*rows)).one())
    rut = sqlite_installation.desk("rut")
    assert "Loggen stämmer inte" in page(rut)[1]
    assert "Loggen stämmer inte" in page(rut, f"reference={reference}")[1]
    assert "Loggen stämmer inte" not in page(rut, "what=keys")[1]


def test_an_end_that_was_cut_off_with_its_head_is_for_the_heads_outside(
    sqlite_installation: Installed,
) -> None:
    worked_on(sqlite_installation)
    with acting(sqlite_installation) as session:
        session.execute(
            update(AuditChain).where(AuditChain.chain != "installation").values(number=3)
        )
    assert "Loggen stämmer inte" in page(sqlite_installation.desk("rut"))[1]


def test_who_else_a_case_was_closed_to_is_not_for_the_auditor(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(STORY)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    form = fields(lena.case(reference), 'id="cover"')
    with looking(sqlite_installation) as session:
        omar = session.scalars(select(Staff.id).where(Staff.login == "omar")).one().hex()
    address = f"/desk/cases/{reference}/open"
    answer = lena.client.post(address, data={**form, "conflict": "yes", "also": [omar]})
    assert answer.status_code == 303
    shown = lines(page(sqlite_installation.desk("rut"), f"reference={reference}")[1])
    assert set(shown) == {f"Lena Holm Anmälde jäv {reference}"}
