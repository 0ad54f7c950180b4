"""How a request is taken in: bodies stay in memory, and one that is too long is read, thrown away and refused.

A server that answers 413 and hangs up resets the connection while the browser still sends, so that its user sees no
page at all. Here the body runs into nothing and the application is asked without it: its page says what happened.
"""

import io
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge as TooLong
from werkzeug.exceptions import RequestEntityTooLarge as BodyRefused

REASONS = {
    400: "Bad Request",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
}
SENTENCES = {
    400: "Det gick inte att läsa förfrågan.\nThe request could not be read.\n",
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
    """The application, with a plain 413 where it read a refused body and had no page of its own for that."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except BodyRefused:
            status, headers, body = plain_answer(413)
            start_response(status, headers)
            return [body]

    return guarded


class RefusedBody(io.RawIOBase):
    """Stands where a body would be that was too long: whoever reads it learns that it was refused."""

    def readable(self) -> bool:
        """Look like a stream, so that every reader gets as far as the refusal."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Refuse."""
        raise BodyRefused


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
    refused = False

    def received(self, data: bytes) -> int:
        """Take in these bytes; say how many of them belong to this request."""
        consumed: int = super().received(data)
        if isinstance(self.error, TooLong) and self.body_rcv is not None:
            self._drain()
        return consumed

    def _drain(self) -> None:
        body = self.body_rcv
        if body.error or max(self.content_length, self.body_bytes_received) > self.max_drained:
            return
        if not self.refused:
            self.refused = True
            body.buf.close()
            body.buf = _Nowhere()
        self.error = None
        self.completed = body.completed
        if self.completed and self.chunked:
            # The application decides by this header; waitress counts what it kept, which is nothing.
            self.headers["CONTENT_LENGTH"] = str(self.body_bytes_received)

    def get_body_stream(self) -> io.IOBase:
        """The body, or its refusal."""
        if self.refused:
            return RefusedBody()
        stream: io.IOBase = super().get_body_stream()
        return stream
