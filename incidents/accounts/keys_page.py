"""The keyrings as their members see them: who holds which, who waits, and confirming somebody by six words."""

from flask import url_for

from incidents.accounts.forms import ConfirmForm
from incidents.accounts.visit import Page, desk, go, now, pinned, secret, show
from incidents.actions import confirm as deeds
from incidents.actions.confirm import Waiting
from incidents.actions.epochs import due_rings
from incidents.actions.holders import Holder, held_now, holders
from incidents.actions.people import names
from incidents.actions.trust import ROOT, current_rings
from incidents.core.errors import Invalid, NotAllowed, NotFound
from incidents.core.rings import Ring
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.staffwords import RINGS, rings_in_words, roles_in_words

_KEYS = "accounts.keys"
Row = dict[str, object]


@access(Access.STAFF)
def show_keys() -> Page:
    """The rings of which this person is a member, and everybody who waits."""
    _check_member()
    with reading() as session:
        public = current_rings(session, pinned())
        mine = [ring for ring in Ring if ring in desk().opener.rings()]
        known, due = names(session), due_rings(session)
        rings = [
            {
                "label": str(RINGS[ring]),
                "epoch": public[ring].epoch,
                "due": ring in due,
                "holders": [
                    _holder(one, known) for one in holders(session, public[ring], pinned())
                ],
            }
            for ring in mine
        ]
        held = held_now(session, desk(), public)
        waiting = deeds.waiting(session, desk(), pinned())
    return show(
        "accounts/keys.html",
        _KEYS,
        rings=rings,
        waiting=[_waiting(one, held) for one in waiting],
    )


@access(Access.STAFF)
def confirm(staff: str) -> Page:
    """Type the words that the other person reads out; the key is confirmed when they are the right ones."""
    _check_member()
    form = ConfirmForm(secret())
    one, held = _one(staff)
    if not form.validate_on_submit():
        return _page(one, held, form), 400 if form.errors else 200
    try:
        with writing() as session:
            deeds.confirm(
                session, desk(), one.staff_id, form.words.data or "", pinned=pinned(), now=now()
            )
    except Invalid as error:
        form.words.errors = [gettext(error.sentence)]
        return _page(one, held, form), 400
    return go(url_for(_KEYS))


def _page(one: Waiting, held: frozenset[Ring], form: ConfirmForm) -> str:
    return show("accounts/confirm.html", _KEYS, form=form, person=_waiting(one, held))


def _one(staff: str) -> tuple[Waiting, frozenset[Ring]]:
    with reading() as session:
        waiting = deeds.waiting(session, desk(), pinned())
        held = held_now(session, desk(), current_rings(session, pinned()))
    for one in waiting:
        if one.staff_id.hex() == staff and deeds.can_confirm(desk(), one, held):
            return one, held
    raise NotFound("Personen väntar inte på att bekräftas.")


def _waiting(one: Waiting, held: frozenset[Ring]) -> Row:
    mine = deeds.can_confirm(desk(), one, held)
    return {
        "name": one.name,
        "login": one.login,
        "roles": roles_in_words(one.roles),
        "gives": rings_in_words(held & one.rings),
        "others": rings_in_words(one.rings - held),
        "url": url_for("accounts.confirm", staff=one.staff_id.hex()) if mine else None,
    }


def _holder(one: Holder, known: dict[bytes, str]) -> Row:
    return {"name": one.name, "by": _granter(one.granted_by, known), "sound": one.sound}


def _granter(granted_by: str, known: dict[bytes, str]) -> str:
    if granted_by == ROOT:
        return gettext("vid starten eller med återställningsdelarna")
    name = {f"staff:{id_.hex()}": name for id_, name in known.items()}.get(granted_by)
    return gettext("av %(name)s", name=name) if name else gettext("av en okänd person")


def _check_member() -> None:
    if not desk().opener.rings():
        raise NotAllowed("Du har ingen nyckel att dela med dig av.")
