"""The log-in: Flask-Login over our own sessions, whose key only the cookie holds."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Request, Response, g, request, url_for
from flask_login import LoginManager, UserMixin
from sqlalchemy.exc import OperationalError

from incidents.accounts import (
    account_page,
    entering,
    keys_page,
    language_page,
    passkey_page,
    people_page,
    second_page,
)
from incidents.accounts.forms import LoginForm
from incidents.accounts.invited_page import invited
from incidents.accounts.visit import Page
from incidents.actions import boxes, epochs
from incidents.actions import login as deeds
from incidents.core.box import NO_CASE, Composer
from incidents.core.coding_text import ticked_text, versions_in
from incidents.core.errors import Unsafe
from incidents.core.filled import filled_text
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.database import reading, writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.errors import alarm, describe, log
from incidents.web.templates import render

#: Forms that are kept whole, each as a text.
FORMS = {
    Composer.CODING: ticked_text,
    Composer.ORDER: filled_text,
    Composer.REFERRAL: filled_text,
    Composer.ALERT: filled_text,
    Composer.ORAL: filled_text,
    Composer.DUTY: filled_text,
    Composer.POOLED: filled_text,
    Composer.REPORT: filled_text,
}
#: The posts that carry what people typed, and from which field; the cover sheet names the field of what it carries.
TYPED_IN = {
    "casework.case_open": "",
    **{f"casework.case_{field}": field.value for field in Composer if field not in FORMS},
    "casework.alert": Composer.ALERT.value,
    "casework.case_duty": Composer.DUTY.value,
    "casework.case_oral": Composer.ORAL.value,
    "casework.coding": Composer.CODING.value,
    "casework.enter": Composer.REPORT.value,
    "casework.pooled": Composer.POOLED.value,
    "casework.order": Composer.ORDER.value,
    "casework.referral": Composer.REFERRAL.value,
    "casework.together_coding": Composer.CODING.value,
}


PAGES: tuple[tuple[str, str, Callable[..., Page], str], ...] = (
    ("invited", "invited", invited, "GET POST"),
    ("language", "language", language_page.choose, "POST"),
    ("account", "account", account_page.account, "GET"),
    ("account/passphrase", "passphrase", account_page.passphrase, "POST"),
    ("account/everywhere", "everywhere", account_page.everywhere, "POST"),
    ("account/second", "second", second_page.second, "GET POST"),
    ("account/second/codes", "second_codes", second_page.codes, "POST"),
    ("account/second/passkey", "passkey", passkey_page.begin, "POST"),
    ("account/second/passkey/add", "passkey_add", passkey_page.add, "POST"),
    ("account/second/passkey/<passkey>/remove", "passkey_remove", passkey_page.remove, "POST"),
    ("account/second/off", "second_off", second_page.off, "POST"),
    ("keys", "keys", keys_page.show_keys, "GET"),
    ("keys/<staff>", "confirm", keys_page.confirm, "GET POST"),
    ("people", "people", people_page.show_people, "GET POST"),
    ("people/<staff>", "person", people_page.show_person, "GET"),
    ("people/<staff>/phrase", "phrase", people_page.phrase, "POST"),
    ("people/<staff>/withdraw", "withdraw", people_page.withdraw, "POST"),
    ("people/<staff>/roles", "roles", people_page.change_roles, "POST"),
    ("people/<staff>/remove", "remove", people_page.remove, "POST"),
)


class SignedIn(UserMixin):
    """What Flask-Login knows of a staff member."""

    def __init__(self, desk: deeds.Desk) -> None:
        self.desk = desk

    def get_id(self) -> str:
        """The account's id."""
        return self.desk.actor.staff_id.hex()


def init_door(app: Flask) -> None:
    """Register the pages and the loader. No Flask session and no remember cookie are ever used."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(load)
    manager.unauthorized_handler(unauthorized)
    # Its `init_app` would look, after each answer, for the remember cookie that is never set.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.add_url_rule("/desk/login", "accounts.log_in", entering.log_in, methods=["GET", "POST"])
    app.add_url_rule("/desk/login/code", "accounts.code", entering.code, methods=["GET", "POST"])
    app.add_url_rule("/desk/logout", "accounts.log_out", log_out, methods=["POST"])
    for address, name, view, methods in PAGES:
        app.add_url_rule(f"/desk/{address}", f"accounts.{name}", view, methods=methods.split())


def load(incoming: Request) -> SignedIn | None:
    """The staff member whose log-in the cookie belongs to."""
    if not incoming.path.startswith("/desk"):
        return None
    secret = cookies.secret(cookies.DESK)
    if secret is None:
        return None
    now = datetime.now(UTC)
    with reading() as session:
        resumed = deeds.resume(session, secret, now=now)
    if resumed is None:
        return None
    desk = resumed.desk
    if resumed.stale:
        _note_use(desk, now)
    if resumed.refresh:
        desk = _freshened(desk, secret, now)
    g.desk, g.desk_secret = desk, secret
    return SignedIn(desk)


def _note_use(desk: deeds.Desk, now: datetime) -> None:
    """The one write that a GET may cause: that the log-in is in use, at most every five minutes.

    When nothing can be written, reading goes on all the same; the log-in then ends as if it had rested.
    """
    try:
        with writing() as session:
            deeds.touch(session, desk, now=now)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))


def _freshened(desk: deeds.Desk, secret: BrowserSecret, now: datetime) -> deeds.Desk:
    """The log-in with its present keys, once for each change of them; it goes on with those it has where that fails."""
    try:
        with writing() as session:
            return epochs.freshen(session, desk, secret, pinned=settings().trust, now=now)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
    except Unsafe as error:
        alarm(error)
    return desk


def unauthorized() -> Page:
    """Nobody is logged in: to the log-in page, which carries along what was typed in a case."""
    form = _with_typed_text()
    if form is None:
        return Response(status=303, headers={"Location": url_for("accounts.log_in")})
    return render("accounts/login.html", form=form), 400


def _with_typed_text() -> LoginForm | None:
    """The log-in form with the text of the post that came too late; None when there is none to lose."""
    composer = TYPED_IN.get(request.endpoint or "")
    if composer is None:
        return None
    posted = request.form
    form = LoginForm(None, blank=True)
    form.carry(
        composer or posted.get("composer", ""),
        _typed(composer),
        posted.get("language", ""),
        posted.get("once", ""),
        posted.get("swedish", ""),
    )
    form.reference.data = _reference()
    return form if form.carries() else None


def _reference() -> str:
    """The case in which it was typed; of a form for several the first, in which what was filled in waits."""
    views = request.view_args or {}
    first = next(iter(_versions()), request.form.get("reference", NO_CASE))
    return str(views.get("reference") or first)


def _versions() -> dict[str, int]:
    return versions_in(request.form.get("version", ""))


def _typed(composer: str) -> str:
    """What was typed; of a form that is kept whole, what was filled in."""
    for whole, as_text in FORMS.items():
        if composer == whole:
            posted = dict(request.form.lists())
            version = next(iter(_versions().values()), None)
            return as_text(posted if version is None else {**posted, "version": [str(version)]})
    return request.form.get("text", "")


@access(Access.STAFF)
def log_out() -> Page:
    """End this log-in; the row with the keys is gone. Whoever has the cookie may end what it opens: no token needed."""
    try:
        with writing() as session:
            deeds.end(session, g.desk)
            boxes.discard(session.connection(), g.desk_secret)
    except OperationalError as error:
        # The cookie goes all the same: without it the row opens nothing, and it ends by itself.
        log.error("%s", describe(request.endpoint, error))
    response = Response(status=303, headers={"Location": url_for("accounts.log_in")})
    cookies.take_away(response, cookies.DESK)
    return response
