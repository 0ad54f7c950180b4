"""What would be published, and signing it off. The draft is not kept between the two: it is made anew and compared."""

import hashlib
import json

from flask import request, url_for

from incidents.actions import drafting, folding, pending, planning, releasing
from incidents.actions.drafting import Draft
from incidents.actions.planning import Choice
from incidents.closingdesk import words
from incidents.closingdesk.forms import CloseForm, SignForm
from incidents.closingdesk.state_page import state_page
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
    wish,
)
from incidents.core.errors import DomainError
from incidents.core.publication import EXERCISE
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.locale import gettext
from incidents.web.moments import day


@access(Access.COORDINATION)
def show_close() -> Page:
    """Who answers; a post makes the draft and shows what it would publish. Before that the tables are chosen."""
    try:
        with reading() as session:
            folding.check_reader(desk())
            contact = drafting.contact_before(session, desk())
            choices = planning.made(session, planning.span_now(session))
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    if not choices:
        return go(url_for("closing.plan"))
    form = CloseForm(secret())
    form.exercise = contact == EXERCISE
    if request.method != "POST":
        form.contact.data = contact or settings().asked
        return _asked(form, choices[-1])
    taken = form.taken()
    if taken is None:
        return _asked(form, choices[-1]), 400
    try:
        made = _draft(taken)
        with writing() as session:
            drafting.note_preview(session, desk(), made, now=now())
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return _preview(made, _signing(form, made))


@access(Access.COORDINATION)
def sign() -> Page:
    """Make it anew; where it is what was looked at, freeze it, or lay it before the second person."""
    form = SignForm(secret())
    try:
        with reading() as session:
            folding.check_reader(desk())
            form.exercise = drafting.is_exercise(session, desk())
        taken = form.taken()
        if taken is None:
            return state_page(problem=gettext(STALE)), 400
        made = _draft(taken)
        if _seen(made) != form.record.data:
            return _preview(made, _signing(form, made), changed=True), 409
        if made.warnings:
            with reading() as session:
                form.offer(pending.seconds(session, desk(), pinned()))
            return _laid(made, form) if form.reasoned() else (_preview(made, form), 400)
        with writing() as session:
            releasing.freeze(session, desk(), made, pinned=pinned(), now=now())
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return published()


def published() -> Page:
    """Frozen; now into the folder. Where that fails it stays frozen, and the page has the button."""
    try:
        put_out()
    except DomainError as error:
        problem, status = said(error)
        kept = gettext("Publiceringen är fryst men ligger inte ute än.")
        return state_page(problem=f"{kept} {problem}"), status
    return go(url_for("closing.state", saved="published"))


def _laid(made: Draft, form: SignForm) -> Page:
    with writing() as session:
        pending.lay(
            session,
            desk(),
            made,
            second_id=bytes.fromhex(form.second.data),
            reason=str(form.reason.data),
            pinned=pinned(),
            now=now(),
        )
    return go(url_for("closing.state", saved="waits"))


def _draft(contact: str) -> Draft:
    with reading() as session:
        return drafting.draft(session, desk(), wish(contact), pinned=pinned(), now=now())


def _seen(made: Draft) -> str:
    """By which the page that was looked at is told from another: the files, the words, and the tables to come."""
    shown = [made.record, made.told, made.document["plan"], made.document["yearly"]]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def _signing(form: CloseForm, made: Draft) -> SignForm:
    """The form under a preview."""
    fresh = SignForm(secret(), blank=True)
    fresh.contact.data, fresh.record.data = form.contact.data, _seen(made)
    with reading() as session:
        fresh.offer(pending.seconds(session, desk(), pinned()))
    return fresh


def _asked(form: CloseForm, choice: Choice) -> str:
    left = planning.left_out(choice, districts())
    return show("closingdesk/close.html", form=form, yearly=choice.yearly, left_out=left)


def _preview(made: Draft, form: SignForm, *, changed: bool = False) -> str:
    """Only words of the draft go to the page."""
    return show(
        "closingdesk/preview.html",
        form=form,
        told=words.told(made.told),
        counts=words.counts(made.document),
        longer=words.longer(made.told, made.quarter),
        quarter=words.quarter(made.quarter),
        release=made.quarter.release,
        frozen=day(made.frozen),
        rules=made.rules,
        contact=gettext(EXERCISE) if form.contact.data == EXERCISE else form.contact.data,
        exercise=form.contact.data == EXERCISE,
        changed=changed,
        nobody=not form.people,
    )
