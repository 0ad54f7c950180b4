"""The queue as a page: open cases in their views, late first, and the closed ones."""

from datetime import date

from flask import request, url_for
from sqlalchemy.exc import OperationalError

from incidents.actions import cards, login, ordering, quarantine, queue, referring, second_look
from incidents.actions.login import Desk
from incidents.actions.people import names
from incidents.actions.queue import QueueItem
from incidents.actions.trust import Untrusted
from incidents.casework import present
from incidents.casework.distribute_page import DistributeForm
from incidents.casework.facts_page import stale_count
from incidents.casework.forms import whole_number
from incidents.casework.present_look import agreement_rows
from incidents.casework.visit import Page, desk, now, pinned, secret
from incidents.casework.words import CLOSED, DEADLINES, QUARANTINE, VIEWS
from incidents.core.clock import local_date
from incidents.core.only_counted import COUNTABLE
from incidents.core.queueline import Line
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.errors import describe, log
from incidents.web.templates import render


@access(Access.DESK)
def show_queue() -> Page:
    """The queue: late first."""
    view = request.args.get("view", "")
    today = local_date(now())
    if view == "closed":
        return _closed_page(today)
    me = desk()
    start = page_start()
    with reading() as session:
        found = queue.look(session, me, today=today)
        parts = {name: found.view(name) for name in VIEWS}
        view = view if view in parts else _first_view(parts)
        items = queue.shown(session, parts[view], start)
        people = names(session)
        alarm = _alarm(me)
        form = DistributeForm(secret(), blank=True)
        form.offer(session, items)
        waiting = quarantine.count(session, me)
        late = ordering.late(session, me, pinned=pinned(), today=today)
        silent = referring.silent(session, me, today)
    if found.fresh:
        _fold(me, found.fresh)
    more = len(parts[view]) > start + queue.PAGE
    return render(
        "casework/queue.html",
        view=view,
        title=str(VIEWS[view]),
        views=_views(view, {name: len(part) for name, part in parts.items()}, waiting),
        rows=[present.row(item, people, today, found.covered) for item in items],
        next_url=url_for("casework.queue", view=view, start=start + queue.PAGE) if more else None,
        previous_url=_previous(view, start),
        alarm=alarm,
        stale=stale_count(today),
        declared="declared" in request.args,
        entered="entered" in request.args,
        given=whole_number(request.args.get("given")),
        form=form,
        late_orders=late,
        silent=silent,
        count_url=_count_url(view, items),
        agreement=_agreement(me, today) if view == "looks" else [],
    )


def _count_url(view: str, items: list[QueueItem]) -> str | None:
    """To the first report on the page that can be counted."""
    countable = [item.reference for item in items if item.status in COUNTABLE]
    if view != "register" or not countable:
        return None
    return url_for("casework.count", reference=countable[0])


def _agreement(me: Desk, today: date) -> list[tuple[str, str]]:
    with reading() as session:
        found = second_look.agreement(session, me, pinned=pinned(), today=today)
    return agreement_rows(found)


def _fold(me: Desk, fresh: list[tuple[bytes, str, bytes]]) -> None:
    """Fold some of the new cards. A convenience: a database that cannot write keeps nobody from reading."""
    try:
        with writing() as session:
            cards.fold(session, me, fresh)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))


def _first_view(parts: dict[str, list[Line]]) -> str:
    return next((name for name in ("mine", "new") if parts[name]), "all")


def page_start() -> int:
    """The first line of the page that is asked for."""
    text = request.args.get("start", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _previous(view: str, start: int) -> str | None:
    if start == 0:
        return None
    return url_for("casework.queue", view=view, start=max(0, start - queue.PAGE))


def views_beside(current: str, waiting: int) -> list[dict[str, object]]:
    """The views as the pages beside the queue show them: quarantine and deadlines."""
    return _views(current, {}, waiting)


def _views(current: str, counts: dict[str, int], waiting: int) -> list[dict[str, object]]:
    open_views: list[dict[str, object]] = [
        {
            "label": str(label),
            "url": url_for("casework.queue", view=name),
            "count": counts.get(name),
            "current": name == current,
        }
        for name, label in VIEWS.items()
        if name != "handed" or counts.get(name) or name == current
    ]
    closed: dict[str, object] = {
        "label": str(CLOSED),
        "url": url_for("casework.queue", view="closed"),
        "count": None,
        "current": current == "closed",
    }
    held: dict[str, object] = {
        "label": str(QUARANTINE),
        "url": url_for("casework.quarantine"),
        "count": waiting,
        "current": current == "quarantine",
    }
    deadlines: dict[str, object] = {
        "label": str(DEADLINES),
        "url": url_for("casework.deadlines"),
        "count": None,
        "current": current == "deadlines",
    }
    return [*open_views, deadlines, *([held] if waiting or held["current"] else []), closed]


def _closed_page(today: date) -> str:
    with reading() as session:
        items = queue.closed_items(session, desk(), after=_after())
        people = names(session)
        waiting = quarantine.count(session, desk())
    shown, more = items[: queue.PAGE], len(items) > queue.PAGE
    following = None
    if more:
        last = shown[-1]
        after = f"{last.received.isoformat()}.{last.reference}"
        following = url_for("casework.queue", view="closed", after=after)
    return render(
        "casework/queue.html",
        view="closed",
        title=str(CLOSED),
        views=_views("closed", {}, waiting),
        rows=[present.row(item, people, today) for item in shown],
        next_url=following,
        previous_url=None,
        alarm=False,
        form=None,
    )


def _after() -> tuple[date, str] | None:
    day, _, reference = request.args.get("after", "").partition(".")
    try:
        return (date.fromisoformat(day), reference) if day else None
    except ValueError:
        return None


def _alarm(me: Desk) -> bool:
    """Whether a public key in the database is not the one that belongs to this person's secrets."""
    with reading() as session:
        try:
            return not login.keys_match(session, me, pinned())
        except Untrusted:
            return True
