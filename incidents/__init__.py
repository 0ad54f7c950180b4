"""Anonymous discrimination and hate-incident reporting for a Swedish municipality.

`create_app` is the wiring diagram: settings, extensions, access rule, doors. Nothing is loaded before it is called: a
process that only cleans a file imports this package too.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from incidents.settings import Settings

__all__ = ["DOORS", "create_app", "load"]

#: The doors and the modules behind them. A process may serve one alone and then loads none of the others.
DOORS = {
    "reporting": "incidents.reporting.routes",
    "accounts": "incidents.accounts.routes",
    "casework": "incidents.casework.routes",
    "auditing": "incidents.auditing.routes",
    "coordination": "incidents.coordination.routes",
    "answers": "incidents.answers.routes",
    "closing": "incidents.closingdesk.routes",
    "eccar": "incidents.eccar.routes",
    "handover": "incidents.handover.routes",
    "statistics": "incidents.openstatistics.routes",
}


def load(doors: Iterable[str]) -> None:
    """Load the modules behind the named doors, for a process that forks those who serve them: they then share them."""
    for door in doors:
        import_module(DOORS[door])


def create_app(settings: "Settings | None" = None, doors: Iterable[str] = tuple(DOORS)) -> "Flask":
    """The application, serving the named doors; raises `SettingsError` when the configuration is unsafe."""
    from functools import partial

    from incidents import settings as configuration
    from incidents.actions.directory_versions import place_of, shown
    from incidents.store.database import init_database
    from incidents.web import (
        access,
        blanks,
        directory,
        errors,
        headers,
        intake,
        locale,
        logs,
        pages,
        templates,
    )
    from incidents.web.application import Application

    doors = tuple(doors)
    if {"casework", "auditing", "coordination", "closing", "eccar"} & set(
        doors
    ) and "accounts" not in doors:
        raise ValueError(
            "the desk needs the log-in: serve accounts together with casework and the others"
        )
    if "answers" in doors and not {"coordination", "statistics"} <= set(doors):
        raise ValueError(
            "ready answers need what they rest on: serve coordination and statistics together with them"
        )
    settings = settings or configuration.load()
    app = Application(__name__)
    app.extensions["incidents"] = settings
    logs.init_logs()
    init_database(app, settings.database_url)
    errors.init_errors(app)
    locale.init_locale(app)
    headers.init_headers(app)
    intake.init_intake(app)
    pages.init_pages(app)
    templates.init_templates(app)
    blanks.init_blanks(app)
    directory.init_directory(app, settings.directory, partial(shown, place_of(settings)))
    for door in doors:
        import_module(DOORS[door]).init_door(app)
    app.before_request(access.guard)
    return app
