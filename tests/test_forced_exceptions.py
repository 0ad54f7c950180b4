"""Every public view, made to fail and quote what it knows: the log says route, class and line only."""

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incidents import create_app
from incidents.web.access import Access, declared
from tests.support import Installed, settings_for
from tests.test_hostile_input import Said, assert_plain, said

__all__ = ["said"]
MARKER = "Märkt-7f3a9c"
#: The secret part of a link that somebody outside was given.
LINK = "A" * 43
VALUES = {
    "kind": "T1",
    "lang": "sv",
    "link": LINK,
    "name": "kod.txt",
    "number": "4",
    "place": "0",
    "reference": "AD-2026-7K3QF",
    "release": "r1",
    "source": "staff",
    "table": "T1",
}


def public_pages() -> list[tuple[str, str, str]]:
    """Endpoint, address and method of every public view of the real URL map."""
    app = create_app(settings_for(Path("/nowhere"), "sqlite:////nowhere/unused.db"))
    return sorted(
        (rule.endpoint, re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda m: VALUES[m[1]], rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.endpoint != "static" and declared(app, rule.endpoint) is Access.PUBLIC
    )


def failing(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, declared as before, that fails and quotes all that it knows."""

    @functools.wraps(view)
    def broken(*arguments: object, **values: object) -> Any:
        raise RuntimeError(f"{MARKER} {arguments} {values}")

    return broken


@pytest.mark.parametrize(("endpoint", "address", "method"), public_pages(), ids=str)
def test_a_failing_public_view_says_route_class_and_line_only(
    sqlite_installation: Installed,
    said: Said,
    capfd: pytest.CaptureFixture[str],
    endpoint: str,
    address: str,
    method: str,
) -> None:
    app = sqlite_installation.app
    app.view_functions[endpoint] = failing(app.view_functions[endpoint])
    headers = {"User-Agent": f"UA {MARKER}", "Referer": f"https://{MARKER.encode().hex()}.example/"}
    data = {"story": MARKER, "text": MARKER, "code": MARKER} if method == "POST" else None
    answer = app.test_client().open(address, method=method, data=data, headers=headers)
    assert_plain(answer, "sv", 500)
    assert MARKER not in answer.get_data(as_text=True)
    (line,) = said.lines
    assert re.fullmatch(rf"{re.escape(endpoint)} RuntimeError [\w./-]+:\d+", line)
    captured = capfd.readouterr()
    assert MARKER not in captured.out + captured.err
    assert LINK not in captured.out + captured.err + line
    assert MARKER.encode().hex() not in captured.out + captured.err


def test_every_public_view_is_among_them() -> None:
    endpoints = {endpoint for endpoint, _, _ in public_pages()}
    assert {
        "home",
        "theme",
        "reporting.story",
        "reporting.voluntary",
        "accounts.log_in",
    } <= endpoints
    assert len(endpoints) >= 20
