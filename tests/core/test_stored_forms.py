"""The documents that are sealed: desk card, fact, entry, browser box. Fixed sizes, exact inverses, no finer time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incidents.core import box, deskcard, entry, facts
from incidents.core.box import Composer, Device, Draft, Inbox, Receipt, Unsent
from incidents.core.deskcard import DeskCard, Duty, Flag, merge, signal_card
from incidents.core.entry import FIRST, FOR_REPORTER, Entry, Kind
from incidents.core.facts import DIMENSIONS, Excluded, Fact, fact_of
from incidents.core.handled import Handled, Mark
from incidents.core.queueline import queue_lines
from incidents.core.report import Readers, Report
from incidents.core.reportcard import card_of, reopened_card
from incidents.core.vocabulary import vocabulary
from incidents.crypto.envelope import LENGTH_BYTES
from incidents.crypto.sealing import FACT_BYTES

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, 7, 31, tzinfo=UTC)
CARD = DeskCard(
    2, Flag.UNDER_18 | Flag.REPLIED, DAY, DAY, date(2028, 1, 1), DAY, "ar", "skola-1", "norr"
)


def report(readers: Readers = Readers.NO, **answers: tuple[str, ...]) -> Report:
    return Report("Något hände.", "ar", readers, answers)


# ---------------------------------------------------------------- desk card


@pytest.mark.parametrize(
    "card", [CARD, DeskCard(1, Flag(0), None), DeskCard(4, Flag(511), date(2199, 1, 1))]
)
def test_a_card_comes_back_and_has_one_size(card: DeskCard) -> None:
    assert deskcard.unpack(card.pack()) == card
    assert len(card.pack()) == len(CARD.pack())


@pytest.mark.parametrize("data", [b"", b"\0", CARD.pack()[:-1], CARD.pack() + b"\0"])
def test_what_is_no_card_is_refused(data: bytes) -> None:
    assert queue_lines([(b"case", data)], 0) == []
    with pytest.raises(ValueError, match="desk card"):
        deskcard.unpack(data)


def test_a_cards_version_that_does_not_exist_is_refused() -> None:
    data = b"\2" + CARD.pack()[1:]
    assert queue_lines([(b"case", data)], 0) == []
    with pytest.raises(ValueError, match="version"):
        deskcard.unpack(data)


@pytest.mark.parametrize(
    ("answers", "readers", "flags", "priority"),
    [
        ({}, Readers.NO, Flag(0), 3),
        ({"safety": ("danger",)}, Readers.NO, Flag.DANGER, 1),
        ({"safety": ("child",)}, Readers.NO, Flag.DANGER | Flag.CHILD, 1),
        ({"safety": ("afraid",)}, Readers.NO, Flag(0), 2),
        ({"under18": ("yes",)}, Readers.NO, Flag.UNDER_18, 3),
        ({"wish": ("register",)}, Readers.NO, Flag.REGISTER_ONLY, 4),
        ({"wish": ("register",), "safety": ("danger",)}, Readers.NO, Flag(18), 1),
        ({"contact_mode": ("none",)}, Readers.NO, Flag.NO_ANSWER_WANTED, 3),
        ({}, Readers.UNSURE, Flag.MAY_CONCERN_READERS, 3),
        ({}, Readers.YES, Flag.MAY_CONCERN_READERS, 3),
    ],
)
def test_the_first_card_says_what_a_handler_must_see(
    answers: dict[str, tuple[str, ...]], readers: Readers, flags: Flag, priority: int
) -> None:
    card = card_of(report(readers, **answers), DAY)
    assert (card.flags, card.priority, card.language) == (flags, priority, "ar")


def test_the_first_card_holds_no_ground_motive_or_area() -> None:
    plain = card_of(report(), DAY)
    for name in ("ground", "bias_motive", "area", "actor_type", "place_type"):
        first = vocabulary(name).public()[0].code
        named = Report("Något hände.", "ar", Readers.NO, {name: (first,)})
        assert card_of(named, DAY) == plain


def test_a_message_is_due_in_three_working_days_or_earlier_if_something_else_is() -> None:
    assert DeskCard(3, Flag(0), None).with_message(DAY).due == date(2026, 11, 27)
    assert DeskCard(3, Flag(0), DAY).with_message(DAY).due == DAY


def test_an_answer_ends_what_was_due_and_a_follow_up_is_due_a_fortnight_later() -> None:
    waiting = DeskCard(3, Flag.DANGER, DAY).with_message(DAY)
    assert waiting.answered(DAY) == DeskCard(3, Flag.DANGER | Flag.REPLIED, date(2026, 12, 8))
    assert waiting.read() == DeskCard(3, Flag.DANGER, DAY)


@pytest.mark.parametrize("flag", [Flag.REGISTER_ONLY, Flag.NO_ANSWER_WANTED, Flag.WANTS_STOP])
def test_whoever_wants_no_more_of_us_is_not_followed_up(flag: Flag) -> None:
    assert DeskCard(3, flag, DAY).answered(DAY) == DeskCard(3, flag | Flag.REPLIED, None)


@pytest.mark.parametrize(
    ("flags", "duty"),
    [
        (Flag(0), Duty.FIRST_REPLY),
        (Flag.REGISTER_ONLY, Duty.TRIAGE),
        (Flag.NO_ANSWER_WANTED | Flag.NEW_MESSAGE, Duty.TRIAGE),
        (Flag.NEW_MESSAGE, Duty.FIRST_REPLY),
        (Flag.REPLIED | Flag.NEW_MESSAGE, Duty.MESSAGE),
        (Flag.REPLIED | Flag.NEW_EVENT, Duty.MESSAGE),
        (Flag.REPLIED, Duty.FOLLOW_UP),
    ],
)
def test_what_is_due_is_the_first_reply_until_it_is_given(flags: Flag, duty: Duty) -> None:
    assert DeskCard(3, flags, DAY).duty is duty


def test_another_body_is_asked_after_thirty_days_and_puts_off_nothing_of_ours() -> None:
    answered = DeskCard(3, Flag.REPLIED, DAY).awaiting(DAY)
    assert (answered.due, answered.duty) == (
        date(2026, 12, 28),
        Duty.REFERRAL,
    )  # the 24th is Christmas Eve
    assert deskcard.unpack(answered.pack()) == answered
    first = DeskCard(3, Flag(0), DAY).awaiting(DAY)
    assert (first.due, first.duty) == (DAY, Duty.FIRST_REPLY)
    assert first.answered(DAY).due == answered.due
    message = answered.with_message(DAY)
    assert (message.due, message.duty) == (date(2026, 11, 27), Duty.MESSAGE)


def test_a_signal_is_added_to_the_card_and_takes_nothing_away() -> None:
    merged = merge([signal_card(DAY), CARD, signal_card(date(2026, 11, 20))])
    assert merged is not None
    assert merged.flags == CARD.flags | Flag.NEW_MESSAGE
    assert (merged.priority, merged.due, merged.language) == (2, DAY, "ar")
    assert merge([]) is None


def test_a_signal_alone_is_a_card_with_a_new_message() -> None:
    alone = merge([signal_card(DAY)])
    assert alone is not None
    assert (alone.flags, alone.due) == (Flag.NEW_MESSAGE, date(2026, 11, 27))


def test_a_reopened_cases_card_is_due_from_today_on_and_keeps_the_reports_flags() -> None:
    old, today = date(2026, 1, 5), DAY
    card = reopened_card(report(under18=("yes",)), old, None, today)
    assert (card.flags, card.due) == (Flag.UNDER_18, date(2026, 12, 1))
    with_message = reopened_card(report(), old, merge([signal_card(DAY)]), today)
    assert (with_message.flags, with_message.due) == (Flag.NEW_MESSAGE, date(2026, 11, 27))


def test_late_is_the_day_after() -> None:
    assert not CARD.late(DAY)
    assert CARD.late(DAY + timedelta(days=1))
    assert not DeskCard(1, Flag(0), None).late(DAY)


# ---------------------------------------------------------------- fact


def test_a_fact_has_fifty_five_bytes_and_comes_back() -> None:
    every = {
        name: tuple(choice.code for choice in vocabulary(name).public()) for name in DIMENSIONS
    }
    for fact in (Fact(2026, 11, 1, {}), Fact(2020, 1, 1, every), Fact(2099, 12, 7, every)):
        assert len(fact.pack()) == 55
        assert facts.unpack(fact.pack()) == fact


def test_the_fact_of_a_double_has_one_byte_more_and_still_fits_what_is_sealed() -> None:
    fact = fact_of(report(safety=("danger",)), DAY)
    double = replace(fact, excluded=Excluded.DOUBLE)
    assert double.pack() == b"\3" + fact.pack()[1:] + b"\1"
    assert facts.unpack(double.pack()) == double
    assert len(double.pack()) + LENGTH_BYTES <= FACT_BYTES


def test_a_fact_with_what_the_desk_knows_has_these_bytes_and_fits_what_is_sealed() -> None:
    known = Handled(
        scope="dl_unclear",
        hate_event="yes",
        own_operation=("employer",),
        form=("direct", "indirect"),
        event_type=("threat",),
        reply="d5",
        marks=frozenset({Mark.CODED, Mark.CLOSED}),
        same_person=(b"person",),
        same_event=(b"event1", b"event2"),
    )
    fact = replace(fact_of(report(), DAY), handled=known, excluded=Excluded.ABUSE)
    tail = bytes([2, 2, 1, 2, 0, 3, 0, 0, 0, 4, 2, 0, 5])
    tokens = b"person".ljust(24, b"\0") + b"event1event2".ljust(24, b"\0")
    assert fact.pack() == b"\4" + fact_of(report(), DAY).pack()[1:] + tail + tokens
    assert len(fact.pack()) == facts.MOST
    assert len(fact.pack()) + LENGTH_BYTES <= FACT_BYTES
    assert facts.unpack(fact.pack()) == fact


@pytest.mark.parametrize("place", [55, 56, 57, 65])
def test_what_no_list_has_is_no_fact(place: int) -> None:
    packed = replace(fact_of(report(), DAY), handled=Handled()).pack()
    with pytest.raises(ValueError, match="fact"):
        facts.unpack(packed[:place] + b"\xee" + packed[place + 1 :])


def test_the_day_of_a_report_is_not_in_its_fact() -> None:
    first, last = (fact_of(report(), date(2026, 11, day)).pack() for day in (1, 30))
    assert first == last
    assert first != fact_of(report(), date(2026, 12, 1)).pack()


def test_a_fact_has_these_bytes() -> None:
    fact = fact_of(report(safety=("danger",), contact_mode=("code",)), DAY)
    masks = {
        "safety": 1 << vocabulary("safety").index("danger"),
        "contact_mode": 1 << vocabulary("contact_mode").index("code"),
    }
    expected = bytes([2]) + (82).to_bytes(2) + (1).to_bytes(2)
    expected += b"".join(masks.get(name, 0).to_bytes(2) for name in DIMENSIONS)
    expected += bytes(20)  # neither district nor unit
    assert fact.pack() == expected


def test_a_facts_version_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        facts.unpack(b"\3" + bytes(54))
    with pytest.raises(ValueError, match="version"):
        facts.unpack(b"\2" + bytes(34))


# ---------------------------------------------------------------- entry


def an_entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "case_id": b"\1" * 16,
        "number": 2,
        "kind": Kind.ANSWER,
        "moment": "2026-11-24T12:00:00+00:00",
        "language": "ar",
        "content": {"text": "شكرا 😀"},
        "previous": b"\2" * 32,
        "author_id": b"\3" * 16,
        "author_name": "Lena Holm",
        "signature": b"\4" * 64,
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def test_an_entry_comes_back_and_its_link_covers_every_part() -> None:
    original = an_entry()
    assert entry.unpack(original.pack()) == original
    links = {entry.link(entry.frame(original.pack(), bytes(16)))}
    for change in (
        {"case_id": b"\0" * 16},
        {"number": 3},
        {"kind": Kind.NOTE},
        {"moment": "2026-11-24"},
        {"language": "sv"},
        {"content": {"text": "x"}},
        {"previous": FIRST},
        {"author_id": b"\0" * 16},
        {"author_name": "Omar"},
        {"signature": b"\0" * 64},
    ):
        links.add(entry.link(entry.frame(an_entry(**change).pack(), bytes(16))))
    assert len(links) == 11


def test_the_signature_is_not_signed_and_everything_else_is() -> None:
    assert an_entry(signature=b"").signed_bytes() == an_entry().signed_bytes()
    assert an_entry(number=3).signed_bytes() != an_entry().signed_bytes()


def test_a_link_says_nothing_about_a_guessed_text() -> None:
    packed = an_entry().pack()
    assert entry.link(entry.frame(packed, b"\1" * 16)) != entry.link(
        entry.frame(packed, b"\2" * 16)
    )
    assert entry.unframe(entry.frame(packed, b"\1" * 16)) == packed
    with pytest.raises(ValueError, match="16 bytes"):
        entry.frame(packed, b"")


def test_what_colleagues_say_to_each_other_is_all_that_a_reporter_may_not_read() -> None:
    """What comes back by a hand-over is read by whom it is sealed to: a translation by the desk alone."""
    assert frozenset(Kind) - FOR_REPORTER == {
        Kind.NOTE,
        Kind.CODING,
        Kind.LOOK,
        Kind.TRANSLATION,
        Kind.WORK,
        Kind.LINK,
    }


@pytest.mark.parametrize(
    "change", [{"moment": "yesterday"}, {"content": {}}, {"content": {"text": 7}}]
)
def test_a_document_that_could_not_be_shown_is_no_entry(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - one error for every cause
        entry.unpack(an_entry(**change).pack())


# ---------------------------------------------------------------- browser box


DRAFT = Draft(
    Device.SHARED,
    "unsure",
    b"\1" * 12,
    b"\2" * 32,
    NOW.replace(microsecond=0),
    "Berättelsen 😀",
    {"wish": ("talk", "support")},
    "070-174 06 21",
    "efter 17",
)
RECEIPT = Receipt(Device.OWN, b"\1" * 12, b"\2" * 32, NOW, "2026-11-24", True, False, True)
INBOX = Inbox(b"\1" * 12, NOW)
UNSENT = Unsent("AD-2026-22222", Composer.ANSWER, "Vi ringer.\n😀", NOW, "ar", "5f" * 16)


@pytest.mark.parametrize("content", [DRAFT, RECEIPT, INBOX, UNSENT])
def test_a_box_comes_back_until_its_exact_second_and_not_after(
    content: Draft | Receipt | Inbox | Unsent,
) -> None:
    packed = box.pack(content)
    assert box.unpack(packed, NOW - timedelta(seconds=1)) == content
    assert box.unpack(packed, NOW) is None
    assert box.unpack(packed, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("device", "life"),
    [(Device.OWN, timedelta(hours=20)), (Device.SHARED, timedelta(minutes=30))],
)
def test_a_draft_lives_on_from_each_page_as_long_as_its_device_allows(
    device: Device, life: timedelta
) -> None:
    draft = Draft(device, "no", b"\1" * 12, b"\2" * 32, NOW)
    assert draft.renewed(NOW).expires == NOW + life


def test_an_empty_answer_takes_the_question_away_and_others_stay() -> None:
    draft = Draft(Device.OWN, "no", b"\1" * 12, b"\2" * 32, NOW, answers={"safety": ("safe",)})
    assert draft.with_answers({"wish": ("talk",)}).answers == {
        "safety": ("safe",),
        "wish": ("talk",),
    }
    assert draft.with_answers({"safety": ()}).answers == {}
