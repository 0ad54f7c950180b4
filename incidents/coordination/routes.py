"""The addresses of the coordinator's pages."""

from flask import Blueprint, Flask

from incidents.coordination.body_page import show_body, show_new
from incidents.coordination.deeds import do
from incidents.coordination.history_page import show_history, show_version
from incidents.coordination.list_page import show_bodies
from incidents.coordination.number_page import show_number
from incidents.coordination.table_page import export, show_table, take_in

_BOTH = ["GET", "POST"]


def init_door(app: Flask) -> None:
    """Register the pages."""
    pages = Blueprint("coordination", __name__, url_prefix="/desk/directory")
    pages.add_url_rule("", "bodies", show_bodies)
    pages.add_url_rule("/deed", "deed", do, methods=["POST"])
    pages.add_url_rule("/new", "new", show_new, methods=_BOTH)
    pages.add_url_rule("/body/<body>", "body", show_body, methods=_BOTH)
    pages.add_url_rule("/number/<call>", "number", show_number, methods=_BOTH)
    pages.add_url_rule("/history", "history", show_history)
    pages.add_url_rule("/history/<int:number>", "version", show_version, methods=_BOTH)
    pages.add_url_rule("/table", "table", show_table, methods=_BOTH)
    pages.add_url_rule("/table/save", "table_save", take_in, methods=["POST"])
    pages.add_url_rule("/table/file", "table_file", export, methods=["POST"])
    app.register_blueprint(pages)
