"""The menu above the pages behind the log-in: whatever is served here and whoever is logged in may open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import current_app, url_for

from incidents.core.permissions import can_administration, can_audit, can_coordination, can_desk
from incidents.web.locale import lazy_gettext
from incidents.web.signed_in import desk

if TYPE_CHECKING:
    from incidents.actions.login import Desk

May = Callable[["Desk"], bool]


def _coordinates(me: "Desk") -> bool:
    return can_coordination(me.actor)


_PAGES: tuple[tuple[str, object, May], ...] = (
    ("casework.queue", lazy_gettext("Ärenden"), lambda me: can_desk(me.actor)),
    ("coordination.bodies", lazy_gettext("Katalogen"), _coordinates),
    ("measures.listed", lazy_gettext("Åtgärder"), _coordinates),
    ("figures.listed", lazy_gettext("Andra siffror"), _coordinates),
    ("answers.today", lazy_gettext("Svar i dag"), _coordinates),
    ("answers.dashboard", lazy_gettext("Läget i siffror"), _coordinates),
    ("closing.state", lazy_gettext("Statistik"), _coordinates),
    ("eccar.report", lazy_gettext("ECCAR"), _coordinates),
    ("auditing.trail", lazy_gettext("Loggen"), lambda me: can_audit(me.actor)),
    ("accounts.people", lazy_gettext("Personal"), lambda me: can_administration(me.actor)),
    ("accounts.keys", lazy_gettext("Nycklar"), lambda me: bool(me.opener.rings())),
    ("accounts.account", lazy_gettext("Ditt konto"), lambda _: True),
)


def menu(current: str) -> list[dict[str, object]]:
    """Each page with its words and address; `current` is the endpoint that is marked."""
    me = desk()
    return [
        {"label": str(label), "url": url_for(endpoint), "current": endpoint == current}
        for endpoint, label, may in _PAGES
        if endpoint in current_app.view_functions and may(me)
    ]
