"""The draft of the report on a page and as a file, the editions that are frozen, and what waits to be done."""

from dataclasses import dataclass

from flask import Response, current_app, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import SelectField

from incidents.actions import comparing
from incidents.actions.register_versions import current
from incidents.actions.registers import note_export
from incidents.actions.reminding import undone
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.documents import html
from incidents.eccar.edition_page import lines
from incidents.eccar.report_files import MEDIA, Kind, draft, name_of, write
from incidents.eccar.tables import quarter
from incidents.eccar.visit import (
    Page,
    desk,
    kept,
    material,
    newest,
    now,
    published,
    secret,
    show,
    spans,
)
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form, token_of
from incidents.web.locale import AT_DESK, NAMES, gettext, lazy_gettext
from incidents.web.signed_in import pinned


def _languages() -> dict[str, str]:
    return {code: NAMES[code].name for code in AT_DESK}


class ChoiceForm(Form):
    """Which report is shown, in the address of the page: reading needs no token."""

    span = SelectField(lazy_gettext("Två år"), choices=spans, validate_choice=False)
    language = SelectField(lazy_gettext("Språk"), choices=_languages, validate_choice=False)

    class Meta(Form.Meta):
        """No token, since nothing is changed."""

        csrf = False

    def __init__(self) -> None:
        super(Form, self).__init__(formdata=request.args)
        known, languages = spans(), _languages()
        self.span.data = self.span.data if self.span.data in known else newest()
        self.language.data = self.language.data if self.language.data in languages else "sv"


class FileForm(Form):
    """The report as a file."""

    span = SelectField(choices=spans)
    language = SelectField(choices=_languages)
    kind = SelectField(choices={one.value: one.value for one in Kind})


@access(Access.COORDINATION)
def show_report() -> Page:
    """The report as it would be frozen now."""
    form = ChoiceForm()
    span, language = str(form.span.data), str(form.language.data)
    made = draft(material(int(span[-4:])), span, language)
    with reading() as session:
        editions, waits = lines(session), _waits(session)
    return show(
        "eccar/report.html",
        choice=form,
        title=made.title,
        language=made.language,
        editions=editions,
        waits=waits,
        # Our own writer's: every text in it is escaped.
        report=Markup(html.fragment(made, deeper=1)),  # noqa: S704
        kinds=[one.value for one in Kind],
        token=token_of(FileForm, secret()),
    )


@access(Access.COORDINATION)
def take_out() -> Page:
    """The report as a file; that it was taken out is in the trail."""
    form = FileForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    span, language, kind = str(form.span.data), str(form.language.data), Kind(form.kind.data)
    data = write(draft(material(int(span[-4:])), span, language), kind)
    with writing() as session:
        held = current(session, kept())
        note_export(session, desk(), kept(), held.number, now=now())
    name = f"eccar-{span}-utkast.{name_of(language, kind)}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=MEDIA[kind], headers=headers)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left undone: where it is done, or the command of whoever keeps the server."""

    text: str
    url: str = ""
    command: str = ""


def _waits(session: Session) -> list[Waiting]:
    """What is left undone, and of which time."""
    found, released = undone(session, pinned=pinned(), today=local_date(now())), published()
    exercise = released is not None and released.exercise
    # A report of invented figures is never frozen.
    said = [
        Waiting(gettext("Rapporten för %(span)s kan frysas.", span=one.replace("-", "–")))
        for one in found.reports
        if not exercise
    ]
    said += [
        Waiting(
            gettext(
                "Enskilda uppgifter från %(span)s väntar på beslut om gallring. När beslutet finns gallrar "
                "du dem tillsammans med den som sköter servern, med det här kommandot:",
                span=one.replace("-", "–"),
            ),
            command="incidents statistics dispose",
        )
        for one in found.disposal
    ]
    # Beside invented releases of no ledger here no quarter can be closed; the page of the statistics says why.
    foreign = exercise and released and comparing.has_unknown(session, released.releases)
    if found.quarter and not foreign:
        said.append(
            Waiting(
                gettext("%(quarter)s kan stängas.", quarter=quarter(found.quarter).capitalize()),
                _statistics(),
            )
        )
    return said


def _statistics() -> str:
    """The page on which quarters are closed, where it is served here."""
    served = "closing.state" in current_app.view_functions
    return url_for("closing.state") if served else ""
