"""One's own second step: putting it into an app, recovery codes, passkeys, switching it off."""

from collections.abc import Sequence

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from incidents.accounts import proving
from incidents.accounts.forms import AddForm, EnrolForm, OwnCodeForm
from incidents.accounts.visit import Page, desk, go, now, secret, show
from incidents.accounts.words import VERDICTS
from incidents.actions import account, passkeys
from incidents.actions import second as deeds
from incidents.actions.second import Entering, Verdict
from incidents.crypto import totp
from incidents.crypto.passkey import Passkey
from incidents.qr import svg
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.locale import gettext
from incidents.web.moments import moment

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
    return codes_page(made)


@access(Access.STAFF)
def codes() -> Page:
    """Other recovery codes, shown once."""
    form, made = OwnCodeForm(secret()), None
    if not form.validate():
        return on_page(form), 400
    with writing() as session:
        verdict = proof(session, form)
        if verdict is Verdict.RIGHT:
            made = deeds.new_codes(session, desk(), now=now())
    return codes_page(made) if made else refused(form, verdict)


@access(Access.STAFF)
def off() -> Page:
    """No second step any more."""
    form = OwnCodeForm(secret())
    if not form.validate():
        return on_page(form), 400
    with writing() as session:
        verdict = proof(session, form)
        if verdict is Verdict.RIGHT:
            deeds.switch_off(session, desk(), now=now())
    return refused(form, verdict) if verdict is not Verdict.RIGHT else go(url_for(_ACCOUNT))


def proof(session: Session, form: OwnCodeForm) -> Verdict:
    """What became of the code or the passkey in this form."""
    return proving.verdict(session, _me(), form, secret(), now=now())


def refused(form: OwnCodeForm, verdict: Verdict) -> tuple[str, int]:
    """The same page again, which says why."""
    form.code.errors = [str(VERDICTS[verdict])]
    return on_page(form), 400


def on_page(form: OwnCodeForm) -> str:
    """Where it is on: what there is, and what can be done with it."""
    me = _me()
    with reading() as session:
        return show(
            "accounts/second_on.html",
            _ACCOUNT,
            form=form,
            left=deeds.codes_left(session, me.staff_id),
            ways=proving.ways(session, me, secret()),
            passkeys=[_row(one) for one in passkeys.own(session, me.key, me.staff_id)],
            place=proving.place(),
        )


def codes_page(made: Sequence[str]) -> str:
    """The recovery codes, this once."""
    return show("accounts/codes.html", _ACCOUNT, codes=made)


def outdated() -> str:
    """Where it is off, and the page had been open for too long."""
    form, held = EnrolForm(secret(), blank=True), totp.generate()
    form.secret.data = totp.written(held)
    form.form_errors.append(gettext("Sidan hade legat öppen för länge. Tryck en gång till."))
    return _page(form, held)


def _me() -> Entering:
    return Entering(desk().actor.staff_id, desk().opener.key, known=True)


def _row(one: Passkey) -> dict[str, object]:
    return {"id": one.id.hex(), "name": one.name, "added": moment(one.added.isoformat())}


def _page(form: EnrolForm, held: bytes) -> str:
    mine = desk().actor.staff_id
    with reading() as session:
        if deeds.is_on(session, mine):
            return on_page(OwnCodeForm(secret(), blank=True))
        login = account.own_certificate(session, desk()).name
    address = totp.address(held, login, settings().municipality)
    return show(
        "accounts/second.html",
        _ACCOUNT,
        form=form,
        drawing=Markup(svg(address)),  # noqa: S704 - drawn here: a path of digits
        written=" ".join(totp.written(held)[at : at + 4] for at in range(0, 32, 4)),
        begin=AddForm(secret(), blank=True),
        place=proving.place(),
    )
