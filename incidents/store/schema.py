"""Bringing the database to the newest schema. No process that only serves loads this, and with it Alembic."""

import flask_migrate
from flask import Flask, current_app

from incidents.store.database import MIGRATIONS, database

_migrate = flask_migrate.Migrate(directory=str(MIGRATIONS))


def init_migrations(app: Flask) -> None:
    """Let migrations run in this application."""
    _migrate.init_app(app, database, render_as_batch=True)


def upgrade() -> None:
    """Run the pending migrations; needs an application context."""
    init_migrations(current_app)
    flask_migrate.upgrade(directory=str(MIGRATIONS))
