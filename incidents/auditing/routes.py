"""The addresses of the auditor's pages."""

from flask import Flask

from incidents.auditing.trail_page import export, show_trail


def init_door(app: Flask) -> None:
    """Register the pages."""
    app.add_url_rule("/desk/audit", "auditing.trail", show_trail)
    app.add_url_rule("/desk/audit/export", "auditing.export", export, methods=["POST"])
