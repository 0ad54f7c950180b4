"""The WSGI entry point: the application from the environment."""

from incidents import create_app

app = create_app()
