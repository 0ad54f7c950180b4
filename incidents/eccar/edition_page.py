"""An edition of the report as it was frozen: to read, and to take out with the bytes that are kept."""

from dataclasses import dataclass
from textwrap import wrap

from flask import Response, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import SelectField

from incidents.actions import freezing, people
from incidents.actions.freezing import Edition
from incidents.core.chapters import LANGUAGES
from incidents.core.errors import Invalid
from incidents.documents import html, stored
from incidents.eccar.report_files import MEDIA, Kind, name_of
from incidents.eccar.visit import Page, desk, now, secret, show
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form, token_of
from incidents.web.locale import NAMES, gettext, lazy_gettext
from incidents.web.moments import day
from incidents.web.signed_in import pinned

#: In the names of files, which are in plain letters.
_EDITION = "utgava"
SAVED = {"frozen": lazy_gettext("Rapporten är fryst")}


class EditionForm(Form):
    """In which language an edition is read, in the address of the page: reading needs no token."""

    language = SelectField(
        lazy_gettext("Språk"),
        choices=lambda: {one: NAMES[one].name for one in LANGUAGES},
        validate_choice=False,
    )

    class Meta(Form.Meta):
        """No token, since nothing is changed."""

        csrf = False

    def __init__(self) -> None:
        super(Form, self).__init__(formdata=request.args)
        self.language.data = self.language.data if self.language.data in LANGUAGES else "sv"


class EditionFileForm(Form):
    """A file of an edition."""

    language = SelectField(choices={one: one for one in LANGUAGES})
    kind = SelectField(choices={one.value: one.value for one in Kind})


@dataclass(frozen=True, slots=True)
class Line:
    """An edition in the list."""

    url: str
    title: str
    day: str
    state: str
    tone: str


def lines(session: Session) -> list[Line]:
    """Every edition, the newest first."""
    return [_line(one) for one in freezing.editions(session, pinned=pinned())]


def _line(one: Edition) -> Line:
    if not one.sound:
        state, tone = gettext("Stämmer inte"), "bad"
    elif one.whole:
        state, tone = gettext("Hela perioden"), "good"
    else:
        state, tone = gettext("Del av perioden"), "warn"
    return Line(url_for("eccar.edition", number=one.number), _title(one), day(one.day), state, tone)


def _title(one: Edition) -> str:
    span = one.span.replace("-", "–")
    return gettext("%(span)s, utgåva %(number)s", span=span, number=one.edition)


@access(Access.COORDINATION)
def show_edition(number: int) -> Page:
    """What it says, whose it is, and the hashes of its files."""
    form = EditionForm()
    language = str(form.language.data)
    with reading() as session:
        found = freezing.edition(session, number, pinned=pinned())
        made = stored.read(freezing.content(session, found)[language])
        newer = freezing.next_edition(session, found.span)[1] - 1 > found.edition
        who = people.names(session).get(found.staff_id, "")
    return show(
        "eccar/edition.html",
        choice=form,
        number=number,
        title=_title(found),
        heading=made.title,
        day=day(found.day),
        who=who,
        whole=found.whole,
        newer=newer,
        saved=str(SAVED.get(request.args.get("saved", ""), "")),
        language=made.language,
        # Our own writer's: every text in it is escaped.
        report=Markup(html.fragment(made, deeper=1)),  # noqa: S704
        kinds=[one.value for one in Kind],
        # In groups, so that a telephone can show them and people compare them.
        files=[(name, " ".join(wrap(one, 8))) for name, one in sorted(found.files.items())],
        token=token_of(EditionFileForm, secret()),
    )


@access(Access.COORDINATION)
def take_out_edition(number: int) -> Page:
    """A file with the bytes that were frozen; that it was taken out is in the trail."""
    form = EditionFileForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    language, kind = str(form.language.data), Kind(form.kind.data)
    name = name_of(language, kind)
    with writing() as session:
        found = freezing.edition(session, number, pinned=pinned())
        data = freezing.file(session, found, name)
        freezing.note_export(session, desk(), found, name, now=now())
    called = f"eccar-{found.span}-{_EDITION}-{found.edition}.{name}"
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    return Response(data, mimetype=MEDIA[kind], headers=headers)
