"""Logging in: name and passphrase, then a code or a passkey where the account asks for one."""

from datetime import datetime, timedelta

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from incidents.accounts import proving
from incidents.accounts.forms import CodeForm, LoginForm
from incidents.accounts.visit import Page, first_page, go, now
from incidents.accounts.words import VERDICTS
from incidents.actions import account, boxes, second, unlocking, unsent
from incidents.actions import login as deeds
from incidents.actions.login import Desk
from incidents.actions.second import Entering, Verdict
from incidents.core.box import Composer, HalfIn, Unsent
from incidents.core.errors import Busy
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.staffkey import StaffKey
from incidents.store.database import reading, writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.board import network_of
from incidents.web.locale import gettext
from incidents.web.templates import render
from incidents.web.visitors import address

#: So long somebody may look for the code.
_HALF_IN = timedelta(minutes=10)


@access(Access.PUBLIC)
def log_in() -> Page:
    """Name and passphrase; an unknown name is told the same, as slowly, as a wrong passphrase."""
    form = LoginForm(None)
    if not form.validate_on_submit():
        return _first_step(form, 400 if request.method == "POST" else 200)
    try:
        found = _unlocked(form)
    except Busy as error:
        form.form_errors.append(gettext(error.sentence))
        return _first_step(form, 429)
    if found is None:
        form.passphrase.errors = [
            gettext("Namnet eller lösenordsfrasen stämmer inte. Försök igen.")
        ]
        return _first_step(form, 400)
    with reading() as session:
        asked = second.is_on(session, found.staff_id)
    return _ask_for_code(found, form) if asked else _enter(found, form)


@access(Access.PUBLIC)
def code() -> Page:
    """The second step; without the first there is nothing to do here."""
    secret = cookies.secret(cookies.HALF_IN)
    held = _half_in(secret)
    if secret is None or held is None:
        return _begin_again()
    form, who = CodeForm(secret), _entering(held)
    if not form.validate_on_submit():
        return _second_step(form, who, secret, 400 if request.method == "POST" else 200)
    return _enter(who, form, secret)


def _unlocked(form: LoginForm) -> Entering | None:
    """Whose passphrase it is; None for a wrong one."""
    with reading() as session:
        attempt = unlocking.find(session, form.name.data or "")
    shown, origin = cookies.device_mark(), network_of(address())
    place = unlocking.place_of(attempt, shown, origin)
    key = unlocking.unlock(attempt, form.passphrase.data or "", place)
    if key is None or attempt is None:
        unlocking.note_failure(origin)
        return None
    known = unlocking.knows(attempt, shown)
    return Entering(attempt.id, key, known, attempt.devices)


def _ask_for_code(who: Entering, before: LoginForm) -> Response:
    """Keep the unlocked key under a secret of the browser's own, and ask."""
    secret = BrowserSecret.generate()
    held = HalfIn(who.staff_id, who.key.seed, who.generation or 0, now() + _HALF_IN)
    with writing() as session:
        boxes.save(session.connection(), secret, held)
    form = CodeForm(secret, blank=True)
    _carry_on(before, form)
    page, status = _second_step(form, who, secret, 200)
    response = Response(page, status)
    cookies.give(response, cookies.HALF_IN, secret)
    return response


def _half_in(secret: BrowserSecret | None) -> HalfIn | None:
    if secret is None:
        return None
    with reading() as session:
        held = boxes.load(session.connection(), secret, now=now())
    return held if isinstance(held, HalfIn) else None


def _entering(held: HalfIn) -> Entering:
    key = StaffKey(held.seed)
    with reading() as session:
        attempt = unlocking.find_by_id(session, held.staff)
    known = unlocking.knows(attempt, cookies.device_mark())
    return Entering(held.staff, key, known, held.generation)


def _enter(who: Entering, form: LoginForm | CodeForm, half: BrowserSecret | None = None) -> Page:
    """To the queue; with a text that was carried along, to its case, which opens for this person or does not."""
    secret, moment = BrowserSecret.generate(), now()
    with writing() as session:
        if isinstance(form, CodeForm) and half is not None:
            verdict = proving.verdict(session, who, form, half, now=moment)
        else:
            verdict = second.check(session, who, "", now=moment)
        if verdict is Verdict.RIGHT:
            desk = deeds.start(session, who.staff_id, who.key, secret, now=moment)
            target = _target(session, desk, secret, form, moment)
            mark = account.device_mark(session, desk)
        if half is not None and verdict in (Verdict.RIGHT, Verdict.ENDED):
            boxes.discard(session.connection(), half)
    if verdict is not Verdict.RIGHT:
        return _refused(verdict, form, who, half)
    response = go(target)
    cookies.give(response, cookies.DESK, secret)
    cookies.give_device(response, mark)
    cookies.take_away(response, cookies.HALF_IN)
    return response


def _target(
    session: Session, desk: Desk, secret: BrowserSecret, form: LoginForm | CodeForm, at: datetime
) -> str:
    carried = form.unsent(form.reference.data or "", at + deeds.ABSOLUTE)
    if carried is None:
        return first_page(desk)
    unsent.keep(session, desk, secret, carried)
    return _where_typed(carried)


def _where_typed(carried: Unsent) -> str:
    if carried.composer is Composer.REPORT:
        return url_for("casework.enter")
    return url_for("casework.case", reference=carried.reference)


def _refused(
    verdict: Verdict, form: LoginForm | CodeForm, who: Entering, half: BrowserSecret | None
) -> Page:
    if verdict is Verdict.ENDED or not isinstance(form, CodeForm) or half is None:
        return _begin_again()
    form.code.errors = [str(VERDICTS[verdict])]
    return _second_step(form, who, half, 400)


def _begin_again() -> Page:
    """The first step again, with what was carried along."""
    if request.method == "GET":
        return go(url_for("accounts.log_in"))
    form = LoginForm(None, blank=True)
    _carry_on(CodeForm(None), form)
    form.form_errors.append(gettext("Det tog för lång tid. Börja om med namn och lösenordsfras."))
    return _first_step(form, 400)


def _carry_on(before: LoginForm | CodeForm, form: LoginForm | CodeForm) -> None:
    """What was typed in a case goes on to the next page."""
    form.carry(
        before.composer.data or "",
        before.text.data or "",
        before.language.data or "",
        before.once.data or "",
        before.swedish.data or "",
    )
    form.reference.data = before.reference.data or ""


def _first_step(form: LoginForm, status: int) -> tuple[str, int]:
    return render("accounts/login.html", form=form), status


def _second_step(
    form: CodeForm, who: Entering, half: BrowserSecret, status: int
) -> tuple[str, int]:
    form.passkey.data = ""
    with reading() as session:
        ways = proving.ways(session, who, half)
    return render("accounts/code.html", form=form, ways=ways), status
