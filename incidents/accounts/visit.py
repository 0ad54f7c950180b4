"""Who is logged in in this request (`web.signed_in`), and the menu that stands above the pages of this door."""

from flask import url_for

from incidents.actions.login import Desk
from incidents.core.permissions import (
    can_administration,
    can_audit,
    can_coordination,
    can_desk,
)
from incidents.web.deskmenu import menu
from incidents.web.signed_in import Page, desk, go, now, pinned, secret
from incidents.web.templates import render

__all__ = ["Page", "desk", "first_page", "go", "now", "pinned", "secret", "show"]


def first_page(me: Desk) -> str:
    """Where a log-in leads: to the cases, to the trail, to the statistics, to the people, or to one's own account."""
    if can_desk(me.actor):
        return url_for("casework.queue")
    if can_audit(me.actor):
        return url_for("auditing.trail")
    if can_coordination(me.actor):
        return url_for("closing.state")
    return url_for("accounts.people" if can_administration(me.actor) else "accounts.account")


def show(template: str, current: str, /, **values: object) -> str:
    """A page of this door with its menu; `current` is the endpoint that the menu marks."""
    return render(template, desk_nav=menu(current), **values)
