"""Two voluntary questions after the receipt. The answers are kept apart from the report."""

from typing import Any

from flask import Blueprint, Response, request
from wtforms import ValidationError

from incidents.actions.trust import rings_in
from incidents.actions.voluntary import seal_answers, tell
from incidents.core.clock import local_date
from incidents.core.equality import QUESTIONS, voluntary_of
from incidents.reporting import journey, steps, visit
from incidents.reporting.visit import Visit
from incidents.store.direct import Direct, transaction
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.fields import LooseRadio, choices, text_or_nothing
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


class VoluntaryForm(Form):
    """Age and sex; one of them is enough."""

    age_band = LooseRadio(
        lazy_gettext("Hur gammal är du?"), choices=choices("age_band"), coerce=text_or_nothing
    )
    gender = LooseRadio(
        lazy_gettext("Vilket är ditt kön?"), choices=choices("gender"), coerce=text_or_nothing
    )

    def answers(self) -> dict[str, str]:
        """What was answered."""
        return {name: self[name].data for name in QUESTIONS if self[name].data}

    def validate_age_band(self, field: Any) -> None:
        """Nothing at all is no answer: leaving the page is."""
        if not self.answers():
            raise ValidationError(gettext("Svara på någon av frågorna, eller lämna sidan."))


def register(pages: Blueprint) -> None:
    """The address of the voluntary questions."""
    pages.add_url_rule("/voluntary", "voluntary", voluntary, methods=["GET", "POST"])


@access(Access.PUBLIC)
def voluntary(lang: str) -> Page:
    """Voluntary questions, once for each receipt."""
    held = visit.current()
    if held.receipt is not None and held.receipt.quarantine:
        return visit.go(journey.url("receipt", lang))
    if held.receipt is None or held.secret is None:
        return steps.elsewhere(held, lang, opens_draft=False) or visit.go(
            journey.url("check", lang)
        )
    form = VoluntaryForm(held.secret)
    if not held.receipt.voluntary and form.validate_on_submit():
        _told(held, form)
        return visit.go(journey.url("voluntary", lang))
    page = render(
        "reporting/voluntary.html",
        form=form,
        answered=held.receipt.voluntary,
        show_exit=True,
        settings=cookies.settings(),
    )
    return page, 400 if request.method == "POST" and not held.receipt.voluntary else 200


def _told(held: Visit, form: VoluntaryForm) -> None:
    assert held.secret is not None
    now = visit.now()
    rings = rings_in(Direct(), cookies.settings().trust)
    sealed = seal_answers(voluntary_of(form.answers(), local_date(now)), rings)
    with transaction() as rows:
        tell(rows, held.secret, sealed, now=now)
