"""How somebody found the service: a code in the address of a poster, shown as an answer that can be changed."""

from incidents.core.box import Draft
from incidents.core.vocabulary import vocabulary
from incidents.reporting.forms import BeforeForm
from incidents.web.blanks import NOBODY

SOURCES = tuple(choice.code for choice in vocabulary("source_heard").public())


def known_source(text: str) -> str:
    """The code, or nothing: whatever else stands in the address is not repeated and not kept."""
    return text if text in SOURCES else ""


def empty_form(via: str) -> BeforeForm:
    """The first form with the poster's answer filled in."""
    form = BeforeForm(NOBODY)
    form.source_heard.data = via or None
    return form


def source_of(draft: Draft) -> str | None:
    """What the draft says."""
    return next(iter(draft.answers.get("source_heard", ())), None)
