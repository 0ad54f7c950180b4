"""Each figure of DESIGN 6 that exists today. They print; they never fail on slowness."""

import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.counting import counting
from benchmarks.files import photo
from benchmarks.many import many_cases
from benchmarks.measure import (
    CLIENTS,
    Rounds,
    Sample,
    in_rounds,
    line,
    median_ms,
    share_out,
    watching,
)
from incidents.actions import parcels
from incidents.crypto import casecode
from incidents.crypto.handover import Link
from incidents.store.database import reading, writing
from incidents.store.models import Case, Staff
from tests.looking import Statements
from tests.serving import ROOT, Browser, Served, plain, report, serve_product
from tests.support import Installed, fields

STORY = "Hon sa att lägenheten var uthyrd. Min kollega ringde en timme senare och fick den. " * 25
WARM_UP = 80
#: Requests of the baseline in a round.
BARE = 400
YOU = {"contact_mode": "code", "wish": "support", "safety": "safe"}


@dataclass
class Bench:
    """One run: the product and the baseline, on the same database system."""

    installed: Installed
    served: Served
    baseline: Served
    folder: Path
    quick: bool = False
    codes: list[str] = field(default_factory=list)

    def times(self, count: int) -> int:
        """How often; a tenth in a quick run."""
        return max(CLIENTS, count // 10) if self.quick else count

    def in_rounds(self, count: int, work: Callable[[Sequence[int]], Sample]) -> Rounds:
        """Do the work in rounds beside the baseline."""
        return in_rounds(self.times(count), lambda: _bare(self, self.times(BARE)), work)


def base(bench: Bench) -> list[str]:
    """The bare baseline."""
    sample = _bare(bench, bench.times(5 * BARE))
    return [line("baseline: one request, one sealed row", Rounds(work=[sample]).found, "-")]


def _bare(bench: Bench, count: int) -> Sample:
    browsers = [Browser(plain(bench.baseline.port)) for _ in range(CLIENTS)]
    with watching(bench.baseline, count) as sample:
        _each(
            browsers,
            range(count),
            lambda b, _: _timed(sample, lambda: b.ask("POST", "/", {"text": STORY[:2000]})),
        )
    return sample


def whole_report(bench: Bench) -> list[str]:
    """A complete anonymous report over HTTP."""
    seconds: list[float] = []

    def one(_: Browser, number: int) -> None:
        browser = Browser(plain(bench.served.port), watch=lambda _, s: seconds.append(s))
        bench.codes.append(report(browser, f"{number} {STORY[:1500]}"))
        browser.close()

    def work(numbers: Sequence[int]) -> Sample:
        seconds.clear()
        with watching(bench.served, len(numbers)) as sample:
            _each([Browser(plain(bench.served.port)) for _ in range(CLIENTS)], numbers, one)
        sample.seconds = list(seconds)
        return sample

    # The first reports compile templates: an installation does that once, a reporter does not pay for it.
    work(range(bench.times(WARM_UP)))
    before = _cases(bench)
    rounds = bench.in_rounds(400, work)
    lost = bench.times(400) - (_cases(bench) - before)
    found = f"{rounds.found}, {lost} lost"
    must = "<= 16 ms, <= 15 x, >= 70/s, p99 <= 150 ms, 0 lost"
    return [line("report: the whole journey, 8 clients", found, must, ratio=rounds.ratio)]


def send(bench: Bench) -> list[str]:
    """The send request alone."""

    def work(numbers: Sequence[int]) -> Sample:
        ready = [_ready(bench) for _ in numbers]
        with watching(bench.served, len(numbers)) as sample:
            share_out(range(len(ready)), lambda n: _timed(sample, lambda: _press(*ready[n])))
        for browser, _ in ready:
            browser.close()
        return sample

    rounds = bench.in_rounds(400, work)
    found = f"{rounds.found}, {_statements(bench)} statements"
    must = "<= 3 ms, p99 < 100 ms, <= 10 statements"
    return [line("send: the request alone, 8 clients", found, must, ratio=rounds.ratio)]


def codes(bench: Bench) -> list[str]:
    """Wrong and right case codes."""
    lines = []
    known = bench.codes or [report(Browser(plain(bench.served.port)), STORY[:500])]
    for name, must in (("wrong", "<= 2 ms"), ("right", "<= 5 ms")):

        def one(browser: Browser, number: int, name: str = name) -> None:
            right = name == "right"
            code = known[number % len(known)] if right else casecode.generate().letters
            answer = browser.ask("POST", "/sv/return", {"code": code})
            assert answer.status == (303 if right else 400)
            if right:
                assert browser.ask("GET", "/sv/inbox").status == 200

        def work(numbers: Sequence[int], one: Callable[[Browser, int], None] = one) -> Sample:
            browsers = [Browser(plain(bench.served.port)) for _ in range(CLIENTS)]
            with watching(bench.served, len(numbers)) as sample:
                _each(browsers, numbers, one)
            return sample

        rounds = bench.in_rounds(400, work)
        label = f"code: {name}" + (", with the inbox shown" if name == "right" else "")
        found = f"{rounds.cpu_each:.2f} ms CPU, {rounds.rate:.0f}/s"
        lines.append(line(label, found, must, ratio=rounds.ratio))
    return lines


def passphrase(bench: Bench) -> list[str]:
    """A wrong passphrase under a link that somebody was given, with a packet of the usual size behind it."""
    link = Link.generate()
    if not bench.codes:
        bench.codes.append(report(Browser(plain(bench.served.port)), STORY[:500]))
    with bench.installed.app.app_context(), writing() as session:
        case_id = session.scalar(select(Case.id).limit(1))
        staff_id = session.scalar(select(Staff.id).limit(1))
        assert case_id and staff_id
        parcels.lay(
            session,
            link,
            link.key("the right words"),
            STORY.encode(),
            case_id=case_id,
            number=0,
            staff_id=staff_id,
            expires=date.max,
        )

    def one(browser: Browser, number: int) -> None:
        answer = browser.ask("POST", f"/handover/{link.text}/sv", {"phrase": f"wrong {number}"})
        assert answer.status in {400, 429}

    def work(numbers: Sequence[int]) -> Sample:
        browsers = [Browser(plain(bench.served.port)) for _ in range(CLIENTS)]
        with watching(bench.served, len(numbers)) as sample:
            _each(browsers, numbers, one)
        return sample

    rounds = bench.in_rounds(400, work)
    found = f"{rounds.cpu_each:.2f} ms CPU, {rounds.rate:.0f}/s"
    return [line("hand-over: wrong passphrase", found, "<= 2 ms", ratio=rounds.ratio)]


def desk(bench: Bench) -> list[str]:
    """The queue with 100,000 cases of which 5,000 are open, and a case with 20 entries."""
    total, open_ones = (10_000, 500) if bench.quick else (100_000, 5_000)
    long_case = many_cases(bench.installed, total, open_ones)
    lena = Browser(plain(bench.served.port))
    passphrase = bench.installed.passphrases["lena"]
    lena.ask("POST", "/desk/login", {"name": "lena", "passphrase": passphrase})
    url = f"/desk/cases/{long_case}"
    cover = fields(lena.ask("GET", url).text, 'id="cover"')
    lena.ask("POST", f"{url}/open", {**cover, "conflict": "no"})
    assert "Anteckning 1." in lena.ask("GET", url).text
    for _ in range(
        10
    ):  # the reports of the other figures are new: their cards are folded, some for each page
        lena.ask("GET", "/desk/?view=all")
    queue = median_ms(lambda: lena.ask("GET", "/desk/?view=all"), bench.times(60))
    case = median_ms(lambda: lena.ask("GET", url), bench.times(100))
    lena.close()
    return [
        line(
            f"desk: first page, {total:,} cases, {open_ones:,} open",
            f"p50 {queue[0]:.0f} ms, p95 {queue[1]:.0f} ms",
            "p95 < 50 ms",
        ),
        line("case: open one with 20 entries", f"p50 {case[0]:.1f} ms", "p50 < 10 ms"),
    ]


def page(bench: Bench) -> list[str]:
    """Size and rendering of the public form's first page."""
    client = bench.installed.app.test_client()
    html = client.get("/sv/").get_data(as_text=True)
    parts = [html.encode(), *(client.get(url).data for url in _assets(html))]
    shown = median_ms(lambda: client.get("/sv/"), 300)
    size = sum(len(part) for part in parts) / 1000
    return [
        line("page: first page, all in all", f"{size:.1f} kB in {len(parts)} parts", "<= 25 kB"),
        line("page: request and render", f"median {shown[0]:.2f} ms", "< 1 ms"),
    ]


def start(bench: Bench) -> list[str]:
    """From the command to the first answered request; memory of two idle workers."""
    seconds = []
    for number in range(3):
        began = time.perf_counter()
        with serve_product(bench.installed.settings, bench.folder / f"start{number}.log") as served:
            Browser(plain(served.port)).ask("GET", "/sv/")
            seconds.append(time.perf_counter() - began)
            memory = sum(psutil.Process(pid).memory_full_info().pss for pid in served.workers())
            parent = psutil.Process(served.process.pid).memory_full_info().pss
    return [
        line("start: command to first answer", f"{sorted(seconds)[1]:.2f} s", "< 1 s"),
        line(
            "memory: two idle workers",
            f"{memory / 1e6:.0f} MB PSS (and {parent / 1e6:.0f} MB for their parent)",
            "< 200 MB",
        ),
    ]


FIGURES: dict[str, Callable[[Bench], list[str]]] = {
    "base": base,
    "report": whole_report,
    "send": send,
    "codes": codes,
    "passphrase": passphrase,
    "page": page,
    "start": start,
    "desk": desk,
    "statistics": lambda bench: counting(quick=bench.quick),
    "photo": lambda bench: photo(bench.times(20)),
}


def _each(
    browsers: list[Browser], numbers: Sequence[int], work: Callable[[Browser, int], object]
) -> None:
    """Share the work out; each client keeps a browser of its own."""
    free = list(browsers)

    def one(number: int) -> None:
        browser = free.pop()
        try:
            work(browser, number)
        finally:
            free.append(browser)

    share_out(numbers, one, len(browsers))
    for browser in browsers:
        browser.close()


def _timed(sample: Sample, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    sample.seconds.append(time.perf_counter() - began)


def _ready(bench: Bench) -> tuple[Browser, dict[str, str]]:
    """A browser that stands on *check*."""
    browser = Browser(plain(bench.served.port))
    browser.ask("POST", "/sv/before", {"device": "own", "readers": "no"})
    browser.submit("story", story=STORY[:1500])
    browser.submit("you", **YOU)
    form = fields(browser.get("check").text, 'id="step"')
    return browser, form


def _press(browser: Browser, form: dict[str, str]) -> None:
    assert browser.ask("POST", "/sv/check", form).status == 303


def _statements(bench: Bench) -> int:
    """Statements of one send, counted inside a process of our own."""
    resident = bench.installed.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=STORY[:1500])
    resident.submit("you", **YOU)
    form = fields(resident.get("check"), 'id="step"')
    with Statements(bench.installed) as counted:
        assert resident.client.post("/sv/check", data=form).status_code == 303
    return len(counted.texts)


def _cases(bench: Bench) -> int:
    with bench.installed.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def _assets(html: str) -> list[str]:
    """What the page makes a browser fetch besides itself."""
    return re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', html)


def revision() -> str:
    """The commit that is measured."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"
