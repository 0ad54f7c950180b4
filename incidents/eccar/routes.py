"""The addresses of the report to ECCAR."""

from flask import Blueprint, Flask

from incidents.eccar.edition_page import show_edition, take_out_edition
from incidents.eccar.freeze_page import show_freeze
from incidents.eccar.indicator_page import show_indicators
from incidents.eccar.report_page import show_report, take_out
from incidents.eccar.text_pages import approve, show_text, show_texts
from incidents.web.published import init_shelf


def init_door(app: Flask) -> None:
    """Register the pages."""
    init_shelf(app)
    pages = Blueprint("eccar", __name__, url_prefix="/desk/eccar")
    pages.add_url_rule("", "report", show_report)
    pages.add_url_rule("/file", "file", take_out, methods=["POST"])
    pages.add_url_rule("/freeze/<span>", "freeze", show_freeze, methods=["GET", "POST"])
    pages.add_url_rule("/editions/<int:number>", "edition", show_edition)
    pages.add_url_rule(
        "/editions/<int:number>/file", "edition_file", take_out_edition, methods=["POST"]
    )
    pages.add_url_rule("/indicators", "indicators", show_indicators)
    pages.add_url_rule("/texts", "texts", show_texts)
    pages.add_url_rule("/texts/<place>", "text", show_text, methods=["GET", "POST"])
    pages.add_url_rule("/texts/<place>/approve", "approve", approve, methods=["POST"])
    app.register_blueprint(pages)
