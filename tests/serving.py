"""The product as a process of its own, and a browser that speaks to it over real sockets."""

import http.client
import math
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlencode

import psutil

from incidents.settings import Settings
from tests.support import fields

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ("-c", "import sys; from incidents.cli import main; sys.exit(main())")
_pause = threading.Event()
T = TypeVar("T")


def until(look: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """The first true answer of `look`; fails by name when the time is over."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        _pause.wait(0.01)
    return found


def gone(pid: int) -> bool:
    """Whether a process has ended, collected by its parent or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """What a process of this installation needs to know, and nothing of the machine's own."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
        "INCIDENTS_DATA": str(settings.data),
        "INCIDENTS_DATABASE_URL": settings.database_url,
        "INCIDENTS_TRUST": settings.trust,
        "INCIDENTS_MODE": settings.mode,
        **more,
    }


class Served:
    """A serving process in a process group of its own, which can be killed and started again on the same port."""

    def __init__(
        self, program: Sequence[str], env: Mapping[str, str], log: Path, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        self._arguments = [sys.executable, *program, "--port", str(self.port)]
        self._env, self.log = dict(env), log
        self.starts = 0
        self.process = self._begin()

    def _begin(self) -> "subprocess.Popen[bytes]":
        """Start; again while the port is still held by a process that is just ending."""
        deadline = time.monotonic() + 30
        while True:
            before = self.said().count("serving on")
            self.starts += 1
            with self.log.open("ab") as log:
                process = subprocess.Popen(
                    self._arguments,
                    env=self._env,
                    cwd=self.log.parent,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            until(
                lambda held=before, made=process: (  # type: ignore[misc]
                    self.said().count("serving on") > held or made.poll() is not None
                ),
                "the server accepts connections",
            )
            if process.poll() is None or process.returncode == -signal.SIGKILL:
                return process
            assert time.monotonic() < deadline, self.said()

    def said(self) -> str:
        """Everything that it wrote to standard output and error."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def workers(self) -> list[int]:
        """The process ids of its living workers."""
        try:
            children = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []
        return [child.pid for child in children if not gone(child.pid)]

    def kill_group(self) -> None:
        """End every process of it at once, as a power cut would."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait(30)

    def start_again(self) -> None:
        """Serve again, on the same port."""
        self.process.wait(30)
        self.process = self._begin()

    def stop(self) -> int:
        """Ask it to end, and say with which status it did."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_group()


def serve_product(settings: Settings, log: Path, *options: str, **more: str) -> Served:
    """`incidents serve` on this installation."""
    return Served([*COMMAND, "serve", *options], environment(settings, **more), log)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")


Connect = Callable[[], http.client.HTTPConnection]


@dataclass
class Browser:
    """Cookies, one kept connection, no JavaScript. `watch` hears path and seconds of each request."""

    connect: Connect
    lang: str = "sv"
    extra: dict[str, str] = field(default_factory=dict)
    watch: Callable[[str, float], None] | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    _held: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, data: Mapping[str, object] | None = None) -> Answer:
        """One request; raises OSError or HTTPException when the connection is lost."""
        body = None if data is None else urlencode(data, doseq=True)
        return self._asked(method, path, body, "application/x-www-form-urlencoded")

    def post(self, page: str, body: bytes, kind: str) -> Answer:
        """Post a body as it is, to a page of the journey."""
        return self._asked("POST", f"/{self.lang}/{page}", body, kind)

    def _asked(self, method: str, path: str, body: str | bytes | None, kind: str) -> Answer:
        headers = dict(self.extra)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
        began = time.perf_counter()
        try:
            answer = self._exchange(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if self.watch is not None:
            self.watch(f"{method} {path}", time.perf_counter() - began)
        return answer

    def _exchange(
        self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
    ) -> Answer:
        if self._held is None:
            self._held = self.connect()
        self._held.request(method, path, body, headers)
        response = self._held.getresponse()
        text = response.read().decode("utf-8")
        if response.will_close:
            self.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.set_cookies.append(cookie)
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if not self.cookies[name]:
                del self.cookies[name]
        return Answer(response.status, response.headers, text)

    def close(self) -> None:
        """Hang up; the next request calls again."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def get(self, page: str) -> Answer:
        """Open a page of the journey."""
        return self.ask("GET", f"/{self.lang}/{page}")

    def submit(self, page: str, **values: object) -> Answer:
        """Open a step, fill in, press its button."""
        form = fields(self.get(page).text, 'id="step"')
        return self.ask("POST", f"/{self.lang}/{page}", {**form, **values})

    def follow(self, page: str, answer: Answer, **values: object) -> Answer:
        """Press the button of the step that is on the screen, and go where that leads."""
        form = fields(answer.text, 'id="step"')
        sent = self.ask("POST", f"/{self.lang}/{page}", {**form, **values})
        assert sent.status == 303, (page, sent.status)
        return self.ask("GET", sent.location)


def plain(port: int, seconds: float = 60.0) -> Connect:
    """A way to call the server on the loopback address."""
    return lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)


ABOUT = {"what_happened": ["insulted", "threatened"], "when_coarse": "d14", "area": "service"}
GROUNDS = {"ground": ["ethnicity", "religion"], "bias_motive": ["muslims"], "place_type": "shop"}
YOU = {"contact_mode": "code", "wish": ["support"], "safety": "safe"}


def to_check(browser: Browser, story: str) -> Answer:
    """The journey as a browser walks it, as far as the page before sending."""
    browser.get("")
    screen = browser.follow("before", browser.get("before"), device="own", readers="no")
    screen = browser.follow("story", screen, story=story)
    screen = browser.follow("about", screen, **ABOUT)
    screen = browser.follow("grounds", screen, **GROUNDS)
    return browser.follow("you", screen, **YOU)


def report(browser: Browser, story: str) -> str:
    """The whole journey; the case code from the receipt."""
    return case_code(browser.follow("check", to_check(browser, story)))


def case_code(receipt: Answer) -> str:
    """The code in the element with id=case-code."""
    _, mark, rest = receipt.text.partition('id="case-code"')
    found = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", re.sub(r"<[^>]*>", "", rest))
    assert mark and found, receipt.status
    return found.group(0)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def together(work: Sequence[Callable[[], None]]) -> None:
    """Do all of it at once, each in a thread, and raise the first thing that went wrong."""
    problems: list[BaseException] = []

    def guarded(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:  # noqa: BLE001  # raised again below, in the test's own thread
            problems.append(error)

    threads = [threading.Thread(target=guarded, args=(one,), daemon=True) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
        assert not thread.is_alive(), "a client never came to an end"
    if problems:
        raise problems[0]
