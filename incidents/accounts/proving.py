"""The second step on a page: what a form asks for, a code or a passkey, and what became of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.accounts.forms import CodeForm, OwnCodeForm
from incidents.actions import passkeys, second
from incidents.actions.passkeys import Answer
from incidents.actions.second import Entering, Verdict
from incidents.crypto import passkey
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.passkey import Passkey, Place
from incidents.web.cookies import settings


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page tells its script: to `make` or to `show` a passkey, at which host, with which options."""

    deed: str
    place: Place
    options: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways through the second step that are open to somebody: a passkey, an app."""

    passkey: Asking | None
    app: bool


def place() -> Place | None:
    """Where the desk is reached, as configured; None where browsers know no passkeys."""
    return passkey.place_of(settings().desk_address)


def ways(session: Session, who: Entering, secret: BrowserSecret) -> Ways:
    """The ways for whoever stands here; the passkey signs what this browser's cookie says."""
    here, known = place(), passkeys.own(session, who.key, who.staff_id)
    asking = None
    if here and known:
        asking = _to_show(here, known, passkeys.challenge(session, who.staff_id, secret))
    return Ways(asking, second.has_app(session, who.staff_id))


def _to_show(here: Place, known: Sequence[Passkey], challenge: bytes) -> Asking:
    from incidents.crypto import webauthn  # large: for those who use a passkey

    return Asking("show", here, webauthn.to_show(here, known, challenge))


def verdict(
    session: Session,
    who: Entering,
    form: CodeForm | OwnCodeForm,
    secret: BrowserSecret,
    *,
    now: datetime,
) -> Verdict:
    """What became of the answer in this form. A wrong one is counted, so it must not end the transaction."""
    answered, here = form.passkey.data or "", place()
    form.passkey.data = ""
    if answered and here:
        return passkeys.check(session, who, Answer(here, secret, answered), now=now)
    return second.check(session, who, form.code.data or "", now=now)
