"""One body: what is said of it, when it was checked, and the form to say something else."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from flask import request, url_for

from incidents.actions.directory import Saved
from incidents.actions.directory_versions import Current
from incidents.coordination.body_form import BodyForm
from incidents.coordination.contact_form import ContactForm, contacts_of, filled, free_id, typed
from incidents.coordination.forms import DeedForm
from incidents.coordination.list_page import age
from incidents.coordination.visit import (
    Page,
    go,
    held,
    now,
    place,
    save,
    secret,
    show,
    whole_number,
)
from incidents.coordination.words import SAVED, name_of, said_of, says
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.help import amending
from incidents.core.help.amending import Change, body_in, facts_about, standing_in
from incidents.core.help.directory import LOCAL, Body, Fact, Role, Standing
from incidents.core.help.merging import Source, directory_of, whole
from incidents.web.access import Access, access
from incidents.web.forms import token_of
from incidents.web.locale import gettext
from incidents.web.moments import day

_ID_LENGTH = 40


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact: what it is, what it says, where it was read, and how it stands. `hides`: it alone may be hidden."""

    id: str
    label: str
    says: str
    source: str
    checked: str
    old: bool
    shown: bool
    hides: bool


@access(Access.COORDINATION)
def show_body(body: str) -> Page:
    """One body; a post saves what was typed."""
    current = held()
    everything = whole(place().national, current.own)
    found, standing = body_in(everything, body), standing_in(everything, body)
    if request.method != "POST":
        form = _form(everything, blank=True)
        form.fill(found, standing)
        form.seen.data = str(current.seen)
        contacts = filled(found.contacts)
        return _page(current, everything, found, form, contacts)
    form, contacts = _form(everything), typed()
    if not found.local:
        form.keep(found.role)
    return _posted(current, everything, found, form, contacts)


@access(Access.COORDINATION)
def show_new() -> Page:
    """Somebody new."""
    current = held()
    everything = whole(place().national, current.own)
    if request.method != "POST":
        form = _form(everything, blank=True)
        form.seen.data, form.checked.data = str(current.seen), local_date(now()).isoformat()
        return _page(current, everything, None, form, filled(()))
    return _posted(current, everything, None, _form(everything), typed())


def _posted(
    current: Current,
    everything: Source,
    found: Body | None,
    form: BodyForm,
    contacts: list[ContactForm],
) -> Page:
    if not _valid(form, contacts):
        return _page(current, everything, found, form, contacts), 400
    before = found or _nobody(everything, form.name.data or "")
    body = form.body(before, ())
    body = replace(body, contacts=tuple(contacts_of(body, everything, contacts)))
    what = Change.EDITED if found else Change.ADDED
    national = place().national
    change = partial(_told, national, body, form.standing(body))
    try:
        save(Saved(what, body.fact.id, change), whole_number(form.seen.data))
    except Conflict:
        return _again(found, form, contacts), 409
    except Invalid as error:
        form.form_errors.append(gettext(error.sentence))
        return _page(current, everything, found, form, contacts), 400
    return go(url_for("coordination.body", body=body.fact.id, saved=what.value))


def _valid(form: BodyForm, contacts: list[ContactForm]) -> bool:
    """Whether everything may be said as it was typed; the errors of the contacts stand above as well."""
    form.validate()
    for number, contact in enumerate(contacts, 1):
        if not contact.validate():
            why = next(said for errors in contact.errors.values() for said in errors)
            form.form_errors.append(
                gettext("Kontaktväg %(number)d: %(why)s", number=number, why=why)
            )
    return not form.errors


def _again(found: Body | None, form: BodyForm, contacts: list[ContactForm]) -> str:
    """Somebody else was first: what holds now stands above what was typed, and another press saves it."""
    current = held()
    everything = whole(place().national, current.own)
    form.seen.data = str(current.seen)
    form.form_errors.append(
        gettext(
            "Någon annan har nyss ändrat katalogen. Det du skrev står kvar men är inte sparat. "
            "Läs vad som gäller nu och spara igen om det stämmer."
        )
    )
    fresh = body_in(everything, found.fact.id) if found else None
    return _page(current, everything, fresh, form, contacts)


def _told(national: Source, body: Body, standing: Standing | None, own: Source) -> Source:
    return amending.told(national, own, body, standing)


def _form(everything: Source, *, blank: bool = False) -> BodyForm:
    form = BodyForm(secret(), blank=blank)
    return form.offer({rule.id: says(rule) for rule in everything.rules if _limit(rule)})


def _limit(rule: Fact) -> bool:
    return rule.id.startswith("limit.")


def _nobody(everything: Source, name: str) -> Body:
    """Somebody of whom nothing is known yet."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_ID_LENGTH] or "aktor"
    taken = {fact.id for fact in everything.facts()}
    fact = Fact(free_id(f"{LOCAL}{short}", taken), name, "", local_date(now()), verified=True)
    return Body(fact, Role.COMMUNITY, name, "", own_words=True)


def _page(
    current: Current,
    everything: Source,
    found: Body | None,
    form: BodyForm,
    contacts: list[ContactForm],
) -> str:
    today, here, saved = local_date(now()), place(), request.args.get("saved", "")
    shown = directory_of(here.national, current.own, here.region).bodies
    facts = facts_about(everything, found.fact.id) if found else ()
    return show(
        "coordination/body.html",
        form=form,
        contacts=contacts,
        name=name_of(found) if found else "",
        swedish=bool(found and (found.own_words or found.proper)),
        body=found,
        facts=[_line(everything, found, fact, today) for fact in facts] if found else [],
        age=age(facts, today) if found else None,
        shown=found is not None and found.fact.id in {one.fact.id for one in shown},
        retired=found is not None and found.fact.id in current.own.retired,
        chosen=found is not None and found.fact.id in current.own.chosen,
        amended=found is not None and not found.local and _says(current.own, found),
        saved=str(SAVED[Change(saved)]) if saved in SAVED else "",
        seen=current.seen,
        token=token_of(DeedForm, secret()),
    )


def _says(own: Source, body: Body) -> bool:
    """Whether the municipality says something else of it than the national directory."""
    return any(one.fact.id == body.fact.id for one in own.bodies)


def _line(everything: Source, body: Body, fact: Fact, today: date) -> FactLine:
    label, text = said_of(everything, body, fact)
    hides = fact in (*(one.fact for one in body.contacts), *body.waiting)
    checked = day(fact.checked)
    return FactLine(
        fact.id, label, text, fact.source, checked, fact.stale(today), fact.verified, hides
    )
