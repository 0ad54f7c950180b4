"""Freeze the report on two years: what it would lack, what is other than in the edition before, and the deed."""

from dataclasses import dataclass
from hashlib import sha256

from flask import request, url_for
from wtforms import BooleanField, HiddenField, TextAreaField

from incidents.actions import freezing
from incidents.actions.freezing import ALSO, SAYS, Correction, Made
from incidents.core.cells import CellError
from incidents.core.chapters import LANGUAGES
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, NotFound
from incidents.documents import stored
from incidents.eccar.lacking import bases, lacking, unpublished
from incidents.eccar.report import Material
from incidents.eccar.report_files import draft, edition, kept, remade
from incidents.eccar.visit import (
    Page,
    check_published,
    check_registers,
    desk,
    go,
    material,
    now,
    secret,
    show,
    spans,
)
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.signed_in import pinned

_OTHER = lazy_gettext("Något i rapporten har ändrats sedan du läste den. Läs igenom den igen.")


class FreezeForm(Form):
    """`seen`: the newest edition of all when the page was read; `state`: what the report said then."""

    seen = HiddenField()
    state = HiddenField()
    changed = TextAreaField(
        lazy_gettext("Vad är ändrat sedan förra utgåvan?"), filters=[one_line_ends]
    )
    english = TextAreaField(lazy_gettext("Samma på engelska"), filters=[one_line_ends])
    anyway = BooleanField(lazy_gettext("Frys ändå. Det som saknas kommer inte med."))

    def taken(self, *, again: bool, lacks: bool) -> bool:
        """Whether it may be so; the errors stand at their fields. `again`: there is an edition already."""
        sound = bool(self.validate())
        if again:
            for field, column in ((self.changed, SAYS), (self.english, ALSO)):
                try:
                    column.parse(field.data or "")
                except CellError as error:
                    field.errors, sound = [gettext(str(error))], False
        if lacks and not self.anyway.data:
            self.anyway.errors, sound = (
                [gettext("Bocka i rutan, eller vänta tills allt finns.")],
                False,
            )
        return sound


@dataclass(frozen=True, slots=True)
class View:
    """What would be frozen."""

    span: str
    material: Material
    newest: int
    edition: int

    @property
    def again(self) -> bool:
        """Whether the span has an edition already."""
        return self.edition > 1

    @property
    def invented(self) -> bool:
        """Whether its figures are an exercise's: a frozen report is handed over as the municipality's own."""
        return self.material.publication is not None and self.material.publication.exercise

    def state(self) -> str:
        """What the report says now, in every language."""
        said = "".join(
            stored.written(draft(self.material, self.span, language)) for language in LANGUAGES
        )
        return sha256(said.encode()).hexdigest()


def _view(span: str) -> View:
    if span not in spans():
        raise NotFound("Den perioden finns inte.")
    with reading() as session:
        newest, number = freezing.next_edition(session, span)
    return View(span, material(int(span[-4:])), newest, number)


@access(Access.COORDINATION)
def show_freeze(span: str) -> Page:
    """What a report would be frozen without; a post freezes it."""
    check_registers()
    view = _view(span)
    if view.invented:
        return _refused(view, 409 if request.method == "POST" else 200)
    check_published(view.material.publication)
    lacks = lacking(view.material, span)
    if request.method != "POST":
        form = FreezeForm(secret(), blank=True)
        form.seen.data, form.state.data = str(view.newest), view.state()
        return _page(form, view, lacks)
    form = FreezeForm(secret())
    if not form.taken(again=view.again, lacks=bool(lacks)):
        return _page(form, view, lacks), 400
    if (form.seen.data, form.state.data) != (str(view.newest), view.state()):
        return _anew(form, view, lacks, str(_OTHER))
    try:
        number = _freeze(view, Correction(form.changed.data or "", form.english.data or ""))
    except Conflict as error:
        return _anew(form, _view(span), lacks, gettext(error.sentence))
    return go(url_for("eccar.edition", number=number, saved="frozen"))


def _freeze(view: View, correction: Correction) -> int:
    """Every file is made before anything is written; one transaction keeps them all or nothing."""
    moment = now()
    told = correction if view.again else Correction()
    documents = edition(view.material, view.span, view.edition, told, local_date(moment))
    content = kept(documents)
    whole = not unpublished(view.material, view.span)
    made = Made(view.span, whole, told, content, remade(content))
    with writing() as session:
        return freezing.freeze(session, desk(), made, seen=view.newest, pinned=pinned(), now=moment)


def _anew(form: FreezeForm, view: View, lacks: list[str], problem: str) -> Page:
    form.form_errors.append(problem)
    form.seen.data, form.state.data = str(view.newest), view.state()
    return _page(form, view, lacks), 409


def _refused(view: View, status: int) -> Page:
    return show(
        "eccar/freeze.html", span=view.span, shown=view.span.replace("-", "–"), invented=True
    ), status


def _page(form: FreezeForm, view: View, lacks: list[str]) -> str:
    return show(
        "eccar/freeze.html",
        form=form,
        span=view.span,
        shown=view.span.replace("-", "–"),
        edition=view.edition,
        again=view.again,
        lacks=lacks,
        bases=bool(bases(view.material, view.span)),
    )
