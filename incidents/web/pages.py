"""What every template may use, and the stylesheet of the municipality's colours."""

from typing import Any

from flask import Flask, Response, request, url_for

from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.locale import NAMES, current, desk_switches, switches
from incidents.web.theme import theme_css


def init_pages(app: Flask) -> None:
    """Theme route; refuses a brand colour that nobody could read."""
    css = theme_css(settings_of(app).brand_colour)

    @app.get("/theme.css")
    @access(Access.PUBLIC)
    def theme() -> Response:
        return Response(css, mimetype="text/css")


def settings_of(app: Flask) -> Any:
    """The settings before a request exists."""
    return app.extensions["incidents"]


def context() -> dict[str, object]:
    """Variables of the layouts."""
    lang = current()
    apart = request.path.startswith(("/desk", "/handover"))
    return {
        "locale": lang,
        "language_tag": NAMES[lang].tag,
        "direction": NAMES[lang].direction,
        "reviewed": NAMES[lang].reviewed,
        "municipality": settings().municipality,
        "demo": settings().mode == "demo",
        "languages": [] if apart else switches(),
        "desk_languages": desk_switches(),
        "theme_url": url_for("theme"),
    }
