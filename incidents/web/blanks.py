"""Pages before anybody has typed anything: drawn once for each language, then given each visitor's own form token.

Most pages of a journey are asked for when they are still empty, and are then the same for everybody. Nothing of a
visitor can be in them, because they are drawn from an empty form that belongs to nobody.
"""

from collections.abc import Callable

from flask import Flask, current_app

from incidents.crypto.browserbox import SECRET_BYTES, BrowserSecret

_EXTENSION = "incidents.blanks"
_STAND_IN = "the-form-token-of-this-visitor"


class _Nobody(BrowserSecret):
    """Whom a form belongs to while its blank page is drawn."""

    def form_token(self, scope: str) -> str:
        """Marks the place of the visitor's token."""
        return _STAND_IN


NOBODY = _Nobody(bytes(SECRET_BYTES))


def init_blanks(app: Flask) -> None:
    """An empty shelf: what is drawn depends on the installation's settings."""
    app.extensions[_EXTENSION] = {}


def blank(key: tuple[object, ...], token: str, draw: Callable[[], str]) -> str:
    """The blank page of this key with the visitor's token in it; `draw` makes it, from `NOBODY`, the first time.

    `key` names everything that the page depends on: screen, language and variant.
    """
    drawn: dict[tuple[object, ...], str] = current_app.extensions[_EXTENSION]
    page = drawn.get(key)
    if page is None:
        page = drawn[key] = draw()
    return page.replace(_STAND_IN, token)
