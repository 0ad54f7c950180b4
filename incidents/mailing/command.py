"""`incidents mail`, `… retry` and `… status`: what was done, in sentences without an address."""

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime

from incidents import create_app, settings
from incidents.actions import outbox
from incidents.actions.outbox import Line
from incidents.core.mail import KEPT_DAYS, Kind, Problem, State
from incidents.mailing import worker
from incidents.mailing.configured import read
from incidents.mailing.worker import Outcome
from incidents.mode import check_mode
from incidents.store.database import database, reading

OFF = "Mail is off: MAIL_HOST is not set."
_WHY = {
    Problem.UNREACHABLE: "the mail server cannot be reached or broke off (MAIL_HOST, MAIL_PORT)",
    Problem.NO_TLS: "no safe connection: no TLS is offered, or the certificate is not trusted (MAIL_TLS, MAIL_CA)",
    Problem.LOGIN: "the mail server does not accept the log-in (MAIL_USER and its password)",
    Problem.SENDER: "the mail server does not accept the sender (MAIL_FROM)",
    Problem.NOT_NOW: "the mail server refused for now",
    Problem.REFUSED: "the mail server refused for good (look at the address in MAIL_TO)",
    Problem.TOO_LATE: "its day passed before it could be sent",
    Problem.INTERRUPTED: "it was interrupted and may have been sent",
}
_KINDS = {Kind.SUMMARY: "summary", Kind.REMINDER: "reminder"}


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def run(options: argparse.Namespace) -> int:
    """One run, or what has become of the mails."""
    configured = settings.load()
    mail = read(*settings.written())
    if options.act != "status" and mail is None:
        print(OFF)
        return 0
    check_mode(configured)
    app = create_app(configured, ())
    with app.app_context():
        try:
            if mail is None or options.act == "status":
                return _status(is_off=mail is None)
            return _told(worker.run(mail, now, filling=options.act == "run"))
        finally:
            database.session.remove()
            database.engine.dispose()


def _told(outcome: Outcome) -> int:
    """What happened, and on standard error what did not."""
    if outcome.sent or outcome.good:
        print(f"{_mails(outcome.sent)} sent.")
    for problem in outcome.problems:
        print(f"incidents: {_WHY[problem]}", file=sys.stderr)
    if outcome.problems and outcome.waiting:
        print(f"incidents: {_mails(outcome.waiting)} waiting for a later run", file=sys.stderr)
    if outcome.given_up:
        print(
            f"incidents: {_mails(outcome.given_up)} given up, see `incidents mail status`",
            file=sys.stderr,
        )
    for login in outcome.strangers:
        print(f"incidents: MAIL_TO: nobody called {login} works at the desk", file=sys.stderr)
    return 0 if outcome.good else 1


def _mails(number: int) -> str:
    return "1 mail" if number == 1 else f"{number} mails"


def _status(*, is_off: bool) -> int:
    """How many of each, and each mail that was given up; those make the status non-zero."""
    if is_off:
        print(OFF)
    with reading() as session:
        lines = outbox.lines(session)
    numbers = Counter(line.state for line in lines)
    print(
        f"In the last {KEPT_DAYS} days: {numbers[State.SENT]} sent, "
        f"{numbers[State.WAITING] + numbers[State.CLAIMED]} waiting, {numbers[State.GIVEN_UP]} given up."
    )
    for line in lines:
        if line.state is not State.SENT and line.problem is not None:
            print(_said(line))
    return 1 if numbers[State.GIVEN_UP] else 0


def _said(line: Line) -> str:
    what = f"{line.occasion.day} {_KINDS[line.occasion.kind]} to {line.login}"
    how = "given up" if line.state is State.GIVEN_UP else "waiting"
    assert line.problem is not None
    return f"{what}: {how}, {_WHY[line.problem]}"
