"""Who is logged in in this request (`web.signed_in`), the menu above these pages, and what is put into the folder."""

from incidents.actions import releasing
from incidents.actions.drafting import Wish, districts_of
from incidents.actions.releasing import Placed
from incidents.core.errors import Busy, Conflict, DomainError, Invalid, NotAllowed, NotFound, Unsafe
from incidents.core.languages import sentence
from incidents.store.database import reading, writing
from incidents.web.cookies import settings
from incidents.web.deskmenu import menu
from incidents.web.errors import alarm
from incidents.web.locale import gettext
from incidents.web.signed_in import Page, desk, go, now, pinned, secret
from incidents.web.templates import render

__all__ = [
    "STALE",
    "Page",
    "desk",
    "districts",
    "go",
    "now",
    "pinned",
    "put_out",
    "said",
    "secret",
    "show",
    "wish",
]
_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Invalid, 400),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Busy, 429),
)
STALE = sentence("Sidan hade legat öppen för länge. Läs in den igen.")


def show(template: str, /, **values: object) -> str:
    """A page of this door with its menu."""
    return render(template, desk_nav=menu("closing.state"), **values)


def wish(contact: str) -> Wish:
    """Where this municipality publishes, with what was typed."""
    return Wish(settings().published, contact)


def districts() -> dict[str, str]:
    """The districts that this municipality has now, by their codes."""
    return districts_of(settings().districts)


def put_out() -> Placed:
    """Bring the folder to what is frozen; raises `Stopped` and `Unsafe`, and what is frozen stays so."""
    with reading() as session:
        done = releasing.place(session, desk(), settings().published, pinned=pinned())
    with writing() as session:
        releasing.note_placed(session, desk(), done, now=now())
    return done


def said(error: DomainError) -> tuple[str, int]:
    """A refusal in the reader's language, and the status that goes with it."""
    if isinstance(error, Unsafe):
        alarm(error)
        return gettext(error.at_desk), 503
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 503)
    return gettext(error.sentence), status
