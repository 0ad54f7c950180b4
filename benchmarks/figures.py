"""Each figure of DESIGN 6 that exists today. They print; they never fail on slowness."""

import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.files import photo
from benchmarks.many import many_cases
from benchmarks.measure import (
    CLIENTS,
    Sample,
    line,
    median_ms,
    quantiles,
    share_out,
    watching,
)
from incidents.crypto import casecode
from incidents.store.database import reading
from incidents.store.models import Case
from tests.looking import Statements
from tests.serving import ROOT, Browser, Served, plain, report, serve_product
from tests.support import Installed, fields

STORY = "Hon sa att lägenheten var uthyrd. Min kollega ringde en timme senare och fick den. " * 25
WARM_UP = 80
YOU = {"contact_mode": "code", "wish": "support", "safety": "safe"}


@dataclass
class Bench:
    """One run: the product and the baseline, on the same database system."""

    installed: Installed
    served: Served
    baseline: Served
    folder: Path
    quick: bool = False
    base_cpu: float = 0.0
    codes: list[str] = field(default_factory=list)

    def times(self, count: int) -> int:
        """How often; a tenth in a quick run."""
        return max(CLIENTS, count // 10) if self.quick else count

    def ratio(self, cpu_ms: float) -> float:
        """Against the baseline's processor time."""
        return cpu_ms / self.base_cpu


def base(bench: Bench) -> list[str]:
    """The bare baseline."""
    count = bench.times(2_000)
    browsers = [Browser(plain(bench.baseline.port)) for _ in range(CLIENTS)]
    with watching(bench.baseline) as sample:
        _each(
            browsers,
            count,
            lambda b, _: _timed(sample, lambda: b.ask("POST", "/", {"text": STORY[:2000]})),
        )
    bench.base_cpu = sample.cpu_per(count)
    found = (
        f"{bench.base_cpu:.2f} ms CPU, {count / sample.wall:.0f}/s, {quantiles(sample.seconds)} ms"
    )
    return [line("baseline: one request, one sealed row", found, "-")]


def whole_report(bench: Bench) -> list[str]:
    """A complete anonymous report over HTTP."""
    count = bench.times(400)
    sample = Sample()

    def one(_: Browser, number: int) -> None:
        browser = Browser(plain(bench.served.port), watch=lambda _, s: sample.seconds.append(s))
        bench.codes.append(report(browser, f"{number} {STORY[:1500]}"))
        browser.close()

    # The first reports compile templates: an installation does that once, a reporter does not pay for it.
    warm = bench.times(WARM_UP)
    _each([Browser(plain(bench.served.port)) for _ in range(CLIENTS)], warm, one)
    sample.seconds.clear()
    before = _cases(bench)
    with watching(bench.served) as measured:
        _each([Browser(plain(bench.served.port)) for _ in range(CLIENTS)], count, one)
    lost = count - (_cases(bench) - before)
    cpu = measured.cpu_per(count)
    found = f"{count / measured.wall:.0f}/s, {cpu:.1f} ms CPU, {quantiles(sample.seconds)} ms, {lost} lost"
    must = ">= 70/s, <= 16 ms, <= 15 x, p99 <= 150 ms, 0 lost"
    return [line("report: the whole journey, 8 clients", found, must, ratio=bench.ratio(cpu))]


def send(bench: Bench) -> list[str]:
    """The send request alone."""
    count = bench.times(400)
    ready = [_ready(bench) for _ in range(count)]
    with watching(bench.served) as sample:
        share_out(count, lambda n: _timed(sample, lambda: _press(*ready[n])))
    cpu = sample.cpu_per(count)
    found = f"{cpu:.2f} ms CPU, {quantiles(sample.seconds)} ms, {_statements(bench)} statements"
    must = "<= 3 ms CPU, p99 < 100 ms, <= 10 statements"
    for browser, _ in ready:
        browser.close()
    return [line("send: the request alone, 8 clients", found, must, ratio=bench.ratio(cpu))]


def codes(bench: Bench) -> list[str]:
    """Wrong and right case codes."""
    lines = []
    count = bench.times(400)
    right = bench.codes or [report(Browser(plain(bench.served.port)), STORY[:500])]
    for name, must in (("wrong", "<= 2 ms"), ("right", "<= 5 ms")):

        def one(browser: Browser, number: int, name: str = name) -> None:
            code = right[number % len(right)] if name == "right" else casecode.generate().letters
            answer = browser.ask("POST", "/sv/return", {"code": code})
            assert answer.status == (303 if name == "right" else 400)
            if name == "right":
                assert browser.ask("GET", "/sv/inbox").status == 200

        browsers = [Browser(plain(bench.served.port)) for _ in range(CLIENTS)]
        with watching(bench.served) as sample:
            _each(browsers, count, one)
        cpu = sample.cpu_per(count)
        label = f"code: {name}" + (", with the inbox shown" if name == "right" else "")
        lines.append(line(label, f"{cpu:.2f} ms CPU", must, ratio=bench.ratio(cpu)))
    return lines


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
    "page": page,
    "start": start,
    "desk": desk,
    "photo": lambda bench: photo(bench.times(20)),
}


def _each(browsers: list[Browser], count: int, work: Callable[[Browser, int], object]) -> None:
    """Share the work out; each client keeps a browser of its own."""
    free = list(browsers)

    def one(number: int) -> None:
        browser = free.pop()
        try:
            work(browser, number)
        finally:
            free.append(browser)

    share_out(count, one, len(browsers))
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
