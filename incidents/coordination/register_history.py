"""What a register has said: who changed what on which day, old and new, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic

from flask import request

from incidents.actions import register_versions as kept
from incidents.actions.people import names
from incidents.actions.register_versions import Change, Version
from incidents.actions.registers import Saved
from incidents.coordination.forms import BackForm
from incidents.coordination.shelf import CHANGES, Shelf
from incidents.coordination.version_row import PAGE, Row
from incidents.coordination.visit import Page, go, secret, whole_number
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.register import T
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import day


@dataclass(frozen=True)
class History(Generic[T]):
    """The pages with what a register said before."""

    shelf: Shelf[T]

    def every(self) -> Callable[[], Page]:
        """Every version, the newest first."""

        @access(Access.COORDINATION)
        def show_history() -> Page:
            held = self.shelf.held()
            until = whole_number(request.args.get("until", str(held.seen)))
            with reading() as session:
                found = kept.versions(session, self.shelf.kept, until=until, most=PAGE + 1)
                people = names(session)
            more = found[PAGE:]
            return self.shelf.show(
                "coordination/register_history.html",
                rows=[self._row(one, people, held.number) for one in found[:PAGE]],
                next_url=self.shelf.url("history", until=more[0].number) if more else None,
            )

        return show_history

    def one(self) -> Callable[[int], Page]:
        """One version: what it changed, and the button that lets it hold again."""

        @access(Access.COORDINATION)
        def show_version(number: int) -> Page:
            form = BackForm(secret())
            if form.is_submitted():
                return self._taken_back(number, form)
            return self._page(number, BackForm(secret(), blank=True))

        return show_version

    def _taken_back(self, number: int, form: BackForm) -> Page:
        if not form.validate():
            return self._page(number, form), 400
        with reading() as session:
            items = kept.version(session, self.shelf.kept, number).items
        if items is None:
            raise NotFound("Den versionen går inte att ta tillbaka.")
        back = items
        saved = Saved(Change.TAKEN_BACK, str(number), lambda _: back)
        try:
            self.shelf.save(saved, whole_number(form.seen.data))
        except (Conflict, Invalid) as error:
            form.form_errors.append(gettext(error.sentence))
            return self._page(number, form), 409 if isinstance(error, Conflict) else 400
        return go(self.shelf.url("listed", saved=Change.TAKEN_BACK.value))

    def _page(self, number: int, form: BackForm) -> str:
        held = self.shelf.held()
        with reading() as session:
            found = kept.version(session, self.shelf.kept, number)
            before = kept.before(session, self.shelf.kept, number)
            people = names(session)
        form.seen.data = str(held.seen)
        differences = self.shelf.register.differences
        items = () if found.items is None else found.items
        return self.shelf.show(
            "coordination/version.html",
            back_url=self.shelf.url("history"),
            form=form,
            row=self._row(found, people, held.number),
            changed=[self.shelf.shown(one) for one in differences(before, items)],
            now_otherwise=[self.shelf.shown(one) for one in differences(held.items, items)],
        )

    def _row(self, found: Version[T], people: Mapping[bytes, str], holds: int) -> Row:
        return Row(
            found.number,
            self.shelf.url("version", number=found.number),
            day(found.day) if found.day else "",
            people.get(found.staff_id, ""),
            str(CHANGES[found.what]) if found.what else "",
            self._about(found),
            found.items is not None,
            found.number == holds,
        )

    def _about(self, found: Version[T]) -> str:
        register = self.shelf.register
        rows = (register.record(one) for one in found.items or () if one.id == found.about)
        return next(map(self.shelf.called, rows), found.about)
