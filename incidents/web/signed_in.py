"""Who is logged in in this request, with which cookie, and when; for the doors behind the log-in."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import Response, g

from incidents.crypto.browserbox import BrowserSecret
from incidents.web import cookies

if TYPE_CHECKING:
    from incidents.actions.login import Desk

Page = Response | str | tuple[str, int]


def desk() -> "Desk":
    """The person who is logged in; the access rule has let nobody else through."""
    return cast("Desk", g.desk)


def secret() -> BrowserSecret:
    """The secret in this person's cookie, to which the forms are bound."""
    found = g.desk_secret
    assert isinstance(found, BrowserSecret)
    return found


def pinned() -> str:
    """The fingerprint of the root key that every public key must chain to."""
    return cookies.settings().trust


def now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


def go(target: str) -> Response:
    """On to another page, after a post that did what it says."""
    return Response(status=303, headers={"Location": target})
