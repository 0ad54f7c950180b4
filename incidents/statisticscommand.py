"""`incidents statistics fold`, `close` and `ledger`: what the coordinator does with real facts, at a terminal."""

import argparse
import getpass
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from incidents import create_app, settings
from incidents.actions import (
    comparing,
    disposing,
    drafting,
    folding,
    freezing,
    login,
    planning,
    releasing,
    unlocking,
)
from incidents.actions.drafting import Draft, Wish
from incidents.actions.login import Desk
from incidents.core.permissions import Actor, Role
from incidents.core.publication import EXERCISE
from incidents.core.selfid import reachable
from incidents.crypto.opening import Opener
from incidents.settings import Settings, SettingsError
from incidents.store.database import reading, writing
from incidents.store.models import Staff

_UNREACHABLE = "say whom to ask, with a mail address or a telephone number: --contact TEXT; it stays on every file"
_REPORT_CHANGED = "not as it was frozen, or missing"


def run(arguments: Sequence[str]) -> int:
    """Run one of `ACTS`."""
    parser = argparse.ArgumentParser(prog="incidents statistics", description=__doc__)
    acts = parser.add_subparsers(required=True, metavar="ACT")
    for name, (deed, text) in ACTS.items():
        one = acts.add_parser(name, help=text, description=text)
        one.set_defaults(run=deed)
        one.add_argument("login")
        if name == "dispose":
            one.add_argument("--decision", required=True, metavar="NUMBER", help="its number")
        elif name != "fold":
            one.add_argument("--folder", type=Path, metavar="DIR", help="of the releases")
        if name == "close":
            _add_options(one)
    options = parser.parse_args(arguments)
    return int(options.run(options))


def _add_options(closing: argparse.ArgumentParser) -> None:
    closing.add_argument(
        "--contact",
        default="",
        help="who answers questions about the figures, with a mail address or a telephone number",
    )
    text = "reports expected a year; decides for two years which tables there are, and is signed"
    closing.add_argument("--yearly", type=int, metavar="N", help=text)
    text = "why another number than was chosen before, or other districts"
    closing.add_argument("--why", default="", help=text)
    text = "only show what would be published"
    closing.add_argument("--try", dest="only_try", action="store_true", help=text)
    text = "who signs too, where a number says the same of a whole group"
    closing.add_argument("--second", default="", metavar="LOGIN", help=text)
    closing.add_argument("--reason", default="", help="why such numbers are published")


def run_fold(options: argparse.Namespace) -> int:
    """Everything that waits; interrupted, the same command goes on."""
    configured = settings.load()
    app, desk = _opened(configured, options.login)
    _fold(app, configured, desk)
    return 0


def run_close(options: argparse.Namespace) -> int:
    """Fold, count, check, sign off, publish. A release that was frozen and not published yet is published first."""
    configured, now = settings.load(), datetime.now(UTC)
    pinned, wish = configured.trust, _wish(configured, options)
    app, desk = _opened(configured, options.login)
    second = _opened(configured, options.second)[1] if options.second else None
    _place(app, configured, desk, wish.folder)
    _fold(app, configured, desk)
    _choose(app, configured, desk, options)
    with app.app_context(), reading() as session:
        before = drafting.contact_before(session, desk)
        contact = options.contact or before or configured.asked
        if not (contact == before == EXERCISE or reachable(contact)):
            raise SettingsError(_UNREACHABLE)
        wish = replace(wish, contact=contact)
        made = drafting.draft(session, desk, wish, pinned=pinned, now=now)
    _tell(made)
    if options.only_try:
        with app.app_context(), writing() as session:
            drafting.note_preview(session, desk, made, now=now)
        print("Nothing is frozen.")
        return 0
    with app.app_context(), writing() as session:
        releasing.freeze(
            session, desk, made, second=second, reason=options.reason, pinned=pinned, now=now
        )
    print(f"{made.quarter.code} is closed: {made.quarter.release} is frozen.", flush=True)
    _place(app, configured, desk, wish.folder)
    return 0


def run_ledger(options: argparse.Namespace) -> int:
    """1 when something was changed."""
    configured = settings.load()
    app, desk = _opened(configured, options.login)
    folder = options.folder or configured.published
    with app.app_context(), reading() as session:
        pinned = configured.trust
        wrong = [
            *map(str, comparing.faults(session, folder, pinned=pinned, desk=desk)),
            *(f"{one}: {_REPORT_CHANGED}" for one in freezing.wrong(session, pinned=pinned)),
        ]
    for line in wrong:
        print(line)
    if not wrong:
        print(
            "Every release of the ledger is in the folder as it was frozen, and so is every report."
        )
    return int(bool(wrong))


def _fold(app: Flask, configured: Settings, desk: Desk) -> None:
    after, left, done = b"", 1, [0, 0, 0]
    while left:
        with app.app_context(), writing() as session:
            one = folding.fold(
                session, desk, after=after, pinned=configured.trust, now=datetime.now(UTC)
            )
        after, left = one.after, one.left
        for place, number in enumerate((one.taken, one.refused, one.unreadable)):
            done[place] += number
        if left:
            print(f"{done[0]} folded, {left} left", flush=True)
    print(f"{done[0]} folded; {done[1]} came too late for a closed quarter; {done[2]} do not open.")


def _place(app: Flask, configured: Settings, desk: Desk, folder: Path) -> None:
    with app.app_context(), reading() as session:
        done = releasing.place(session, desk, folder, pinned=configured.trust)
    with app.app_context(), writing() as session:
        releasing.note_placed(session, desk, done, now=datetime.now(UTC))
    for name in done.releases:
        print(f"{name} is published in {folder}.", flush=True)
    if done.errata:
        print(f"The errata are published in {folder}.", flush=True)


def _wish(configured: Settings, options: argparse.Namespace) -> Wish:
    return Wish(options.folder or configured.published, "")


def _choose(app: Flask, configured: Settings, desk: Desk, options: argparse.Namespace) -> None:
    """The tables of the two years, where they are not chosen yet or are to be others."""
    districts = drafting.districts_of(configured.districts)
    with app.app_context(), writing() as session:
        holds = planning.made(session, planning.span_now(session))[-1:]
        if options.yearly is not None:
            new = planning.choose(
                session, desk, options.yearly, districts, options.why,
                pinned=configured.trust, now=datetime.now(UTC),
            )  # fmt: skip
            if new:
                print(f"The tables are chosen for {options.yearly} reports a year.")
            return
    if not holds:
        raise SettingsError("say how many reports are expected a year: --yearly N")
    for name in planning.left_out(holds[0], districts):
        print(f"{name} is a district that the tables of these two years do not have.")


def _tell(made: Draft) -> None:
    for name, share in made.shares.items():
        print(f"{name}: {share:.0%} of what is not empty is hidden")
    for name in made.withheld:
        print(f"{name}: left out, too few to tell")
    if made.warnings:
        print(f"{made.warnings} numbers say the same of everybody in a group.")
    print(f"{made.quarter.release}: {len(made.shares)} tables, checked.", flush=True)


def _opened(configured: Settings, name: str) -> tuple[Flask, Desk]:
    """Somebody's own keys for the length of this command, without a log-in."""
    passphrase = getpass.getpass(f"Passphrase of {name}: ")
    app = create_app(configured, ())
    with app.app_context(), reading() as session:
        return app, _desk(session, name, passphrase)


def _desk(session: Session, name: str, passphrase: str) -> Desk:
    attempt = unlocking.find(session, name)
    key = unlocking.unlock(attempt, passphrase)
    if attempt is None or key is None:
        raise SettingsError("the name or the passphrase is not right; nothing was changed")
    row = session.get_one(Staff, attempt.id)
    actor = Actor(row.id, row.name, frozenset(Role(role) for role in row.roles.split()))
    opener = Opener(row.id, key, login.ring_secrets(session, row.id, key))
    return Desk(actor, opener, b"")


def run_dispose(options: argparse.Namespace) -> int:
    """Whole spans alone, whose releases are frozen."""
    configured = settings.load()
    app, desk = _opened(configured, options.login)
    with app.app_context(), writing() as session:
        months = disposing.dispose(
            session, desk, options.decision, pinned=configured.trust, now=datetime.now(UTC)
        )
    print(f"The facts of {months} months are destroyed; their counts are kept in the ledger.")
    return 0


ACTS: Mapping[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "fold": (run_fold, "put sealed facts into the archive, with LOGIN's key"),
    "close": (run_close, "close the next quarter and publish its release"),
    "dispose": (
        run_dispose,
        "destroy the facts of two years whose releases and report are frozen, by a decision",
    ),
    "ledger": (
        run_ledger,
        "compare the ledger with the folder, and frozen reports with their signatures",
    ),
}
