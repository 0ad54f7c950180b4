"""Conflict of interest: the case is re-keyed, unread, for the others; old keys open old copies only."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from incidents.actions import cards, conflict, entries, inbox
from incidents.actions.entries import Stored
from incidents.actions.login import Desk
from incidents.core.entry import unframe, unpack
from incidents.core.errors import Conflict, Unsafe
from incidents.core.permissions import Role
from incidents.crypto import casecode
from incidents.crypto.envelope import SealError
from incidents.store.database import database
from incidents.store.models import (
    Case,
    CasePerson,
    DeskCardRow,
    EntryKey,
    EntryRow,
    ReporterKey,
    Staff,
)
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, DeskUser, Installed, fields, installed, settings_for

STORY = "Min chef sa det inför alla."


@dataclass(frozen=True)
class Copy:
    """A copy of the database as a thief would take it."""

    entries: list[Stored]
    cards: list[tuple[str, bytes, bytes]]

    def texts(self, desk: Desk) -> list[str]:
        found = []
        for stored in self.entries:
            try:
                framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
            except SealError:
                continue
            content = unpack(unframe(framed)).content
            found.append(str(content.get("story") or content.get("text") or content.get("value")))
        return found

    def cards_opened(self, desk: Desk) -> int:
        return sum(cards.opened(desk, *card) is not None for card in self.cards)


def copy_of(installation: Installed) -> Copy:
    with looking(installation) as session:
        found = [
            stored
            for case_id in session.scalars(select(Case.id)).all()
            for stored in entries.read(session, case_id)
        ]
        rows = session.execute(select(DeskCardRow.holder, DeskCardRow.case_id, DeskCardRow.sealed))
        return Copy(found, [(row[0], row[1], row[2]) for row in rows])


def declare(installation: Installed, login: str, reference: str) -> TestResponse:
    return installation.desk(login).answer_cover(reference, "yes")


def reported(installation: Installed) -> tuple[str, str]:
    code = installation.resident().send(
        STORY, contact_mode="phone", contact="070-174 06 21", readers="unsure"
    )
    (reference,) = installation.desk("lena").queue()
    return code, reference


def test_who_declares_is_shut_out_by_keys_and_the_others_read_on(installation: Installed) -> None:
    _, reference = reported(installation)
    lena, omar = desk_of(installation, "lena"), desk_of(installation, "omar")
    before = copy_of(installation)
    answer = declare(installation, "lena", reference)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/?declared=1")
    after = copy_of(installation)

    assert before.texts(lena) == [STORY, "070-174 06 21"]  # taken before: opens still
    assert before.cards_opened(lena) == 1
    assert after.texts(lena) == []  # taken after: does not
    assert after.cards_opened(lena) == 0
    assert after.texts(omar) == [STORY, "070-174 06 21"]
    assert after.cards_opened(omar) == 1
    for login in ("karin", "per", "ida"):
        assert after.texts(desk_of(installation, login)) == []
    omars = f"staff:{omar.actor.staff_id.hex()}"
    assert {slot.recipient for stored in after.entries for slot in stored.slots} == {
        omars,
        "recovery",
        "reporter",
    }
    assert [holder for holder, _, _ in after.cards] == [omars]
    old = {slot.sealed for stored in before.entries for slot in stored.slots}
    new = {slot.sealed for stored in after.entries for slot in stored.slots}
    assert not old & new
    assert not {stored.body for stored in before.entries} & {s.body for s in after.entries}


def test_who_declares_sees_no_word_and_no_such_case_any_more(installation: Installed) -> None:
    _, reference = reported(installation)
    lena = installation.desk("lena")
    answer = lena.answer_cover(reference, "yes")
    assert STORY not in answer.get_data(as_text=True)
    assert lena.case(reference).status_code == 404
    for view in ("new", "mine", "all", "late", "messages", "closed"):
        assert lena.queue(view) == []
    assert installation.desk("omar").queue("new") == [reference]


def test_a_colleague_who_is_ticked_is_shut_out_as_well_and_the_case_goes_outside(
    installation: Installed,
) -> None:
    _, reference = reported(installation)
    lena, form = cover(installation, reference)
    omar = desk_of(installation, "omar")
    values = {**form, "conflict": "yes", "also": [omar.actor.staff_id.hex(), "ab" * 16]}
    answer = lena.client.post(f"/desk/cases/{reference}/open", data=values)
    assert answer.headers["Location"] == "/desk/?declared=1"
    after = copy_of(installation)
    texts = {
        login: len(after.texts(desk_of(installation, login))) for login in ("lena", "omar", "karin")
    }
    assert texts == {"lena": 0, "omar": 0, "karin": 2}
    assert installation.desk("omar").case(reference).status_code == 404


@pytest.mark.parametrize(("conflict", "status"), [("no", 400), ("", 400)])
def test_who_goes_on_herself_shuts_no_colleague_out(
    sqlite_installation: Installed, conflict: str, status: int
) -> None:
    _, reference = reported(sqlite_installation)
    lena, form = cover(sqlite_installation, reference)
    omar = desk_of(sqlite_installation, "omar").actor.staff_id.hex()
    before = every_row(sqlite_installation)
    values = {**form, "conflict": conflict, "also": omar}
    answer = lena.client.post(f"/desk/cases/{reference}/open", data=values)
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert re.search(rf'value="{omar}" checked', page)
    assert STORY not in page
    assert every_row(sqlite_installation) == before


def test_a_tick_that_names_nobody_changes_nothing(sqlite_installation: Installed) -> None:
    _, reference = reported(sqlite_installation)
    lena, form = cover(sqlite_installation, reference)
    before = every_row(sqlite_installation)
    values = {**form, "conflict": "yes", "also": "zz"}
    answer = lena.client.post(f"/desk/cases/{reference}/open", data=values)
    assert 400 <= answer.status_code < 500
    assert every_row(sqlite_installation) == before


def cover(installation: Installed, reference: str) -> tuple[DeskUser, dict[str, str]]:
    """Lena's browser with the cover sheet, and its form."""
    lena = installation.desk("lena")
    return lena, fields(lena.case(reference), 'id="cover"')


def test_the_reporter_reads_and_writes_on_and_new_messages_go_to_the_others(
    installation: Installed,
) -> None:
    code, reference = reported(installation)
    lena, omar = desk_of(installation, "lena"), desk_of(installation, "omar")
    declare(installation, "lena", reference)
    resident = installation.resident()
    assert STORY in resident.come_back(code).get_data(as_text=True)
    assert resident.submit("inbox", text="En sak till.").status_code == 303
    after = copy_of(installation)
    assert after.texts(omar) == [STORY, "070-174 06 21", "En sak till."]
    assert after.texts(lena) == []
    assert after.cards_opened(lena) == 0
    handler = installation.desk("omar")
    assert handler.queue("messages") == [reference]
    handler.answer_cover(reference)
    page = handler.case(reference).get_data(as_text=True)
    assert STORY in page and "En sak till." in page
    assert handler.act(reference, "answer", text="Tack.").status_code == 303
    assert "Tack." in resident.get("inbox").get_data(as_text=True)
    assert "Tack." not in copy_of(installation).texts(lena)


def test_when_the_last_handler_declares_the_case_goes_to_the_independent_recipient(
    installation: Installed,
) -> None:
    code, reference = reported(installation)
    declare(installation, "lena", reference)
    declare(installation, "omar", reference)
    after = copy_of(installation)
    assert {login: after.texts(desk_of(installation, login)) for login in ("lena", "omar")} == {
        "lena": [],
        "omar": [],
    }
    karin = desk_of(installation, "karin")
    assert after.texts(karin) == [STORY, "070-174 06 21"]
    assert after.cards_opened(karin) == 1
    assert installation.desk("karin").queue("new") == [reference]
    with looking(installation) as session:
        assert list(session.scalars(select(Case.recipients))) == ["ring:independent"]
        assert list(session.scalars(select(CasePerson.staff_id))) == []
    assert STORY in installation.resident().come_back(code).get_data(as_text=True)


def test_when_nobody_else_is_left_nothing_changes_and_that_is_said(
    installation: Installed,
) -> None:
    installation.resident().send(STORY, readers="yes")
    karin = desk_of(installation, "karin")
    with looking(installation) as session:
        reference = session.scalar(select(Case.reference))
    assert reference is not None
    before = every_row(installation)
    with pytest.raises(Conflict), acting(installation) as session:
        conflict.declare(session, karin, reference, pinned=installation.settings.trust, now=NOW)
    assert every_row(installation) == before


def test_a_handler_who_declares_loses_the_case_to_nobody_in_particular(
    installation: Installed,
) -> None:
    _, reference = reported(installation)
    lena = installation.desk("lena")
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    desk = desk_of(installation, "lena")
    with acting(installation) as session:
        conflict.declare(
            session,
            desk,
            reference,
            pinned=installation.settings.trust,
            now=NOW,
        )
    with looking(installation) as session:
        assert list(session.scalars(select(Case.assignee_id))) == [None]


def test_an_exchanged_key_of_the_reporter_is_found_before_anything_is_sealed_to_it(
    installation: Installed,
) -> None:
    _, reference = reported(installation)
    lena = desk_of(installation, "lena")
    stranger = casecode.generate()
    with acting(installation) as session:
        session.execute(update(ReporterKey).values(public_key=stranger.public_key().raw))
    before = every_row(installation)
    with pytest.raises(Unsafe), acting(installation) as session:
        conflict.declare(session, lena, reference, pinned=installation.settings.trust, now=NOW)
    assert every_row(installation) == before


def test_an_entry_that_cannot_be_opened_stops_the_re_keying_and_nothing_changes(
    installation: Installed,
) -> None:
    _, reference = reported(installation)
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        session.execute(update(EntryRow).where(EntryRow.number == 2).values(body=b"\1" * 600))
    before = every_row(installation)
    with pytest.raises(Unsafe), acting(installation) as session:
        conflict.declare(session, lena, reference, pinned=installation.settings.trust, now=NOW)
    assert every_row(installation) == before


def test_a_message_written_during_the_re_keying_is_for_one_of_the_two_sets_wholly(
    installation: Installed,
) -> None:
    code, reference = reported(installation)
    declare(installation, "lena", reference)
    with acting(installation) as session:
        inbox.write_message(
            session,
            casecode.parse(code),
            text="Efteråt.",
            language="sv",
            once="x",
            pinned=installation.settings.trust,
            now=NOW,
        )
    with looking(installation) as session:
        names = session.scalars(
            select(EntryKey.recipient)
            .join(EntryRow, EntryRow.id == EntryKey.entry_id)
            .where(EntryRow.number == 3)
        ).all()
    assert sorted(name.partition(":")[0] for name in names) == ["recovery", "reporter", "staff"]


def deactivate(installation: Installed, login: str) -> None:
    with acting(installation) as session:
        session.execute(update(Staff).where(Staff.login == login).values(active=False))


def holders_of(installation: Installed, number: int) -> set[str]:
    """To whom the entry with this number is sealed."""
    with looking(installation) as session:
        query = (
            select(EntryKey.recipient)
            .join(EntryRow, EntryRow.id == EntryKey.entry_id)
            .where(EntryRow.number == number)
        )
        return set(session.scalars(query))


def test_a_named_colleague_who_has_left_gets_no_new_key_and_is_not_offered(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("lena", "omar", "sara")
    people = [(name, name.title(), (Role.CASEWORK,)) for name in names]
    monkeypatch.setattr("tests.support.PEOPLE", (*people, ("karin", "Karin", (Role.INDEPENDENT,))))
    path = tmp_path / "incidents.db"
    shutil.copy(sqlite_template, path)
    installation = installed(settings_for(tmp_path, f"sqlite:///{path}"))
    code, reference = reported(installation)
    declare(installation, "lena", reference)
    omar, sara = (f"staff:{desk_of(installation, name).actor.staff_id.hex()}" for name in names[1:])
    assert {omar, sara} < holders_of(installation, 1)

    deactivate(installation, "omar")
    handler, resident = installation.desk("sara"), installation.resident()
    handler.answer_cover(reference)
    resident.come_back(code)
    resident.submit("inbox", text="En sak till.")
    handler.act(reference, "note", text="En anteckning.")
    handler.act(reference, "answer", text="Ett svar.")
    assert [holders_of(installation, number) for number in (3, 4, 5)] == [
        {sara, "recovery", "reporter"},
        {sara, "recovery"},
        {sara, "recovery", "reporter"},
    ]
    assert [holder for holder, _, _ in copy_of(installation).cards] == [sara]
    page = handler.case(reference).get_data(as_text=True)
    assert omar.removeprefix("staff:") not in page
    assert sara.removeprefix("staff:") in page
    with installation.app.app_context():
        database.session.remove()
        database.engine.dispose()


def test_a_message_is_kept_also_when_nobody_named_is_left_to_read_it(
    installation: Installed,
) -> None:
    code, reference = reported(installation)
    declare(installation, "lena", reference)
    deactivate(installation, "omar")
    resident = installation.resident()
    resident.come_back(code)
    assert resident.submit("inbox", text="Är någon där?").status_code == 303
    assert holders_of(installation, 3) == {"recovery", "reporter"}
    assert "Är någon där?" in resident.get("inbox").get_data(as_text=True)


def test_who_declared_and_holds_the_independent_keyring_too_stays_shut_out(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (Role.CASEWORK, Role.INDEPENDENT)
    people = (("lena", "Lena Holm", both), ("omar", "Omar Sjöberg", (Role.CASEWORK,)))
    outside = ("karin", "Karin Ek", (Role.INDEPENDENT,))
    monkeypatch.setattr("tests.support.PEOPLE", (*people, outside))
    path = tmp_path / "incidents.db"
    shutil.copy(sqlite_template, path)
    installation = installed(settings_for(tmp_path, f"sqlite:///{path}"))
    _, reference = reported(installation)
    declare(installation, "lena", reference)
    declare(installation, "omar", reference)
    after = copy_of(installation)
    opened = {
        login: len(after.texts(desk_of(installation, login))) for login in installation.passphrases
    }
    assert opened == {"lena": 0, "omar": 0, "karin": 2}
    assert installation.desk("karin").queue() == [reference]
    with installation.app.app_context():
        database.session.remove()
        database.engine.dispose()
