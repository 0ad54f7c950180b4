"""The console command: thin over the actions. Says what was wrong and what to do; changes nothing half-way."""

import argparse
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import DBAPIError

from incidents import DOORS, auditcommands, create_app, load, settings
from incidents.ceremony import run_init
from incidents.core.checkpoints import PurgeError
from incidents.core.errors import DomainError
from incidents.core.heads import HeadError
from incidents.crypto.envelope import SealError
from incidents.crypto.recovery import ShareError
from incidents.keycommands import add_commands, run_recover
from incidents.mode import check_mode
from incidents.serve import Tuning, serve
from incidents.serve.quiet import describe
from incidents.settings import ENV_FILE, SettingsError
from incidents.web.board import Board, share

MOST_BODY_BYTES = 8 * 1024 * 1024
#: The pages that take files (`web.intake.takes_files`); the server lets no other body become so long.
UPLOAD_PATHS = r"/[a-z]{2,3}(?:/inbox)?/files"
_LOOK = "Look at INCIDENTS_DATA and INCIDENTS_DATABASE_URL; a new one is made by `incidents init` or `incidents demo`."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0 only when it did what it says."""
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.run is not run_statistics:
        _parser().parse_args(arguments)  # refuses what it does not know
    options.rest = rest
    os.umask(0o077)  # what a command writes is nobody else's to read
    try:
        return int(options.run(options))
    except (SettingsError, DomainError, HeadError, PurgeError, ShareError) as error:
        print(f"incidents: {error}", file=sys.stderr)
    except SealError:
        print("incidents: these shares belong to another installation", file=sys.stderr)
    except DBAPIError as error:  # its message may quote rows and the database's address
        print(
            f"incidents: the database cannot be used ({describe(error)}). {_LOOK}", file=sys.stderr
        )
    except EOFError:
        print("\nincidents: this command asks questions: run it at a terminal", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nincidents: stopped before the end", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="incidents", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "demo", run_demo, "create a demonstration installation, once")
    serving = _command(commands, "serve", run_serve, "serve the doors")
    serving.add_argument("--host")
    serving.add_argument("--port", type=int)
    serving.add_argument("--workers", type=int, default=2)
    serving.add_argument("--doors", nargs="+", choices=list(DOORS), default=list(DOORS))
    _command(commands, "upgrade", run_upgrade, "bring the database to the newest schema")
    starting = _command(commands, "init", run_init, "create keys, paper shares and first staff")
    starting.add_argument("--staff", nargs="+", required=True, metavar="LOGIN:ROLE[,ROLE]:NAME")
    recovering = _command(commands, "recover", run_recover, "new key for LOGIN from two shares")
    recovering.add_argument("login")
    printing = _command(commands, "outreach", run_outreach, "poster, card or paper form as PDF")
    printing.add_argument("sheet", choices=("poster", "card", "form"))
    printing.add_argument("--lang", default="sv")
    printing.add_argument("--source", default="", help="who hands it out: a code of `source_heard`")
    printing.add_argument("--out", type=Path, required=True, metavar="FILE")
    keys = commands.add_parser("keys", help="the keyrings")
    add_commands(keys.add_subparsers(required=True, metavar="ACT"), _command)
    mailing = _command(commands, "mail", run_mail, "send staff the week's summary and reminders")
    mailing.add_argument(
        "act",
        nargs="?",
        choices=("run", "retry", "status"),
        default="run",
        help="run: what is due today and what waits; retry: only what waits; status: what became of it",
    )
    _command(commands, "statistics", run_statistics, "try and check publications", add_help=False)
    auditing = commands.add_parser("audit", help="the audit trail")
    auditcommands.add_commands(auditing.add_subparsers(required=True, metavar="ACT"), _command)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    *,
    add_help: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text, add_help=add_help)
    parser.set_defaults(run=run)
    return parser


def run_serve(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    configured = settings.load()
    host, port = options.host or configured.host, options.port or configured.port
    if configured.mode == "demo" and host not in ("127.0.0.1", "::1", "localhost"):
        raise SettingsError("a demonstration binds to the loopback address only")
    check_mode(configured)
    tuning = Tuning(
        max_body=MOST_BODY_BYTES,
        upload_paths=UPLOAD_PATHS if configured.files_most else "",
        max_upload=configured.upload_bytes,
        trusted_proxy=configured.trusted_proxy or None,
    )
    gc.disable()  # nothing of what is loaded is garbage
    load(options.doors)
    gc.enable()
    counted = Board(configured.flood_from)  # before the fork: the workers count on it together

    def application() -> Flask:
        app = create_app(settings.load(), options.doors)
        share(app, counted)
        return app

    return serve(
        application,
        host=host,
        port=port,
        workers=options.workers,
        tuning=tuning,
    )


def run_demo(_: argparse.Namespace) -> int:
    """A demonstration with staff and 24 cases; a second run keeps what is there."""
    configured = settings.load()
    if configured.mode != "demo":
        raise SettingsError("INCIDENTS_MODE is not demo")
    configured.data.mkdir(parents=True, exist_ok=True)
    if (configured.data / ENV_FILE).exists():
        _upgrade(create_app(configured, ()))
        print(f"The demonstration in {configured.data} is kept.")
        return 0
    print("Creating a demonstration: keys, staff and 24 cases ...", flush=True)
    _upgrade(create_app(configured, ()))
    from incidents import demo  # with all that staff do, which no process loads before it forks

    for line in demo.create(configured, datetime.now(UTC)):
        print(line, flush=True)
    return 0


def run_upgrade(_: argparse.Namespace) -> int:
    """Migrate."""
    _upgrade(create_app(settings.load(), ()))
    print("The database has the newest schema.")
    return 0


def _upgrade(app: Flask) -> None:
    from incidents.store.schema import upgrade  # with Alembic, which `serve` does without

    with app.app_context():
        upgrade()


def run_outreach(options: argparse.Namespace) -> int:
    """One sheet, set by a process of its own: what serves pages never loads the type setter."""
    command = [sys.executable, "-m", "incidents.outreach", options.sheet]
    named = [f"--lang={options.lang}", f"--source={options.source}", f"--out={options.out}"]
    return subprocess.run([*command, *named], check=False).returncode  # noqa: S603 - this interpreter, our own module


def run_statistics(options: argparse.Namespace) -> int:
    """Counting and protecting, in a process of its own: what serves pages never loads numpy and the solver.

    What opens real facts needs somebody's key, and counts in such a process as well.
    """
    from incidents import statisticscommand  # keeps the start of the server short

    if options.rest[:1] and options.rest[0] in statisticscommand.ACTS:
        return statisticscommand.run(options.rest)
    command = [sys.executable, "-m", "incidents.publishing.command", *options.rest]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - this interpreter, our own module


def run_mail(options: argparse.Namespace) -> int:
    """The mail worker."""
    from incidents.mailing import command  # no web process loads what sends mail

    return command.run(options)
