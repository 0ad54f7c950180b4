"""One row of a register as a form: looked at, changed or added, and what is said where it may not be saved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from secrets import choice
from typing import Generic

from flask import request
from wtforms import HiddenField

from incidents.actions.register_versions import Change, Current
from incidents.actions.registers import Saved
from incidents.coordination.present import Shown
from incidents.coordination.shelf import SAVED, Shelf
from incidents.coordination.visit import Page, go, now, secret, whole_number
from incidents.core.cells import CellError
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.register import T, Wrong, fresh_id, put
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext


class RowForm(Form):
    """The columns of a row. The rules are the register's: the same for a file and for a field."""

    seen = HiddenField()

    def fill(self, shelf: Shelf[T], item: T) -> None:
        """What a row says."""
        for name, cell in shelf.register.record(item).items():
            if name in self:
                self[name].data = cell

    def taken(self, shelf: Shelf[T], id_: str) -> T | None:
        """The row as it was typed; None, and the errors at their fields, where it may not be so."""
        sound = self.validate()
        cells = {name: self[name].data or "" for name in shelf.register.columns}
        for name, column in shelf.register.columns.items():
            try:
                column.parse(cells[name])
            except CellError as error:
                self[name].errors = [gettext(str(error))]
                sound = False
        if not sound:
            return None
        try:
            return shelf.register.item(id_, cells, local_date(now()))
        except Wrong as error:
            self[error.column].errors = [gettext(error.why)]
            return None


@dataclass(frozen=True)
class Editor(Generic[T]):
    """The pages that show one row. `begin` fills in what a new one starts with."""

    shelf: Shelf[T]
    form: Callable[..., RowForm]
    template: str
    begin: Callable[[RowForm], None]
    more: Callable[[T | None], dict[str, object]] = field(default=lambda _: {})

    def one(self) -> Callable[[str], Page]:
        """The page of a row; a post saves what was typed."""

        @access(Access.COORDINATION)
        def show_row(row: str) -> Page:
            held = self.shelf.held()
            item = _there(held, row)
            if request.method == "POST":
                return self._posted(held, item, Change.EDITED)
            if item is None:
                raise NotFound("Den raden finns inte.")
            form = self.form(secret(), blank=True)
            form.fill(self.shelf, item)
            return self._page(held, item, form)

        return show_row

    def new(self) -> Callable[[], Page]:
        """The page for a new row."""

        @access(Access.COORDINATION)
        def show_new() -> Page:
            held = self.shelf.held()
            if request.method == "POST":
                return self._posted(held, None, Change.ADDED)
            form = self.form(secret(), blank=True)
            self.begin(form)
            return self._page(held, None, form)

        return show_new

    def _posted(self, held: Current[T], item: T | None, what: Change) -> Page:
        form = self.form(secret())
        id_ = item.id if item else fresh_id({one.id for one in held.items}, choice)
        seen = whole_number(form.seen.data)
        typed = form.taken(self.shelf, id_)
        if typed is None:
            return self._page(held, item, form, seen), 400
        if item is None and what is Change.EDITED:  # taken away while it was being changed
            return self._again(typed, form), 409
        key = self.shelf.register.key
        try:
            self.shelf.save(Saved(what, id_, partial(put, item=typed, key=key)), seen)
        except Wrong as error:
            form.form_errors.append(gettext(error.why))
            return self._page(held, item, form), 400
        except Invalid as error:
            form.form_errors.append(gettext(error.sentence))
            return self._page(held, item, form), 400
        except Conflict:
            return self._again(typed, form), 409
        return go(self.shelf.url("listed", saved=what.value))

    def _again(self, typed: T, form: RowForm) -> str:
        """Somebody else was first: what holds now stands beside what was typed, and another press saves that."""
        held = self.shelf.held()
        form.form_errors.append(
            gettext(
                "Någon annan har nyss ändrat här. Det du skrev står kvar men är inte sparat. "
                "Läs vad som gäller nu och spara igen om det stämmer."
            )
        )
        item = _there(held, typed.id)
        found = self.shelf.register.differences((item,), (typed,)) if item else ()
        changed = [self.shelf.shown(one) for one in found]
        return self._page(held, item, form, changed=changed)

    def _page(
        self,
        held: Current[T],
        item: T | None,
        form: RowForm,
        seen: int | None = None,
        changed: list[Shown] | None = None,
    ) -> str:
        form.seen.data = str(held.seen if seen is None else seen)
        url = self.shelf.url("row", row=item.id) if item else self.shelf.url("new")
        more = self.more(item)
        return self.shelf.show(
            self.template, form=form, item=item, url=url, changed=changed, **more
        )


def saved_words() -> str:
    """What was done, after a save that led here."""
    what = request.args.get("saved", "")
    return str(SAVED[Change(what)]) if what in SAVED else ""


def _there(held: Current[T], row: str) -> T | None:
    return next((one for one in held.items if one.id == row), None)
