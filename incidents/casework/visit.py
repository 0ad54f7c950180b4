"""Who is at the desk in this request, with which cookie, and when."""

from datetime import UTC, datetime

from flask import Response, g, url_for

from incidents.actions.login import Desk
from incidents.crypto.browserbox import BrowserSecret
from incidents.web import cookies

Page = Response | str | tuple[str, int]


def desk() -> Desk:
    """The person who is logged in; the access rule has let nobody else through."""
    found = g.desk
    assert isinstance(found, Desk)
    return found


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


def back(reference: str, anchor: str = "") -> Response:
    """Back to the case."""
    return go(url_for("casework.case", reference=reference) + anchor)
