"""*Send*: exactly its rows, few statements, one transaction, once; sealed to the right keys from the first moment."""

import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from incidents.actions import cards, entries, inbox
from incidents.actions.submit import send
from incidents.core import facts
from incidents.core.box import Receipt
from incidents.core.entry import Kind, unframe, unpack
from incidents.core.facts import Fact
from incidents.core.report import Contact, Readers, Report
from incidents.core.rings import Ring
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode
from incidents.crypto.envelope import Purpose, SealError
from incidents.crypto.sealing import ring_recipient
from incidents.crypto.unsealing import open_sealed
from incidents.store.models import Case, DeskCardRow, EntryKey, EntryRow, FactRow
from tests.looking import (
    Statements,
    a_report,
    acting,
    desk_of,
    draft_for,
    every_row,
    looking,
    sealed_of,
    sending,
    sent,
)
from tests.support import NOW, Installed

EVERYBODY = ("lena", "omar", "karin", "per", "ida", "rut")
PHONE = "070-174 06 21"


def full_report(readers: Readers = Readers.NO) -> Report:
    answers = {
        "contact_mode": ("phone",),
        "safety": ("danger",),
        "under18": ("yes",),
        "wish": ("support", "information"),
        "reporter_role": ("self",),
    }
    answers["wish"] = tuple(sorted(answers["wish"]))
    return Report("Han följde efter mig hem.", "ar", readers, answers, Contact("phone", PHONE))


def grown(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    return {
        name: len(set(after[name]) - set(before[name]))
        for name in after
        if after[name] != before[name]
    }


def send_once(installation: Installed, report: Report, secret: BrowserSecret) -> Receipt:
    draft = draft_for(report)
    sealed = sealed_of(installation, report, draft)
    with sending(installation) as rows:
        return send(rows, secret, draft, report, sealed, now=NOW)


def openable(installation: Installed, login: str) -> list[Kind]:
    """The kinds of every entry in the database that this person's keys open, by any slot."""
    desk = desk_of(installation, login)
    kinds = []
    with looking(installation) as session:
        for case_id in session.scalars(select(Case.id)).all():
            for stored in entries.read(session, case_id):
                try:
                    framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
                except SealError:
                    continue
                kinds.append(unpack(unframe(framed)).kind)
    return kinds


def cards_openable(installation: Installed, login: str) -> int:
    """How many desk cards this person's keys open, whoever they are meant for."""
    desk = desk_of(installation, login)
    with looking(installation) as session:
        rows = session.execute(select(DeskCardRow.holder, DeskCardRow.case_id, DeskCardRow.sealed))
        return sum(
            cards.opened(desk, holder, id_, sealed) is not None for holder, id_, sealed in rows
        )


def test_a_report_is_exactly_these_rows(installation: Installed) -> None:
    before = every_row(installation)
    send_once(installation, a_report(), BrowserSecret.generate())
    assert grown(before, every_row(installation)) == {
        "browser_box": 1,
        "case_file": 1,
        "reporter_key": 1,
        "entry": 1,
        "entry_key": 2,
        "desk_card": 1,
        "fact": 1,
    }


def test_contact_details_are_an_entry_of_their_own(installation: Installed) -> None:
    before = every_row(installation)
    send_once(installation, full_report(), BrowserSecret.generate())
    assert grown(before, every_row(installation)) == {
        "browser_box": 1,
        "case_file": 1,
        "reporter_key": 1,
        "entry": 2,
        "entry_key": 4,
        "desk_card": 1,
        "fact": 1,
    }


def test_a_send_takes_at_most_ten_statements_and_one_transaction(installation: Installed) -> None:
    send_once(installation, full_report(), BrowserSecret.generate())
    with Statements(installation) as counted:
        send_once(installation, full_report(), BrowserSecret.generate())
    assert len(counted.texts) <= 10, counted.texts
    assert counted.commits == 1


def test_the_send_request_takes_at_most_ten_statements_and_one_commit(
    installation: Installed,
) -> None:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Någon hotade mig.")
    resident.submit("you", contact_mode="phone", contact=PHONE)
    from tests.support import fields

    form = fields(resident.get("check"), 'id="step"')
    with Statements(installation) as counted:
        assert resident.client.post("/sv/check", data=form).status_code == 303
    assert len(counted.texts) <= 10, counted.texts
    assert counted.commits == 1


def test_a_repeated_send_finds_the_same_receipt_and_one_case(installation: Installed) -> None:
    secret, report = BrowserSecret.generate(), a_report()
    draft = draft_for(report)
    receipts = []
    for _ in range(3):
        sealed = sealed_of(installation, report, draft)
        with sending(installation) as rows:
            receipts.append(send(rows, secret, draft, report, sealed, now=NOW))
    assert receipts == [receipts[0]] * 3
    assert len(every_row(installation)["case_file"]) == 1


def test_the_casework_ring_opens_the_report_and_identity_the_contact_details(
    installation: Installed,
) -> None:
    send_once(installation, full_report(), BrowserSecret.generate())
    with looking(installation) as session:
        slots = session.execute(
            select(EntryRow.number, EntryKey.recipient)
            .join(EntryKey, EntryKey.entry_id == EntryRow.id)
            .order_by(EntryRow.number, EntryKey.recipient)
        ).all()
    assert [tuple(slot) for slot in slots] == [
        (1, "reporter"),
        (1, "ring:casework"),
        (2, "reporter"),
        (2, "ring:identity"),
    ]
    both = [Kind.REPORT, Kind.CONTACT]
    assert {login: openable(installation, login) for login in EVERYBODY} == {
        "lena": both,
        "omar": both,
        "karin": [],
        "per": [],
        "ida": [],
        "rut": [],
    }


def test_a_report_about_the_readers_is_never_openable_by_any_of_them_at_any_moment(
    installation: Installed,
) -> None:
    code = sent(installation, full_report(Readers.YES))
    unsuspecting: dict[str, list[Kind]] = {login: [] for login in EVERYBODY if login != "karin"}
    closed = dict.fromkeys(unsuspecting, 0)
    assert {login: openable(installation, login) for login in unsuspecting} == unsuspecting
    assert {login: cards_openable(installation, login) for login in closed} == closed
    assert openable(installation, "karin") == [Kind.REPORT, Kind.CONTACT]
    assert cards_openable(installation, "karin") == 1

    with acting(installation) as session:
        inbox.write_message(
            session,
            code,
            text="Det gäller chefen.",
            language="sv",
            once="a",
            pinned=installation.settings.trust,
            now=NOW,
        )
    karin = installation.desk("karin")
    (reference,) = karin.queue()
    karin.answer_cover(reference)
    for act, values in (
        ("note", {"text": "En anteckning."}),
        ("answer", {"text": "Ett svar."}),
        ("assign", {}),
        ("close", {"reason": "completed"}),
    ):
        assert karin.act(reference, act, **values).status_code == 303
        assert {login: openable(installation, login) for login in unsuspecting} == unsuspecting
        assert {login: cards_openable(installation, login) for login in closed} == closed
    assert len(openable(installation, "karin")) == 6


def test_unsure_whether_it_concerns_the_readers_goes_to_the_unit_behind_the_cover_sheet(
    installation: Installed,
) -> None:
    sent(installation, a_report(readers=Readers.UNSURE))
    assert openable(installation, "lena") == [Kind.REPORT]
    assert openable(installation, "karin") == []


def test_the_fact_holds_groups_and_month_and_opens_under_the_statistics_key_only(
    installation: Installed,
) -> None:
    sent(installation, full_report())
    with looking(installation) as session:
        fact_id, sealed = session.execute(select(FactRow.id, FactRow.sealed)).one()
    opened = {}
    for login in EVERYBODY:
        desk = desk_of(installation, login)
        for (ring, _), secret in desk.opener.secrets.items():
            try:
                key = secret.private().load()
                opened[login, ring] = open_sealed(key, Purpose.FACT, fact_id, sealed)
            except SealError:
                continue
    assert list(opened) == [("per", Ring.STATISTICS)]
    (plain,) = opened.values()
    assert facts.unpack(plain) == Fact(
        2026,
        11,
        {"wish": ("information", "support")},
    )


def test_all_facts_have_one_size_and_all_cards_have_one_size(installation: Installed) -> None:
    sent(installation, full_report())
    sent(installation, a_report())
    sent(installation, full_report(Readers.YES))
    with looking(installation) as session:
        assert len({len(sealed) for sealed in session.scalars(select(FactRow.sealed))}) == 1
        assert len({len(sealed) for sealed in session.scalars(select(DeskCardRow.sealed))}) == 1


def test_a_taken_reference_is_tried_again(
    installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = iter("22222" + "22222" + "33333")
    monkeypatch.setattr(secrets, "choice", lambda _: next(letters))
    first, second = installation.resident().send("Den första."), installation.resident().send("B.")
    assert first != second
    year = datetime.now(UTC).year
    with looking(installation) as session:
        found = sorted(session.scalars(select(Case.reference)))
    assert found == [f"AD-{year}-22222", f"AD-{year}-33333"]
    assert "Den första." in installation.resident().come_back(first).get_data(as_text=True)


def test_after_five_taken_references_nothing_is_sent_and_the_draft_stays(
    installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "choice", lambda _: "2")
    installation.resident().send("Den första.")
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Den andra berättelsen.")
    resident.submit("you", contact_mode="code")
    before = every_row(installation)
    answer = resident.submit("check")
    assert answer.status_code == 503
    assert "Dina svar är kvar" in answer.get_data(as_text=True)
    assert every_row(installation) == before
    assert "Den andra berättelsen." in resident.get("story").get_data(as_text=True)


def test_the_case_carries_its_swedish_date_at_half_past_midnight(installation: Installed) -> None:
    sent(installation, a_report(), now=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    with looking(installation) as session:
        assert [day.isoformat() for day in session.scalars(select(Case.received))] == ["2026-07-02"]


def test_a_code_reads_its_own_case_and_no_other(installation: Installed) -> None:
    mine, other = sent(installation, a_report("Min.")), sent(installation, a_report("Din."))
    trust = installation.settings.trust
    with looking(installation) as session:
        assert [e.content["story"] for e in inbox.read(session, mine, pinned=trust).entries] == [
            "Min."
        ]
        assert [e.content["story"] for e in inbox.read(session, other, pinned=trust).entries] == [
            "Din."
        ]
        assert not inbox.exists(session.connection(), CaseCode(b"\0" * 12))


def test_a_message_form_posted_twice_is_one_message_and_one_signal(
    installation: Installed,
) -> None:
    code = installation.resident().send("Någon hotade mig.")
    resident = installation.resident()
    resident.come_back(code)
    from tests.support import fields

    form = {**fields(resident.get("inbox"), 'id="step"'), "text": "En gång"}
    answers = [resident.client.post("/sv/inbox", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    rows = every_row(installation)
    assert (len(rows["entry"]), len(rows["desk_card"])) == (2, 2)
    assert resident.get("inbox").get_data(as_text=True).count("En gång") == 1
    with looking(installation) as session:
        assert session.scalar(select(Case.entries)) == 2


def test_the_recipient_of_a_report_is_named_in_the_clear_and_nothing_else_is(
    installation: Installed,
) -> None:
    sent(installation, full_report(Readers.YES))
    with looking(installation) as session:
        assert list(session.scalars(select(Case.recipients))) == [ring_recipient(Ring.INDEPENDENT)]
    everything = repr(every_row(installation))
    for word in ("följde", PHONE, "danger", "support", "phone", "'self'"):
        assert word not in everything
