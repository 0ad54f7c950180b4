"""A record of the case was given out after a request: what of the report became known, for the statistics."""

from typing import Any

from flask import request
from wtforms import SelectMultipleField, ValidationError

from incidents.actions import casefile, giving
from incidents.actions import casework as deeds
from incidents.casework.forms import VersionForm
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.given_fact import Attribute
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render

WORDS = {
    Attribute.GROUND: lazy_gettext("Diskrimineringsgrund"),
    Attribute.AREA: lazy_gettext("Samhällsområde"),
    Attribute.DISTRICT: lazy_gettext("Stadsdel"),
    Attribute.OWN: lazy_gettext("Om det gäller kommunens egen verksamhet"),
    Attribute.MOTIVE: lazy_gettext("Motiv till en hathändelse"),
    Attribute.HAPPENED: lazy_gettext("Vad som hände"),
    Attribute.PLACE: lazy_gettext("Var det hände"),
    Attribute.WISH: lazy_gettext("Vad personen ville"),
    Attribute.TOLD: lazy_gettext("Vem personen hade berättat för"),
    Attribute.MATTER: lazy_gettext("Vår bedömning av vad det gäller"),
}


class GivenForm(VersionForm):
    """What became known besides that the report came in, and when."""

    known = SelectMultipleField(
        lazy_gettext("Vad framgick av det som lämnades ut?"),
        choices=lambda: {one.value: str(words) for one, words in WORDS.items()},
        validate_choice=False,
    )

    def validate_known(self, field: Any) -> None:
        """One at least, and of the list."""
        if not field.data or not set(field.data) <= set(Attribute):
            raise ValidationError(
                gettext("Välj vad som framgick. Framgick inget av det här behövs ingen anteckning.")
            )


@access(Access.DESK)
def show_given(reference: str) -> Page:
    """The form; posted, it is noted and the case stands there again."""
    form = GivenForm(secret(), blank=request.method != "POST")
    if request.method != "POST":
        return _page(reference, form)
    if not form.validate():
        return _page(reference, form), 400
    refused = why_not(lambda: _note(reference, form))
    if refused is not None:
        form.version.errors = [refused[0]]
        return _page(reference, form), refused[1]
    return back(reference)


def _note(reference: str, form: GivenForm) -> None:
    with writing() as session:
        giving.note(
            session,
            desk(),
            reference,
            [Attribute(one) for one in form.known.data or ()],
            version=form.number(),
            pinned=pinned(),
            now=now(),
        )


def _page(reference: str, form: GivenForm) -> str:
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        casefile.read(session, desk(), case, pinned=pinned())
    form.version.data = str(case.version)
    return render("casework/given.html", reference=reference, form=form)
