"""What a process holds of the published folder: read once, and again when index or corrections are another file."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app

from incidents.core.publication import Damaged, Publication
from incidents.published.reading import ERRATA, PUBLICATION, read
from incidents.web.blanks import start_anew
from incidents.web.errors import log

_EXTENSION = "incidents.published"


class Shelf:
    """The folder, and what was last read of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: tuple[object, Publication | None] = (None, None)
        self._made: tuple[str, bytes] = ("", b"")
        self._alarmed: set[str] = set()

    def publication(self) -> Publication | None:
        """Everything that is published, None where nothing is; `Damaged` when it cannot be believed."""
        stamp = self._stamp()
        seen, held = self._held
        if stamp is not None and stamp == seen:
            return held
        try:
            found = read(self.folder)
        except Damaged as damage:
            self.alarm(damage)
            raise
        for what in found.damaged if found else ():
            self.alarm(Damaged(what))
        whole = found is not None and not found.damaged
        if (found and found.digest) != (held and held.digest):
            start_anew()
        # What is damaged is looked at again each time, until somebody has put the right file back.
        self._held = (stamp if whole else None, found)
        return found

    def kept(self, found: Publication, make: Callable[[Path, Publication], bytes]) -> bytes:
        """What is made of a publication, once for each."""
        digest, data = self._made
        if digest != found.digest:
            data = make(self.folder, found)
            self._made = (found.digest, data)
        return data

    def alarm(self, damage: Damaged) -> None:
        """Say once which file was changed: a line for each visitor would count them."""
        if damage.what not in self._alarmed:
            self._alarmed.add(damage.what)
            log.critical("ALARM published %s is not what was released", damage.what)

    def _stamp(self) -> object:
        described = self._stamp_of(PUBLICATION)
        return None if described is None else (described, self._stamp_of(ERRATA))

    def _stamp_of(self, name: str) -> object:
        try:
            now = (self.folder / name).stat()
        except OSError:
            return None
        return now.st_ino, now.st_size, now.st_mtime_ns


def init_shelf(app: Flask) -> None:
    """An empty shelf for the configured folder, once for all doors that show it: the first visitor's page fills it."""
    if _EXTENSION not in app.extensions:
        app.extensions[_EXTENSION] = Shelf(app.extensions["incidents"].published)


def shelf() -> Shelf:
    """The shelf of this application."""
    found = current_app.extensions[_EXTENSION]
    assert isinstance(found, Shelf)
    return found
