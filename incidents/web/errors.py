"""Errors as plain pages in the reader's language. An exception's log line holds route, class and line, nothing more."""

import logging
import traceback
from dataclasses import dataclass

from flask import Flask, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from incidents.core.errors import (
    Busy,
    Conflict,
    DomainError,
    NotAllowed,
    NotFound,
    Unavailable,
    Unsafe,
)
from incidents.store.database import database
from incidents.web.locale import current, gettext, lazy_gettext
from incidents.web.templates import render

log = logging.getLogger("incidents")


@dataclass(frozen=True, slots=True)
class Text:
    """What an error page says."""

    title: object
    what_to_do: object


_NOT_FOUND = Text(
    lazy_gettext("Sidan finns inte"),
    lazy_gettext("Kontrollera adressen, eller gå till startsidan."),
)
TEXTS = {
    400: Text(
        lazy_gettext("Det där kunde vi inte läsa"),
        lazy_gettext("Gå tillbaka och försök igen. Det du har fyllt i på tidigare sidor är kvar."),
    ),
    403: Text(
        lazy_gettext("Du kan inte öppna den här sidan"),
        lazy_gettext("Den är till för andra, eller så kom du hit från en annan webbplats."),
    ),
    404: _NOT_FOUND,
    405: _NOT_FOUND,
    409: Text(lazy_gettext("Någon annan hann före"), lazy_gettext("Läs in sidan igen.")),
    413: Text(
        lazy_gettext("Texten är för lång"),
        lazy_gettext("Gå tillbaka och korta den. Det du har fyllt i på tidigare sidor är kvar."),
    ),
    429: Text(
        lazy_gettext("Vänta en liten stund"),
        lazy_gettext("Det kommer många försök just nu. Försök igen om en minut."),
    ),
    503: Text(
        lazy_gettext("Vi kan inte ta emot just nu"),
        lazy_gettext("Det du har skrivit ligger kvar. Försök igen om en stund."),
    ),
}
#: At the desk, and behind a link, nothing that somebody has just typed lies anywhere but in the browser.
_TYPED_THERE_ONLY = ("/desk", "/handover")
_STOPPED = Text(
    lazy_gettext("Det går inte just nu"),
    lazy_gettext(
        "Inget är sparat. Gå tillbaka och försök igen om en stund. Kopiera först texten om du skrev något."
    ),
)
_BAD = TEXTS[400]
_OURS = Text(
    lazy_gettext("Något gick fel hos oss"),
    lazy_gettext(
        "Det är inte ditt fel. Inget har skickats. Gå tillbaka och försök igen om en stund."
    ),
)
_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Busy, 429),
    (Unavailable, 503),
    (Unsafe, 503),
    (DomainError, 400),
)


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    text = TEXTS.get(code, _BAD if code < 500 else _OURS)
    return _page(str(text.title), str(text.what_to_do)), code


def _domain(error: DomainError) -> tuple[str, int]:
    code = next(code for kind, code in _STATUS if isinstance(error, kind))
    said = error.sentence
    if isinstance(error, Unsafe):
        alarm(error)
        said = error.at_desk if _at_desk() else said
    return _page(str(_text(code).title), gettext(said)), code


def _text(code: int) -> Text:
    stopped = code == 503 and request.path.startswith(_TYPED_THERE_ONLY)
    return _STOPPED if stopped else TEXTS[code]


def _at_desk() -> bool:
    return request.path.startswith("/desk")


def alarm(error: DomainError) -> None:
    """Say that something is wrong with the keys, and on which page it showed."""
    log.critical("ALARM %s: %s", request.endpoint, type(error).__name__)


def _no_database(error: OperationalError) -> tuple[str, int]:
    """A full disk, a database that restarts: nothing was written, trying again later is right."""
    database.session.rollback()
    log.error("%s", describe(request.endpoint, error))
    return _page(str(_text(503).title), str(_text(503).what_to_do)), 503


def _unexpected(error: Exception) -> tuple[str, int]:
    database.session.rollback()
    log.error("%s", describe(request.endpoint, error))
    return _page(str(_OURS.title), str(_OURS.what_to_do)), 500


def describe(endpoint: str | None, error: BaseException) -> str:
    """Route name, class and line of an exception; never its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/incidents/" in frame.filename.replace("\\", "/")]
    chosen = own or list(frames)
    where = "?"
    if chosen:
        path = chosen[-1].filename.replace("\\", "/").rsplit("/incidents/")[-1]
        where = f"{path}:{chosen[-1].lineno}"
    return f"{endpoint} {type(error).__name__} {where}"


def _page(title: str, what_to_do: str) -> str:
    return render(
        "error.html",
        title=title,
        what_to_do=what_to_do,
        desk=_at_desk(),
        lang=current(),
        show_exit=False,
    )
