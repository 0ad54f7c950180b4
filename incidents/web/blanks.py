"""Pages before anybody has typed anything: drawn once for each language, then given what is each visitor's own.

Most pages of a journey are asked for when they are still empty, and are then the same for everybody. Nothing of a
visitor can be in them, because they are drawn from an empty form that belongs to nobody, with gaps for the rest.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from markupsafe import Markup

from incidents.crypto.browserbox import SECRET_BYTES, BrowserSecret

_EXTENSION = "incidents.blanks"
#: Nobody can type it, since nobody knows it.
_MARK = f"gap{secrets.token_hex(8)}"
_GAP = re.compile(_MARK + "([a-z0-9]+?)pag")
_FORM_TOKEN = "formtoken"  # noqa: S105 - the name of a gap


def gap(name: str) -> Markup:
    """Stands in a page that is drawn for everybody where something of the visitor's own belongs."""
    return Markup(f"{_MARK}{name}pag")  # noqa: S704 - a name that stands in the code


class _Nobody(BrowserSecret):
    """Whom a form belongs to while its blank page is drawn."""

    def form_token(self, scope: str) -> str:
        """Marks the place of the visitor's token."""
        return gap(_FORM_TOKEN)


NOBODY = _Nobody(bytes(SECRET_BYTES))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A drawn page: what is the same for everybody, and the names of the gaps in between."""

    texts: tuple[str, ...]
    gaps: tuple[str, ...]


def init_blanks(app: Flask) -> None:
    """An empty shelf: what is drawn depends on the installation's settings."""
    app.extensions[_EXTENSION] = {}


def start_anew() -> None:
    """An empty shelf again: something has changed for everybody, and the pages of before would only take room."""
    current_app.extensions[_EXTENSION] = {}


def blank(key: tuple[object, ...], token: str, draw: Callable[[], str], **own: str) -> str:
    """The page of this key with the visitor's token and what else is their `own` in its gaps.

    `draw` makes it, from `NOBODY`, the first time; what is put into a gap is HTML. `key` names everything that the page
    depends on: screen, language and variant.
    """
    drawn: dict[tuple[object, ...], _Sheet] = current_app.extensions[_EXTENSION]
    sheet = drawn.get(key)
    if sheet is None:
        pieces = _GAP.split(draw())
        sheet = drawn[key] = _Sheet(tuple(pieces[::2]), tuple(pieces[1::2]))
    own[_FORM_TOKEN] = token
    filled = [sheet.texts[0]]
    for name, text in zip(sheet.gaps, sheet.texts[1:], strict=True):
        filled += (own[name], text)
    return "".join(filled)
