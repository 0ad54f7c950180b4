"""What is done with one press: checked today, confirmed, hidden, shown, chosen."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import url_for

from incidents.actions.directory import Saved
from incidents.coordination.forms import DeedForm
from incidents.coordination.list_page import listed
from incidents.coordination.visit import Page, go, now, place, save, secret, whole_number
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.help import amending
from incidents.core.help.amending import Change
from incidents.core.help.merging import Source
from incidents.web.access import Access, access
from incidents.web.locale import gettext


@access(Access.COORDINATION)
def do() -> Page:
    """One press; back to where the button stood."""
    form = DeedForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    about, body = form.about.data or "", form.body.data or ""
    saved = _saved(form.how.data or "", about)
    try:
        save(saved, whole_number(form.seen.data))
    except (Conflict, Invalid) as error:
        return listed(problem=gettext(error.sentence)), 409 if isinstance(error, Conflict) else 400
    if body:
        return go(url_for("coordination.body", body=body, saved=saved.what.value))
    return go(url_for("coordination.bodies", saved=saved.what.value) + f"#{about}")


def _saved(how: str, about: str) -> Saved:
    """The change that a button stands for."""
    if how not in set(Change) or Change(how) not in _DEEDS:
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    what = Change(how)
    return Saved(what, about, partial(_DEEDS[what], about))


def _checked(about: str, own: Source) -> Source:
    return amending.checked(place().national, own, about, local_date(now()))


def _judged(about: str, own: Source, *, holds: bool) -> Source:
    return amending.judged(place().national, own, about, holds=holds, today=local_date(now()))


def _shown(about: str, own: Source, *, yes: bool) -> Source:
    return amending.shown(place().national, own, about, yes=yes)


def _followed(about: str, own: Source) -> Source:
    return amending.followed(place().national, own, about)


def _chosen(about: str, own: Source, *, yes: bool) -> Source:
    return amending.chosen(place().national, own, about, yes=yes)


_DEEDS: Mapping[Change, Callable[[str, Source], Source]] = {
    Change.CHECKED: _checked,
    Change.CONFIRMED: partial(_judged, holds=True),
    Change.DOUBTED: partial(_judged, holds=False),
    Change.RESTORED: partial(_shown, yes=True),
    Change.RETIRED: partial(_shown, yes=False),
    Change.FOLLOWED: _followed,
    Change.CHOSEN: partial(_chosen, yes=True),
    Change.UNCHOSEN: partial(_chosen, yes=False),
}
