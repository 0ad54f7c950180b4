"""Who is at the desk in this request (`web.signed_in`), and the way back to a case."""

from flask import Response, url_for

from incidents.web.signed_in import Page, desk, go, now, pinned, secret

__all__ = ["Page", "back", "desk", "go", "now", "pinned", "secret"]


def back(reference: str, anchor: str = "") -> Response:
    """Back to the case."""
    return go(url_for("casework.case", reference=reference) + anchor)
