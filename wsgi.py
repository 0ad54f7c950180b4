"""The WSGI entry point: the application from the environment, on a database of the mode that the environment names."""

from incidents import create_app, settings
from incidents.mode import check_mode

check_mode(settings.load())
app = create_app()
