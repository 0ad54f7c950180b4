"""Who is logged in in this request (`web.signed_in`), what holds, and the menu that stands above these pages."""

from flask import request
from sqlalchemy.orm import Session

from incidents.actions import directory as deeds
from incidents.actions.directory import Saved
from incidents.actions.directory_versions import Current, Place, current, place_of
from incidents.store.database import reading, writing
from incidents.web.cookies import settings
from incidents.web.deskmenu import menu
from incidents.web.signed_in import Page, desk, go, now, secret
from incidents.web.templates import render

__all__ = ["Page", "desk", "go", "held", "now", "place", "save", "secret", "show", "whole_number"]
_DASHBOARD = "answers.dashboard"
#: The page to which each part of this door leads.
_HOME = {
    "coordination": "coordination.bodies",
    "measures": "measures.listed",
    "figures": "figures.listed",
    "answers": "answers.today",
}


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
    home = _HOME.get(request.blueprint or "", "")
    marked = _DASHBOARD if request.endpoint == _DASHBOARD else home
    return render(template, desk_nav=menu(marked), **values)


def whole_number(text: str | None) -> int:
    """The number in a hidden field; -1, which no version has, for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
