"""Who is logged in in this request (`web.signed_in`), and the menu that stands above the pages of this door."""

from flask import current_app, url_for

from incidents.actions.login import Desk
from incidents.core.permissions import (
    can_administration,
    can_audit,
    can_coordination,
    can_desk,
)
from incidents.web.locale import lazy_gettext
from incidents.web.signed_in import Page, desk, go, now, pinned, secret
from incidents.web.templates import render

__all__ = ["Page", "desk", "first_page", "go", "now", "pinned", "secret", "show"]
QUEUE = lazy_gettext("Ärenden")
DIRECTORY = lazy_gettext("Katalogen")
MEASURES = lazy_gettext("Åtgärder")
FIGURES = lazy_gettext("Andra siffror")
ANSWERS = lazy_gettext("Svar i dag")
STATISTICS = lazy_gettext("Statistik")
ECCAR = lazy_gettext("ECCAR")
PEOPLE = lazy_gettext("Personal")
KEYS = lazy_gettext("Nycklar")
TRAIL = lazy_gettext("Loggen")
ACCOUNT = lazy_gettext("Ditt konto")


def first_page(me: Desk) -> str:
    """Where a log-in leads: to the cases, to the trail, to the directory, to the people, or to one's own account."""
    if can_desk(me.actor):
        return url_for("casework.queue")
    if can_audit(me.actor):
        return url_for("auditing.trail")
    if can_coordination(me.actor):
        return url_for("coordination.bodies")
    return url_for("accounts.people" if can_administration(me.actor) else "accounts.account")


def show(template: str, current: str, /, **values: object) -> str:
    """A page of this door with its menu; `current` is the endpoint that the menu marks."""
    return render(template, desk_nav=_menu(current), **values)


def _menu(current: str) -> list[dict[str, object]]:
    me = desk()
    shown = (
        ("casework.queue", QUEUE, can_desk(me.actor)),
        ("coordination.bodies", DIRECTORY, can_coordination(me.actor)),
        ("measures.listed", MEASURES, can_coordination(me.actor)),
        ("figures.listed", FIGURES, can_coordination(me.actor)),
        (
            "answers.today",
            ANSWERS,
            can_coordination(me.actor) and "answers" in current_app.blueprints,
        ),
        ("closing.state", STATISTICS, can_coordination(me.actor)),
        ("eccar.report", ECCAR, can_coordination(me.actor)),
        ("auditing.trail", TRAIL, can_audit(me.actor)),
        ("accounts.people", PEOPLE, can_administration(me.actor)),
        ("accounts.keys", KEYS, bool(me.opener.rings())),
        ("accounts.account", ACCOUNT, True),
    )
    return [
        {"label": str(label), "url": url_for(endpoint), "current": endpoint == current}
        for endpoint, label, may in shown
        if may
    ]
