"""The line for the slow derivation: known devices first, then whoever has failed least; few wait, and none for ever."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from incidents.actions.derivations import MOST_KNOWN, MOST_STRANGERS, Line, Place
from incidents.core.errors import Busy
from incidents.core.failures import HALVED_AFTER, MOST, Failures
from tests.serving import until

LENA, OMAR = b"lena", b"omar"


class Counter:
    """A line behind somebody who is being served, and those who come after."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.line, self.served, self._pool = Line(), list[str](), pool

    @contextmanager
    def taken(self) -> Iterator[None]:
        """As long as somebody's passphrase is being derived."""
        with self.line.turn(Place()):
            yield

    def come(self, name: str, place: Place) -> "Future[bool]":
        """Stand in line; the answer is whether this one was served. Returns once they stand there or were sent away."""
        entered = Event()

        def stand() -> bool:
            entered.set()
            try:
                with self.line.turn(place):
                    self.served.append(name)
            except Busy:
                return False
            return True

        before = len(self.line._waiting)
        future = self._pool.submit(stand)
        assert entered.wait(30)
        until(
            lambda: future.done() or len(self.line._waiting) != before or self._stands(place),
            f"{name} stands in line",
        )
        return future

    def _stands(self, place: Place) -> bool:
        return any(one.place is place for one in self.line._waiting)


@pytest.fixture
def counter() -> Iterator[Counter]:
    with ThreadPoolExecutor(40) as pool:
        yield Counter(pool)


def test_a_known_device_goes_before_strangers_who_came_earlier(counter: Counter) -> None:
    with counter.taken():
        strangers = [counter.come("stranger", Place()) for _ in range(MOST_STRANGERS)]
        lena = counter.come("lena", Place(LENA))
    assert lena.result(30)
    assert [one.result(30) for one in strangers] == [True] * MOST_STRANGERS
    assert counter.served == ["lena", *["stranger"] * MOST_STRANGERS]


def test_no_number_of_strangers_takes_a_known_devices_place(counter: Counter) -> None:
    with counter.taken():
        lena = counter.come("lena", Place(LENA))
        strangers = [counter.come("stranger", Place()) for _ in range(30)]
    assert lena.result(30)
    assert counter.served[0] == "lena"
    assert sum(one.result(30) for one in strangers) == MOST_STRANGERS


def test_whoever_has_failed_least_goes_first_and_takes_the_place_of_whoever_has_failed_most(
    counter: Counter,
) -> None:
    with counter.taken():
        often = [counter.come("often", Place(failures=9)) for _ in range(MOST_STRANGERS)]
        never = counter.come("never", Place(failures=0))
    assert never.result(30)
    assert counter.served[0] == "never"
    assert sum(one.result(30) for one in often) == MOST_STRANGERS - 1


def test_one_account_waits_once_on_its_devices_and_leaves_room_for_the_others(
    counter: Counter,
) -> None:
    with counter.taken():
        lenas = [counter.come("lena", Place(LENA)) for _ in range(10)]
        omar = counter.come("omar", Place(OMAR))
    assert omar.result(30)
    assert sum(one.result(30) for one in lenas) == 1
    assert sorted(counter.served) == ["lena", "omar"]
    assert MOST_KNOWN > 1


def test_at_most_so_many_threads_are_held(counter: Counter) -> None:
    with counter.taken():
        for number in range(20):
            counter.come("stranger", Place(failures=number))
            counter.come("known", Place(bytes([number])))
        assert len(counter.line._waiting) == MOST_STRANGERS + MOST_KNOWN


def test_after_an_error_in_a_turn_the_next_one_comes(counter: Counter) -> None:
    with pytest.raises(ZeroDivisionError), counter.taken():
        raise ZeroDivisionError
    assert counter.come("next", Place()).result(30)


# ---------------------------------------------------------------- the counts behind a place


def test_a_count_is_of_one_place_and_sinks_by_half() -> None:
    failures = Failures(b"k" * 32)
    for _ in range(8):
        failures.count(b"here", 1.0)
    assert (failures.of(b"here", 2.0), failures.of(b"there", 2.0)) == (8, 0)
    assert failures.of(b"here", 2 + HALVED_AFTER) == 4
    assert failures.of(b"here", 3 + 20 * HALVED_AFTER) == 0


def test_a_count_has_an_end() -> None:
    failures = Failures(b"k" * 32)
    for _ in range(MOST + 50):
        failures.count(b"here", 1.0)
    assert failures.of(b"here", 1.0) == MOST


def test_the_counters_tell_no_place() -> None:
    """The same place lies elsewhere under another key."""
    where = set()
    for number in range(20):
        failures = Failures(bytes([number]) * 32)
        failures.count(b"here", 1.0)
        where.add(bytes(failures._counts).index(1))
    assert len(where) > 10
