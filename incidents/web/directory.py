"""Who can help here, as it holds now: kept in each process, and asked for anew at most every few seconds.

The public pages of help are read by everybody; reading, verifying and merging the directory on each would cost more
than the rest of the page. One number says whether anything has changed since; a page of the desk that shows the
directory asks for it at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from incidents.core.help.directory import Directory
from incidents.store.database import apart
from incidents.store.direct import Direct
from incidents.store.models import DirectoryVersion
from incidents.web.blanks import start_anew
from incidents.web.errors import describe, log

#: Reads the number of the version that holds, and what it shows.
Read = Callable[[Session], tuple[int, Directory]]

#: For so long another process may show what was right before.
SECONDS = 3.0
_EXTENSION, _READ = "incidents.directory", "incidents.directory.read"
_NEWEST = select(func.max(DirectoryVersion.number))


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds: the directory, the newest number that it knows, and when that was looked up."""

    directory: Directory
    newest: int
    at: float


def init_directory(app: Flask, files: Directory, read: Read) -> None:
    """Nothing is known yet but what the files say."""
    app.extensions[_EXTENSION] = Held(files, 0, float("-inf"))
    app.extensions[_READ] = read


def directory() -> Directory:
    """Who can help here; a change of the last seconds may be missing."""
    return _held().directory


def directory_now() -> Directory:
    """Who can help here, with whatever has just been saved."""
    return _held(at_once=True).directory


def edition() -> int:
    """Which of its versions `directory` is."""
    return _held().newest


def _held(*, at_once: bool = False) -> Held:
    held: Held = current_app.extensions[_EXTENSION]
    now = time.monotonic()
    if now < held.at + SECONDS and not at_once:
        return held
    found = current_app.extensions[_EXTENSION] = _looked_up(held, now)
    if found.newest != held.newest:
        start_anew()
    return found


def _looked_up(held: Held, now: float) -> Held:
    """What holds now; while the database cannot be asked, what held before."""
    try:
        newest = Direct().scalar(_NEWEST, {}) or 0
        if newest == held.newest:
            return Held(held.directory, newest, now)
        return Held(_read(newest), newest, now)
    except SQLAlchemyError as error:
        log.error("%s", describe(request.endpoint, error))
        return Held(held.directory, held.newest, now)


def _read(newest: int) -> Directory:
    read: Read = current_app.extensions[_READ]
    with apart() as session:
        number, found = read(session)
    if number != newest:
        log.critical("ALARM directory version %d does not verify: %d holds", newest, number)
    return found
