"""The addresses of the coordinator's pages."""

from typing import Any

from flask import Blueprint, Flask

from incidents.coordination import figure_pages as figures
from incidents.coordination import measure_pages as measures
from incidents.coordination.body_page import show_body, show_new
from incidents.coordination.deeds import do
from incidents.coordination.history_page import show_history, show_version
from incidents.coordination.list_page import show_bodies
from incidents.coordination.number_page import show_number
from incidents.coordination.register_form import Editor
from incidents.coordination.register_history import History
from incidents.coordination.register_table import Table
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
    kept = _register("measures", measures.EDITOR, measures.HISTORY, measures.TABLE)
    kept.add_url_rule("", "listed", measures.show_list)
    kept.add_url_rule("/overview", "overview", measures.show_overview)
    app.register_blueprint(kept)
    beside = _register("figures", figures.EDITOR, figures.HISTORY, figures.TABLE)
    beside.add_url_rule("", "listed", figures.show_list)
    app.register_blueprint(beside)


def _register(
    name: str, editor: Editor[Any], history: History[Any], table: Table[Any]
) -> Blueprint:
    """What each register has: a form for a row, its history, and its table."""
    pages = Blueprint(name, __name__, url_prefix=f"/desk/{name}")
    pages.add_url_rule("/new", "new", editor.new(), methods=_BOTH)
    pages.add_url_rule("/row/<row>", "row", editor.one(), methods=_BOTH)
    pages.add_url_rule("/history", "history", history.every())
    pages.add_url_rule("/history/<int:number>", "version", history.one(), methods=_BOTH)
    pages.add_url_rule("/table", "table", table.look(), methods=_BOTH)
    pages.add_url_rule("/table/save", "table_save", table.take_in(), methods=["POST"])
    pages.add_url_rule("/table/file", "table_file", table.take_out(), methods=["POST"])
    return pages
