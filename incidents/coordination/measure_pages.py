"""The measures: the list that begins with what is late, one measure, and the overview for a committee."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from wtforms import SelectField, StringField, TextAreaField

from incidents.coordination.measure_words import (
    COLUMNS,
    SHELF,
    STATUSES,
    TONES,
    allowed,
    commitment_words,
    commitments,
    statuses,
    tracks,
    triggers,
)
from incidents.coordination.register_form import Editor, RowForm, saved_words
from incidents.coordination.register_history import History
from incidents.coordination.register_table import Table
from incidents.coordination.visit import Page, now
from incidents.core.clock import local_date
from incidents.core.measures import (
    OPEN,
    Measure,
    Status,
    late_first,
    overdue,
    overview,
)
from incidents.web.access import Access, access
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext
from incidents.web.moments import day

LATE, STILL_OPEN = "late", "open"


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as the list and the overview show it. Whom to ask is on neither."""

    url: str
    text: str
    unit: str
    commitment: str
    status: str
    tone: str
    when: str
    late: bool
    answer: str


class FilterForm(Form):
    """What the list shows, in the address of the page: reading needs no token."""

    commitment = SelectField(COLUMNS["commitment"], choices=dict, validate_choice=False)
    status = SelectField(COLUMNS["status"], choices=dict, validate_choice=False)

    class Meta(Form.Meta):
        """No token, since nothing is changed."""

        csrf = False

    def __init__(self) -> None:
        super(Form, self).__init__(formdata=request.args)
        offered: dict[Any, dict[str, str]] = {
            self.commitment: {"": gettext("Alla"), **commitments()},
            self.status: {
                "": gettext("Alla"),
                LATE: gettext("Försenade"),
                STILL_OPEN: gettext("Inte klara"),
                **{status.value: str(STATUSES[status]) for status in Status},
            },
        }
        for field, choices in offered.items():
            field.choices = choices
            field.data = field.data if field.data in choices else ""

    def chosen(self, measure: Measure, today: date) -> bool:
        """Whether a measure is shown."""
        if self.commitment.data and self.commitment.data != str(measure.commitment):
            return False
        wanted = self.status.data or measure.status.value
        if wanted == LATE:
            return measure.late(today)
        return measure.status in OPEN if wanted == STILL_OPEN else measure.status.value == wanted


class MeasureForm(RowForm):
    """One measure."""

    text = TextAreaField(COLUMNS["text"], filters=[one_line_ends])
    commitment = SelectField(
        COLUMNS["commitment"],
        choices=lambda: {"": gettext("Välj"), **commitments()},
        validate_choice=False,
    )
    track = SelectField(
        COLUMNS["track"],
        choices=lambda: {"": gettext("Välj"), **tracks()},
        validate_choice=False,
    )
    unit = StringField(COLUMNS["unit"])
    contact = StringField(COLUMNS["contact"])
    proposed = StringField(COLUMNS["proposed"])
    due = StringField(COLUMNS["due"])
    status = SelectField(COLUMNS["status"], choices=statuses, validate_choice=False)
    done = StringField(COLUMNS["done"])
    trigger = SelectField(
        COLUMNS["trigger"],
        choices=lambda: {"": gettext("Annat"), **triggers()},
        validate_choice=False,
    )
    answer = TextAreaField(COLUMNS["answer"], filters=[one_line_ends])


def _line(measure: Measure, today: date) -> Line:
    late = measure.late(today)
    return Line(
        SHELF.url("row", row=measure.id),
        measure.text,
        measure.unit,
        commitment_words(measure.commitment),
        gettext("Försenad") if late else str(STATUSES[measure.status]),
        "bad" if late else TONES[measure.status],
        _when(measure),
        late,
        measure.answer,
    )


def _when(measure: Measure) -> str:
    if measure.done:
        return gettext("Klar %(day)s", day=day(measure.done))
    return gettext("Senast %(day)s", day=day(measure.due))


@access(Access.COORDINATION)
def show_list() -> Page:
    """Every measure that was asked for, the late ones first."""
    held, today, form = SHELF.held(), local_date(now()), FilterForm()
    shown = [one for one in late_first(held.items, today) if form.chosen(one, today)]
    return SHELF.show(
        "coordination/measures.html",
        filter=form,
        filtered=bool(form.commitment.data or form.status.data),
        lines=[_line(one, today) for one in shown],
        all=len(held.items),
        late=overdue(held.items, today),
        saved=saved_words(),
        broken=SHELF.broken(held),
    )


@access(Access.COORDINATION)
def show_overview() -> Page:
    """All of it for a committee, to be printed; without the names of those to ask."""
    held, today = SHELF.held(), local_date(now())
    found = overview(held.items, today)
    return SHELF.show(
        "coordination/measures_overview.html",
        day=day(today),
        parts=[
            (commitment_words(one.commitment), one, [_line(each, today) for each in one.measures])
            for one in found
        ],
    )


def _begin(form: RowForm) -> None:
    form["proposed"].data = local_date(now()).isoformat()


def _more(measure: Measure | None) -> dict[str, object]:
    return {"late": measure is not None and measure.late(local_date(now()))}


EDITOR = Editor(SHELF, MeasureForm, "coordination/measure.html", _begin, _more)
HISTORY = History(SHELF)
TABLE = Table(SHELF, allowed)
