"""A register as the coordinator meets it: what it and its columns are called, and what holds now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from flask import url_for

from incidents.actions import registers as deeds
from incidents.actions.register_versions import Change, Current, Kept, current, cut_off
from incidents.actions.registers import Saved
from incidents.coordination.present import Cell, Shown
from incidents.coordination.visit import desk, now, show
from incidents.core.register import Cells, Difference, Register, T
from incidents.store.database import reading, writing
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.signed_in import pinned

CHANGES = {
    Change.ADDED: lazy_gettext("Lade till"),
    Change.EDITED: lazy_gettext("Ändrade"),
    Change.TABLE: lazy_gettext("Läste in en fil"),
    Change.TAKEN_BACK: lazy_gettext("Tog tillbaka version"),
}
#: What stands on the page after it.
SAVED = {
    Change.ADDED: lazy_gettext("Tillagd"),
    Change.EDITED: lazy_gettext("Sparat"),
    Change.TABLE: lazy_gettext("Filen är inläst"),
    Change.TAKEN_BACK: lazy_gettext("Den tidigare versionen gäller"),
}


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """`cell` is a cell in words, `called` what a row is called; `file` the name under which it is taken out."""

    register: Register[T]
    title: object
    back: object
    one: object
    columns: Mapping[str, object]
    cell: Callable[[str, str], str]
    called: Callable[[Cells], str]
    file: str

    @property
    def kept(self) -> Kept[T]:
        """The register of this installation."""
        return Kept(self.register, pinned())

    def held(self) -> Current[T]:
        """What holds now."""
        with reading() as session:
            return current(session, self.kept)

    def broken(self, held: Current[T]) -> bool:
        """Whether a version was changed or taken away by somebody else."""
        with reading() as session:
            return held.unsound or cut_off(session, self.kept, held.seen)

    def save(self, saved: Saved[T], seen: int) -> int:
        """Let a change hold; raises `Conflict` and `Invalid`."""
        with writing() as session:
            return deeds.save(session, desk(), self.kept, saved, seen=seen, now=now())

    def url(self, page: str, **values: Any) -> str:
        """One of its pages."""
        return url_for(f"{self.register.name}.{page}", **values)

    def show(self, template: str, **values: object) -> str:
        """A page of it."""
        return show(template, shelf=self, **values)

    def shown(self, found: Difference) -> Shown:
        """What differs, in words."""
        what, tone = gettext("Ändras"), "neutral"
        if found.before is None:
            what, tone = gettext("Ny"), "good"
        elif found.after is None:
            what, tone = gettext("Borta"), "bad"
        cells = tuple(
            Cell(str(self.columns[column]), self.cell(column, old), self.cell(column, new))
            for column, old, new in found.fields()
        )
        name = self.called(found.after or found.before or {})
        return Shown(str(self.one), name, str(what), tone, cells)
