"""One's own passkeys: making one, naming it, removing it."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy.orm import Session

from incidents.accounts import proving, second_page
from incidents.accounts.forms import AddForm, OwnCodeForm, PasskeyForm
from incidents.accounts.proving import Asking
from incidents.accounts.visit import Page, desk, go, now, secret, show
from incidents.actions import account, passkeys, second
from incidents.actions.second import Verdict
from incidents.core.box import NewPasskey
from incidents.core.errors import Conflict
from incidents.crypto.passkey import Owner, Place
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.locale import gettext

_SECOND = "accounts.second"


@access(Access.STAFF)
def begin() -> Page:
    """The page on which a passkey is made; where a second step is on, a code or a passkey comes first."""
    here = _place()
    with reading() as session:
        on = second.is_on(session, desk().actor.staff_id)
    if on:
        return _proved(here)
    if not AddForm(secret()).validate():
        return second_page.outdated(), 400
    with writing() as session:
        new = passkeys.begin(session, secret(), proved=False, now=now())
    return _making(here, PasskeyForm(secret(), blank=True), new)


@access(Access.STAFF)
def add() -> Page:
    """A passkey that the browser has made; with the first second step come the recovery codes."""
    here, form = _place(), PasskeyForm(secret())
    with reading() as session:
        new = passkeys.begun(session, secret(), now=now())
    if not form.validate():
        return _making(here, form, new), 400
    with writing() as session:
        done = _made(session, here, form)
    if isinstance(done, NewPasskey):
        form.passkey.data = ""
        form.form_errors.append(gettext("Passnyckeln blev inte till. Försök en gång till."))
        return _making(here, form, done), 400
    return second_page.codes_page(done) if done else go(url_for(_SECOND))


@access(Access.STAFF)
def remove(passkey: str) -> Page:
    """One passkey less; where it was the last and there is no app, the second step is off."""
    form = OwnCodeForm(secret())
    if not form.validate():
        return second_page.on_page(form), 400
    with writing() as session:
        verdict = second_page.proof(session, form)
        if verdict is Verdict.RIGHT:
            passkeys.remove(session, desk(), _id(passkey), now=now())
    if verdict is not Verdict.RIGHT:
        return second_page.refused(form, verdict)
    return go(url_for(_SECOND))


def _proved(here: Place) -> Page:
    form = OwnCodeForm(secret())
    if not form.validate():
        return second_page.on_page(form), 400
    new = None
    with writing() as session:
        verdict = second_page.proof(session, form)
        if verdict is Verdict.RIGHT:
            new = passkeys.begin(session, secret(), proved=True, now=now())
    if new is None:
        return second_page.refused(form, verdict)
    return _making(here, PasskeyForm(secret(), blank=True), new)


def _made(session: Session, here: Place, form: PasskeyForm) -> Sequence[str] | NewPasskey:
    """The recovery codes, if there are new ones; or another try, with another challenge."""
    from incidents.crypto import webauthn  # large: for those who use a passkey

    new = passkeys.begun(session, secret(), now=now(), lock=True)
    public = webauthn.made(here, new.challenge, form.passkey.data or "")
    if public is None:
        return passkeys.begin(session, secret(), proved=new.proved, now=now())
    passkeys.used_up(session, secret())
    name = (form.name.data or "").strip()
    return passkeys.add(session, desk(), public, name, proved=new.proved, now=now())


def _making(here: Place, form: PasskeyForm, new: NewPasskey) -> str:
    from incidents.crypto import webauthn  # see `_made`

    mine = desk().actor.staff_id
    with reading() as session:
        login = account.own_certificate(session, desk()).name
        known = passkeys.own(session, desk().opener.key, mine)
    form.name.data = form.name.data or gettext("Passnyckel %(number)d", number=len(known) + 1)
    owner = Owner(mine, login, settings().municipality)
    asking = Asking("make", here, webauthn.to_make(here, owner, known, new.challenge))
    return show("accounts/passkey.html", "accounts.account", form=form, asking=asking)


def _place() -> Place:
    here = proving.place()
    if here is None:
        raise Conflict("Passnycklar går inte att använda här. Använd en app i stället.")
    return here


def _id(written: str) -> bytes:
    """An id that cannot be one is that of no passkey."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""
