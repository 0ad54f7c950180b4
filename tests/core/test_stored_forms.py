"""The documents that are sealed: desk card, fact, entry, browser box. Fixed sizes, exact inverses, no finer time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incidents.core import box, deskcard, entry, facts, older_facts
from incidents.core.box import Composer, Device, Draft, Inbox, Receipt, Unsent
from incidents.core.deskcard import DeskCard, Duty, Flag, merge, signal_card
from incidents.core.entry import FIRST, FOR_REPORTER, Entry, Kind
from incidents.core.facts import DIMENSIONS, ONE, SEVERAL, Excluded, Fact, fact_of
from incidents.core.handled import NOTHING, Handled, Mark, with_links
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


def test_a_fact_has_thirty_nine_bytes_and_comes_back() -> None:
    several = {name: tuple(one.code for one in vocabulary(name).public()) for name in SEVERAL}
    every = several | {name: (vocabulary(name).public()[-1].code,) for name in ONE}
    tokens = {"same_person": (b"person",), "same_event": (b"event1", b"event2")}
    known = Handled("none", "later", frozenset(Mark), **tokens, more_links=True)
    for fact in (
        Fact(2026, 11, {}),
        Fact(2020, 1, every, "12345678", Excluded.ABUSE, known),
        Fact(2099, 12, every, later=True),
    ):
        assert len(fact.pack()) == facts.SIZE == 39
        assert len(fact.pack()) + LENGTH_BYTES <= FACT_BYTES
        assert facts.unpack(fact.pack()) == fact


def test_a_fact_has_these_bytes() -> None:
    told = {
        "ground": ("ethnicity", "age"),
        "wish": ("register",),
        "area": ("education",),
        "own_operation": ("service",),
    }
    known = Handled("dl_likely", "d5", frozenset({Mark.CODED}), (b"person",), (b"event1",))
    fact = Fact(2026, 11, told, "norr", Excluded.DOUBLE, known)
    fields = 0b1000001 | 1 << 27 | 2 << 45 | 1 << 53 | 2 << 57 | 1 << 60
    fields |= 1 << 64 | 1 << 71 | 1 << 75 | 1 << 77
    expected = bytes([5]) + (82).to_bytes(2) + fields.to_bytes(10) + b"norr".ljust(8, b"\0")
    assert fact.pack() == expected + b"personevent1".ljust(18, b"\0")
    assert replace(fact, later=True).pack() == b"\6" + fact.pack()[1:]


def test_the_groups_of_a_fact_stand_in_this_order_for_good() -> None:
    """Bits and places are read by it. Another order needs another version of facts."""
    told = {name: " ".join(one.code for one in vocabulary(name).public()) for name in DIMENSIONS}
    assert told == {
        "ground": "ethnicity religion disability sex transgender sexual_orientation age other unknown",
        "bias_motive": "black muslims jews roma minorities origin lgbtqi other unknown",
        "what_happened": "treated barrier insulted sexual threatened attacked place ignored other",
        "wish": "register information support report complain contact_org stop redress unknown",
        "reported_to": "nobody body union police do help authority other unsaid",
        "own_operation": "service employer company contracted grant no unknown",
        "area": "work education housing care authority service leisure outside other",
        "place_type": "home work school out shop care leisure digital other",
    }


def test_every_field_of_a_fact_has_bits_of_its_own() -> None:
    used = [first + bit for first, width in facts.FIELDS.values() for bit in range(width)]
    assert len(used) == len(set(used)) <= 80
    assert not {62, 63} & set(used)  # the lower word is never a negative number


def test_what_no_table_and_no_indicator_counts_is_in_no_fact() -> None:
    told = report(safety=("danger",), contact_mode=("code",), under18=("yes",), frequency=("once",))
    assert fact_of(told, DAY) == Fact(2026, 11, {})
    with pytest.raises(ValueError, match="no such answer"):
        Fact(2026, 11, {"safety": ("danger",)}).pack()


def test_whose_operation_it_was_follows_from_who_did_it() -> None:
    assert fact_of(report(actor_type=("company", "person")), DAY).groups == {
        "own_operation": ("company", "no")
    }
    assert fact_of(report(actor_type=("unknown",)), DAY).groups == {}


@pytest.mark.parametrize(
    ("bit", "value"),
    [(45, 10), (49, 15), (53, 11), (57, 5), (60, 3), (62, 1), (63, 1), (75, 1), (77, 2), (79, 1)],
)
def test_what_no_list_has_is_no_fact(bit: int, value: int) -> None:
    """An area, a place, a scope, a reply, a reason, bits that are nobody's, tokens that are not there."""
    packed = bytearray(fact_of(report(), DAY).pack())
    packed[3:13] = (value << bit).to_bytes(10)
    with pytest.raises(ValueError, match=r"fact|token"):
        older_facts.read(bytes(packed))


def test_a_token_that_nobody_counted_is_no_fact() -> None:
    packed = fact_of(report(), DAY).pack()
    with pytest.raises(ValueError, match="token"):
        facts.unpack(packed[:-1] + b"x")


def test_the_day_of_a_report_is_not_in_its_fact() -> None:
    first, last = (fact_of(report(), date(2026, 11, day)).pack() for day in (1, 30))
    assert first == last
    assert first != fact_of(report(), date(2026, 12, 1)).pack()


def test_a_facts_version_that_does_not_exist_is_refused() -> None:
    for odd in (b"\7" + bytes(38), b"\5" + bytes(37), b"\3" + bytes(54), b"\2" + bytes(34), b""):
        with pytest.raises(ValueError, match="version"):
            older_facts.read(odd)


def test_links_that_a_fact_has_no_room_for_are_told_and_those_of_events_stay() -> None:
    person, event = (b"per001", b"per002"), (b"eve001", b"eve002")
    assert with_links(NOTHING, person[:1], event) == Handled(
        same_person=person[:1], same_event=event
    )
    assert with_links(NOTHING, person, event) == Handled(
        same_person=person[:1], same_event=event, more_links=True
    )
    with pytest.raises(ValueError, match="three tokens"):
        Handled(same_person=person, same_event=event)
    with pytest.raises(ValueError, match="three tokens"):
        Handled(same_person=(bytes(6),))


def test_facts_of_every_earlier_version_are_read() -> None:
    """Their bytes as they were written; what is not counted any more is left out."""
    masks = {"area": 0b11, "actor_type": 0b10, "safety": 1, "ground": 1 << 9 | 1, "reported_to": 8}
    order = (
        *("reporter_role", "what_happened", "area", "actor_type", "ground", "bias_motive"),
        *("when_coarse", "frequency", "place_type", "consequence", "wish", "reported_to"),
        *("safety", "under18", "contact_mode"),
    )
    head = (82).to_bytes(2) + (1).to_bytes(2)
    first = head + b"".join(masks.get(name, 0).to_bytes(2) for name in order)
    lists = b"norr\0\0\0\0\0\7" + b"12345678\0\7"
    groups = {
        "ground": ("ethnicity",),
        "area": ("work",),
        "reported_to": ("police",),
        "own_operation": ("company",),
    }
    assert older_facts.read(b"\1" + first) == Fact(2026, 11, groups)
    second = Fact(2026, 11, groups, "norr")
    assert older_facts.read(b"\2" + first + lists) == second
    double = replace(second, excluded=Excluded.DOUBLE)
    assert older_facts.read(b"\3" + first + lists + b"\1") == double
    # Scope, hate event, employer, form, event type, within five days; coded, closed, and the police.
    tail = bytes([0, 2, 1, 2, 0, 3, 0, 0, 0, 4, 2, 0, 0b10101])
    tokens = b"person".ljust(24, b"\0") + b"event1event2".ljust(24, b"\0")
    known = Handled(
        "dl_unclear",
        "d5",
        frozenset({Mark.CODED, Mark.POLICE}),
        (b"person",),
        (b"event1", b"event2"),
    )
    fourth = replace(second, groups={**groups, "own_operation": ("employer",)}, handled=known)
    assert older_facts.read(b"\4" + first + lists + tail + tokens) == fourth
    assert facts.unpack(fourth.pack()) == fourth
    for wrong in (
        b"\3" + first + lists + b"\3",
        b"\4" + first + lists + b"\0\xee" + tail[2:] + tokens,
    ):
        with pytest.raises(ValueError, match="fact"):
            older_facts.read(wrong)


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
