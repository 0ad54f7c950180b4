"""What a report may be, what is sealed of it, and the permissions and audit rows of those who read it."""

import hashlib
import json

import pytest

from incidents.core.auditing import GENESIS, Act, AuditRow
from incidents.core.errors import Invalid, NotAllowed
from incidents.core.permissions import (
    Actor,
    Role,
    can_desk,
    can_write,
    check_desk,
    check_write,
)
from incidents.core.report import (
    NOTICE,
    Contact,
    Readers,
    Report,
    report_in,
    told_of_alerts,
    told_of_pooling,
)


def report(**answers: tuple[str, ...]) -> Report:
    return Report("Något hände.", "sv", Readers.NO, answers)


def told(story: str) -> Report:
    return Report(story, "sv", Readers.NO)


@pytest.mark.parametrize("story", ["", " ", "\n\t\r", "\u00a0", "x" * 20_001, "😀" * 20_001])
def test_a_story_that_says_nothing_or_too_much_is_refused(story: str) -> None:
    with pytest.raises(Invalid):
        told(story)


@pytest.mark.parametrize("story", ["x", " x ", "x" * 20_000, "😀" * 20_000, "\u202eمرحبا"])
def test_a_story_from_one_to_twenty_thousand_characters_is_kept_as_it_is(story: str) -> None:
    assert told(story).document()["story"] == story


@pytest.mark.parametrize(
    "answers",
    [
        {"foreign": ("x",)},
        {"safety": ("foreign",)},
        {"safety": ()},
        {"safety": ("safe", "afraid")},
        {"wish": ("support", "support")},
        {"wish": ("support", "foreign")},
        {"reporter_role": ("staff_intake",)},
    ],
)
def test_an_answer_that_the_lists_do_not_have_is_refused(
    answers: dict[str, tuple[str, ...]],
) -> None:
    with pytest.raises(Invalid):
        report(**answers)


@pytest.mark.parametrize(
    ("wish", "alone"),
    [(("register",), True), (("register", "support"), False), (("support",), False)],
)
def test_register_only_is_the_only_wish(wish: tuple[str, ...], *, alone: bool) -> None:
    assert report(wish=wish).register_only is alone


def test_who_wants_no_answer_gets_none() -> None:
    assert not report(contact_mode=("none",)).may_answer
    assert report(contact_mode=("code",)).may_answer
    assert report().may_answer


@pytest.mark.parametrize(
    ("mode", "value", "safe_times"),
    [
        ("code", "070", ""),
        ("phone", "", ""),
        ("phone", " \n", ""),
        ("email", "x" * 501, ""),
        ("post", "x", "x" * 501),
    ],
)
def test_contact_details_without_way_or_with_too_much_are_refused(
    mode: str, value: str, safe_times: str
) -> None:
    with pytest.raises(Invalid):
        Contact(mode, value, safe_times)


def test_contact_details_are_never_in_the_reports_document() -> None:
    contact = Contact("phone", "070-174 06 21", "efter 17")
    answers = {"contact_mode": ("phone",)}
    document = Report("Något hände.", "sv", Readers.NO, answers, contact).document()
    assert document == {
        "story": "Något hände.",
        "readers": "no",
        "answers": {"contact_mode": ["phone"]},
        "vocabulary": 1,
        "notice": NOTICE,
    }
    assert contact.document() == {
        "mode": "phone",
        "value": "070-174 06 21",
        "safe_times": "efter 17",
    }


def test_a_report_from_before_says_nothing_of_what_was_told_and_one_from_now_does() -> None:
    document = report().document()
    assert told_of_alerts(document)
    assert told_of_pooling(document)
    first = {**document, "notice": 1}
    assert (told_of_alerts(first), told_of_pooling(first)) == (True, False)
    before = {name: said for name, said in document.items() if name != "notice"}
    assert report_in(before, "sv").notice == 0
    for unheard in (before, {**before, "notice": 0}, {**before, "notice": "1"}):
        assert not told_of_alerts(unheard)
        assert not told_of_pooling(unheard)


def test_a_report_comes_back_from_its_document() -> None:
    original = report(wish=("information", "support"), safety=("afraid",))
    assert report_in(json.loads(json.dumps(original.document())), "sv") == original


def actor(*roles: Role) -> Actor:
    return Actor(b"\1" * 16, "Lena Holm", frozenset(roles))


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ((Role.CASEWORK,), True),
        ((Role.INDEPENDENT,), True),
        ((Role.CASEWORK, Role.COORDINATION), True),
        ((Role.COORDINATION,), False),
        ((Role.ADMINISTRATION,), False),
        ((Role.COORDINATION, Role.ADMINISTRATION), False),
        ((), False),
    ],
)
def test_asking_and_checking_agree_about_the_desk(
    roles: tuple[Role, ...], *, allowed: bool
) -> None:
    who = actor(*roles)
    assert can_desk(who) is allowed
    assert can_write(who, opened=True) is allowed
    assert can_write(who, opened=False) is False
    with pytest.raises(NotAllowed):
        check_write(who, opened=False)
    if not allowed:
        with pytest.raises(NotAllowed):
            check_desk(who)


def row(**changes: object) -> AuditRow:
    values: dict[str, object] = {
        "chain": "case:00",
        "number": 1,
        "at": "2026-11-24T12:00:00+00:00",
        "actor": b"\2" * 16,
        "act": Act.CASE_OPENED,
        "subject": "AD-2026-7K3QF",
        "detail": "",
        "previous": GENESIS,
    }
    return AuditRow(**{**values, **changes})  # type: ignore[arg-type]


def test_an_audit_rows_statement_has_these_bytes() -> None:
    assert row().statement() == (
        b'{"act":"case.opened","actor":"02020202020202020202020202020202",'
        b'"at":"2026-11-24T12:00:00+00:00","chain":"case:00","detail":"","number":1,'
        b'"previous":"' + b"0" * 64 + b'","subject":"AD-2026-7K3QF"}'
    )
    assert row().digest(b"s") == hashlib.sha256(row().statement() + b"s").digest()


@pytest.mark.parametrize(
    "change",
    [
        {"chain": "case:01"},
        {"number": 2},
        {"at": "2026-11-24T12:00:01+00:00"},
        {"actor": b"\3" * 16},
        {"act": Act.CASE_NOTED},
        {"subject": "AD-2026-7K3QG"},
        {"detail": "x"},
        {"previous": b"\1" * 32},
    ],
)
def test_every_part_of_an_audit_row_is_signed_and_hashed(change: dict[str, object]) -> None:
    assert row(**change).statement() != row().statement()
    assert row(**change).digest(b"") != row().digest(b"")
    assert row().digest(b"a") != row().digest(b"b")
