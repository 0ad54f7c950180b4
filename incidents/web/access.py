"""A page is closed until its view says who may come in. The whole URL map is tested against `docs/http.md`."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

from incidents.core.permissions import Role

_ATTRIBUTE = "__incidents_access__"


class Access(StrEnum):
    """Who may come to a page."""

    PUBLIC = "public"
    STAFF = "staff"
    DESK = "desk"
    COORDINATION = "coordination"
    ADMINISTRATION = "administration"
    AUDIT = "audit"


_ROLES = {
    Access.DESK: {Role.CASEWORK, Role.INDEPENDENT},
    Access.COORDINATION: {Role.COORDINATION},
    Access.ADMINISTRATION: {Role.ADMINISTRATION},
    Access.AUDIT: {Role.AUDIT},
}


def access(who: Access) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare who may come to a view."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        setattr(view, _ATTRIBUTE, who)
        return view

    return declare


def declared(app: Flask, endpoint: str) -> Access | None:
    """What an endpoint declares; None is closed."""
    return getattr(app.view_functions[endpoint], _ATTRIBUTE, None)


def guard() -> Any:
    """Before each request: let in, send to the log-in, or say that there is no such page."""
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return None
    who = declared(current_app, endpoint)
    if who is Access.PUBLIC:
        return None
    if who is None:
        abort(404)
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if who in _ROLES and not g.desk.actor.roles & _ROLES[who]:
        abort(403)
    return None
