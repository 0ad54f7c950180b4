"""What the mail tests share: a run of the worker at a named time, and what is in the outbox after it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from incidents.core.mail import Problem, State
from incidents.mailing import worker
from incidents.mailing.configured import Mail, Server, Tls
from incidents.mailing.worker import Outcome
from incidents.store.models import Case, OutboxRow, Staff
from tests.looking import acting, looking
from tests.mail_server import Inbox
from tests.support import DeskUser, Installed

#: Half past seven in Sweden on a Monday and the days after it.
MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
TO = {login: f"{login}.desk@strandvik.example" for login in ("lena", "omar", "karin")}
DESK = "https://beratta.strandvik.example/desk/"


def mail_to(inbox: Inbox, language: str = "sv", **to: str) -> Mail:
    server = Server("127.0.0.1", inbox.port, Tls.OFF, "", "", "")
    return Mail(server, "arenden@strandvik.example", to or TO, language, DESK)


def run(installation: Installed, mail: Mail, now: datetime, *, filling: bool = True) -> Outcome:
    with installation.app.app_context():
        return worker.run(mail, lambda: now, filling=filling)


def came_in(installation: Installed, day: date) -> None:
    """All cases came in on this day."""
    with acting(installation) as session:
        session.execute(update(Case).values(received=day))


def take(installation: Installed, user: DeskUser, login: str, reference: str) -> None:
    """She makes the case hers."""
    with looking(installation) as session:
        me = session.scalars(select(Staff.id).where(Staff.login == login)).one()
    assert user.act(reference, "assign", staff=me.hex()).status_code == 303


def rows(installation: Installed) -> list[tuple[State, int, Problem | None]]:
    with looking(installation) as session:
        query = select(OutboxRow.state, OutboxRow.tries, OutboxRow.problem)
        return [(row[0], row[1], row[2]) for row in session.execute(query)]
