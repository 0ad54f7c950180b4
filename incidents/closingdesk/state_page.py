"""Where the coordinator is: what waits to be collected, which quarter is next, what is frozen, out, or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import blocks, comparing, drafting, ledger, pending, people, planning
from incidents.actions.folding import Folded
from incidents.actions.ledger import FaultKind
from incidents.closingdesk import words
from incidents.closingdesk.forms import CollectForm, PlaceForm
from incidents.closingdesk.visit import (
    STALE,
    Page,
    desk,
    districts,
    go,
    now,
    pinned,
    put_out,
    said,
    secret,
    show,
)
from incidents.core.clock import local_date
from incidents.core.closing import Quarter, closable_from
from incidents.core.errors import DomainError, Invalid, Unsafe
from incidents.core.rings import Ring
from incidents.store.database import reading
from incidents.store.models import FactRow
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.forms import token_of
from incidents.web.locale import current, gettext, lazy_gettext
from incidents.web.moments import day

SAVED = {
    "published": lazy_gettext("Publiceringen är fryst och ligger ute"),
    "placed": lazy_gettext("Det som var fryst ligger ute"),
    "waits": lazy_gettext("Du har skrivit under. Nu väntar den på den andra underskriften"),
    "dropped": lazy_gettext("Publiceringen väntar inte längre. Inget är publicerat"),
    "erratum": lazy_gettext("Rättelsen ligger ute"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A release; `url` leads to its public page where it is out."""

    name: str
    quarter: str
    frozen: str
    tables: str
    url: str


@dataclass(frozen=True, slots=True)
class Next:
    """The quarter that is closed next."""

    quarter: str
    release: str
    day: str
    ready: bool
    over: bool
    coded: bool
    #: How many of its reports lie in quarantine.
    aside: int
    #: How many reports a year its tables are chosen for; None before that.
    yearly: int | None
    #: Districts that its tables do not have.
    left_out: Sequence[str]
    #: The quarter after it, and the first day on which that can be closed.
    then: str
    then_day: str


@dataclass(frozen=True, slots=True)
class Signing:
    """What waits for a second signature."""

    quarter: str
    first: str
    second: str
    mine: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the page says."""

    waiting: int
    holds: bool
    upcoming: Next | None
    lines: Sequence[Line]
    unplaced: Sequence[str]
    signing: Signing | None
    faults: Sequence[str]
    #: A demonstration's folder comes with invented releases, which no ledger has.
    exercise: bool


@access(Access.COORDINATION)
def show_state() -> Page:
    """The page."""
    return state_page(saved=str(SAVED.get(request.args.get("saved", ""), "")))


@access(Access.COORDINATION)
def place() -> Page:
    """Put into the folder what is frozen and not there yet."""
    if not PlaceForm(secret()).validate():
        raise Invalid(STALE)
    try:
        put_out()
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return go(url_for("closing.state", saved="placed"))


def state_page(*, saved: str = "", problem: str = "", folded: Folded | None = None) -> str:
    """The page with what has just been done, or has not."""
    with reading() as session:
        state = _state(session)
    return show(
        "closingdesk/state.html",
        state=state,
        saved=saved,
        problem=problem,
        folded=folded,
        after=folded.after[:2].hex() if folded and folded.left else "",
        collect_token=token_of(CollectForm, secret()),
        place_token=token_of(PlaceForm, secret()),
        public_url=_public(""),
    )


def _state(session: Session) -> State:
    holds = Ring.STATISTICS in desk().opener.rings()
    folder = settings().published
    found = comparing.faults(session, folder, pinned=pinned())
    try:
        unplaced = comparing.unplaced(session, folder)
    except Unsafe:  # it is among the faults
        unplaced = []
    wrong = [one for one in found if one.kind is not FaultKind.FOLDER or one.about not in unplaced]
    if any(one.kind is FaultKind.ERRATA for one in found):
        unplaced = [*unplaced, gettext("Rättelserna")]
    state = State(
        session.scalar(select(func.count()).select_from(FactRow)) or 0,
        holds,
        None,
        _lines(session, unplaced),
        unplaced,
        _signing(session),
        words.faults(wrong),
        settings().mode == "demo" and {one.kind for one in wrong} == {FaultKind.UNKNOWN},
    )
    if not holds:
        return state
    try:
        return replace(state, upcoming=_next(session))
    except Unsafe as error:
        return replace(state, faults=[*state.faults, said(error)[0]])


def _next(session: Session) -> Next | None:
    held = blocks.read(session, desk())
    quarter = drafting.next_quarter(session, held)
    if quarter is None:
        return None
    aside = drafting.set_aside(session, quarter)
    coded = drafting.is_coded(held.blocks, quarter) and not aside
    answered = drafting.is_answered(held.blocks, quarter)
    first = closable_from(quarter, coded=coded, answered=answered)
    today = local_date(now())
    made = planning.made(session, quarter.span)
    after = quarter.next()
    return Next(
        words.quarter(quarter),
        quarter.release,
        day(first),
        first <= today,
        quarter.last_day < today,
        coded,
        aside,
        made[-1].yearly if made else None,
        planning.left_out(made[-1], districts()) if made else [],
        words.quarter(after),
        day(closable_from(after, coded=True, answered=True)),
    )


def _lines(session: Session, unplaced: Sequence[str]) -> list[Line]:
    """The newest first. How many tables there are is public: the file says so that everybody reads."""
    lines = []
    for row in reversed(ledger.rows(session)):
        quarter = Quarter(row.first_year, row.number)
        out = quarter.release not in unplaced
        count = comparing.tables_in(settings().published, quarter.release) if out else None
        lines.append(
            Line(
                quarter.release,
                words.quarter(quarter),
                day(row.frozen),
                "" if count is None else str(count),
                _public(quarter.release) if out else "",
            )
        )
    return lines


def _signing(session: Session) -> Signing | None:
    row = pending.row_of(session)
    if row is None:
        return None
    names = people.names(session)
    return Signing(
        words.quarter(Quarter(row.first_year, row.number)),
        names.get(row.staff_id, ""),
        names.get(row.second_id, ""),
        row.second_id == desk().actor.staff_id,
    )


def _public(release: str) -> str:
    """The public page of a release, or the page of them all."""
    if release:
        return url_for("statistics.release", lang=current(), release=release)
    return url_for("statistics.page", lang=current())
