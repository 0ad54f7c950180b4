"""Response headers: nothing cached, nothing framed, nothing loaded from elsewhere, nothing told to the next site."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Robots-Tag": "noindex",
}


def init_headers(app: Flask) -> None:
    """Put the headers on every response, errors included."""

    @app.after_request
    def add(response: Response) -> Response:
        own = response.headers.get("Content-Security-Policy")
        response.headers.extend(HEADERS)
        if own is not None:  # a file: nothing in it may run or load anything
            response.headers["Content-Security-Policy"] = own
        if request.endpoint == "static" and response.status_code < 400:
            response.headers["Cache-Control"] = "public, max-age=3600"
        else:
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
