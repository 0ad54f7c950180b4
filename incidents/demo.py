"""The demonstration: fictive staff, 24 synthetic cases, made with the product's own acts, and invented statistics."""

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from incidents import create_app, demo_statistics
from incidents.actions import (
    casework,
    drafting,
    handling,
    inbox,
    install,
    login,
    submit,
    thread,
    unlocking,
)
from incidents.actions.install import NewStaff
from incidents.actions.login import Desk
from incidents.actions.submit import Sending
from incidents.actions.trust import rings_in
from incidents.core.clock import STOCKHOLM
from incidents.core.errors import DomainError
from incidents.core.permissions import Role
from incidents.core.report import Contact, Readers, Report
from incidents.core.workflow import Status
from incidents.crypto import casecode, recovery, staffkey, words
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode
from incidents.demo_statistics import Closers, NotInvented, Past
from incidents.settings import ENV_FILE, Settings
from incidents.store.database import writing
from incidents.store.direct import Direct, transaction
from incidents.store.models import Case

PEOPLE = (
    ("lena", "Lena Holm", (Role.CASEWORK,)),
    ("omar", "Omar Sjöberg", (Role.CASEWORK,)),
    ("karin", "Karin Ek", (Role.INDEPENDENT,)),
    ("per", "Per Lindqvist", (Role.COORDINATION,)),
    ("ida", "Ida Norén", (Role.ADMINISTRATION,)),
    ("rut", "Rut Ahlin", (Role.AUDIT,)),
)
HANDLERS = {"handler1": "lena", "handler2": "omar"}
#: Who does something in it: both handle cases, and the coordinator closes quarters.
AT_WORK = (*HANDLERS.values(), "per")
#: How the demonstration's cases come to their status from `triage`.
PATHS = {
    "active": (Status.ACTIVE,),
    "waiting_reporter": (Status.WAITING_REPORTER,),
    "waiting_external": (Status.ACTIVE, Status.WAITING_EXTERNAL),
    "referred": (Status.REFERRED,),
}


def create(settings: Settings, now: datetime) -> Iterator[str]:
    """Create everything; yields what to print. Passphrases exist in this output only."""
    people = [NewStaff(name, full, roles, words.passphrase()) for name, full, roles in PEOPLE]
    secret = recovery.generate()
    app = create_app(settings, ())
    with app.app_context():
        with writing() as session:
            pinned = install.install(session, secret, people, mode="demo", now=now)
            desks = {name: _desk(session, name, people, now) for name in AT_WORK}
        codes = [_case(raw, desks, pinned, settings, now) for raw in _cases()]
    if settings.published.is_dir() and any(settings.published.iterdir()):
        yield f"{settings.published} is not empty: it stays as it is, and no past is closed."
    else:
        yield "Closing the quarters of an invented past: half a minute ..."
        with app.app_context():
            said = _close_past(settings, Closers(desks["per"], desks["lena"]), pinned, now)
        yield from said
    with app.app_context(), writing() as session:
        for desk in desks.values():
            login.end(session, desk)
    _write_env(settings, pinned)
    yield from _announcement(people, secret, codes)


def _close_past(settings: Settings, closers: Closers, pinned: str, now: datetime) -> list[str]:
    """What has to be said of it: a demonstration without all of its past is one nevertheless."""
    past = Past.before(now, max(raw["days_ago"] for raw in _cases()))
    districts = drafting.districts_of(settings.districts)
    try:
        demo_statistics.close_past(
            past, closers, settings.published, districts, pinned=pinned, now=now
        )
    except (DomainError, NotInvented, OSError) as error:
        why = type(error).__name__
        return [f"The past could not be closed to its end ({why}); everything else is there."]
    return []


def _write_env(settings: Settings, pinned: str) -> None:
    """Last and at once: the file's presence means that the demonstration is complete."""
    path = settings.data / ENV_FILE
    draft = path.with_suffix(".new")
    draft.write_text(f"INCIDENTS_TRUST={pinned}\n", encoding="utf-8")
    draft.replace(path)


def _announcement(
    people: list[NewStaff], secret: recovery.RecoverySecret, codes: list[CaseCode]
) -> Iterator[str]:
    yield ""
    yield "Staff of the demonstration (log in at /desk/login). Shown once, kept nowhere:"
    for person in people:
        yield f"  {person.login:6} {', '.join(person.roles):15} {person.passphrase}"
    yield "A resident's code, to try the inbox: " + codes[0].letters
    yield "Recovery shares (any two of three; in live operation one custodian sees one):"
    for number, share in enumerate(recovery.split(secret), start=1):
        yield f"  {number}: {share}"
    yield ""


def _cases() -> list[dict[str, Any]]:
    text = (files("incidents") / "data" / "demo_cases.json").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = json.loads(text)
    return sorted(cases, key=lambda raw: raw["status"] == "new")


def _desk(session: Session, name: str, people: list[NewStaff], now: datetime) -> Desk:
    """A log-in of a demonstration handler, as the handler would make it."""
    passphrase = next(person.passphrase for person in people if person.login == name)
    attempt = unlocking.find(session, name)
    key = unlocking.unlock(attempt, passphrase)
    assert attempt is not None
    assert isinstance(key, staffkey.StaffKey)
    return login.start(session, attempt.id, key, BrowserSecret.generate(), now=now)


def _case(
    raw: Mapping[str, Any],
    desks: Mapping[str, Desk],
    pinned: str,
    settings: Settings,
    now: datetime,
) -> CaseCode:
    code = casecode.generate()
    start = _at(now, raw["days_ago"])
    sending = Sending(_report(raw), code, secrets.token_bytes(32), settings.reference_prefix)
    sealed = submit.seal_report(sending, rings_in(Direct(), pinned), now=start)
    with transaction() as rows:
        submit.store_report(rows.insert, sealed)
    reference = sealed.case["reference"]
    if raw["status"] != "new" or raw["events"]:
        with writing() as session:
            _handle(session, raw, desks, reference, code, pinned, start, now)
    return code


def _report(raw: Mapping[str, Any]) -> Report:
    contact = Contact(**raw["contact"]) if raw["contact"] else None
    answers = {name: tuple(groups) for name, groups in raw["answers"].items()}
    return Report(
        raw["story"],
        raw["language"],
        Readers(raw["concerns_readers"]),
        answers,
        contact,
        list_versions=raw.get("lists", {}),
    )


def _handle(
    session: Session,
    raw: Mapping[str, Any],
    desks: Mapping[str, Desk],
    reference: str,
    code: CaseCode,
    pinned: str,
    start: datetime,
    now: datetime,
) -> None:
    """Take the case, live through its events, bring it to its status."""
    handler = desks[HANDLERS[raw["assignee"] or "handler1"]]
    casework.open_case(session, handler, reference, now=start)
    if raw["status"] != "new":
        _assign(session, handler, reference, pinned, start)
    for number, event in enumerate(raw["events"]):
        moment = min(start + timedelta(days=event["days_after"], minutes=number), now)
        language = "sv" if event["kind"] == "note" else raw["language"]
        _event(session, event, language, desks, reference, code, pinned, moment)
    for target in PATHS.get(raw["status"], ()):
        handling.move(
            session,
            handler,
            reference,
            target,
            version=_version(session, reference),
            pinned=pinned,
            now=now,
        )
    if raw["status"] == "closed":
        handling.close(
            session,
            handler,
            reference,
            raw["closing_reason"],
            version=_version(session, reference),
            pinned=pinned,
            now=now,
        )


def _assign(session: Session, handler: Desk, reference: str, pinned: str, now: datetime) -> None:
    handling.assign(
        session,
        handler,
        reference,
        handler.actor.staff_id,
        version=_version(session, reference),
        pinned=pinned,
        now=now,
    )


def _version(session: Session, reference: str) -> int:
    session.expire_all()
    return session.query(Case).filter(Case.reference == reference).one().version


def _event(
    session: Session,
    event: Mapping[str, Any],
    language: str,
    desks: Mapping[str, Desk],
    reference: str,
    code: CaseCode,
    pinned: str,
    now: datetime,
) -> None:
    session.expire_all()
    if event["kind"] == "reporter":
        inbox.write_message(
            session,
            code,
            text=event["text"],
            language=language,
            once=secrets.token_hex(8),
            pinned=pinned,
            now=now,
        )
        return
    desk = desks[HANDLERS[event["by"]]]
    casework.open_case(session, desk, reference, now=now)
    if event["kind"] == "note":
        thread.note(session, desk, reference, event["text"], pinned=pinned, now=now)
    else:
        thread.answer(
            session, desk, reference, event["text"], language=language, pinned=pinned, now=now
        )


def _at(now: datetime, days_ago: int) -> datetime:
    """Ten in the morning, Swedish time, that many days ago, and never in the future."""
    day = now.astimezone(STOCKHOLM).date() - timedelta(days=days_ago)
    return min(datetime.combine(day, time(10), STOCKHOLM).astimezone(UTC), now)
