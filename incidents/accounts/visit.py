"""Who is logged in in this request, when, and the menu that stands above the pages of this door."""

from datetime import UTC, datetime

from flask import Response, g, url_for
from flask_babel import lazy_gettext

from incidents.actions.login import Desk
from incidents.core.permissions import can_administration, can_desk
from incidents.crypto.browserbox import BrowserSecret
from incidents.web import cookies
from incidents.web.templates import render

Page = Response | str | tuple[str, int]
QUEUE = lazy_gettext("Ärenden")
PEOPLE = lazy_gettext("Personal")
KEYS = lazy_gettext("Nycklar")
ACCOUNT = lazy_gettext("Ditt konto")


def desk() -> Desk:
    """The person who is logged in."""
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


def first_page(me: Desk) -> str:
    """Where a log-in leads: to the cases, to the people, or to one's own account."""
    if can_desk(me.actor):
        return url_for("casework.queue")
    return url_for("accounts.people" if can_administration(me.actor) else "accounts.account")


def show(template: str, current: str, /, **values: object) -> str:
    """A page of this door with its menu; `current` is the endpoint that the menu marks."""
    return render(template, desk_nav=_menu(current), **values)


def _menu(current: str) -> list[dict[str, object]]:
    me = desk()
    shown = (
        ("casework.queue", QUEUE, can_desk(me.actor)),
        ("accounts.people", PEOPLE, can_administration(me.actor)),
        ("accounts.keys", KEYS, bool(me.opener.rings())),
        ("accounts.account", ACCOUNT, True),
    )
    return [
        {"label": str(label), "url": url_for(endpoint), "current": endpoint == current}
        for endpoint, label, may in shown
        if may
    ]
