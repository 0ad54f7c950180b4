"""The addresses of the pages that close a quarter."""

from flask import Blueprint, Flask

from incidents.closingdesk.close_page import show_close, sign
from incidents.closingdesk.errata_page import show_errata
from incidents.closingdesk.fold_page import collect
from incidents.closingdesk.plan_page import show_plan
from incidents.closingdesk.second_page import show_second
from incidents.closingdesk.state_page import place, show_state

_BOTH = ["GET", "POST"]


def init_door(app: Flask) -> None:
    """Register the pages."""
    pages = Blueprint("closing", __name__, url_prefix="/desk/statistics")
    pages.add_url_rule("", "state", show_state)
    pages.add_url_rule("/collect", "collect", collect, methods=["POST"])
    pages.add_url_rule("/plan", "plan", show_plan, methods=_BOTH)
    pages.add_url_rule("/close", "close", show_close, methods=_BOTH)
    pages.add_url_rule("/sign", "sign", sign, methods=["POST"])
    pages.add_url_rule("/second", "second", show_second, methods=_BOTH)
    pages.add_url_rule("/place", "place", place, methods=["POST"])
    pages.add_url_rule("/errata", "errata", show_errata, methods=_BOTH)
    app.register_blueprint(pages)
