"""The question screens: one view for all of them, since they differ only in what they ask."""

from dataclasses import replace

from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError

from incidents.core.box import Draft
from incidents.core.danger import dangers
from incidents.reporting import journey, visit
from incidents.reporting.present_help import Shown, help_shown
from incidents.reporting.visit import Visit
from incidents.reporting.witness import SeenForm
from incidents.web import cookies, own_lists
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank
from incidents.web.forms import Form
from incidents.web.guardians import GuardiansForm
from incidents.web.locale import current, gettext
from incidents.web.questions import (
    AboutForm,
    GroundsForm,
    QuestionForm,
    StoryForm,
    YouForm,
    goes_back_to_check,
)
from incidents.web.templates import render

Page = Response | str | tuple[str, int]
#: Answers on which it depends what is asked.
DECIDING = ("what_happened", "area", "actor_type")
QUESTIONS: dict[str, type[QuestionForm]] = {
    "story": StoryForm,
    "about": AboutForm,
    "grounds": GroundsForm,
    "you": YouForm,
    "seen": SeenForm,
    "guardians": GuardiansForm,
}


def register(pages: Blueprint) -> None:
    """One address for each screen."""
    for name in QUESTIONS:
        pages.add_url_rule(
            f"/{name}", name, question, methods=["GET", "POST"], defaults={"name": name}
        )


@access(Access.PUBLIC)
def question(lang: str, name: str) -> Page:
    """A screen of questions."""
    held = visit.current()
    away = elsewhere(held, lang)
    if away is not None:
        return away
    if name == "guardians" and not _asks_about_guardians(held.draft):
        return visit.go(journey.url("check", lang))
    kind = QUESTIONS[name]
    if request.method != "POST":
        return _filled(name, kind, held, lang)
    draft = held.draft or visit.opened_draft()
    form = kind(held.secret)
    form.only_asked(draft)
    if form.validate():
        return _next(held, form.added_to(draft), form, name, lang)
    return page(name, form, help=_help(form.added_to(draft)))


def _filled(name: str, kind: type[QuestionForm], held: Visit, lang: str) -> Page:
    assert held.draft is not None and held.secret is not None
    if kind.untouched(held.draft) and held.draft.readers and not dangers(held.draft.answers):
        token = held.secret.form_token(kind.__name__)
        variant = (name, lang, kind.left_out(held.draft))
        witness = {"text": ("",)} if held.draft.seen else {}
        nobodys = replace(visit.new_draft(), answers=_deciding(held.draft), seen=witness)
        return blank(variant, token, lambda: _drawn(name, kind(NOBODY), nobodys))
    return _drawn(name, kind(held.secret), held.draft)


def _deciding(draft: Draft) -> dict[str, tuple[str, ...]]:
    """The answers that decide which questions are asked: all that a blank page takes from a draft."""
    return {name: draft.answers.get(name, ()) for name in DECIDING}


def _drawn(name: str, form: QuestionForm, draft: Draft) -> str:
    form.only_asked(draft)
    form.fill(draft)
    return page(name, form, help=_help(draft), late=not draft.readers)[0]


def _help(draft: Draft) -> Shown | None:
    """What a dangerous answer shows at once, on whatever screen comes next."""
    return help_shown(draft.answers) if dangers(draft.answers) else None


def _asks_about_guardians(draft: Draft | None) -> bool:
    return draft is not None and "guardians" in own_lists.asked(draft.answers)


def elsewhere(held: Visit, lang: str, *, opens_draft: bool = True) -> Response | None:
    """Where a step sends a visitor who has no draft: out, to the receipt, or to the beginning."""
    if visit.has_left():  # also a post: *Back* may send a refused form, and its text, once more
        return visit.leave(cookies.settings().exit_url)
    if held.receipt is not None:
        return visit.go(journey.url("receipt", lang))
    if held.draft is None and (request.method != "POST" or not opens_draft):
        late = "?late=1" if visit.ran_out() else ""
        return visit.go(journey.url("before", lang) + late)
    return None


def _next(held: Visit, draft: Draft, form: Form, name: str, lang: str) -> Page:
    """On to the next step; a database that cannot write gives the page back with everything that was typed."""
    straight = goes_back_to_check() or request.form.get("to") == "check"
    to_files = request.form.get("to") == "files" and cookies.settings().files_most > 0
    target = journey.after(name, lang, straight_to_check=straight, to_files=to_files)
    asks = name == "you" and not to_files and "guardians" not in draft.answers
    if asks and _asks_about_guardians(draft):
        target = journey.url("guardians", lang)
    try:
        return visit.keep(held, draft, target)
    except OperationalError:
        first = form.first_field()
        first.errors = [
            gettext(
                "Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund."
            )
        ]
        return page(name, form)[0], 503


def page(name: str, form: Form, **values: object) -> tuple[str, int]:
    """A screen with its form; 400 when it comes back because something was wrong."""
    status = 400 if request.method == "POST" else 200
    step = journey.place(name) if name != "before" else None
    drawn = render(
        f"reporting/{name}.html",
        form=form,
        step=step,
        show_exit=True,
        photograph_url=journey.photograph_url(current()) if name == "seen" else None,
        settings=cookies.settings(),
        **values,
    )
    return drawn, status
