"""An urgent number: what it is, when it is shown, and the form to correct it."""

from dataclasses import replace
from datetime import date
from functools import partial

from flask import request, url_for
from wtforms import HiddenField, StringField

from incidents.actions.directory import Saved
from incidents.coordination.checks import came, needed, phone, short
from incidents.coordination.list_page import age
from incidents.coordination.visit import (
    Page,
    go,
    held,
    now,
    place,
    save,
    secret,
    show,
    whole_number,
)
from incidents.coordination.words import COLUMNS, SITUATIONS
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.help import amending
from incidents.core.help.amending import Change, number_in
from incidents.core.help.directory import Fact, Number
from incidents.core.help.merging import Source, whole
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext


class NumberForm(Form):
    """A number to call."""

    seen = HiddenField()
    number = StringField(COLUMNS["number"], validators=[needed, phone])
    name = StringField(COLUMNS["name"], validators=[needed])
    about = StringField(COLUMNS["about"], validators=[needed])
    hours = StringField(COLUMNS["hours"], validators=[short])
    source = StringField(COLUMNS["source"], validators=[needed])
    checked = StringField(COLUMNS["checked"], validators=[needed, came])

    def fill(self, number: Number) -> None:
        """What is known of it."""
        self.number.data, self.name.data = number.number, number.name
        self.about.data, self.hours.data = number.about, number.hours
        self.source.data, self.checked.data = number.fact.source, number.fact.checked.isoformat()

    def told(self, before: Number) -> Number:
        """The number as it was typed; for whom it is shown stays."""
        said = (self.number.data or "").strip()
        checked, source = date.fromisoformat(self.checked.data or ""), self.source.data or ""
        fact = Fact(before.fact.id, said, source.strip(), checked, before.fact.verified)
        words = [(field.data or "").strip() for field in (self.name, self.about, self.hours)]
        return replace(
            before, fact=fact, number=said, name=words[0], about=words[1], hours=words[2]
        )


@access(Access.COORDINATION)
def show_number(call: str) -> Page:
    """One number; a post saves what was typed."""
    current = held()
    found = number_in(whole(place().national, current.own), call)
    if request.method != "POST":
        form = NumberForm(secret(), blank=True)
        form.fill(found)
        form.seen.data = str(current.seen)
        return _page(found, form)
    form = NumberForm(secret())
    if not form.validate():
        return _page(found, form), 400
    change = partial(_corrected, place().national, form.told(found))
    try:
        save(Saved(Change.EDITED, call, change), whole_number(form.seen.data))
    except Conflict as error:
        form.form_errors.append(gettext(error.sentence))
        current = held()
        form.seen.data = str(current.seen)
        return _page(number_in(whole(place().national, current.own), call), form), 409
    except Invalid as error:
        form.form_errors.append(gettext(error.sentence))
        return _page(found, form), 400
    return go(url_for("coordination.bodies", saved=Change.EDITED.value) + f"#{call}")


def _corrected(national: Source, number: Number, own: Source) -> Source:
    return amending.numbered(national, own, number)


def _page(number: Number, form: NumberForm) -> str:
    name = number.name if number.own_words else gettext(number.name)
    return show(
        "coordination/number.html",
        form=form,
        title=f"{name}: {number.number}",
        when=[str(SITUATIONS[one]) for one in sorted(number.when)],
        age=age((number.fact,), local_date(now())),
        shown=number.fact.verified,
    )
