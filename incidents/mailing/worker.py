"""One run of the worker: note what is due, hand over what waits, write down what became of it.

Each mail has two transactions of its own, one before it is handed over and one after; none is open meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from flask import current_app

from incidents.actions import outbox, reminding, standing
from incidents.actions.outbox import Job
from incidents.core.clock import local_date
from incidents.core.mail import Kind, Problem, Told, Wait
from incidents.mailing.configured import Mail
from incidents.mailing.letter import Envelope, letter
from incidents.mailing.post import NotTaken, Post
from incidents.settings import Settings
from incidents.store.database import reading, writing

Clock = Callable[[], datetime]


@dataclass
class Outcome:
    """What a run did."""

    sent: int = 0
    given_up: int = 0
    waiting: int = 0
    #: Why mails were not taken, each reason once, in the order in which they were met.
    problems: list[Problem] = field(default_factory=list)
    #: Logins in the configuration that nobody at the desk has.
    strangers: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything that was to be sent was sent."""
        return not (self.given_up or self.problems or self.strangers)


def run(mail: Mail, clock: Clock, *, filling: bool = True) -> Outcome:
    """Fill (unless only what waits is tried again) and drain; needs an application context."""
    outcome = Outcome()
    with reading() as session:
        here = {**standing.coordinators(session), **standing.readers(session)}
    outcome.strangers = sorted(set(mail.to) - set(here))
    people = {here[login]: address for login, address in mail.to.items() if login in here}
    if filling:
        with reading() as session:  # counting takes a while: nobody waits for it to write
            mails = outbox.wanted(session, people, clock())
        with writing() as session:
            outbox.note(session, mails, clock())
    with writing() as session:
        outcome.given_up = outbox.give_up_old(session, clock())
    with Post(mail.server, mail.sender.rpartition("@")[2]) as post:
        _drain(mail, people, post, clock, outcome)
    with reading() as session:
        outcome.waiting = outbox.waiting(session)
    return outcome


def _drain(
    mail: Mail, people: Mapping[bytes, str], post: Post, clock: Clock, outcome: Outcome
) -> None:
    while True:
        with writing() as session:
            job = outbox.claim(session, clock())
        if job is None:
            return
        message = _written(mail, people, job, clock())
        if message is None:
            with writing() as session:
                outbox.drop(session, job)
            continue
        try:
            post.hand_over(message)
        except NotTaken as refusal:
            _note(job, refusal, clock, outcome)
            if refusal.whole:
                return
        else:
            with writing() as session:
                outbox.sent(session, job)
            outcome.sent += 1


def _note(job: Job, refusal: NotTaken, clock: Clock, outcome: Outcome) -> None:
    """What could not be sent, and with a server that takes nothing at all the others that are due as well."""
    if refusal.problem not in outcome.problems:
        outcome.problems.append(refusal.problem)
    with writing() as session:
        outcome.given_up += outbox.not_sent(
            session, job, refusal.problem, clock(), final=refusal.final
        )
        if refusal.whole:
            outcome.given_up += outbox.postpone(session, refusal.problem, clock())


def _written(
    mail: Mail, people: Mapping[bytes, str], job: Job, now: datetime
) -> EmailMessage | None:
    """The mail with the numbers of this moment; None when there is nothing to remind of or nobody to write to."""
    if job.staff_id not in people:
        return None
    told = _told(job, now)
    if job.kind is Kind.REMINDER and not told:
        return None
    envelope = Envelope(mail.sender, people[job.staff_id], job.id.hex(), now)
    return letter(job.kind, told, envelope, language=mail.language, desk=mail.desk)


def _told(job: Job, now: datetime) -> Told:
    """What this person is told now: of the cases that she reads, and on Mondays of what she keeps as a coordinator."""
    me, today = job.staff_id, local_date(now)
    with reading() as session:
        counts, late = None, None
        waits: tuple[Wait, ...] = ()
        if me in standing.readers(session).values():
            counts = standing.look(session).counts(job.kind, me, today)
        if job.kind is Kind.SUMMARY and me in standing.coordinators(session).values():
            late = standing.late_measures(session, _pinned(), today)
            waits = reminding.undone(session, pinned=_pinned(), today=today).waits()
    return Told(counts, late, waits)


def _pinned() -> str:
    settings: Settings = current_app.extensions["incidents"]
    return settings.trust
