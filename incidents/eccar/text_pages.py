"""The coordinator's own texts: the list, one text with what it said before, and the approval of an example."""

from dataclasses import dataclass
from functools import partial
from secrets import choice
from textwrap import shorten

from flask import request, url_for
from wtforms import HiddenField, SelectField, TextAreaField

from incidents.actions.people import names
from incidents.actions.register_versions import Change, Current, versions
from incidents.actions.registers import Saved, save
from incidents.core.chapters import (
    CHAPTERS,
    LANGUAGES,
    WHOLE,
    Chapter,
    Kind,
    approved,
    written,
)
from incidents.core.clock import local_date
from incidents.core.commitments import COMMITMENTS, ORDER
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.register import Wrong, fresh_id
from incidents.eccar.visit import Page, chapters, desk, go, kept, now, secret, show
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form, token_of
from incidents.web.locale import NAMES, gettext, lazy_gettext
from incidents.web.moments import day

NEW = "new"
#: So many versions are looked through for what a text said before.
_MOST = 200
SAVED = {
    Change.EDITED: lazy_gettext("Sparat"),
    Change.APPROVED: lazy_gettext("Typfallet är godkänt"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A text as the list shows it."""

    url: str
    title: str
    language: str
    begins: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a text said, who wrote it and when."""

    day: str
    who: str
    text: str


def _places() -> dict[str, str]:
    named = {str(number): f"{number}. {gettext(COMMITMENTS[number])}" for number in ORDER}
    return {str(WHOLE): gettext("Det vi har lärt oss och ändrat"), **named}


class ChapterForm(Form):
    """A text. Where an example stands can be chosen; a text of a commitment has its place."""

    seen = HiddenField()
    commitment = SelectField(lazy_gettext("Åtagande"), choices=_places, validate_choice=False)
    language = SelectField(
        lazy_gettext("Språk"),
        choices=lambda: {one: NAMES[one].name for one in LANGUAGES},
        validate_choice=False,
    )
    text = TextAreaField(lazy_gettext("Text"), filters=[one_line_ends])


class ApproveForm(Form):
    """Somebody else than who wrote an example says that it can be shown."""

    seen = HiddenField()


@access(Access.COORDINATION)
def show_texts() -> Page:
    """Every place for a text, and the examples."""
    held, broken = chapters()
    known = {one.id: one for one in held.items}
    texts = [
        _line(known.get(f"{number}-{language}") or _blank(f"{number}-{language}"))
        for number in (WHOLE, *ORDER)
        for language in LANGUAGES
    ]
    examples = [_line(one) for one in held.items if one.kind is Kind.EXAMPLE]
    what = request.args.get("saved", "")
    saved = str(SAVED[Change(what)]) if what in SAVED else ""
    return show("eccar/texts.html", texts=texts, examples=examples, saved=saved, broken=broken)


def _line(one: Chapter) -> Line:
    if not one.text:
        state, tone = gettext("Inget skrivet"), "neutral"
    elif one.shown:
        state, tone = gettext("Står i rapporten"), "good"
    else:
        state, tone = gettext("Väntar på godkännande"), "warn"
    url = url_for("eccar.text", place=one.id)
    title = _places()[str(one.commitment)]
    return Line(
        url, title, NAMES[one.language].name, shorten(one.text, 80, placeholder=" …"), state, tone
    )


def _blank(place: str) -> Chapter:
    """What stands at a place where nothing is written; raises `NotFound` where nothing can be."""
    if place == NEW:
        return Chapter("", Kind.EXAMPLE, WHOLE, "sv", "", "", "")
    number, _, language = place.partition("-")
    if number not in _places() or language not in LANGUAGES:
        raise NotFound("Den texten finns inte.")
    return Chapter(place, Kind.TEXT, int(number), language, "", "", "")


def _at(held: Current[Chapter], place: str) -> Chapter:
    return next((one for one in held.items if one.id == place), None) or _blank(place)


@access(Access.COORDINATION)
def show_text(place: str) -> Page:
    """One text; a post saves what was typed."""
    held, _ = chapters()
    chapter = _at(held, place)
    if request.method != "POST":
        form = ChapterForm(secret(), blank=True)
        form.commitment.data, form.language.data = str(chapter.commitment), chapter.language
        form.text.data, form.seen.data = chapter.text, str(held.seen)
        return _page(held, place, chapter, form)
    form = ChapterForm(secret())
    typed = _typed(held, chapter, form)
    if typed is None:
        return _page(held, place, chapter, form), 400
    who = desk().actor.staff_id.hex()
    saved = Saved(Change.EDITED, typed.id, partial(written, chapter=typed, by=who))
    return _saved(saved, place, form)


def _typed(held: Current[Chapter], chapter: Chapter, form: ChapterForm) -> Chapter | None:
    """The text as it was typed; None, and the error at its field, where it may not be so."""
    if not form.validate():
        return None
    cells = CHAPTERS.record(chapter)
    cells["text"] = form.text.data or ""
    if chapter.kind is Kind.EXAMPLE:
        cells |= {"commitment": form.commitment.data or "", "language": form.language.data or ""}
    id_ = chapter.id or fresh_id({one.id for one in held.items}, choice)
    if chapter.text and not cells["text"].strip():
        return Chapter(id_, chapter.kind, chapter.commitment, chapter.language, "", "", "")
    try:
        return CHAPTERS.item(id_, cells, local_date(now()))
    except Wrong as error:
        form[error.column].errors = [gettext(error.why)]
        return None


def _saved(saved: Saved[Chapter], place: str, form: ChapterForm | ApproveForm) -> Page:
    seen = form.seen.data or ""
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    try:
        with writing() as session:
            save(session, desk(), kept(), saved, seen=number, now=now())
    except (Conflict, Invalid) as error:
        status = 409 if isinstance(error, Conflict) else 400
        held, _ = chapters()
        chapter = _at(held, place)
        if isinstance(form, ApproveForm):
            shown = ChapterForm(secret(), blank=True)
            shown.commitment.data, shown.language.data = str(chapter.commitment), chapter.language
            shown.text.data = chapter.text
        else:
            shown = form
        shown.form_errors.append(gettext(error.sentence))
        shown.seen.data = str(held.seen)
        return _page(held, place, chapter, shown, told=status == 409), status
    return go(url_for("eccar.texts", saved=saved.what.value))


@access(Access.COORDINATION)
def approve(place: str) -> Page:
    """Let an example be shown; whoever wrote it cannot."""
    form = ApproveForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    who = desk().actor.staff_id.hex()
    return _saved(Saved(Change.APPROVED, place, partial(approved, id_=place, by=who)), place, form)


def _page(
    held: Current[Chapter], place: str, chapter: Chapter, form: ChapterForm, *, told: bool = False
) -> str:
    """`told`: what somebody else saved meanwhile stands beside what was typed."""
    mine = chapter.written == desk().actor.staff_id.hex()
    example = chapter.kind is Kind.EXAMPLE
    return show(
        "eccar/text.html",
        form=form,
        place=place,
        example=example,
        title=gettext("Typfall") if example else _places()[str(chapter.commitment)],
        language=NAMES[chapter.language].name,
        meanwhile=chapter.text if told and chapter.text != form.text.data else "",
        waiting=example and chapter.text and not chapter.shown,
        may_approve=not mine,
        seen=held.seen,
        token=token_of(ApproveForm, secret()),
        earlier=_earlier(held, place) if chapter.text else [],
    )


def _earlier(held: Current[Chapter], place: str) -> list[Earlier]:
    """What it has said, the newest first, as it was signed."""
    with reading() as session:
        found = versions(session, kept(), until=held.number, most=_MOST)
        people = names(session)
    return [
        Earlier(day(one.day), people.get(one.staff_id, ""), said)
        for one in found
        if one.about == place and one.what is Change.EDITED and one.items is not None and one.day
        for said in [next((each.text for each in one.items if each.id == place), "")]
    ]
