"""What an installation decides about mail. Read by the command alone: no web process knows the server's password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from incidents.core.languages import Scope, languages
from incidents.settings import SettingsError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Tls(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server."""

    host: str
    port: int
    tls: Tls
    #: Certificates that are trusted; empty: those of the system.
    authorities: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes, from whom, to whom and in which language."""

    server: Server
    sender: str
    #: Address by login: nobody else is written to.
    to: Mapping[str, str]
    language: str
    desk: str


def read(values: Mapping[str, str], data: Path) -> Mail | None:
    """None where mail is off (no MAIL_HOST); raises `SettingsError` when it cannot be used safely."""
    host = values.get("MAIL_HOST", "").strip()
    if not host:
        return None
    mail = Mail(
        _server(values, data, host),
        _address("MAIL_FROM", values.get("MAIL_FROM", "").strip()),
        _to(values.get("MAIL_TO", "")),
        values.get("MAIL_LANGUAGE", "sv"),
        _desk(values.get("DESK_ADDRESS", "") or values.get("PUBLIC_ADDRESS", "")),
    )
    if mail.language not in [code for code, one in languages().items() if one.scope is Scope.ALL]:
        raise SettingsError("MAIL_LANGUAGE is a language of the desk: sv or en")
    if values.get("INCIDENTS_MODE", "demo") == "demo" and host not in _LOOPBACK:
        raise SettingsError("a demonstration sends mail to a server on this machine only")
    return mail


def _server(values: Mapping[str, str], data: Path, host: str) -> Server:
    try:
        tls = Tls(values.get("MAIL_TLS", "starttls"))
    except ValueError as error:
        raise SettingsError(f"MAIL_TLS is one of: {' '.join(Tls)}") from error
    if tls is Tls.OFF and host not in _LOOPBACK:
        raise SettingsError("MAIL_TLS=off is for a mail server on this machine only")
    authorities = values.get("MAIL_CA", "")
    if authorities and not (data / authorities).is_file():
        raise SettingsError("MAIL_CA cannot be read: a file with certificates")
    user, password = values.get("MAIL_USER", ""), _password(values, data)
    if bool(user) != bool(password) or not (user + password).isascii():
        raise SettingsError(
            "MAIL_USER and its password (MAIL_PASSWORD_FILE or MAIL_PASSWORD) are set together, in plain letters"
        )
    trusted = str(data / authorities) if authorities else ""
    return Server(host, _port(values, tls), tls, trusted, user, password)


def _port(values: Mapping[str, str], tls: Tls) -> int:
    text = values.get("MAIL_PORT", "465" if tls is Tls.TLS else "587")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError("MAIL_PORT is a number between 1 and 65535")
    return int(text)


def _password(values: Mapping[str, str], data: Path) -> str:
    name = values.get("MAIL_PASSWORD_FILE", "")
    if not name:
        return values.get("MAIL_PASSWORD", "")
    try:
        return (data / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("MAIL_PASSWORD_FILE cannot be read") from error


def _to(text: str) -> Mapping[str, str]:
    """MAIL_TO: `lena:lena.holm@strandvik.se, omar:omar@strandvik.se`."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        login, _, address = (part.strip() for part in pair.partition(":"))
        if not login or login.lower() in found:
            raise SettingsError("MAIL_TO looks like login:address, login:address; each login once")
        found[login.lower()] = _address(f"MAIL_TO, {login}", address)
    if not found:
        raise SettingsError("MAIL_TO is missing: who gets mail, as login:address, login:address")
    return found


def _address(where: str, text: str) -> str:
    """The setting is named and the address is not: what is said may land in a log."""
    if not _ADDRESS.fullmatch(text):
        raise SettingsError(f"{where}: not an e-mail address in plain letters")
    return text


def addresses(name: str, text: str) -> tuple[str, ...]:
    """Addresses with commas between; raises `SettingsError` where there is none."""
    found = tuple(_address(name, part.strip()) for part in text.split(",") if part.strip())
    if not found:
        raise SettingsError(f"{name} is missing: e-mail addresses, with commas between")
    return found


def _desk(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError(
            "DESK_ADDRESS (or PUBLIC_ADDRESS) is the https address at which staff reach the desk, without a path"
        )
    return f"https://{parts.netloc}/desk/"
