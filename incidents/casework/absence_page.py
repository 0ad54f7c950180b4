"""Being away: from when to when, who covers, which cases the cover cannot open, and for whom oneself covers."""

from datetime import date
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField, ValidationError

from incidents.actions import absence as deeds
from incidents.actions import covering, people
from incidents.actions.covering import Cover
from incidents.casework.present import day
from incidents.casework.visit import Page, desk, go, now, secret
from incidents.core.absence import Away
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render


class AbsenceForm(Form):
    """The first day, the last one, and who covers."""

    first = StringField(lazy_gettext("Första dagen"))
    last = StringField(lazy_gettext("Sista dagen"))
    cover = SelectField(lazy_gettext("Vem täcker för dig?"), validate_choice=False)

    def offer(self, session: Session) -> None:
        """Everybody else at the desk."""
        others = [
            (id_, name) for id_, name in people.at_desk(session) if id_ != desk().actor.staff_id
        ]
        self.cover.choices = {"": gettext("Välj"), **{id_.hex(): name for id_, name in others}}

    def validate_first(self, field: Any) -> None:
        """A day."""
        _day(field.data)

    def validate_last(self, field: Any) -> None:
        """A day."""
        _day(field.data)

    def validate_cover(self, field: Any) -> None:
        """Somebody; the action judges whom."""
        try:
            bytes.fromhex(field.data or "")
        except ValueError as error:
            raise ValidationError(gettext("Välj en kollega som täcker för dig.")) from error

    def away(self) -> Away:
        """When; only of a form that is valid."""
        return Away(_day(self.first.data), _day(self.last.data))


class BackForm(Form):
    """Back again, or not away after all."""


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError as error:
        raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error


@access(Access.DESK)
def show_absence() -> Page:
    """What is planned, and the form."""
    if request.method == "GET":
        return _page(AbsenceForm(secret(), blank=True))
    form = AbsenceForm(secret())
    if not form.validate():
        return _page(form), 400
    try:
        with writing() as session:
            cover = bytes.fromhex(form.cover.data or "")
            deeds.say(session, desk(), cover, form.away(), now=now())
    except Invalid as error:
        form.cover.errors = [gettext(error.sentence)]
        return _page(form), 400
    return go(url_for("casework.absence"))


@access(Access.DESK)
def back_again() -> Page:
    """The absence ends now."""
    if not BackForm(secret()).validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    with writing() as session:
        deeds.end(session, desk(), now=now())
    return go(url_for("casework.absence"))


def _page(form: AbsenceForm) -> str:
    today, me = local_date(now()), desk().actor.staff_id
    with reading() as session:
        form.offer(session)
        own = covering.of(session, me, today)
        closed = deeds.closed_to(session, desk(), own.cover_id) if own else []
        covered = covering.covered_by(session, me, today)
        names = people.names(session)
    return render(
        "casework/absence.html",
        form=form,
        back_form=BackForm(secret(), blank=True),
        own=_row(own, own.cover_id, names) if own else None,
        closed=closed,
        covered=[_row(one, one.staff_id, names) for one in covered],
    )


def _row(cover: Cover, who: bytes, names: dict[bytes, str]) -> dict[str, str]:
    away = cover.away
    return {"who": names.get(who, ""), "first": day(away.first), "last": day(away.last)}
