"""The whole directory as a table: taken out, and taken in again after a look at what it changes."""

from functools import partial

from flask import request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from incidents.actions import directory as deeds
from incidents.actions.directory import MOST_CHARACTERS, Saved
from incidents.actions.directory_versions import Place, current
from incidents.coordination.forms import ExportForm, FileForm, TableForm
from incidents.coordination.present import shown_differences
from incidents.coordination.tables import as_file, taken_file
from incidents.coordination.visit import (
    Page,
    desk,
    go,
    held,
    now,
    place,
    save,
    secret,
    show,
    whole_number,
)
from incidents.core.errors import Conflict, Invalid
from incidents.core.help import amending
from incidents.core.help.amending import Change
from incidents.core.help.differing import differences
from incidents.core.help.merging import Source, whole
from incidents.core.help.table import TableError, read, written
from incidents.store.database import writing
from incidents.web.access import Access, access
from incidents.web.forms import token_of
from incidents.web.intake import takes_files
from incidents.web.locale import gettext


@access(Access.COORDINATION)
@takes_files
def show_table() -> Page:
    """The table to take out, the field for one to take in; a file is looked at first."""
    if request.method != "POST":
        return _page()
    try:
        form = FileForm(secret())
    except RequestEntityTooLarge:
        return _page(gettext("Filen är för stor.")), 413
    if not form.validate():
        return _page(gettext("Sidan hade legat öppen för länge. Välj filen en gång till.")), 400
    text = taken_file()
    if text is None:
        return _page(gettext("Välj en fil först.")), 400
    return _preview(text, TableForm(secret(), blank=True))


@access(Access.COORDINATION)
def take_in() -> Page:
    """The table that was looked at holds from now on."""
    form = TableForm(secret())
    text = form.table.data or ""
    if not form.validate():
        return _preview(text, form, 400)
    change = partial(_taken_in, place(), text)
    try:
        save(Saved(Change.TABLE, "", change), whole_number(form.seen.data))
    except TableError as error:
        return _page(_wrong(error)), 400
    except (Conflict, Invalid) as error:
        form.form_errors.append(gettext(error.sentence))
        return _preview(text, form, 409 if isinstance(error, Conflict) else 400)
    return go(url_for("coordination.bodies", saved=Change.TABLE.value))


@access(Access.COORDINATION)
def export() -> Page:
    """The table as a file; that it was taken out is in the trail."""
    if not ExportForm(secret()).validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    here = place()
    with writing() as session:
        holds = current(session, here)
        deeds.note_export(session, desk(), holds.number, now=now())
    text = written(amending.export(here.national, holds.own))
    return as_file("katalog", text)


def _taken_in(here: Place, text: str, own: Source) -> Source:
    ids = {fact.id for fact in here.national.facts()}
    table = read(text, local=True, both=True, beside=whole(here.national, own), known=ids)
    return amending.taken_in(here.national, own, table)


def _preview(text: str, form: TableForm, status: int = 200) -> Page:
    """What the table would change; nothing is saved."""
    current, here = held(), place()
    if len(text) > MOST_CHARACTERS:
        return _page(gettext("Filen är för stor.")), 413
    try:
        own = _taken_in(here, text, current.own)
    except TableError as error:
        return _page(_wrong(error)), 400
    except Invalid as error:
        return _page(gettext(error.sentence)), 400
    form.table.data, form.seen.data = text, str(current.seen)
    found = differences(whole(here.national, current.own), whole(here.national, own))
    page = show(
        "coordination/preview.html",
        form=form,
        changed=shown_differences(found),
        back_url=url_for("coordination.table"),
        save_url=url_for("coordination.table_save"),
    )
    return page, status


def _wrong(error: TableError) -> str:
    return str(gettext("Rad %(row)d: %(why)s", row=error.row, why=gettext(error.why)))


def _page(problem: str = "") -> str:
    return show(
        "coordination/table.html",
        problem=problem,
        file_token=token_of(FileForm, secret()),
        token=token_of(ExportForm, secret()),
    )
