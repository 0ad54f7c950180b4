"""The forms of the case page that look the same for every case until somebody has typed in them.

Each is drawn once for its language and then given the case's own values (`web.blanks`): drawing them all, with their
long lists, for every look at a case took a third of its time.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from incidents.actions.casefile import CaseFile
from incidents.casework import present_replies
from incidents.casework.addresses import case_url
from incidents.casework.answer_form import AnswerForm, AskForm
from incidents.casework.day_form import DayForm
from incidents.casework.forms import CloseForm, ContactForm, NoteForm
from incidents.core.box import Unsent
from incidents.crypto.browserbox import BrowserSecret
from incidents.web.blanks import NOBODY, blank, gap
from incidents.web.directory import edition
from incidents.web.forms import Form
from incidents.web.locale import current
from incidents.web.moments import moment
from incidents.web.templates import part

#: The forms, and the ids by which their labels find those of their fields that other forms of the page have too.
KINDS: Mapping[str, tuple[type[Form], Mapping[str, str]]] = {
    "answer": (AnswerForm, {"text": "answer-text"}),
    "ask": (AskForm, {"text": "ask-text", "language": "ask-language"}),
    "close": (CloseForm, {}),
    "contact": (ContactForm, {"text": "contact-text"}),
    "day": (DayForm, {}),
    "note": (NoteForm, {"text": "note-text"}),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed: in the form that was refused, or before a log-in ended."""

    failed: object = None
    unsent: Unsent | None = None

    def touches(self, kind: type[Form]) -> bool:
        """Whether it stands in a form of this kind."""
        waits = self.unsent is not None and getattr(kind, "composer", None) is self.unsent.composer
        return type(self.failed) is kind or waits


def composed(file: CaseFile, secret: BrowserSecret, typed: Typed) -> dict[str, Markup]:
    """Each form by its name."""
    return {name: _composed(name, file, secret, typed) for name in KINDS}


def _composed(name: str, file: CaseFile, secret: BrowserSecret, typed: Typed) -> Markup:
    kind, _ = KINDS[name]
    own = {"version": str(file.case.version), "shown": str(file.case.entries)}
    speaks = _replies_in(file) if kind is AnswerForm else ""
    if typed.touches(kind) or (kind is CloseForm and _says_more(file)):
        form = typed.failed if isinstance(typed.failed, kind) else kind(secret, blank=True)
        _fill(form, own)
        if typed.unsent is not None and form is not typed.failed and typed.touches(kind):
            form.take(typed.unsent)
        opened = typed.touches(kind)
        return _drawn(name, form, file.case.reference, speaks, file=file, opened=opened)
    sheet = blank(
        ("case", name, current(), speaks, edition()),
        secret.form_token(kind.__name__),
        partial(_sheet, name, speaks),
        reference=escape(file.case.reference),
        once=secrets.token_hex(16),
        **own,
    )
    return Markup(sheet)  # noqa: S704 - our own template, and values that are escaped or digits


def _sheet(name: str, speaks: str) -> str:
    """The form as it is drawn for everybody."""
    kind, _ = KINDS[name]
    form = kind(NOBODY, blank=True)
    _fill(form, {own: gap(own) for own in ("once", "shown", "version")})
    return _drawn(name, form, gap("reference"), speaks)


def _fill(form: Any, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        if name in form:
            form[name].data = value


def _drawn(
    name: str,
    form: Any,
    reference: str,
    speaks: str,
    *,
    file: CaseFile | None = None,
    opened: bool = False,
) -> Markup:
    for field, id_ in KINDS[name][1].items():
        form[field].id = id_
    more: dict[str, object] = {}
    if name in ("answer", "ask"):
        form.language.data = form.language.data or "sv"
    if name == "answer":
        if not form.asks_for_reply():
            form.reply_language.data = speaks
        more["replies"] = present_replies.pairs(form.chosen_reply_language())
    if name == "close" and file is not None:
        _prefill(form, file, typed=opened)
        more["working"] = [(entry.number, moment(entry.moment)) for entry in file.working]
    address = partial(case_url, reference)
    return part(f"casework/forms/{name}.html", form=form, case_url=address, opened=opened, **more)


def _replies_in(file: CaseFile) -> str:
    """The language of the standard replies."""
    return present_replies.spoken(file.report.language if file.report else "sv")


def _says_more(file: CaseFile) -> bool:
    """Whether the case itself has something to say where it is closed."""
    return bool(file.working or file.works or file.stop)


def _prefill(form: CloseForm, file: CaseFile, *, typed: bool) -> None:
    """What is known already, where nobody has typed."""
    if typed:
        return
    if file.works:
        form.outcome.data = list(file.works[-1][1].codes.get("outcome", ()))
    if file.stop is not None:
        form.reason.data = "withdrawn"
