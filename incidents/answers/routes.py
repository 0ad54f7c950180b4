"""The addresses of *Svar i dag* and the dashboard."""

from flask import Blueprint, Flask

from incidents.answers import pages


def init_door(app: Flask) -> None:
    """Register the pages; what is published is read from the shelf of the public pages."""
    found = Blueprint("answers", __name__, url_prefix="/desk/answers")
    found.add_url_rule("", "today", pages.today)
    found.add_url_rule("/dashboard", "dashboard", pages.dashboard)
    app.register_blueprint(found)
