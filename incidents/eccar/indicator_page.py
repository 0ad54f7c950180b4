"""Every indicator for a span or a year: what it divides by what, its figure or why there is none, and whose it is."""

from collections.abc import Iterator
from datetime import date

from flask import request
from markupsafe import Markup
from wtforms import SelectField

from incidents.actions.register_versions import Kept, current
from incidents.core.clock import local_date
from incidents.core.commitments import COMMITMENTS
from incidents.core.figures import FIGURES
from incidents.core.indicators import indicators
from incidents.core.measuring import Measured, measured
from incidents.core.released import Why, before
from incidents.documents import html
from incidents.documents.model import Block, Document, Heading, Paragraph
from incidents.eccar import tables, words
from incidents.eccar.report import exercise
from incidents.eccar.visit import Page, newest, now, published, show, spans
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext, tag
from incidents.web.signed_in import pinned


def _periods() -> dict[str, str]:
    """Spans, and the years that have begun, the newest first."""
    known = spans()
    years = [year for one in known for year in reversed(one.split("-"))]
    return {**known, **{one: one for one in years}}


class PeriodForm(Form):
    """Which period is shown, in the address of the page: reading needs no token."""

    period = SelectField(lazy_gettext("Period"), choices=_periods, validate_choice=False)

    class Meta(Form.Meta):
        """No token, since nothing is changed."""

        csrf = False

    def __init__(self) -> None:
        super(Form, self).__init__(formdata=request.args)
        known = _periods()
        self.period.data = self.period.data if self.period.data in known else newest()


@access(Access.COORDINATION)
def show_indicators() -> Page:
    """All of them, also those that this system does not measure."""
    form = PeriodForm()
    period = str(form.period.data)
    with reading() as session:
        figures = current(session, Kept(FIGURES, pinned())).items
    publication = published()
    now_, then = (
        measured(publication, figures, one, indicators()) for one in (period, before(period))
    )
    blocks = [*exercise(publication)]
    for pair in zip(now_, then, strict=True):
        blocks += _indicator(pair, period)
    day: date = local_date(now())
    made = Document(gettext("Indikatorer"), tag(), day, "", (*blocks,))
    # Our own writer's: every text in it is escaped.
    listed = Markup(html.fragment(made))  # noqa: S704
    return show("eccar/indicators.html", choice=form, listed=listed)


def _indicator(pair: tuple[Measured, Measured], period: str) -> Iterator[Block]:
    one = pair[0]
    said = words.said(one.id)
    yield Heading(2, f"{one.id} {said.name}")
    yield Paragraph(said.definition)
    yield Paragraph(
        gettext(
            "Täljare: %(numerator)s. Nämnare: %(denominator)s.",
            numerator=said.numerator,
            denominator=said.denominator,
        )
    )
    numbers = indicators()[one.id].commitments
    listed = "; ".join(f"{number}. {gettext(COMMITMENTS[number])}" for number in numbers)
    yield Paragraph(gettext("Åtaganden: %(listed)s.", listed=listed))
    line = one.lines[0]
    if line.why is Why.NOT_MEASURED:
        yield Paragraph(said.not_measured)
    elif not line.code:
        yield Paragraph(gettext("Siffra: %(figure)s.", figure=words.cell(line, one.id)))
    yield from tables.divided(pair, period)
