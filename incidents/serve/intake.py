"""How a request is taken in: bodies stay in memory, and one that is too long is read, thrown away and refused.

A server that answers 413 and hangs up resets the connection while the browser still sends, so that its user sees no
page at all. Here the body runs into nothing and the application is asked without it: its page says what happened.
"""

import io
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge as TooLong
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.exceptions import RequestEntityTooLarge as BodyRefused

from incidents.serve.uploads import Uploads

REASONS = {
    400: "Bad Request",
    413: "Content Too Large",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
}
SENTENCES = {
    400: "Det gick inte att läsa förfrågan.\nThe request could not be read.\n",
    429: "Många skickar filer just nu. Vänta en minut.\nMany are sending files just now. Wait a minute.\n",
    413: "Det som skickades var för stort.\nWhat was sent was too large.\n",
    431: "Förfrågans huvud var för stort.\nThe head of the request was too large.\n",
    500: "Något gick fel hos oss.\nSomething went wrong on our side.\n",
    501: "Den sortens förfrågan besvaras inte här.\nThis kind of request is not answered here.\n",
}


def plain_answer(code: int) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of an answer that the server gives by itself; it quotes nothing from the request."""
    known = code if code in REASONS else 400
    body = SENTENCES[known].encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return f"{known} {REASONS[known]}", headers, body


def refusing_long_bodies(application: WSGIApplication) -> WSGIApplication:
    """The application, with a plain answer where it read a refused body and had no page of its own for that."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except (BodyRefused, TooManyRequests) as refusal:
            status, headers, body = plain_answer(refusal.code)
            start_response(status, headers)
            return [body]

    return guarded


class RefusedBody(io.RawIOBase):
    """Stands where a body would be that was refused: whoever reads it learns why."""

    def __init__(self, refusal: type[HTTPException] = BodyRefused) -> None:
        self.refusal = refusal

    def readable(self) -> bool:
        """Look like a stream, so that every reader gets as far as the refusal."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Refuse."""
        raise self.refusal


class _Nowhere:
    """A buffer that forgets: it takes waitress's place for bytes that are not kept."""

    def append(self, data: bytes) -> None:
        """Forget."""

    def __len__(self) -> int:
        return 0

    def getfile(self) -> io.BytesIO:
        return io.BytesIO()

    def close(self) -> None:
        """Nothing is held."""


class Parser(HTTPRequestParser):
    """waitress's parser, except that a body over the limit is drained instead of answered at once."""

    max_drained = 0
    uploads: Uploads
    adj: Adjustments
    refused: type[HTTPException] | None = None

    def received(self, data: bytes) -> int:
        """Take in these bytes; say how many of them belong to this request."""
        consumed: int = super().received(data)
        if isinstance(self.error, TooLong) and self.body_rcv is not None:
            self._drain()
        if self.completed:
            # There is nothing to wait for: waitress would say "go on", and then wait for ever.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Settle by the head alone, before any of the body is kept, how much of it may be."""
        super().parse_header(header_plus)
        if self.body_rcv is None or not self.uploads.are_taken_at(self.command, self.path):
            return
        self.max_drained = self.uploads.tuning.max_upload_drained
        if self.chunked or self.content_length > self.uploads.tuning.max_upload:
            return  # nobody knows how long it becomes, or it is too long: the limit of all other pages
        if self.uploads.enter(self):
            self.adj = self.uploads.adjusted(self.adj)
        else:
            self._throw_away(TooManyRequests)

    def close(self) -> None:
        """The request is over: its place for an upload is free."""
        self.uploads.leave(self)
        super().close()

    def _throw_away(self, why: type[HTTPException]) -> None:
        self.refused = why
        self.body_rcv.buf.close()
        self.body_rcv.buf = _Nowhere()

    def _drain(self) -> None:
        body = self.body_rcv
        if body.error or max(self.content_length, self.body_bytes_received) > self.max_drained:
            return
        if not self.refused:
            self._throw_away(BodyRefused)
        self.error = None
        self.completed = body.completed
        if self.completed and self.chunked:
            # The application decides by this header; waitress counts what it kept, which is nothing.
            self.headers["CONTENT_LENGTH"] = str(self.body_bytes_received)

    def get_body_stream(self) -> io.IOBase:
        """The body, or its refusal."""
        if self.refused:
            return RefusedBody(self.refused)
        stream: io.IOBase = super().get_body_stream()
        return stream
