"""What comes in: strict form parsing, and the refusal of posts that other sites send."""

from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, abort, request

MOST_BYTES = 2 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"


def init_intake(app: Flask) -> None:
    """Limits and checks that come before every view."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = 500
    app.before_request(refuse_malformed)
    app.before_request(refuse_foreign)


def refuse_malformed() -> Any:
    """Only URL-encoded UTF-8 forms without NUL; anything else is a plain 4xx, before any parsing."""
    for part in (
        request.query_string,
        request.environ.get("PATH_INFO", "").encode("latin-1", "replace"),
    ):
        _decode(part)
    if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return None
    if request.content_length and request.mimetype != _FORM:
        abort(415)
    _decode(request.get_data(cache=True).replace(b"+", b" "))
    return None


def _decode(raw: bytes) -> None:
    try:
        text = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        abort(400)
    if "\0" in text:
        abort(400)


def refuse_foreign() -> Any:
    """A post must come from our own pages. `Origin: null` is what a no-referrer page sends in some browsers."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin", "null")
    if origin != "null" and _host(origin) != request.host:
        abort(403)
    return None


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # not an address at all
        return None
