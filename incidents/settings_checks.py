"""What is wrong with a configuration, in sentences for whoever runs the service; nothing starts while there is any."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from incidents.core.languages import languages

if TYPE_CHECKING:
    from incidents.settings import Settings

MODES = ("demo", "live")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def problems(settings: "Settings") -> list[str]:
    """Everything that is wrong; empty when the service may start."""
    return [
        *_of_mode(settings),
        *_of_languages(settings),
        *_of_addresses(settings),
        *_of_published(settings),
    ]


def _of_mode(settings: "Settings") -> Iterator[str]:
    if settings.mode not in MODES:
        yield "INCIDENTS_MODE is demo or live"
    if settings.mode == "demo" and settings.host not in _LOOPBACK:
        yield "a demonstration binds to the loopback address only: HOST=127.0.0.1"
    if settings.mode == "live":
        needed = {
            "MUNICIPALITY_NAME": settings.municipality,
            "READERS (unit and roles that read the reports)": settings.readers,
            "INDEPENDENT_RECIPIENT": settings.independent_recipient,
            "NETWORK_LOG_STATEMENT (what the municipality's network keeps)": settings.network_log_statement,
        }
        yield from (f"{name} is missing" for name, value in needed.items() if not value.strip())


def _of_languages(settings: "Settings") -> Iterator[str]:
    known = languages()
    if "sv" not in settings.languages or not set(settings.languages) <= set(known):
        yield f"LANGUAGES holds sv and is part of: {' '.join(known)}"


def _of_addresses(settings: "Settings") -> Iterator[str]:
    if urlsplit(settings.exit_url).scheme != "https":
        yield "EXIT_URL is the https address of a neutral site"
    if not _https_or_empty(settings.public_address):
        yield "PUBLIC_ADDRESS is the https address at which residents reach the service"
    if settings.mode == "live" and not _https_or_empty(settings.desk_address):
        yield "DESK_ADDRESS is the https address at which staff reach the desk, without a path"
    if not _https_or_empty(settings.handover_address):
        yield "HANDOVER_ADDRESS is the https address at which translators reach their page"
    if settings.visitor_header and not settings.trusted_proxy:
        yield "VISITOR_HEADER is believed from TRUSTED_PROXY only: set that too"


def _of_published(settings: "Settings") -> Iterator[str]:
    folder, data = settings.published.resolve(), settings.data
    if folder == data or folder in data.parents or (folder.exists() and not folder.is_dir()):
        yield "PUBLISHED is a folder of its own: what lies there is shown to everybody"


def _https_or_empty(address: str) -> bool:
    return not address or urlsplit(address).scheme == "https"
