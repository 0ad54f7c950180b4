"""A form that carries along what was typed in a case and cannot be saved yet: nobody is logged in, or it is closed."""

from datetime import datetime

from wtforms import HiddenField

from incidents.core.box import Composer, Unsent
from incidents.web.forms import Form


def one_line_ends(text: str | None) -> str:
    """Browsers send CRLF; people count and read one line end."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class CarryingForm(Form):
    """Hidden fields for one text and the field that it was typed in."""

    composer = HiddenField()
    text = HiddenField(filters=[one_line_ends])
    language = HiddenField()
    once = HiddenField()
    swedish = HiddenField(filters=[one_line_ends])

    def carry(self, composer: str, text: str, language: str, once: str, swedish: str = "") -> None:
        """Take a text along, and the Swedish one that was written beside it."""
        self.swedish.data = one_line_ends(swedish)
        self.composer.data, self.text.data = composer, one_line_ends(text)
        self.language.data, self.once.data = language, once

    def carries(self) -> bool:
        """Whether a text is on its way."""
        typed = f"{self.text.data or ''}{self.swedish.data or ''}"
        return bool(self.composer.data in list(Composer) and typed.strip())

    def unsent(self, reference: str, expires: datetime) -> Unsent | None:
        """The text, for the case that it belongs to."""
        if not reference or not self.carries():
            return None
        return Unsent(
            reference,
            Composer(self.composer.data or ""),
            self.text.data or "",
            expires,
            self.language.data or "",
            self.once.data or "",
            self.swedish.data or "",
        )
