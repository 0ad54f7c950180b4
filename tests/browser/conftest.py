"""A real server on a port of its own, with people and reports, and a Chromium that visits it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from incidents import create_app
from incidents.core.flood import ABOVE
from incidents.settings import Settings
from incidents.web.board import Board, share
from tests.browser.site import Site
from tests.support import installed, settings_for
from tools.ensure_browser import find_browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# As patient as `Site.visit`: a busy machine is no fault of a page.
expect.set_options(timeout=45_000)
MISSING = "NO CHROMIUM: the browser tests did not run (apt-get install chromium, or CHROMIUM=path)"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium; without one the tests skip loudly, or fail where it is required."""
    path = find_browser()
    if path is None:
        if os.environ.get("INCIDENTS_REQUIRE_BROWSER") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_request(self, *_: object) -> None:
        """Says nothing."""


class Whole:
    """An answer is read before it is sent: of a browser that hangs up, the server would leave a file open."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        """The whole answer."""
        parts = self._app(environ, start)
        try:
            return [b"".join(parts)]
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


@contextmanager
def crowded(settings: Settings) -> Iterator[str]:
    """The same installation at another port, where so many send that everybody is asked to wait; its address."""
    app, board = create_app(settings), Board(settings.flood_from)
    for _ in range(settings.flood_from + ABOVE):
        board.count_report()
    share(app, board)
    server = make_server("127.0.0.1", 0, Whole(app), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def site(
    chromium: Browser,
    sqlite_template: Path,
    published: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """An installation with reports in it and published statistics, which all tests use and change."""
    data = tmp_path_factory.mktemp("site")
    shutil.copytree(published, data / "published")
    with _served(sqlite_template, data) as found:
        found.fill()
        yield found


@pytest.fixture
def empty_site(chromium: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """An installation of a test's own, without a report."""
    with _served(sqlite_template, tmp_path) as found:
        yield found


@contextmanager
def _served(template: Path, data: Path) -> Iterator[Site]:
    """An installation, served by `incidents serve`."""
    shutil.copy(template, data / "incidents.db")
    address = f"sqlite:///{data / 'incidents.db'}"
    made = installed(settings_for(data, address))
    port = _free_port()
    command = "import sys; from incidents.cli import main; sys.exit(main(sys.argv[1:]))"
    surroundings = {
        **os.environ,
        "INCIDENTS_DATA": str(data),
        "INCIDENTS_DATABASE_URL": address,
        "INCIDENTS_TRUST": made.settings.trust,
        "PYTHONUNBUFFERED": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--port", str(port), "--workers", "1"],
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    first = server.stdout.readline()
    assert "serving" in first, first
    with crowded(made.settings) as full:
        try:
            yield Site(f"http://127.0.0.1:{port}", full, made, data / "incidents.db")
        finally:
            server.terminate()
            server.wait(timeout=30)
            server.stdout.close()
