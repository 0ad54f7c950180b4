"""A register as a table: taken out, and taken in again after a look at what it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import choice
from typing import Generic

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from incidents.actions import registers as deeds
from incidents.actions.register_versions import Change, current
from incidents.actions.registers import MOST_CHARACTERS, Saved
from incidents.coordination.forms import ExportForm, FileForm, TableForm
from incidents.coordination.shelf import Shelf
from incidents.coordination.tables import as_file, taken_file
from incidents.coordination.visit import Page, desk, go, now, secret, whole_number
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.register import T, fresh_id
from incidents.core.sheet import TableError
from incidents.store.database import writing
from incidents.web.access import Access, access
from incidents.web.forms import token_of
from incidents.web.intake import takes_files
from incidents.web.locale import gettext


@dataclass(frozen=True)
class Table(Generic[T]):
    """The pages of a register's table. `words`: which words its cells may have, column by column."""

    shelf: Shelf[T]
    words: Callable[[], list[tuple[str, str]]]

    def look(self) -> Callable[[], Page]:
        """The table to take out, the field for one to take in; a file is looked at first."""

        @access(Access.COORDINATION)
        @takes_files
        def show_table() -> Page:
            if request.method != "POST":
                return self._page()
            try:
                form = FileForm(secret())
            except RequestEntityTooLarge:
                return self._page(gettext("Filen är för stor.")), 413
            if not form.validate():
                said = gettext("Sidan hade legat öppen för länge. Välj filen en gång till.")
                return self._page(said), 400
            text = taken_file()
            if text is None:
                return self._page(gettext("Välj en fil först.")), 400
            return self._preview(text, TableForm(secret(), blank=True))

        return show_table

    def take_in(self) -> Callable[[], Page]:
        """The table that was looked at holds from now on."""

        @access(Access.COORDINATION)
        def save_table() -> Page:
            form = TableForm(secret())
            text = form.table.data or ""
            if not form.validate():
                return self._preview(text, form, 400)
            saved = Saved(Change.TABLE, "", lambda items: self._read(text, items))
            try:
                self.shelf.save(saved, whole_number(form.seen.data))
            except TableError as error:
                return self._page(_wrong(error)), 400
            except (Conflict, Invalid) as error:
                form.form_errors.append(gettext(error.sentence))
                status = 409 if isinstance(error, Conflict) else 400
                return self._preview(text, form, status)
            return go(self.shelf.url("listed", saved=Change.TABLE.value))

        return save_table

    def take_out(self) -> Callable[[], Page]:
        """The table as a file; that it was taken out is in the trail."""

        @access(Access.COORDINATION)
        def export() -> Page:
            if not ExportForm(secret()).validate():
                raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
            with writing() as session:
                held = current(session, self.shelf.kept)
                deeds.note_export(session, desk(), self.shelf.kept, held.number, now=now())
            return as_file(self.shelf.file, self.shelf.register.written(held.items))

        return export

    def _read(self, text: str, items: tuple[T, ...]) -> tuple[T, ...]:
        known = {one.id for one in items}
        taken = set(known)

        def fresh() -> str:
            made = fresh_id(taken, choice)
            taken.add(made)
            return made

        return self.shelf.register.read(text, today=local_date(now()), known=known, fresh=fresh)

    def _preview(self, text: str, form: TableForm, status: int = 200) -> Page:
        """What the table would change; nothing is saved."""
        if len(text) > MOST_CHARACTERS:
            return self._page(gettext("Filen är för stor.")), 413
        held = self.shelf.held()
        try:
            items = self._read(text, held.items)
        except TableError as error:
            return self._page(_wrong(error)), 400
        form.table.data, form.seen.data = text, str(held.seen)
        found = self.shelf.register.differences(held.items, items)
        changed = [self.shelf.shown(one) for one in found]
        page = self.shelf.show(
            "coordination/preview.html",
            form=form,
            changed=changed,
            back_url=self.shelf.url("table"),
            save_url=self.shelf.url("table_save"),
        )
        return page, status

    def _page(self, problem: str = "") -> str:
        return self.shelf.show(
            "coordination/register_table.html",
            problem=problem,
            words=self.words(),
            file_token=token_of(FileForm, secret()),
            token=token_of(ExportForm, secret()),
        )


def _wrong(error: TableError) -> str:
    why = gettext(error.why)
    if error.column:
        return gettext(
            "Rad %(row)d, %(column)s: %(why)s", row=error.row, column=error.column, why=why
        )
    return gettext("Rad %(row)d: %(why)s", row=error.row, why=why)
