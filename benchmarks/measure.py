"""Measuring: processor time of the server's processes, latencies, medians."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from tests.serving import Served, percentile

CLIENTS = 8
ROUNDS = 5


@dataclass
class Sample:
    """What one measurement of so many units found: seconds of each request, processor and wall seconds in all."""

    units: int
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0
    wall: float = 0.0

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time of the server for each unit."""
        return self.cpu / self.units * 1000


@dataclass
class Rounds:
    """The same work several times, each time right after the bare baseline: no machine is equally fast all day."""

    bare: list[Sample] = field(default_factory=list)
    work: list[Sample] = field(default_factory=list)

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time for each unit: the median round."""
        return statistics.median(each.cpu_each for each in self.work)

    @property
    def ratio(self) -> float:
        """Processor time of a unit, in units of the baseline: the median round."""
        pairs = zip(self.work, self.bare, strict=True)
        return statistics.median(work.cpu_each / bare.cpu_each for work, bare in pairs)

    @property
    def rate(self) -> float:
        """Units in a second: the median round."""
        return statistics.median(each.units / each.wall for each in self.work)

    @property
    def seconds(self) -> list[float]:
        """Of every request."""
        return [second for each in self.work for second in each.seconds]

    @property
    def found(self) -> str:
        """How it reads."""
        return f"{self.cpu_each:.2f} ms CPU, {self.rate:.0f}/s, {quantiles(self.seconds)} ms"


def in_rounds(
    count: int, bare: Callable[[], Sample], work: Callable[[Sequence[int]], Sample]
) -> Rounds:
    """Share the numbers below `count` out over the rounds."""
    rounds = Rounds()
    for number in range(ROUNDS):
        rounds.bare.append(bare())
        rounds.work.append(work(range(count * number // ROUNDS, count * (number + 1) // ROUNDS)))
    return rounds


def cpu_seconds(served: Served) -> float:
    """Processor time that the server's processes have used so far."""
    parent = psutil.Process(served.process.pid)
    times = [process.cpu_times() for process in [parent, *parent.children(recursive=True)]]
    return sum(each.user + each.system for each in times)


@contextmanager
def watching(served: Served, units: int) -> Iterator[Sample]:
    """Measure what happens inside the block, which does so many units."""
    sample = Sample(units)
    cpu, wall = cpu_seconds(served), time.perf_counter()
    yield sample
    sample.cpu, sample.wall = cpu_seconds(served) - cpu, time.perf_counter() - wall


def share_out(numbers: Sequence[int], work: Callable[[int], None], clients: int = CLIENTS) -> None:
    """Do `work` with each number, from several clients at once; raises what went wrong first."""
    left = iter(numbers)
    lock = threading.Lock()
    problems: list[BaseException] = []

    def client() -> None:
        while not problems:
            with lock:
                number = next(left, None)
            if number is None:
                return
            try:
                work(number)
            except Exception as error:  # noqa: BLE001 - raised again below, in the caller's thread
                problems.append(error)

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def median_ms(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile of repeated calls, in milliseconds; the first call is a warm-up."""
    work()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000, percentile(seconds, 0.95) * 1000


def line(name: str, found: str, must: str, *, ratio: float | None = None) -> str:
    """One printed figure."""
    beside = "" if ratio is None else f"{ratio:6.1f} x baseline"
    return f"{name:38} {found:46} {beside:18} must: {must}"


def quantiles(values: Sequence[float]) -> str:
    """p50, p95 and p99 of seconds, in milliseconds."""
    return " ".join(
        f"p{round(s * 100)} {percentile(values, s) * 1000:.0f}" for s in (0.5, 0.95, 0.99)
    )
