"""Response headers: nothing cached, nothing framed, nothing loaded from elsewhere, nothing told to the next site."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Robots-Tag": "noindex",
}
#: Headers of which an answer may have one of its own: a file may run and load nothing, a stylesheet may be kept.
UNLESS_OWN = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
STATIC_SECONDS = 3600
_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")


def init_headers(app: Flask) -> None:
    """Put the headers on every response, errors included."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS
    app.wsgi_app = _Headed(app.wsgi_app)  # type: ignore[method-assign]


class _Headed:
    """The application, with the headers. Here they cost a list; on each response object a function call each."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner
        self.always = list(HEADERS.items())

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        secure = environ.get("wsgi.url_scheme") == "https"

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[..., Any]:
            own = {name.title() for name, _ in headers}
            more = [item for item in UNLESS_OWN.items() if item[0] not in own]
            transport = [_TRANSPORT] if secure else []
            return start_response(status, [*headers, *self.always, *more, *transport], *rest)

        return self.inner(environ, started)
