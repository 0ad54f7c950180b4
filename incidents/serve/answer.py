"""One answer of a worker: its head, said once, and what becomes of the connection after it."""

from waitress.task import ErrorTask, WSGITask
from waitress.utilities import build_http_date

from incidents.serve.intake import plain_answer


class ApplicationEnded(Exception):
    """The application raised what ends a program (`SystemExit` and its like): here it costs one request."""


class Answer(WSGITask):
    """One request that the application answers."""

    wrote_header: bool

    def execute(self) -> None:
        """Ask the application; waitress answers every `Exception`, and nothing else."""
        try:
            super().execute()
        except Exception:
            raise
        except BaseException as end:
            raise ApplicationEnded(type(end).__name__).with_traceback(end.__traceback__) from None

    def build_response_header(self) -> bytes:
        """Tell the client to open a new connection when it asked for that, or when this worker is about to go."""
        if self.channel.server.draining or self._is_last():
            self.set_close_on_finish()
        if self._is_plain():
            return self._plain_header()
        head: bytes = super().build_response_header()
        return head

    def _is_last(self) -> bool:
        # waitress knows "close" alone, but not "TE, close".
        asked = self.request.headers.get("CONNECTION", "").lower()
        return "close" in [wish.strip() for wish in asked.split(",")]

    def _is_plain(self) -> bool:
        """Whether nothing about this answer needs a thought: the application said its length, the connection stays."""
        stays = self.version == "1.1" and not self.close_on_finish and self.has_body
        asked = self.request.headers.get("CONNECTION", "keep-alive")
        said = {name for name, _ in self.response_headers}
        plain = "Content-Length" in said and "Date" not in said  # a file brings its own
        return stays and plain and asked.lower() == "keep-alive"

    def _plain_header(self) -> bytes:
        # The application spells its headers as everybody does: they need no sorting and no capitals.
        lines = [f"{name}: {value}" for name, value in self.response_headers]
        date = build_http_date(self.start_time)
        return "\r\n".join([f"HTTP/1.1 {self.status}", *lines, f"Date: {date}", "", ""]).encode(
            "latin-1"
        )

    def write(self, data: bytes) -> None:
        """Send head and body in one go, where the body is whole: the client is woken once."""
        if not self.wrote_header:
            # The application is done with what was sent; whoever reads the answer may send the next at once.
            self.channel.server.uploads.leave(self.request)
        if self.request.command == "HEAD":
            data = b""  # the client would take a body for the next answer
        whole = not self.wrote_header and self.content_length == len(data) and self.has_body
        if not (whole and self.complete):
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written += len(data)
        self.channel.write_soon(head + data)


class PlainAnswer(ErrorTask):
    """One request that the server answers by itself, without quoting it."""

    def execute(self) -> None:
        """Write the plain answer and close."""
        self.status, headers, body = plain_answer(self.request.error.code)
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
