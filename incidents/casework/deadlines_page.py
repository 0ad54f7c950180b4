"""The deadlines as a page, part by part, and as a file for a calendar."""

from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for
from wtforms import HiddenField

from incidents.actions import agenda, quarantine, queue
from incidents.actions.people import names
from incidents.actions.queue import QueueItem
from incidents.casework import present, present_limits
from incidents.casework.queue_page import page_start, views_beside
from incidents.casework.visit import Page, desk, now, secret
from incidents.casework.words import DEADLINES, DUTIES, EVERYBODYS, LIMIT, OWN, PARTS
from incidents.core.agenda import Item, When
from incidents.core.calendar import Event, calendar
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.templates import render


class CalendarForm(Form):
    """The deadlines as a file: `mine`, or those of every case."""

    whose = HiddenField()


@dataclass(frozen=True, slots=True)
class Row:
    """A deadline, ready to show."""

    url: str
    reference: str
    what: str
    day: str
    left: str
    pressing: bool
    assignee: str
    status: present.Tag


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: some of its rows, how many there are, and where the others are."""

    title: str
    count: int
    rows: list[Row]
    previous_url: str | None
    next_url: str | None


@access(Access.DESK)
def show_deadlines() -> Page:
    """Everything that has to be done by a day, in four parts."""
    today, mine, start = local_date(now()), request.args.get("whose") == "mine", page_start()
    only = next((part for part in When if part == request.args.get("only")), None)
    with reading() as session:
        found = agenda.look(session, desk(), today=today, mine=mine)
        chosen = {part: items for part, items in found.items() if items and only in (None, part)}
        pages = {part: items[start : start + queue.PAGE] for part, items in chosen.items()}
        ids = list({item.case_id for items in pages.values() for item in items})
        cases, people = queue.registered(session, ids), names(session)
        waiting = quarantine.count(session, desk())
    form = CalendarForm(secret())
    form.whose.data = "mine" if mine else ""
    return render(
        "casework/deadlines.html",
        title=str(DEADLINES),
        views=views_beside("deadlines", waiting),
        whose=_whose(mine=mine),
        parts=[
            _part(part, len(chosen[part]), _rows(items, cases, people, today), start, mine=mine)
            for part, items in pages.items()
        ],
        only=only is not None,
        all_url=_url(mine=mine),
        form=form,
    )


@access(Access.DESK)
def deadlines_file() -> Page:
    """One day for each deadline: the case's reference and what kind of deadline it is, and nothing else."""
    form = CalendarForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    moment, mine = now(), form.whose.data == "mine"
    with writing() as session:
        today = local_date(moment)
        found = agenda.export(session, desk(), today=today, mine=mine, now=moment)
    events = (_event(reference, item) for reference, item in found)
    headers = {"Content-Disposition": 'attachment; filename="dagar.ics"'}
    return Response(calendar(events, moment), mimetype="text/calendar", headers=headers)


def _event(reference: str, item: Item) -> Event:
    kind = item.duty.value if item.duty else "limit"
    return Event(f"{reference}-{kind}", item.day, f"{reference}: {_what(item).lower()}")


def _what(item: Item) -> str:
    return str(DUTIES[item.duty] if item.duty else LIMIT)


def _rows(
    items: list[Item], cases: dict[bytes, QueueItem], people: dict[bytes, str], today: date
) -> list[Row]:
    """A case that was purged meanwhile has no row."""
    return [
        _row(item, present.row(cases[item.case_id], people, today), today)
        for item in items
        if item.case_id in cases
    ]


def _row(item: Item, case: present.Row, today: date) -> Row:
    span = item.span
    return Row(
        case.url,
        case.reference,
        _what(item),
        present_limits.span_words(span, today) if span else present.day(item.day),
        "" if span else present.days_left(item.day, today),
        item.pressing(today),
        case.assignee,
        case.status,
    )


def _part(part: When, count: int, rows: list[Row], start: int, *, mine: bool) -> Part:
    before, after = max(0, start - queue.PAGE), start + queue.PAGE
    return Part(
        str(PARTS[part]),
        count,
        rows,
        _url(mine=mine, only=part.value, start=before) if start else None,
        _url(mine=mine, only=part.value, start=after) if count > after else None,
    )


def _whose(*, mine: bool) -> list[dict[str, object]]:
    return [
        {"label": str(label), "url": _url(mine=own), "current": own is mine}
        for label, own in ((EVERYBODYS, False), (OWN, True))
    ]


def _url(*, mine: bool, only: str | None = None, start: int | None = None) -> str:
    whose = "mine" if mine else None
    return url_for("casework.deadlines", whose=whose, only=only, start=start)
