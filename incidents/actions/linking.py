"""Linking cases and taking a link away again: an entry in each of them, sealed to its readers like everything else."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import case_facts, casefile
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten, add, audited, readable, writable
from incidents.actions.login import Desk
from incidents.actions.trust import PEOPLE, case_recipients
from incidents.core.auditing import Act
from incidents.core.case_fact import tokens
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, Invalid
from incidents.core.handled import TOKEN_BYTES
from incidents.core.languages import sentence
from incidents.core.linking import MOST, TOGETHER, TOO_MANY, Change, Link, LinkKind, missing
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.store.models import Case, CasePerson, RingEpoch, RingGrant, Staff

OTHER_READERS = sentence(
    "De här ärendena läses inte av samma personer."
    " En länk skulle berätta om det ena för den som inte får läsa det andra."
)


def link(
    session: Session,
    desk: Desk,
    references: Iterable[str],
    kind: LinkKind,
    name: str = "",
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Link all of these cases with each other; `name` is that of a series. Each of them must be open to this person.

    `AlreadyWritten` when every link stands. The audit rows say that it was linked: not with which case, and not how.
    """
    cases = together(session, desk, references)
    name = name.strip() if kind is LinkKind.SERIES else ""
    token = _token(session, desk, cases, kind, pinned)
    written = [
        record(
            session,
            desk,
            case,
            Change(kind, told, name=name, token=token),
            pinned=pinned,
            now=now,
        )
        for case in cases
        if (told := tuple(one.id for one in cases if tells(session, case, one)))
    ]
    if not written:
        raise Conflict(OTHER_READERS)
    if not any(written):
        raise AlreadyWritten


def unlink(
    session: Session,
    desk: Desk,
    reference: str,
    other: str,
    kind: LinkKind,
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Take a link away, in both cases. `Conflict` where there is none, or the one is closed as the other's double."""
    cases = together(session, desk, (reference, other))
    files = [casefile.read(session, desk, case, pinned=pinned) for case in cases]
    ids = {case.id for case in cases}
    standing = [
        (file.case, link.case_id)
        for file in files
        for link in file.links
        if link.kind is kind and link.case_id in ids
    ]
    if not standing:
        raise Conflict("Länken är redan borttagen.")
    if kind is LinkKind.DUPLICATE and any(leading_of(file) in ids for file in files):
        raise Conflict("Ärendet är avslutat som dubblett. Öppna det igen först.")
    for case, linked in standing:
        _add(session, desk, case, Change(kind, (linked,), made=False), pinned=pinned, now=now)
        case_facts.renew(session, desk, case, pinned=pinned)
        audited(session, desk, Act.CASE_UNLINKED, case, now=now)


def together(session: Session, desk: Desk, references: Iterable[str]) -> list[Case]:
    """These cases, locked in one order for an act of this person; each must be open to them (`writable`)."""
    chosen = sorted(set(references))
    if not 2 <= len(chosen) <= MOST:
        raise Invalid(TOO_MANY)
    return [writable(session, desk, reference) for reference in chosen]


def record(
    session: Session, desk: Desk, case: Case, change: Change, *, pinned: str, now: datetime
) -> bool:
    """Write in one case the links that do not stand there yet; whether there were any."""
    file = casefile.read(session, desk, case, pinned=pinned)
    new = missing(file.links, change)
    if new:
        _add(session, desk, case, replace(change, cases=new), pinned=pinned, now=now)
        case_facts.renew(session, desk, case, pinned=pinned)
        audited(session, desk, Act.CASE_LINKED, case, now=now)
    return bool(new)


def _token(
    session: Session, desk: Desk, cases: Iterable[Case], kind: LinkKind, pinned: str
) -> bytes:
    """What the facts of these cases are to have in common: what one of them has already, or something new."""
    if kind not in TOGETHER:
        return b""
    files = (casefile.read(session, desk, case, pinned=pinned) for case in cases)
    held = sorted(token for file in files for token in tokens(file.links, kind))
    return held[0] if held else secrets.token_bytes(TOKEN_BYTES)


def _add(
    session: Session, desk: Desk, case: Case, change: Change, *, pinned: str, now: datetime
) -> None:
    staff = case_recipients(session, case.id, case.recipients, pinned)
    add(session, desk, case, Kind.LINK, change.content(), staff, now)


def tells(session: Session, case: Case, other: Case) -> bool:
    """Whether a case may tell of another: whoever reads it, now or later, may read the other one too.

    A keyring gets new members; so one whose cases are read by a ring tells only of what that ring reads.
    """
    if case.id == other.id:
        return False
    if case.recipients != PEOPLE:
        return case.recipients == other.recipients
    return _named(session, case) <= _readers(session, other)


def _named(session: Session, case: Case) -> set[bytes]:
    query = select(CasePerson.staff_id).join(Staff, Staff.id == CasePerson.staff_id)
    return set(session.scalars(query.where(CasePerson.case_id == case.id, Staff.active)))


def _readers(session: Session, case: Case) -> set[bytes]:
    if case.recipients == PEOPLE:
        return _named(session, case)
    ring = Ring(case.recipients.removeprefix("ring:"))
    newest = select(func.max(RingEpoch.epoch)).where(RingEpoch.ring == ring).scalar_subquery()
    held = select(RingGrant.staff_id).where(RingGrant.ring == ring, RingGrant.epoch == newest)
    return set(session.scalars(held))


@dataclass(frozen=True, slots=True)
class Linked:
    """A link to a case that this person may open, as it is shown. `leads`: work goes on there, or here."""

    kind: LinkKind
    name: str
    reference: str
    status: Status
    leads: bool | None


@dataclass(frozen=True, slots=True)
class Links:
    """A case's links; those to cases that are closed to this person are only counted."""

    shown: tuple[Linked, ...]
    shut: int


def look(session: Session, desk: Desk, file: CaseFile) -> Links:
    """The links of an opened case."""
    links = file.links
    if not links:
        return Links((), 0)
    cases = {case.id: case for case in readable(session, desk, {one.case_id for one in links})}
    shown = [_linked(one, cases[one.case_id]) for one in links if one.case_id in cases]
    return Links(tuple(shown), len({one.case_id for one in links} - cases.keys()))


def _linked(link: Link, case: Case) -> Linked:
    leads = link.leading == case.id if link.leading else None
    return Linked(link.kind, link.name, case.reference, case.status, leads)


def leading_of(file: CaseFile) -> bytes | None:
    """The case in which work goes on, where this one is closed as its double."""
    if file.case.status is not Status.CLOSED:
        return None
    return next((one.case_id for one in file.links if one.leading == one.case_id), None)
