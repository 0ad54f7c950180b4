"""The WSGI entry point: the application from the environment, on a database of the mode that the environment names."""

import os

from incidents import create_app, settings
from incidents.mode import check_mode

check_mode(settings.load())
app = create_app()
if os.environ.get("FLASK_RUN_FROM_CLI"):  # `flask db`, with which migrations are written
    from incidents.store.schema import init_migrations

    init_migrations(app)
