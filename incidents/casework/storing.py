"""A form that is refused when it is too late keeps what it holds: the reasons, as sentences for its page."""

from collections.abc import Callable

from flask import request
from sqlalchemy.exc import OperationalError

from incidents.core.errors import Conflict, Unsafe
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
