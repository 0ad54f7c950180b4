"""One thread of a worker leads; what takes it long does not keep the others waiting."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from incidents.serve import crew as crews
from incidents.serve.crew import Crew
from incidents.serve.watch import READ, Watched
from tests.serving import until

PATIENCE = 30.0


class Line:
    """A pipe that is listened to, and what happens on it: waits until it is told to go on, or fails."""

    def __init__(self, watched: Watched) -> None:
        self.heard, self.go = threading.Event(), threading.Event()
        self.thread, self.fails = 0, False
        self.reading, self.writing = os.pipe()
        watched[self.reading] = self

    def ring(self) -> None:
        """Let something happen."""
        os.write(self.writing, b"x")

    def on_events(self, _: int) -> None:
        """It was heard."""
        os.read(self.reading, 1)
        self.thread = threading.get_ident()
        self.heard.set()
        if self.fails:
            raise SystemExit
        assert self.go.wait(PATIENCE)

    def was_heard(self) -> bool:
        """Whether somebody heard, at the latest before patience ends."""
        return self.heard.wait(PATIENCE)


@contextmanager
def crew(watched: Watched, count: int) -> Iterator[Crew]:
    made = Crew(watched, count)
    made.start()
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.close()


def test_one_thread_leads_and_nobody_else_hears_until_it_is_relieved(watched: Watched) -> None:
    first, second = Line(watched), Line(watched)
    with crew(watched, 3):
        first.ring()
        assert first.was_heard()
        second.ring()
        assert watched.relieve(patience=PATIENCE)  # it is at something, and not for long
        assert not second.heard.is_set()
        assert watched.relieve(patience=0)
        assert second.was_heard()
        assert second.thread != first.thread
        first.go.set()
        second.go.set()


def test_who_was_relieved_leads_again_when_it_is_its_turn(watched: Watched) -> None:
    lines = [Line(watched) for _ in range(4)]
    with crew(watched, 2):
        for line in lines:
            line.ring()
            assert line.was_heard()
            watched.relieve(patience=0)
            line.go.set()
    assert len({line.thread for line in lines}) <= 2


def test_an_error_is_told_and_passes_the_lead_on(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crews._logger, "exception", told.append)
    broken, sound = Line(watched), Line(watched)
    broken.fails = True
    sound.go.set()
    with crew(watched, 1):
        broken.ring()
        assert broken.was_heard()
        watched.arm(sound.reading, READ)
        sound.ring()
        assert sound.was_heard()
    assert told == ["a thread of the worker met an error"]


def test_nothing_to_do_is_nothing_to_relieve(watched: Watched) -> None:
    line = Line(watched)
    line.go.set()
    with crew(watched, 2):
        assert not watched.relieve(patience=0)
        line.ring()
        assert line.was_heard()
    assert not watched.relieve(patience=0)


def test_the_main_thread_relieves_by_itself_while_it_waits_for_its_bell(watched: Watched) -> None:
    slow, quick = Line(watched), Line(watched)
    bell, press = os.pipe()

    def ring() -> None:
        assert quick.was_heard()
        os.write(press, b"x")

    quick.go.set()
    with crew(watched, 2):
        slow.ring()
        assert slow.was_heard()
        quick.ring()
        ringing = threading.Thread(target=ring)
        ringing.start()
        assert watched.wait_for(bell, seconds=PATIENCE)
        ringing.join()
        slow.go.set()


def test_the_end_reaches_everybody_though_one_is_busy(watched: Watched) -> None:
    slow = Line(watched)
    made = Crew(watched, 3)
    made.start()
    slow.ring()
    assert slow.was_heard()
    assert not made.stop(0.2)  # one is still at it
    until(lambda: sum(thread.is_alive() for thread in made._threads) == 1, "the others have gone")
    slow.go.set()
    for thread in made._threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
