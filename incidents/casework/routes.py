"""The desk's pages: each parses, calls one action and answers."""

from datetime import UTC, date, datetime

from flask import Blueprint, Flask, Response, g, render_template, request, url_for

from incidents.actions import cards, conflict, login, queue
from incidents.actions import casework as deeds
from incidents.actions.login import Desk
from incidents.actions.people import names
from incidents.actions.trust import Untrusted
from incidents.casework import present
from incidents.casework.case_page import Shown, case_page
from incidents.casework.forms import (
    AnswerForm,
    AssignForm,
    CloseForm,
    ContactForm,
    CoverForm,
    NoteForm,
    SeenForm,
    StatusForm,
    TextForm,
)
from incidents.casework.words import CLOSED, VIEWS
from incidents.core.clock import local_date
from incidents.core.deskcard import Line
from incidents.core.errors import Invalid
from incidents.core.report import Contact
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.forms import LOG_OUT

Page = Response | str | tuple[str, int]


def init_door(app: Flask) -> None:
    """Register the desk."""
    pages = Blueprint("casework", __name__, url_prefix="/desk")
    pages.add_url_rule("/", "queue", show_queue)
    pages.add_url_rule("/cases/<reference>", "case", case)
    for act, view in (
        ("open", open_case),
        ("note", note),
        ("answer", answer),
        ("assign", assign),
        ("status", status),
        ("close", close),
        ("seen", seen),
        ("contact", contact),
    ):
        pages.add_url_rule(f"/cases/<reference>/{act}", f"case_{act}", view, methods=["POST"])
    pages.context_processor(_frame)
    app.register_blueprint(pages)


def _frame() -> dict[str, object]:
    """Who is logged in, for the layout; nothing on a page that refuses a request before it knows."""
    if "desk" not in g:
        return {}
    return {
        "staff_name": _desk().actor.name,
        "logout_url": url_for("accounts.log_out"),
        "logout_token": g.desk_secret.form_token(LOG_OUT),
    }


def _desk() -> Desk:
    desk = g.desk
    assert isinstance(desk, Desk)
    return desk


def now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


@access(Access.DESK)
def show_queue() -> Page:
    """The queue: late first."""
    view = request.args.get("view", "")
    today = local_date(now())
    if view == "closed":
        return _closed_page(today)
    desk = _desk()
    start = _page_start()
    with reading() as session:
        found = queue.look(session, desk, today=today)
        parts = {name: found.view(name) for name in VIEWS}
        view = view if view in parts else _first_view(parts)
        items = queue.shown(session, parts[view], start)
        people = names(session)
        alarm = _alarm(desk)
    more = len(parts[view]) > start + queue.PAGE
    return render_template(
        "casework/queue.html",
        view=view,
        title=str(VIEWS[view]),
        views=_views(view, {name: len(found) for name, found in parts.items()}),
        rows=[present.row(item, people, today) for item in items],
        next_url=url_for("casework.queue", view=view, start=start + queue.PAGE) if more else None,
        previous_url=_previous(view, start),
        alarm=alarm,
    )


def _first_view(parts: dict[str, list[Line]]) -> str:
    return next((name for name in ("mine", "new") if parts[name]), "all")


def _page_start() -> int:
    text = request.args.get("start", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _previous(view: str, start: int) -> str | None:
    if start == 0:
        return None
    return url_for("casework.queue", view=view, start=max(0, start - queue.PAGE))


def _views(current: str, counts: dict[str, int]) -> list[dict[str, object]]:
    open_views: list[dict[str, object]] = [
        {
            "label": str(label),
            "url": url_for("casework.queue", view=name),
            "count": counts.get(name),
            "current": name == current,
        }
        for name, label in VIEWS.items()
    ]
    closed: dict[str, object] = {
        "label": str(CLOSED),
        "url": url_for("casework.queue", view="closed"),
        "count": None,
        "current": current == "closed",
    }
    return [*open_views, closed]


def _closed_page(today: date) -> str:
    with reading() as session:
        items = queue.closed_items(session, _desk(), after=_after())
        people = names(session)
    shown, more = items[: queue.PAGE], len(items) > queue.PAGE
    following = None
    if more:
        last = shown[-1]
        after = f"{last.received.isoformat()}.{last.reference}"
        following = url_for("casework.queue", view="closed", after=after)
    return render_template(
        "casework/queue.html",
        view="closed",
        title=str(CLOSED),
        views=_views("closed", {}),
        rows=[present.row(item, people, today) for item in shown],
        next_url=following,
        previous_url=None,
        alarm=False,
    )


def _after() -> tuple[date, str] | None:
    day, _, reference = request.args.get("after", "").partition(".")
    try:
        return (date.fromisoformat(day), reference) if day else None
    except ValueError:
        return None


def _alarm(desk: Desk) -> bool:
    """Whether a public key in the database is not the one that belongs to this person's secrets."""
    with reading() as session:
        try:
            return not login.keys_match(session, desk, cookies.settings().trust)
        except Untrusted:
            return True


@access(Access.DESK)
def case(reference: str) -> Page:
    """The cover sheet, and after it the case."""
    return _case(reference)


def _case(
    reference: str,
    failed: TextForm | CloseForm | CoverForm | None = None,
    found: Contact | None = None,
) -> tuple[str, int]:
    today = local_date(now())
    with reading() as session:
        the_case = deeds.find(session, _desk(), reference)
        if deeds.is_opened(session, _desk(), the_case):
            shown = Shown(the_case, failed, found)
            page = case_page(session, _desk(), g.desk_secret, shown, today)
        else:
            card = cards.of_case(session, _desk(), the_case.id)
            page = render_template(
                "casework/cover.html",
                reference=the_case.reference,
                cover=present.cover(the_case, card, today),
                status=present.status_tag(the_case.status),
                form=failed if isinstance(failed, CoverForm) else CoverForm(g.desk_secret),
            )
    return page, 400 if failed is not None else 200


def _back(reference: str, anchor: str = "") -> Response:
    target = url_for("casework.case", reference=reference) + anchor
    return Response(status=303, headers={"Location": target})


@access(Access.DESK)
def open_case(reference: str) -> Page:
    """The answer to the question about conflict of interest."""
    form = CoverForm(g.desk_secret)
    if not form.validate():
        return _case(reference, form)
    with writing() as session:
        if form.conflict.data == "yes":
            conflict.declare(
                session, _desk(), reference, pinned=cookies.settings().trust, now=now()
            )
            return Response(status=303, headers={"Location": url_for("casework.queue", declared=1)})
        deeds.open_case(session, _desk(), reference, now=now())
    return _back(reference)


@access(Access.DESK)
def note(reference: str) -> Page:
    """An internal note."""
    form = NoteForm(g.desk_secret)
    if not form.validate():
        return _case(reference, form)
    with writing() as session:
        deeds.note(
            session,
            _desk(),
            reference,
            form.text.data or "",
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _back(reference, "#latest")


@access(Access.DESK)
def answer(reference: str) -> Page:
    """An answer to the reporter."""
    form = AnswerForm(g.desk_secret)
    if not form.validate():
        return _case(reference, form)
    with writing() as session:
        deeds.answer(
            session,
            _desk(),
            reference,
            form.text.data or "",
            language=form.chosen_language(),
            shown=form.last_shown(),
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _back(reference, "#latest")


@access(Access.DESK)
def contact(reference: str) -> Page:
    """The contact details, shown once for a stated reason; the next page does not show them again."""
    form = ContactForm(g.desk_secret)
    if not form.validate():
        return _case(reference, form)
    with writing() as session:
        found = deeds.open_contact(
            session,
            _desk(),
            reference,
            form.text.data or "",
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _case(reference, found=found)[0]


@access(Access.DESK)
def assign(reference: str) -> Page:
    """Take the case, give it away, or put it back."""
    form = AssignForm(g.desk_secret)
    _check(form)
    with writing() as session:
        deeds.assign(
            session,
            _desk(),
            reference,
            _staff_id(form.staff.data or ""),
            version=form.number(),
            now=now(),
        )
    return _back(reference)


def _staff_id(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError as error:
        raise Invalid("Den personen kan inte öppna ärendet.") from error


@access(Access.DESK)
def status(reference: str) -> Page:
    """A plain move in the workflow."""
    form = StatusForm(g.desk_secret)
    _check(form)
    if form.target.data not in list(Status):
        raise Invalid("Det finns ingen sådan status.")
    with writing() as session:
        deeds.move(
            session,
            _desk(),
            reference,
            Status(form.target.data),
            version=form.number(),
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _back(reference)


@access(Access.DESK)
def close(reference: str) -> Page:
    """Close with a reason."""
    form = CloseForm(g.desk_secret)
    if not form.validate():
        return _case(reference, form)
    with writing() as session:
        deeds.close(
            session,
            _desk(),
            reference,
            form.reason.data or "",
            version=form.number(),
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _back(reference)


@access(Access.DESK)
def seen(reference: str) -> Page:
    """The new message needs no answer."""
    form = SeenForm(g.desk_secret)
    _check(form)
    with writing() as session:
        deeds.seen(
            session,
            _desk(),
            reference,
            version=form.number(),
            pinned=cookies.settings().trust,
            now=now(),
        )
    return _back(reference)


def _check(form: AssignForm | StatusForm | SeenForm) -> None:
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
