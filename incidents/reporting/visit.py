"""What this browser has here: its draft, its receipt, or the mark that it left."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Response, current_app, request

from incidents.actions import boxes, files
from incidents.core.box import Device, Draft, Receipt
from incidents.core.clock import bucket_after
from incidents.core.report import Readers
from incidents.crypto import casecode
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.database import writing
from incidents.store.direct import Direct, Fleeting
from incidents.web import cookies
from incidents.web.templates import render

LEFT = "left"
#: What the browser forgets on leaving. Never "cookies": the mark `left` is what keeps *Back* from showing the text.
_FORGET = '"cache", "storage"'
_SWEPT = "incidents.swept"


@dataclass(frozen=True, slots=True)
class Visit:
    """The cookie's secret and what its box holds."""

    secret: BrowserSecret | None
    content: Draft | Receipt | None

    @property
    def draft(self) -> Draft | None:
        """The draft, if that is what the box holds."""
        return self.content if isinstance(self.content, Draft) else None

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, if the report was sent."""
        return self.content if isinstance(self.content, Receipt) else None


def now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


def current() -> Visit:
    """One select at most; none without a cookie."""
    secret = cookies.secret(cookies.DRAFT)
    if secret is None:
        return Visit(None, None)
    held = boxes.load(Direct(), secret, now=now())
    if isinstance(held, Draft | Receipt):
        return Visit(secret, held)
    return Visit(None, None)


def new_draft(device: Device = Device.SHARED, readers: Readers = Readers.UNSURE) -> Draft:
    """A draft with its code and its submission token, before the first answer."""
    return Draft(
        device,
        readers.value,
        casecode.generate().secret,
        secrets.token_bytes(32),
        now() + device.lifetime,
    )


def opened_draft() -> Draft:
    """A draft for answers that arrive without one.

    Where an older draft ran out or was lost, nobody knows any more whether the report concerns its readers: that is
    left empty, and asked again before sending, lest the report be sealed to the very people whom it is about.
    """
    had = request.cookies.get(cookies.DRAFT) not in (None, LEFT) or request.form.get("csrf_token")
    return replace(new_draft(), readers="") if had else new_draft()


def keep(visit: Visit, draft: Draft, target: str) -> Response:
    """Save the draft under the visitor's cookie (a new one if need be) and go on."""
    secret = visit.secret if visit.draft is not None else None
    fresh = secret is None
    secret = secret or BrowserSecret.generate()
    if fresh:
        _sweep(now())
    living = draft.renewed(now())
    if files.lives_longer(draft, living):
        with writing() as session:
            files.save(session, secret, living)
    else:
        boxes.save(Fleeting(), secret, living)
    response = go(target)
    if fresh:
        cookies.give(response, cookies.DRAFT, secret)
    return response


def _sweep(moment: datetime) -> None:
    """Remove what has run out; files, of which there are few, once in each half-hour."""
    boxes.discard_expired(Direct(), now=moment)
    bucket = bucket_after(moment)
    if current_app.extensions.get(_SWEPT) != bucket:
        files.discard_expired(Direct(), now=moment)
        current_app.extensions[_SWEPT] = bucket


def has_left() -> bool:
    """Whether somebody pressed *Leave this page* in this browser: then *Back* must not show anything."""
    return request.cookies.get(cookies.DRAFT) == LEFT


def leave(target: str) -> Response:
    """An empty page that goes to a neutral site at once. A redirect would be blocked by `form-action 'self'`."""
    response = Response(render("reporting/leave.html", target=target))
    cookies.take_away(response, cookies.INBOX)
    response.set_cookie(
        cookies.DRAFT,
        LEFT,
        httponly=True,
        samesite="Strict",
        secure=cookies.over_tls(),
        path="/",
    )
    return forgotten(response)


def forgotten(response: Response) -> Response:
    """With this answer the browser drops the pages that it has kept."""
    if cookies.over_tls():  # elsewhere browsers ignore it
        response.headers["Clear-Site-Data"] = _FORGET
    return response


def ran_out() -> bool:
    """Whether this browser had something here that is gone by now: it ran out, or the server lost it."""
    return request.cookies.get(cookies.DRAFT) not in (None, LEFT)


def go(target: str) -> Response:
    """A redirect after a post."""
    return Response(status=303, headers={"Location": target})
