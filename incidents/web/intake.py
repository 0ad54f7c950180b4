"""What comes in: strict form parsing, and the refusal of posts that other sites send."""

import io
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Request, abort, current_app
from flask.globals import request_ctx

MOST_BYTES = 2 * 1024 * 1024
_FILES = "multipart/form-data"
_TAKES_FILES = "__incidents_takes_files__"
_FORM = "application/x-www-form-urlencoded"


class InMemory(Request):
    """A request whose files stay in memory: the framework would write larger ones to a temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare that a view takes forms with files, and so a larger body than others."""
    setattr(view, _TAKES_FILES, True)
    return view


def init_intake(app: Flask) -> None:
    """Limits and checks that come before every view."""
    app.request_class = InMemory
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = 500
    app.before_request(refuse_malformed)
    app.before_request(refuse_foreign)


def refuse_malformed() -> Any:
    """Only URL-encoded UTF-8 forms without NUL; anything else is a plain 4xx, before any parsing."""
    asked = request_ctx.request
    _decode(asked.query_string)
    _decode(asked.environ.get("PATH_INFO", "").encode("latin-1", "replace"))
    if asked.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return None
    if asked.mimetype == _FILES and _takes_files(asked):
        # The view reads it, after looking whether there is a report that files could belong to.
        asked.max_content_length = current_app.extensions["incidents"].upload_bytes
        return None
    if asked.content_length and asked.mimetype != _FORM:
        abort(415)
    _decode(asked.get_data(cache=True).replace(b"+", b" "))
    return None


def _takes_files(asked: Request) -> bool:
    view = current_app.view_functions.get(asked.endpoint or "")
    return getattr(view, _TAKES_FILES, False)


def _decode(raw: bytes) -> None:
    if b"%" not in raw and raw.isascii() and b"\0" not in raw:
        return
    try:
        text = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        abort(400)
    if "\0" in text:
        abort(400)


def refuse_foreign() -> Any:
    """A post must come from our own pages. `Origin: null` is what a no-referrer page sends in some browsers."""
    asked = request_ctx.request
    if asked.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if asked.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        abort(403)
    origin = asked.headers.get("Origin", "null")
    if origin != "null" and _host(origin) != asked.host:
        abort(403)
    return None


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # not an address at all
        return None
