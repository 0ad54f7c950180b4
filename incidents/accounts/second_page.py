"""One's own second step: putting it into an app, recovery codes, switching it off."""

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from incidents.accounts.forms import EnrolForm, OwnCodeForm
from incidents.accounts.visit import Page, desk, go, now, secret, show
from incidents.accounts.words import VERDICTS
from incidents.actions import account
from incidents.actions import second as deeds
from incidents.actions.second import Entering, Verdict
from incidents.crypto import totp
from incidents.qr import svg
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings

_ACCOUNT = "accounts.account"


@access(Access.STAFF)
def second() -> Page:
    """How it stands; where it is off, what to put into an app, and the field for the app's first code."""
    form = EnrolForm(secret())
    held = totp.read(form.secret.data or "") or totp.generate()
    form.secret.data = totp.written(held)
    if not form.validate_on_submit():
        return _page(form, held), 400 if request.method == "POST" else 200
    with writing() as session:
        made = deeds.enrol(session, desk(), held, form.code.data or "", now=now())
    if made is None:
        form.code.errors = [str(VERDICTS[Verdict.WRONG])]
        return _page(form, held), 400
    return _codes(made)


@access(Access.STAFF)
def codes() -> Page:
    """Other recovery codes, shown once."""
    form = OwnCodeForm(secret())
    if not form.validate():
        return _on(form), 400
    with writing() as session:
        verdict = _check(session, form)
        if verdict is not Verdict.RIGHT:
            form.code.errors = [str(VERDICTS[verdict])]
            made = None
        else:
            made = deeds.new_codes(session, desk(), now=now())
    return _codes(made) if made else (_on(form), 400)


@access(Access.STAFF)
def off() -> Page:
    """No second step any more."""
    form = OwnCodeForm(secret())
    if not form.validate():
        return _on(form), 400
    with writing() as session:
        verdict = _check(session, form)
        if verdict is Verdict.RIGHT:
            deeds.switch_off(session, desk(), now=now())
    if verdict is Verdict.RIGHT:
        return go(url_for(_ACCOUNT))
    form.code.errors = [str(VERDICTS[verdict])]
    return _on(form), 400


def _check(session: Session, form: OwnCodeForm) -> Verdict:
    """A wrong code is counted, so it must not end the transaction."""
    who = Entering(desk().actor.staff_id, desk().opener.key, known=True)
    return deeds.check(session, who, form.code.data or "", now=now())


def _page(form: EnrolForm, held: bytes) -> str:
    mine = desk().actor.staff_id
    with reading() as session:
        if deeds.is_on(session, mine):
            return _on(OwnCodeForm(secret(), blank=True))
        login = account.own_certificate(session, desk()).name
    address = totp.address(held, login, settings().municipality)
    return show(
        "accounts/second.html",
        _ACCOUNT,
        form=form,
        drawing=Markup(svg(address)),  # noqa: S704 - drawn here: a path of digits
        written=" ".join(totp.written(held)[at : at + 4] for at in range(0, 32, 4)),
    )


def _on(form: OwnCodeForm) -> str:
    with reading() as session:
        left = deeds.codes_left(session, desk().actor.staff_id)
    return show("accounts/second_on.html", _ACCOUNT, form=form, left=left)


def _codes(made: list[str]) -> str:
    return show("accounts/codes.html", _ACCOUNT, codes=made)
