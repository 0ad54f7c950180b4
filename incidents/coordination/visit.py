"""Who is logged in in this request (`web.signed_in`), what holds, and the menu that stands above these pages."""

from flask import current_app, request, url_for
from sqlalchemy.orm import Session

from incidents.actions import directory as deeds
from incidents.actions.directory import Saved
from incidents.actions.directory_versions import Current, Place, current, place_of
from incidents.core.permissions import can_administration, can_desk
from incidents.store.database import reading, writing
from incidents.web.cookies import settings
from incidents.web.locale import lazy_gettext
from incidents.web.signed_in import Page, desk, go, now, secret
from incidents.web.templates import render

__all__ = ["Page", "desk", "go", "held", "now", "place", "save", "secret", "show", "whole_number"]
#: The page to which each part of this door leads.
_HOME = {
    "coordination": "coordination.bodies",
    "measures": "measures.listed",
    "figures": "figures.listed",
    "answers": "answers.today",
}
_CASES = lazy_gettext("Ärenden")
_DIRECTORY = lazy_gettext("Katalogen")
_MEASURES = lazy_gettext("Åtgärder")
_FIGURES = lazy_gettext("Andra siffror")
_ANSWERS = lazy_gettext("Svar i dag")
_STATISTICS = lazy_gettext("Statistik")
_ECCAR = lazy_gettext("ECCAR")
_PEOPLE = lazy_gettext("Personal")
_ACCOUNT = lazy_gettext("Ditt konto")


def place() -> Place:
    """What the directory of this installation is made of."""
    return place_of(settings())


def held() -> Current:
    """What holds now."""
    with reading() as session:
        return current(session, place())


def save(saved: Saved, seen: int) -> int:
    """Let a change hold; raises `Conflict` and `Invalid`."""
    with writing() as session:
        return _save(session, saved, seen)


def _save(session: Session, saved: Saved, seen: int) -> int:
    return deeds.save(session, desk(), place(), saved, seen=seen, now=now())


def show(template: str, /, **values: object) -> str:
    """A page of this door with its menu."""
    return render(template, desk_nav=_menu(), **values)


def whole_number(text: str | None) -> int:
    """The number in a hidden field; -1, which no version has, for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _menu() -> list[dict[str, object]]:
    me, home = desk().actor, _HOME.get(request.blueprint or "")
    listed = (
        ("casework.queue", _CASES, can_desk(me)),
        ("coordination.bodies", _DIRECTORY, True),
        ("measures.listed", _MEASURES, True),
        ("figures.listed", _FIGURES, True),
        ("answers.today", _ANSWERS, "answers" in current_app.blueprints),
        ("closing.state", _STATISTICS, True),
        ("eccar.report", _ECCAR, True),
        ("accounts.people", _PEOPLE, can_administration(me)),
        ("accounts.account", _ACCOUNT, True),
    )
    return [
        {"label": str(label), "url": url_for(endpoint), "current": endpoint == home}
        for endpoint, label, may in listed
        if may
    ]
