"""What the directory has said: who changed what on which day, old and new, and the way back."""

from collections.abc import Mapping

from flask import request, url_for

from incidents.actions import directory_versions as kept
from incidents.actions.directory import Saved
from incidents.actions.directory_versions import Version
from incidents.actions.people import names
from incidents.coordination.forms import BackForm
from incidents.coordination.present import Shown, shown_differences
from incidents.coordination.version_row import PAGE, Row
from incidents.coordination.visit import Page, go, held, place, save, secret, show, whole_number
from incidents.coordination.words import CHANGES, about_words
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.help.amending import Change
from incidents.core.help.differing import differences
from incidents.core.help.merging import Source, whole
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import day


@access(Access.COORDINATION)
def show_history() -> Page:
    """Every version, the newest first."""
    current = held()
    until = whole_number(request.args.get("until", str(current.seen)))
    everything = whole(place().national, current.own)
    with reading() as session:
        found = kept.versions(session, place(), until=until, most=PAGE + 1)
        people = names(session)
    rows = [_row(one, people, everything, current.number) for one in found[:PAGE]]
    more = found[PAGE:]
    return show(
        "coordination/history.html",
        rows=rows,
        files_hold=current.number == 0,
        next_url=url_for("coordination.history", until=more[0].number) if more else None,
    )


@access(Access.COORDINATION)
def show_version(number: int) -> Page:
    """One version: what it changed, and the button that lets it hold again."""
    form = BackForm(secret())
    if form.is_submitted():
        return _taken_back(number, form)
    return _page(number, BackForm(secret(), blank=True))


def _taken_back(number: int, form: BackForm) -> Page:
    if not form.validate():
        return _page(number, form), 400
    with reading() as session:
        own = kept.version(session, place(), number).own
    if own is None:
        raise NotFound("Den versionen går inte att ta tillbaka.")
    back = own
    try:
        save(Saved(Change.TAKEN_BACK, str(number), lambda _: back), whole_number(form.seen.data))
    except (Conflict, Invalid) as error:
        form.form_errors.append(gettext(error.sentence))
        return _page(number, form), 409 if isinstance(error, Conflict) else 400
    return go(url_for("coordination.history"))


def _page(number: int, form: BackForm) -> str:
    current, here = held(), place()
    with reading() as session:
        found = kept.version(session, here, number)
        before = kept.before(session, here, number)
        people = names(session)
    form.seen.data = str(current.seen)
    everything = whole(here.national, found.own or current.own)
    changed, now_otherwise = list[Shown](), list[Shown]()
    if found.own is not None:
        changed = shown_differences(differences(whole(here.national, before), everything))
        present = whole(here.national, current.own)
        now_otherwise = shown_differences(differences(present, everything))
    return show(
        "coordination/version.html",
        form=form,
        back_url=url_for("coordination.history"),
        row=_row(found, people, everything, current.number),
        changed=changed,
        now_otherwise=now_otherwise,
    )


def _row(found: Version, people: Mapping[bytes, str], everything: Source, holds: int) -> Row:
    about = found.about
    if found.what is not Change.TAKEN_BACK:
        about = about_words(about, everything) if about else ""
    return Row(
        found.number,
        url_for("coordination.version", number=found.number),
        day(found.day) if found.day else "",
        people.get(found.staff_id, ""),
        str(CHANGES[found.what]) if found.what else "",
        about,
        found.own is not None,
        found.number == holds,
    )
