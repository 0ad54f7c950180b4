"""Looking behind the pages: every row of the database, and a staff member's keys without a browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import Executable, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session

from incidents.actions import login, unlocking
from incidents.actions.login import Desk
from incidents.actions.submit import Sealed, Sending, seal_report, send
from incidents.actions.trust import rings_in
from incidents.core.box import Device, Draft, Receipt
from incidents.core.report import Readers, Report
from incidents.crypto import casecode
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode
from incidents.store import direct, driver
from incidents.store.base import Base
from incidents.store.database import database, reading, writing
from incidents.store.direct import Direct, Transaction, transaction
from tests.support import NOW, DeskUser, Installed

Rows = dict[str, list[str]]


def every_row(installation: Installed, *without: str) -> Rows:
    """The whole database as text, table by table, but for the tables named."""
    with installation.app.app_context(), reading() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in session.execute(table.select()))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


@contextmanager
def acting(installation: Installed) -> Iterator[Session]:
    """A writing transaction in an application context."""
    with installation.app.app_context(), writing() as session:
        yield session


@contextmanager
def sending(installation: Installed) -> Iterator[Transaction]:
    """The transaction of a *send* in an application context."""
    with installation.app.app_context(), transaction() as rows:
        yield rows


@contextmanager
def looking(installation: Installed) -> Iterator[Session]:
    """A reading transaction in an application context."""
    with installation.app.app_context(), reading() as session:
        yield session


def desk_of(installation: Installed, name: str, *, now: datetime = NOW) -> Desk:
    """A staff member's own keys, in a log-in of their own."""
    with acting(installation) as session:
        attempt = unlocking.find(session, name)
        assert attempt is not None
        key = unlocking.unlock(attempt, installation.passphrases[name])
        assert key is not None
        return login.start(session, attempt.id, key, BrowserSecret.generate(), now=now)


def draft_for(report: Report, code: CaseCode | None = None) -> Draft:
    """A draft that is ready to be sent."""
    code = code or casecode.generate()
    secret = BrowserSecret.generate().value
    return Draft(Device.SHARED, report.readers, code.secret, secret, NOW + Device.SHARED.lifetime)


def sending_of(report: Report, draft: Draft) -> Sending:
    """What *send* is given."""
    return Sending(report, CaseCode(draft.code), draft.submission, "AD")


def sealed_of(
    installation: Installed, report: Report, draft: Draft, *, now: datetime = NOW
) -> Sealed:
    """The rows that *send* stores."""
    with installation.app.app_context():
        rings = rings_in(Direct(), installation.settings.trust)
    return seal_report(sending_of(report, draft), rings, now=now)


def sent(installation: Installed, report: Report, *, now: datetime = NOW) -> CaseCode:
    """Send a report through the action; returns its code."""
    draft = draft_for(report)
    sealed = sealed_of(installation, report, draft, now=now)
    with sending(installation) as rows:
        receipt = send(rows, BrowserSecret.generate(), draft, report, sealed, now=now)
    assert isinstance(receipt, Receipt)
    return CaseCode(receipt.code)


def a_report(story: str = "Det hände igår.", readers: Readers = Readers.NO) -> Report:
    """The least that can be sent."""
    return Report(story, "sv", readers, {"contact_mode": ("code",)})


def right_tokens(user: DeskUser) -> dict[str, str]:
    """The right token for each form of the desk in this browser, by act."""
    cookie = user.client.get_cookie("d")
    secret = BrowserSecret.from_cookie(cookie.value if cookie else None)
    assert secret is not None
    names = (
        "Cover",
        "Note",
        "Answer",
        "Ask",
        "Contact",
        "Assign",
        "Status",
        "Close",
        "Seen",
        "Day",
        "File",
        "Coding",
        "Count",
        "Look",
        "Work",
        "Translation",
        "Working",
        "Links",
        "Unlink",
        "Merge",
        "Pass",
        "Accept",
        "Return",
        "First",
        "Series",
        "Covers",
        "Given",
        "Order",
        "Takeback",
        "Vouch",
        "Referral",
        "Alert",
        "Recall",
        "Oral",
        "Duty",
    )
    tokens = {name.lower(): secret.form_token(f"{name}Form") for name in names}
    return {**tokens, "open": tokens["cover"]}


class Statements:
    """Counts what a block sends to the database: statements, commits, rollbacks."""

    def __init__(self, installation: Installed) -> None:
        self.installation = installation
        self.texts: list[str] = []
        self.commits = 0

    def __enter__(self) -> Self:
        with self.installation.app.app_context():
            self.engine = database.engine
        for name, listener in self._listeners():
            event.listen(self.engine, name, listener)
        # What goes straight to the driver passes none of the engine's events.
        self.direct = driver.prepare, direct.commit
        driver.prepare, direct.commit = self._prepare, self._commit_directly
        return self

    def __exit__(self, *_: object) -> None:
        for name, listener in self._listeners():
            event.remove(self.engine, name, listener)
        driver.prepare, direct.commit = self.direct

    def _listeners(self) -> tuple[tuple[str, Callable[..., None]], ...]:
        return (("before_cursor_execute", self._statement), ("commit", self._commit))

    def _statement(self, *arguments: object) -> None:
        text = str(arguments[2])
        if not text.startswith(("BEGIN", "PRAGMA")):
            self.texts.append(text)

    def _prepare(self, statement: Executable, dialect: Dialect) -> driver.Prepared:
        prepared = self.direct[0](statement, dialect)
        if not prepared.grows:
            self.texts.append(prepared.text)
        return prepared

    def _commit_directly(self, cursor: DBAPICursor) -> None:
        self.direct[1](cursor)
        self.commits += 1

    def _commit(self, *_: object) -> None:
        self.commits += 1
