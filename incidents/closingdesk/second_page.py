"""The second person: the same preview, the reason, and her signature or a no."""

from datetime import date

from flask import request, url_for

from incidents.actions import drafting, ledger, pending, people
from incidents.actions.drafting import Draft
from incidents.actions.pending import Waiting
from incidents.closingdesk import words
from incidents.closingdesk.close_page import published
from incidents.closingdesk.forms import SecondForm
from incidents.closingdesk.state_page import state_page
from incidents.closingdesk.visit import STALE, Page, desk, go, now, pinned, said, secret, show, wish
from incidents.core.errors import Conflict, DomainError
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import day

SIGN, DROP = "sign", "drop"


@access(Access.COORDINATION)
def show_second() -> Page:
    """What waits; a post signs it, or takes it away."""
    try:
        with reading() as session:
            waiting = pending.look(session, desk(), pinned=pinned())
            record = pending.record_of(session)
            names = people.names(session)
        if waiting is None:
            raise Conflict("Det finns inget som väntar på en underskrift.")
        if request.method == "POST":
            return _done(waiting, record)
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    form = SecondForm(secret(), blank=True)
    form.record.data = record
    return _page(waiting, form, names)


def _done(waiting: Waiting, record: str) -> Page:
    form = SecondForm(secret())
    if not form.validate() or form.act.data not in (SIGN, DROP):
        return state_page(problem=gettext(STALE)), 400
    if form.record.data != record:
        raise Conflict("Det som väntar är ett annat nu. Läs det och försök igen.")
    if form.act.data == DROP:
        with writing() as session:
            pending.drop(session, desk(), now=now())
        return go(url_for("closing.state", saved="dropped"))
    pending.check_named(desk(), waiting)
    anew = _counted_anew(waiting)
    with writing() as session:
        pending.confirm(session, desk(), anew, pinned=pinned(), now=now())
    return published()


def _counted_anew(waiting: Waiting) -> Draft:
    """The same release, made for the second person from what she can open herself."""
    told = waiting.document
    if not told:
        raise ledger.not_whole()
    chosen, day_ = wish(told["about"]["contact"]), date.fromisoformat(waiting.frozen)
    with reading() as session:
        return drafting.draft(session, desk(), chosen, frozen=day_, pinned=pinned(), now=now())


def _page(waiting: Waiting, form: SecondForm, names: dict[bytes, str]) -> str:
    me = desk().actor.staff_id
    return show(
        "closingdesk/second.html",
        form=form,
        told=words.told(waiting.told) if waiting.sound else None,
        counts=words.counts(waiting.document) if waiting.sound else [],
        longer=words.longer(waiting.told, waiting.quarter) if waiting.sound else "",
        quarter=words.quarter(waiting.quarter),
        release=waiting.quarter.release,
        frozen=day(date.fromisoformat(waiting.frozen)),
        rules=waiting.rules,
        reason=waiting.reason,
        first=names.get(waiting.first_id, ""),
        second=names.get(waiting.second_id, ""),
        sound=waiting.sound,
        stale=waiting.stale,
        mine=waiting.second_id == me,
        own=waiting.first_id == me,
    )
