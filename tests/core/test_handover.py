"""An order: what it says, how it stands, and which answers belong to it."""

from datetime import date

import pytest

from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.handover import (
    Decline,
    Order,
    Standing,
    Wanted,
    belongs,
    check_wished,
    handed_over,
    order_in,
)
from incidents.core.packet import Draft, Packet, Text, check_length, unpack, unpack_draft

DAY, WISHED, UNTIL = date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)
WANTED = Wanted("Byrån", "interpreter_service", (1, 3), "", "sv", WISHED)
ORDER = Order(WANTED, UNTIL, b"p" * 32, b"k" * 32)


def entry(number: int, kind: Kind, author: bytes = b"", **content: object) -> Entry:
    said = {"text": "", **content}
    return Entry(b"c" * 16, number, kind, "2026-11-24", "sv", said, FIRST, author)


ORDERED = entry(4, Kind.HANDOVER, b"s" * 16, **ORDER.content())
BACK = entry(5, Kind.HANDED, handover=4, of=1)


def test_an_order_comes_back_as_it_was_written() -> None:
    assert order_in(ORDERED) == ORDER


@pytest.mark.parametrize(
    "changed",
    [{"what": "referral"}, {"of": [True, "x"]}, {"of": []}, {"wished": "x"}, {"key": "zz"}],
)
def test_what_is_not_as_we_write_it_is_no_order(changed: dict[str, object]) -> None:
    content = {**ORDER.content(), **changed}
    assert order_in(entry(4, Kind.HANDOVER, b"s" * 16, **content)) is None


@pytest.mark.parametrize(
    ("further", "lying", "today", "standing"),
    [
        ([], {4}, WISHED, Standing.WAITING),
        ([], {4}, date(2026, 12, 2), Standing.LATE),
        ([], {4}, date(2026, 12, 9), Standing.EXPIRED),
        ([], set(), DAY, Standing.ENDED),
        ([BACK], set(), DAY, Standing.ANSWERED),
        ([entry(5, Kind.HANDED, handover=4, declined="no")], set(), DAY, Standing.DECLINED),
        ([entry(5, Kind.HANDED, handover=4, declined="conflict")], set(), DAY, Standing.CONFLICT),
        ([entry(5, Kind.HANDOVER, b"s" * 16, withdrawn=4)], set(), DAY, Standing.WITHDRAWN),
    ],
)
def test_how_an_order_stands(
    further: list[Entry], lying: set[int], today: date, standing: Standing
) -> None:
    (handed,) = handed_over([ORDERED, *further])
    assert handed.standing(frozenset(lying), today) is standing


def test_only_what_was_ordered_belongs_to_an_order() -> None:
    orders = {4: ORDER}
    assert belongs(BACK, orders) is ORDER
    assert belongs(entry(5, Kind.HANDED, handover=4, declined=Decline.NO), orders) is ORDER
    for wrong in (
        entry(5, Kind.HANDED, handover=4, of=2),
        entry(5, Kind.HANDED, handover=9, of=1),
        entry(5, Kind.HANDED, handover=4),
        entry(5, Kind.HANDED, b"s" * 16, handover=4, of=1),
    ):
        assert belongs(wrong, orders) is None


@pytest.mark.parametrize(
    "changed", [{"to": " "}, {"to": "x" * 121}, {"translator": "machine"}, {"of": ()}]
)
def test_an_order_without_somebody_or_something_is_refused(changed: dict[str, object]) -> None:
    values: dict[str, object] = {
        "to": "Byrån",
        "translator": "person",
        "of": (1,),
        "source": "",
        "target": "sv",
        "wished": WISHED,
    }
    with pytest.raises(Invalid):
        Wanted(**{**values, **changed})  # type: ignore[arg-type]


def test_the_wished_day_lies_between_tomorrow_and_the_last_day() -> None:
    check_wished(UNTIL, DAY, UNTIL)
    for wrong in (DAY, date(2026, 12, 9)):
        with pytest.raises(Invalid):
            check_wished(wrong, DAY, UNTIL)


def test_packet_and_draft_come_back_and_no_other_version_is_read() -> None:
    texts = (Text(1, "ar", "قصة طويلة"), Text(3, "ar", "مرحبا"))
    packet = Packet(4, "Byrån", "person", "sv", WISHED, UNTIL, texts)
    assert unpack(packet.pack()) == packet
    assert packet.words == 3
    draft = Draft().saved({1: "En lång"})
    assert unpack_draft(draft.pack()) == Draft(1, {1: "En lång"})
    with pytest.raises(ValueError, match="packet"):
        unpack(packet.pack().replace(b'"v":1', b'"v":2'))
    with pytest.raises(ValueError, match="draft"):
        unpack_draft(draft.pack().replace(b'"v":1', b'"v":2'))
    check_length("x" * 40_000)
    with pytest.raises(Invalid):
        check_length("x" * 40_001)
