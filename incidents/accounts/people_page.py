"""The administrator's pages: who works here, who is invited, who leaves."""

from flask import request, url_for

from incidents.accounts.forms import InviteForm, PhraseForm, RemoveForm, RolesForm, WithdrawForm
from incidents.accounts.visit import Page, desk, go, now, pinned, secret, show
from incidents.accounts.words import ROLE_HINTS, STANDINGS
from incidents.actions import epochs, invite, people, removal, roles
from incidents.actions.people import Person, Standing
from incidents.core.errors import Conflict, DomainError, NotAllowed, NotFound
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.staffwords import RINGS, roles_in_words

_PEOPLE = "accounts.people"
Row = dict[str, object]


@access(Access.ADMINISTRATION)
def show_people() -> Page:
    """Everybody, and the form for somebody new; the phrase is shown in the answer to that form, once."""
    form = InviteForm(secret())
    if not form.validate_on_submit():
        return _list(form), 400 if form.errors else 200
    login, name = form.login.data or "", form.name.data or ""
    try:
        with writing() as session:
            phrase = invite.invite(
                session, desk(), login=login, name=name, roles=form.chosen_roles(), now=now()
            )
    except Conflict as error:
        form.login.errors = [gettext(error.sentence)]
        return _list(form), 409
    return _phrase(name, login.strip().lower(), phrase)


@access(Access.ADMINISTRATION)
def show_person(staff: str) -> Page:
    """One person, and what can be done."""
    return _person(_id(staff), RemoveForm(secret(), blank=True))


@access(Access.ADMINISTRATION)
def phrase(staff: str) -> Page:
    """Another phrase, shown once."""
    _check(PhraseForm(secret()))
    with writing() as session:
        found = people.person(session, desk(), _id(staff))
        made = invite.new_phrase(session, desk(), found.staff_id, now=now())
    return _phrase(found.name, found.login, made)


@access(Access.ADMINISTRATION)
def withdraw(staff: str) -> Page:
    """An invitation ends."""
    _check(WithdrawForm(secret()))
    with writing() as session:
        invite.withdraw(session, desk(), _id(staff), now=now())
    return go(url_for(_PEOPLE))


@access(Access.ADMINISTRATION)
def remove(staff: str) -> Page:
    """Somebody leaves."""
    form, staff_id = RemoveForm(secret()), _id(staff)
    if not form.validate():
        return _person(staff_id, form), 400
    try:
        with writing() as session:
            freed = removal.remove(session, desk(), staff_id, pinned=pinned(), now=now())
    except (Conflict, NotAllowed) as error:
        form.form_errors.append(gettext(error.sentence))
        return _person(staff_id, form), 409
    return go(url_for(_PEOPLE, freed=freed))


@access(Access.ADMINISTRATION)
def change_roles(staff: str) -> Page:
    """Other roles for somebody."""
    form, staff_id = RolesForm(secret()), _id(staff)
    if not form.validate():
        return _person(staff_id, RemoveForm(secret(), blank=True), form), 400
    chosen, seen = form.chosen_roles(), form.seen.data or ""
    try:
        with writing() as session:
            roles.change(session, desk(), staff_id, chosen, seen=seen, pinned=pinned(), now=now())
    except (Conflict, NotAllowed) as error:
        form.form_errors.append(gettext(error.sentence))
        return _person(staff_id, RemoveForm(secret(), blank=True), form), 409
    return go(url_for("accounts.person", staff=staff, changed=1))


def _list(form: InviteForm) -> str:
    with reading() as session:
        found = people.roster(session, desk())
        due = epochs.due_rings(session)
    freed = request.args.get("freed", "")
    return show(
        "accounts/people.html",
        _PEOPLE,
        form=form,
        role_hints=_role_hints(),
        people=[_row(one) for one in found],
        due=[str(RINGS[ring]) for ring in sorted(due)],
        freed=int(freed) if freed.isascii() and freed.isdigit() and len(freed) < 6 else None,
    )


def _person(staff_id: bytes, form: RemoveForm, choice: RolesForm | None = None) -> str:
    with reading() as session:
        found = people.person(session, desk(), staff_id)
    return show(
        "accounts/person.html",
        _PEOPLE,
        form=choice if choice is not None else form,
        remove_form=form,
        roles_form=choice if choice is not None else _roles_of(found),
        role_hints=_role_hints(),
        changed="changed" in request.args,
        person=_row(found),
        has_account=found.standing is Standing.ACTIVE,
        left=found.standing is Standing.LEFT,
        is_me=staff_id == desk().actor.staff_id,
        phrase_form=PhraseForm(secret(), blank=True),
        withdraw_form=WithdrawForm(secret(), blank=True),
    )


def _roles_of(person: Person) -> RolesForm:
    given = [role.value for role in person.roles]
    return RolesForm(secret(), blank=True, data={"roles": given, "seen": " ".join(given)})


def _role_hints() -> dict[str, str]:
    return {role.value: str(hint) for role, hint in ROLE_HINTS.items()}


def _phrase(name: str, login: str, phrase: str) -> str:
    return show(
        "accounts/phrase.html",
        _PEOPLE,
        name=name,
        login=login,
        phrase=phrase,
        until=moment((now() + invite.LIFE).date().isoformat()),
    )


def _row(one: Person) -> Row:
    label, tone = STANDINGS[one.standing]
    pending = one.pending
    return {
        "url": url_for("accounts.person", staff=one.staff_id.hex()),
        "id": one.staff_id.hex(),
        "name": one.name,
        "login": one.login,
        "roles": roles_in_words(" ".join(one.roles)),
        "standing": str(label),
        "tone": tone,
        "until": moment(pending.until.isoformat()) if pending and not pending.used else None,
        "wrong": pending.wrong if pending else 0,
        "used": bool(pending and pending.used),
        "pending": pending is not None,
    }


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise NotFound("Det finns ingen sådan person.") from error


def _check(form: Form) -> None:
    if not form.validate():
        raise DomainError("Sidan hade legat öppen för länge. Läs in den igen.")
