"""A form that is refused when it is too late keeps what it holds: the reasons, as sentences for its page."""

from collections.abc import Callable

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions.casework import AlreadyWritten
from incidents.core.errors import Conflict, Invalid, NotAllowed, Unsafe
from incidents.store.database import writing
from incidents.web.errors import alarm, describe, log
from incidents.web.locale import gettext


def why_not(deed: Callable[[], None]) -> tuple[str, int] | None:
    """Do it: None once it is stored, otherwise the sentence that says why it is not, and the answer's status."""
    try:
        deed()
    except Conflict as error:
        return gettext(error.sentence), 409
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
        return gettext("Vi kunde inte spara just nu. Det du valde är kvar."), 503
    except Unsafe as error:
        alarm(error)
        return gettext(error.at_desk), 503
    return None


def why_refused(deed: Callable[[], None]) -> tuple[str, int] | None:
    """The same, also for what is not allowed or not right by the time that it would be stored."""
    try:
        return why_not(deed)
    except NotAllowed as error:
        return gettext(error.sentence), 403
    except Invalid as error:
        return gettext(error.sentence), 400


def store_once(deed: Callable[[Session], None], settle: Callable[[Session], None]) -> None:
    """Do it, and let go of the text that was kept for its form; a form that was posted before only does the latter."""
    try:
        with writing() as session:
            deed(session)
            settle(session)
    except AlreadyWritten:
        with writing() as session:
            settle(session)
