"""The report on a page, and as a file in three forms."""

from collections.abc import Callable
from enum import StrEnum

from flask import Response, request
from markupsafe import Markup
from wtforms import SelectField

from incidents.actions.register_versions import current
from incidents.actions.registers import note_export
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.core.released import newest_of, spans_of
from incidents.documents import docx, html
from incidents.documents.model import Document
from incidents.eccar.report import report
from incidents.eccar.visit import Page, desk, kept, material, now, published, secret, show
from incidents.store.database import writing
from incidents.typesetting.setting import REPORT, pdf
from incidents.web.access import Access, access
from incidents.web.forms import Form, token_of
from incidents.web.locale import AT_DESK, NAMES, lazy_gettext, speaking


class Kind(StrEnum):
    """A form of the report."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


_WRITE: dict[Kind, tuple[str, Callable[[Document], bytes]]] = {
    Kind.HTML: ("text/html", html.page),
    Kind.PDF: ("application/pdf", lambda document: pdf(document.pack(), template=REPORT)),
    Kind.DOCX: (docx.MEDIA, docx.docx),
}


def spans() -> dict[str, str]:
    """The two years that reports can be on, the newest first."""
    known = spans_of(published(), local_date(now()).year)
    return {one: one.replace("-", "–") for one in known}


def newest() -> str:
    """The newest that is published whole, or the newest."""
    publication = published()
    return newest_of(publication, spans_of(publication, local_date(now()).year))


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
    """The report as it would be given out now."""
    form = ChoiceForm()
    span, language = str(form.span.data), str(form.language.data)
    made = _made(span, language)
    return show(
        "eccar/report.html",
        choice=form,
        title=made.title,
        language=made.language,
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
    media, write = _WRITE[kind]
    data = write(_made(span, language))
    with writing() as session:
        held = current(session, kept())
        note_export(session, desk(), kept(), held.number, now=now())
    name = f"eccar-{span}.{language}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=media, headers=headers)


def _made(span: str, language: str) -> Document:
    with speaking(language):
        return report(material(int(span[-4:])), span)
