"""One's own account: the passphrase, the log-ins that go on, the words of one's key."""

from flask import request, url_for

from incidents.accounts.forms import EverywhereForm, PassphraseForm
from incidents.accounts.visit import Page, desk, go, now, secret, show
from incidents.actions import account as deeds
from incidents.actions import second
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.crypto import words
from incidents.store.database import reading, writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import moment

Row = dict[str, object]


@access(Access.STAFF)
def account() -> Page:
    """What there is to see and to do."""
    return _page(PassphraseForm(secret(), blank=True))


@access(Access.STAFF)
def passphrase() -> Page:
    """Another passphrase; the other log-ins end, this one goes on."""
    form = PassphraseForm(secret())
    if not form.validate():
        return _page(form), 400
    try:
        with reading() as session:
            locks = deeds.relock(session, desk(), form.current.data or "", form.chosen.data or "")
    except Invalid as error:
        form.current.errors = [gettext(error.sentence)]
        return _page(form), 400
    with writing() as session:
        deeds.change_passphrase(session, desk(), locks, now=now())
        mark = deeds.device_mark(session, desk())
    response = go(url_for("accounts.account", changed=1))
    cookies.give_device(response, mark)
    return response


@access(Access.STAFF)
def everywhere() -> Page:
    """Log out here and everywhere else."""
    if not EverywhereForm(secret()).validate():
        return _page(PassphraseForm(secret(), blank=True), outdated=True), 400
    with writing() as session:
        deeds.end_everywhere(session, desk(), now=now())
    response = go(url_for("accounts.log_in"))
    cookies.take_away(response, cookies.DESK)
    cookies.take_device(response)
    return response


def _page(form: PassphraseForm, *, outdated: bool = False) -> str:
    with reading() as session:
        log_ins = deeds.log_ins(session, desk(), now=now())
        own = deeds.own_certificate(session, desk())
        second_on = second.is_on(session, desk().actor.staff_id)
    return show(
        "accounts/account.html",
        "accounts.account",
        form=form,
        everywhere=EverywhereForm(secret(), blank=True),
        log_ins=[_row(one) for one in log_ins],
        login=own.name,
        second_on=second_on,
        own_words=own.words(),
        suggestion=words.passphrase(),
        changed="changed" in request.args and not form.errors,
        outdated=outdated,
    )


def _row(one: deeds.LogIn) -> Row:
    today = local_date(now())
    return {
        "started": _day(one.started == today, moment(one.started.isoformat())),
        "used": _day(one.used == today, moment(one.used.isoformat())),
        "current": one.current,
    }


def _day(today: bool, day: str) -> str:  # noqa: FBT001 - what the line is about
    return gettext("i dag") if today else day
