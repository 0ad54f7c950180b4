"""What caseworkers do: each act with its audit row in one transaction, nothing overwritten, nothing lost from sight."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import audit, cards, casefile, casework, handling, inbox, queue, thread
from incidents.actions.login import Desk
from incidents.actions.signals import card_row
from incidents.actions.trust import current_rings, ring_as_recipient
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.report import Readers, Report
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.casecode import CaseCode
from incidents.store.models import AuditRecord, Case, DeskCardRow, EntryKey, EntryRow
from tests.looking import a_report, acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

TODAY = date(2026, 11, 24)


def case_of(installation: Installed) -> Case:
    with looking(installation) as session:
        case = session.scalars(select(Case)).one()
        session.expunge(case)
        return case


def opened(installation: Installed, login: str = "lena") -> tuple[Desk, str]:
    """A log-in with the one case of the installation open."""
    desk, reference = desk_of(installation, login), case_of(installation).reference
    with acting(installation) as session:
        casework.open_case(session, desk, reference, now=NOW)
    return desk, reference


def do(
    installation: Installed, deed: Callable[..., object], *arguments: object, **more: object
) -> None:
    with acting(installation) as session:
        deed(session, *arguments, **more)


def acts(installation: Installed) -> list[tuple[Act, str]]:
    query = (
        select(AuditRecord.act, AuditRecord.detail)
        .where(AuditRecord.chain != audit.INSTALLATION)
        .order_by(AuditRecord.chain, AuditRecord.number)
    )
    with looking(installation) as session:
        return [(row[0], row[1]) for row in session.execute(query)]


def version(installation: Installed) -> int:
    return case_of(installation).version


def views(installation: Installed, desk: Desk, today: date = TODAY) -> dict[str, int]:
    with looking(installation) as session:
        found = queue.look(session, desk, today=today)
        return {view: len(found.view(view)) for view in queue.VIEWS}


def take(installation: Installed, desk: Desk, reference: str) -> None:
    do(
        installation,
        handling.assign,
        desk,
        reference,
        desk.actor.staff_id,
        version=version(installation),
        pinned=installation.settings.trust,
        now=NOW,
    )


def taken(installation: Installed) -> tuple[Desk, str, CaseCode]:
    """A case that its handler has opened and taken."""
    code = sent(installation, a_report())
    desk, reference = opened(installation)
    take(installation, desk, reference)
    return desk, reference, code


def close_it(installation: Installed, desk: Desk, reference: str) -> None:
    do(
        installation,
        handling.close,
        desk,
        reference,
        "completed",
        version=version(installation),
        pinned=installation.settings.trust,
        now=NOW,
        draw=lambda below: below - 1,
    )


def message(installation: Installed, code: CaseCode, text: str, once: str) -> None:
    do(
        installation,
        inbox.write_message,
        code,
        text=text,
        language="sv",
        once=once,
        pinned=installation.settings.trust,
        now=NOW,
    )


def test_opening_is_audited_once_for_each_log_in(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    for _ in range(3):
        do(installation, casework.open_case, desk, reference, now=NOW)
    assert acts(installation) == [(Act.CASE_OPENED, "")]
    opened(installation)
    opened(installation, "omar")
    assert acts(installation) == [(Act.CASE_OPENED, "")] * 3


def test_each_act_writes_its_audit_row_and_never_content(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    trust = installation.settings.trust
    take(installation, desk, reference)
    do(installation, thread.note, desk, reference, "Hemlig anteckning", pinned=trust, now=NOW)
    do(
        installation,
        thread.answer,
        desk,
        reference,
        "Hemligt svar",
        language="sv",
        pinned=trust,
        now=NOW,
    )
    close_it(installation, desk, reference)
    do(
        installation,
        handling.move,
        desk,
        reference,
        Status.REOPENED,
        version=version(installation),
        pinned=trust,
        now=NOW,
    )
    assert acts(installation) == [
        (Act.CASE_OPENED, ""),
        (Act.CASE_ASSIGNED, f"staff:{desk.actor.staff_id.hex()}"),
        (Act.CASE_STATUS, "new>triage"),
        (Act.CASE_NOTED, ""),
        (Act.CASE_ANSWERED, ""),
        (Act.CASE_CLOSED, "triage>closed"),
        (Act.CASE_STATUS, "closed>reopened"),
    ]
    with looking(installation) as session:
        assert audit.verify_all(session, trust) == []
    assert "Hemlig" not in repr(every_row(installation))


def test_an_act_that_fails_after_its_audit_row_leaves_neither(
    installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    before = every_row(installation)
    real = audit.append

    def append_and_fail(session: Session, *arguments: object, **more: object) -> None:
        real(session, *arguments, **more)  # type: ignore[arg-type]
        raise RuntimeError("after the audit row")

    monkeypatch.setattr(audit, "append", append_and_fail)
    trust = installation.settings.trust
    for deed, values in (
        (thread.note, {"text": "En anteckning", "pinned": trust}),
        (thread.answer, {"text": "Ett svar", "language": "sv", "pinned": trust}),
        (
            handling.assign,
            {"staff_id": desk.actor.staff_id, "version": version(installation), "pinned": trust},
        ),
    ):
        with pytest.raises(RuntimeError):
            do(installation, deed, desk, reference, now=NOW, **values)
        assert every_row(installation) == before


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(installation: Installed) -> None:
    sent(installation, a_report())
    lena, reference = opened(installation, "lena")
    omar, _ = opened(installation, "omar")
    seen = version(installation)
    take(installation, lena, reference)
    before = every_row(installation)
    with pytest.raises(Conflict):
        do(
            installation,
            handling.assign,
            omar,
            reference,
            omar.actor.staff_id,
            version=seen,
            pinned=installation.settings.trust,
            now=NOW,
        )
    with pytest.raises(Conflict):
        do(
            installation,
            handling.move,
            omar,
            reference,
            Status.ACTIVE,
            version=seen,
            pinned=installation.settings.trust,
            now=NOW,
        )
    assert every_row(installation) == before


def test_nothing_is_written_before_the_cover_sheet_is_answered(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = desk_of(installation, "lena"), case_of(installation).reference
    with pytest.raises(NotAllowed):
        do(
            installation,
            thread.note,
            desk,
            reference,
            "För tidigt",
            pinned=installation.settings.trust,
            now=NOW,
        )


def test_a_case_is_given_only_to_somebody_whose_keys_open_it(installation: Installed) -> None:
    sent(installation, a_report())
    desk, reference = opened(installation)
    for login in ("karin", "per", "ida"):
        other = desk_of(installation, login).actor.staff_id
        with pytest.raises(Invalid):
            do(
                installation,
                handling.assign,
                desk,
                reference,
                other,
                version=version(installation),
                pinned=installation.settings.trust,
                now=NOW,
            )


def test_a_new_case_moves_to_triage_with_its_first_handler(installation: Installed) -> None:
    taken(installation)
    assert case_of(installation).status is Status.TRIAGE


def test_the_views_count_what_they_are_called(installation: Installed) -> None:
    sent(installation, a_report())
    desk = desk_of(installation, "lena")
    fresh = {**dict.fromkeys(queue.VIEWS, 0), "new": 1, "all": 1}
    assert views(installation, desk) == fresh
    assert views(installation, desk, TODAY + timedelta(days=7)) == fresh  # five working days
    assert views(installation, desk, TODAY + timedelta(days=8)) == {**fresh, "late": 1}
    assert views(installation, desk_of(installation, "karin")) == dict.fromkeys(fresh, 0)


def test_the_queue_is_late_first_then_priority_then_due_then_oldest(
    sqlite_installation: Installed,
) -> None:
    def report(safety: str, wish: tuple[str, ...] = ()) -> Report:
        answers = {"contact_mode": ("code",), "safety": (safety,)} | (
            {"wish": wish} if wish else {}
        )
        return Report(safety, "sv", Readers.NO, answers)

    plan = (
        ("register", report("safe", ("register",)), 0),
        ("normal", report("safe"), 1),
        ("older", report("safe"), 2),
        ("afraid", report("afraid"), 0),
        ("danger", report("danger"), 0),
        ("late", report("safe"), 12),
    )
    names: dict[str, str] = {}
    for name, content, days in plan:
        sent(sqlite_installation, content, now=NOW - timedelta(days=days))
        with looking(sqlite_installation) as session:
            for reference in session.scalars(select(Case.reference)):
                names.setdefault(reference, name)
    desk = desk_of(sqlite_installation, "lena")
    with looking(sqlite_installation) as session:
        found = queue.look(session, desk, today=TODAY).view("all")
        order = [names[item.reference] for item in queue.shown(session, found)]
        assert [names[item.reference] for item in queue.shown(session, found, 4)] == order[4:]
    assert order == ["late", "danger", "afraid", "older", "normal", "register"]


def test_a_closed_case_leaves_the_open_views_and_a_message_brings_it_back(
    installation: Installed,
) -> None:
    desk, reference, code = taken(installation)
    close_it(installation, desk, reference)
    nothing = dict.fromkeys(queue.VIEWS, 0)
    assert views(installation, desk) == nothing
    message(installation, code, "En sak till.", "a")
    assert views(installation, desk) == {**nothing, "mine": 1, "messages": 1, "all": 1}


@pytest.mark.parametrize("answered", [False, True])
def test_a_closed_cases_message_that_was_dealt_with_leaves_the_views_again(
    installation: Installed, *, answered: bool
) -> None:
    desk, reference, code = taken(installation)
    close_it(installation, desk, reference)
    message(installation, code, "Tack.", "a")
    trust = installation.settings.trust
    if answered:
        do(
            installation,
            thread.answer,
            desk,
            reference,
            "Tack själv.",
            language="sv",
            pinned=trust,
            now=NOW,
        )
    else:
        known = version(installation)
        do(installation, handling.seen, desk, reference, version=known, pinned=trust, now=NOW)
    assert views(installation, desk)["all"] == 0


@pytest.mark.parametrize("with_message", [False, True])
def test_a_reopened_case_is_in_the_queue_again(
    installation: Installed, *, with_message: bool
) -> None:
    desk, reference, code = taken(installation)
    close_it(installation, desk, reference)
    if with_message:
        message(installation, code, "Det hände igen.", "a")
    do(
        installation,
        handling.move,
        desk,
        reference,
        Status.REOPENED,
        version=version(installation),
        pinned=installation.settings.trust,
        now=NOW,
    )
    found = views(installation, desk)
    assert (found["mine"], found["all"], found["messages"]) == (1, 1, int(with_message))
    assert views(installation, desk_of(installation, "omar"))["all"] == 1


def test_closed_cases_come_in_pages_without_gap_or_repetition(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    for day in (0, 0, 0, 1, 1, 2, 3):
        sent(sqlite_installation, a_report(), now=NOW - timedelta(days=day))
    sent(sqlite_installation, a_report(readers=Readers.YES))
    with acting(sqlite_installation) as session:
        session.execute(update(Case).values(status=Status.CLOSED))
        expected = [
            reference
            for reference, _ in session.execute(
                select(Case.reference, Case.received)
                .where(Case.recipients == "ring:casework")
                .order_by(Case.received.desc(), Case.reference.desc())
            )
        ]
    desk = desk_of(sqlite_installation, "lena")
    found: list[str] = []
    after = None
    with looking(sqlite_installation) as session:
        while True:
            items = queue.closed_items(session, desk, after=after)
            page = items[:2]
            found += [item.reference for item in page]
            if len(items) <= 2:
                break
            after = (page[-1].received, page[-1].reference)
    assert found == expected
    assert len(found) == 7


def soundness(installation: Installed, desk: Desk, reference: str) -> tuple[list[bool], int]:
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        file = casefile.read(session, desk, case, pinned=installation.settings.trust)
        return [entry.sound for entry in file.entries], file.unreadable


def long_case(installation: Installed) -> tuple[Desk, str]:
    """Report, note, message, answer: entries 1 to 4."""
    code = sent(installation, a_report())
    desk, reference = opened(installation)
    trust = installation.settings.trust
    do(installation, thread.note, desk, reference, "Anteckning", pinned=trust, now=NOW)
    message(installation, code, "Meddelande", "a")
    do(
        installation,
        thread.answer,
        desk,
        reference,
        "Svar",
        language="sv",
        pinned=trust,
        now=NOW,
    )
    assert soundness(installation, desk, reference) == ([True] * 4, 0)
    return desk, reference


def test_an_entry_whose_text_was_altered_cannot_be_read(sqlite_installation: Installed) -> None:
    desk, reference = long_case(sqlite_installation)
    with acting(sqlite_installation) as session:
        row = session.scalars(select(EntryRow).where(EntryRow.number == 2)).one()
        row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])
    assert soundness(sqlite_installation, desk, reference) == ([True] * 3, 1)


def test_an_altered_link_shows(sqlite_installation: Installed) -> None:
    desk, reference = long_case(sqlite_installation)
    with acting(sqlite_installation) as session:
        session.execute(update(EntryRow).where(EntryRow.number == 2).values(link=b"\7" * 32))
    assert soundness(sqlite_installation, desk, reference) == ([True, False, False, True], 0)


def test_a_removed_entry_shows(sqlite_installation: Installed) -> None:
    desk, reference = long_case(sqlite_installation)
    with acting(sqlite_installation) as session:
        gone = select(EntryRow.id).where(EntryRow.number == 3).scalar_subquery()
        session.execute(delete(EntryKey).where(EntryKey.entry_id == gone))
        session.execute(delete(EntryRow).where(EntryRow.number == 3))
    assert soundness(sqlite_installation, desk, reference) == ([True, True, False], 0)


def test_entries_in_another_order_show(sqlite_installation: Installed) -> None:
    desk, reference = long_case(sqlite_installation)
    with acting(sqlite_installation) as session:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(update(EntryRow).where(EntryRow.number == old).values(number=new))
    sound, unreadable = soundness(sqlite_installation, desk, reference)
    assert (sound, unreadable) == ([True, False, False, False], 0)


def test_the_last_entry_that_was_cut_off_shows(sqlite_installation: Installed) -> None:
    desk, reference = long_case(sqlite_installation)
    with acting(sqlite_installation) as session:
        gone = select(EntryRow.id).where(EntryRow.number == 4).scalar_subquery()
        session.execute(delete(EntryKey).where(EntryKey.entry_id == gone))
        session.execute(delete(EntryRow).where(EntryRow.number == 4))
    assert soundness(sqlite_installation, desk, reference) == ([True] * 3, 1)


def forge(installation: Installed, framed: bytes, number: int = 5) -> None:
    """What somebody who writes in the database can do without any key: seal to the ring's public key."""
    from incidents.actions.entries import key_rows
    from incidents.core.entry import link
    from incidents.crypto.sealing import seal_entry

    case = case_of(installation)
    with acting(installation) as session:
        ring = current_rings(session, installation.settings.trust)[Ring.CASEWORK]
        sealed = seal_entry(b"\5" * 16, framed, [ring_as_recipient(ring)])
        session.execute(
            insert(EntryRow),
            {
                "id": b"\5" * 16,
                "case_id": case.id,
                "number": number,
                "link": link(framed),
                "body": sealed.body,
            },
        )
        session.execute(insert(EntryKey), key_rows(b"\5" * 16, sealed.slots))
        session.execute(update(Case).values(entries=number))


@pytest.mark.parametrize(
    "content", [b"", b"no document", b"[]", b'{"v":1}', b'{"v":2}', b'{"v":1,"case":"zz"}', b"\xff"]
)
def test_a_forged_entry_that_is_no_document_is_counted_as_unreadable(
    sqlite_installation: Installed, content: bytes
) -> None:
    desk, reference = long_case(sqlite_installation)
    forge(sqlite_installation, b"\0" * 16 + content)
    assert soundness(sqlite_installation, desk, reference) == ([True] * 4, 1)
    lena = sqlite_installation.desk("lena")
    lena.answer_cover(reference)
    assert lena.case(reference).status_code == 200


def test_an_unsigned_answer_in_a_colleagues_name_shows(sqlite_installation: Installed) -> None:
    from incidents.core.entry import Entry, Kind, frame

    desk, reference = long_case(sqlite_installation)
    with looking(sqlite_installation) as session:
        previous = session.scalar(select(EntryRow.link).where(EntryRow.number == 4))
    omar = desk_of(sqlite_installation, "omar").actor
    case = case_of(sqlite_installation)
    document = Entry(
        case.id,
        5,
        Kind.ANSWER,
        "2026-11-24T12:00:00+00:00",
        "sv",
        {"text": "Ring det här numret."},
        previous or b"",
        omar.staff_id,
        omar.name,
    )
    forge(sqlite_installation, frame(document.pack(), b"\0" * 16))
    assert soundness(sqlite_installation, desk, reference) == ([True] * 4 + [False], 0)


@pytest.mark.parametrize("junk", [b"", b"\1", b"\1" * 39, b"\xff" * 42, b"\1" * 200])
def test_a_forged_card_does_not_take_the_queue_away(
    sqlite_installation: Installed, junk: bytes
) -> None:
    sent(sqlite_installation, a_report())
    case = case_of(sqlite_installation)
    with acting(sqlite_installation) as session:
        ring = current_rings(session, sqlite_installation.settings.trust)[Ring.CASEWORK]
        session.execute(insert(DeskCardRow), card_row(case.id, ring_as_recipient(ring), junk))
    lena = sqlite_installation.desk("lena")
    assert lena.queue() == [case.reference]
    assert lena.case(case.reference).status_code == 200


def test_an_unknown_reference_and_a_foreign_case_are_the_same_answer(
    installation: Installed,
) -> None:
    sent(installation, a_report(readers=Readers.YES))
    lena, reference = desk_of(installation, "lena"), case_of(installation).reference
    sentences = []
    for name in (reference, "AD-2026-22222"):
        with looking(installation) as session, pytest.raises(NotFound) as refused:
            casework.find(session, lena, name)
        sentences.append(refused.value.sentence)
    assert sentences[0] == sentences[1]


def sealed_cards(installation: Installed) -> list[bytes]:
    with looking(installation) as session:
        return list(session.scalars(select(DeskCardRow.sealed)))


def test_new_cards_are_folded_by_the_page_that_shows_them_and_say_the_same(
    installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "FOLD_AT_ONCE", 2)
    for number in range(3):
        sent(installation, a_report(f"Nummer {number}."))
    desk = desk_of(installation, "lena")
    before = views(installation, desk)
    lena = installation.desk("lena")
    first = lena.queue("all")
    states = []
    for _ in range(3):
        with looking(installation) as session:
            states.append(len(queue.look(session, desk, today=TODAY).fresh))
        assert lena.queue("all") == first
    assert states == [1, 0, 0]
    assert views(installation, desk) == before
    assert len({len(sealed) for sealed in sealed_cards(installation)}) == 1


def test_folding_leaves_alone_what_a_colleague_changed_meanwhile(installation: Installed) -> None:
    sent(installation, a_report())
    desk = desk_of(installation, "lena")
    with looking(installation) as session:
        fresh = queue.look(session, desk, today=TODAY).fresh
    with acting(installation) as session:
        cards.fold(session, desk, fresh)
    folded = sealed_cards(installation)
    with acting(installation) as session:
        cards.fold(session, desk, fresh)
        cards.fold(session, desk, [(fresh[0][0], fresh[0][1], b"junk")])
    assert sealed_cards(installation) == folded
