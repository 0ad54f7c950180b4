"""What the workers of a machine count together, in memory, and forget with the day."""

import os
from datetime import date, timedelta

import pytest

from incidents.core.flood import ABOVE, PROVED
from incidents.web.board import Board, network_of

TODAY = date(2026, 11, 24)


def test_a_flood_begins_above_what_is_calm_and_has_a_top() -> None:
    board = Board(20)
    for _ in range(20):
        board.count_report()
    assert board.above() <= 0
    board.count_report()
    assert 0 < board.above() <= 1
    for _ in range(1_000):
        board.count_report()
    assert ABOVE - 1 < board.above() <= ABOVE


def test_processes_that_were_forked_after_it_count_on_the_same_board() -> None:
    board = Board(20)
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            board.count(PROVED)
            board.count_address("192.0.2.7", TODAY)
            os._exit(0)
        os.waitpid(pid, 0)
    assert 2.9 < board.level(PROVED) <= 3
    assert not board.is_new("192.0.2.7", TODAY)


def test_an_address_is_new_until_it_sent_and_again_the_next_day() -> None:
    board = Board(20)
    assert board.is_new("192.0.2.7", TODAY)
    for _ in range(300):  # more than a counter holds
        board.count_address("192.0.2.7", TODAY)
    assert not board.is_new("192.0.2.7", TODAY)
    assert board.is_new("192.0.2.8", TODAY)
    assert board.is_new("192.0.2.7", TODAY + timedelta(days=1))


def test_no_address_stands_in_the_memory_and_the_counts_tell_nothing_without_the_days_key() -> None:
    one, other = Board(20), Board(20)
    for board in (one, other):
        board.count_address("192.0.2.7", TODAY)
    memory = bytes(one._memory[:])
    for form in (b"192.0.2.7", network_of("192.0.2.7"), network_of("192.0.2.7")[::-1]):
        assert form not in memory
    assert memory != bytes(other._memory[:])


def test_the_keys_of_yesterday_are_gone() -> None:
    board = Board(20)
    board.count_address("192.0.2.7", TODAY)
    key = board._key_of(TODAY)
    board.count_address("192.0.2.8", TODAY + timedelta(days=1))
    assert key not in bytes(board._memory[:])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("unix:", "", True),
        ("x" * 5_000, "", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, *, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_five_hundred_addresses_hide_next_to_no_other() -> None:
    board = Board(20)
    for number in range(500):
        board.count_address(f"127.0.{number // 250}.{number % 250 + 1}", TODAY)
    hidden = [n for n in range(2_000) if not board.is_new(f"10.0.{n // 250}.{n % 250}", TODAY)]
    assert len(hidden) <= 5
