"""Which link this request came by, and whether the passphrase was right in this browser."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, url_for

from incidents.actions import boxes
from incidents.actions.parcels import Gone
from incidents.core.box import HANDOVER, Unlocked
from incidents.core.clock import local_date
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.handover import Link, ParcelKey
from incidents.store.direct import Direct
from incidents.web import cookies

Page = Response | str | tuple[str, int]
#: The languages of this door.
LANGUAGES = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Visit:
    """A link, and what opens behind it where this browser has the key."""

    link: Link
    lang: str
    secret: BrowserSecret | None = None
    key: ParcelKey | None = None

    def url(self, page: str = "show", **values: Any) -> str:
        """The address of a page under this link."""
        return url_for(f"handover.{page}", link=self.link.text, lang=self.lang, **values)

    @property
    def path(self) -> str:
        """Where this link's cookie goes, so that two links in one browser do not meet."""
        return f"/handover/{self.link.text}"


def now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar date in Sweden."""
    return local_date(now())


def coming(text: str, lang: str) -> Visit:
    """Whoever comes by this link; raises `Gone` for what is no link. Looks for the browser's own box."""
    link = Link.from_text(text)
    if link is None:
        raise Gone
    secret = cookies.secret(cookies.HANDOVER)
    held = boxes.load(Direct(), secret, now=now()) if secret else None
    if secret is None or not isinstance(held, Unlocked):
        return Visit(link, lang)
    return Visit(link, lang, secret, ParcelKey(held.key))


def let_in(visit: Visit, key: ParcelKey) -> Visit:
    """The passphrase was right: the key lies under a secret that only this browser has."""
    secret = BrowserSecret.generate()
    boxes.discard_expired(Direct(), now=now())
    boxes.save(Direct(), secret, Unlocked(key.value, now() + HANDOVER))
    return Visit(visit.link, visit.lang, secret, key)


def stay(visit: Visit) -> None:
    """The browser is still at work."""
    if visit.secret is not None and visit.key is not None:
        boxes.save(Direct(), visit.secret, Unlocked(visit.key.value, now() + HANDOVER))


def leave(visit: Visit, page: Response) -> Response:
    """The key is forgotten here; over TLS the browser drops the pages that it has kept."""
    if visit.secret is not None:
        boxes.discard(Direct(), visit.secret)
    cookies.take_away(page, cookies.HANDOVER, path=visit.path)
    if cookies.over_tls():
        page.headers["Clear-Site-Data"] = '"cache", "storage"'
    return page


def go(target: str) -> Response:
    """On to another page, after a post that did what it says."""
    return Response(status=303, headers={"Location": target})
