"""Cookies: three names, no lifetime beyond the browser's, no content but a random secret."""

from flask import Response, current_app, request

from incidents.crypto.browserbox import BrowserSecret
from incidents.settings import Settings

DRAFT = "p"
INBOX = "i"
DESK = "d"


def settings() -> Settings:
    """The installation's settings."""
    found = current_app.extensions["incidents"]
    assert isinstance(found, Settings)
    return found


def over_tls() -> bool:
    """Whether the visitor's browser uses TLS: the connection says so, or live operation, which takes nothing else."""
    return settings().secure_cookies or request.is_secure


def secret(name: str) -> BrowserSecret | None:
    """The secret in a cookie, or None when there is none or it is not one that we wrote."""
    return BrowserSecret.from_cookie(request.cookies.get(name))


def give(response: Response, name: str, value: BrowserSecret) -> None:
    """Set a cookie that no script and no other site can use, and that ends with the browser."""
    response.set_cookie(
        name,
        value.to_cookie(),
        httponly=True,
        samesite="Strict",
        secure=over_tls(),
        path="/",
    )


def take_away(response: Response, *names: str) -> None:
    """Clear cookies."""
    for name in names:
        response.delete_cookie(
            name,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=over_tls(),
        )
