"""Cookies: a random secret each that ends with the browser; staff's device mark and language outlast it."""

from flask import Response, current_app, request

from incidents.crypto.browserbox import BrowserSecret
from incidents.settings import Settings

DRAFT = "p"
INBOX = "i"
DESK = "d"
#: Between passphrase and code.
HALF_IN = "h"
#: Somebody outside, in the pages of one link.
HANDOVER = "o"
#: Staff only: it outlasts the browser, opens nothing, and goes to the log-in page alone (`crypto.device`).
DEVICE = "k"
_LOG_IN = "/desk/login"
#: Staff only: the language in which this browser shows the desk.
LANGUAGE = "s"
_DESK_PAGES = "/desk"
#: As long as browsers keep any cookie; each log-in renews the device's.
_LASTING_SECONDS = 400 * 24 * 3600


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


def give(response: Response, name: str, value: BrowserSecret, path: str = "/") -> None:
    """Set a cookie that no script and no other site can use, and that ends with the browser."""
    response.set_cookie(
        name,
        value.to_cookie(),
        httponly=True,
        samesite="Strict",
        secure=over_tls(),
        path=path,
    )


def take_away(response: Response, *names: str, path: str = "/") -> None:
    """Clear cookies."""
    for name in names:
        response.delete_cookie(
            name,
            path=path,
            httponly=True,
            samesite="Strict",
            secure=over_tls(),
        )


def device_mark() -> str | None:
    """What the device shows of itself at a log-in."""
    return request.cookies.get(DEVICE)


def give_device(response: Response, mark: str) -> None:
    """Let the device be known at the next log-in."""
    _keep(response, DEVICE, mark, _LOG_IN)


def desk_language() -> str | None:
    """What staff chose in this browser; whatever else stands in the cookie too."""
    return request.cookies.get(LANGUAGE)


def give_desk_language(response: Response, code: str) -> None:
    """Show the desk in this language, in this browser."""
    _keep(response, LANGUAGE, code, _DESK_PAGES)


def _keep(response: Response, name: str, text: str, path: str) -> None:
    """Set a cookie of staff's that outlasts the browser."""
    response.set_cookie(
        name,
        text,
        max_age=_LASTING_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=over_tls(),
        path=path,
    )


def take_device(response: Response) -> None:
    """The device is known no longer."""
    response.delete_cookie(
        DEVICE, path=_LOG_IN, httponly=True, samesite="Strict", secure=over_tls()
    )
