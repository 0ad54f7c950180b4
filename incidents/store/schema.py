"""Bringing the database to the newest schema."""

import flask_migrate

from incidents.store.database import MIGRATIONS


def upgrade() -> None:
    """Run the pending migrations; needs an application context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))
