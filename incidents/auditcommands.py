"""`incidents audit ...`: check the trail, print it, sign a day's head with a key that lies apart, mail that head."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from incidents import create_app, settings
from incidents.actions import audit, heads
from incidents.core.clock import local_date
from incidents.core.heads import Head, SignedHead, grouped, read
from incidents.crypto import headkey
from incidents.purgecommand import run_purge
from incidents.settings import SettingsError
from incidents.store.database import reading

Add = Callable[..., argparse.ArgumentParser]
_KEY = "AUDIT_KEY_FILE"
_DIFFERS = "DIFFERS: the trail up to then was rewritten"


def add_commands(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", add: Add) -> None:
    """The commands under `audit`."""
    verifying = add(acts, "verify", run_audit_verify, "check every chain")
    verifying.add_argument("--heads", type=Path, help="a file that `audit heads` wrote earlier")
    verifying.add_argument(
        "--head", type=Path, action="append", default=[], help="a signed head that was kept"
    )
    verifying.add_argument("--key", default="", help="the head key's public half, from the paper")
    add(acts, "heads", run_audit_heads, "print the heads, to be kept outside the database")
    add(acts, "head-key", run_head_key, f"make the key that signs heads, in {_KEY}")
    heading = add(acts, "head", run_audit_head, "print the signed head of a day that is over")
    heading.add_argument("--day", type=date.fromisoformat, help="yesterday unless given")
    heading.add_argument(
        "--mail", action="store_true", help="mail it to AUDIT_MAIL_TO, once, with the days missed"
    )
    heading.add_argument("--pdf", type=Path, metavar="FILE", help="a page to sign by hand and file")
    add(acts, "export", run_audit_export, "print every row, one JSON object on each line")
    purging = add(
        acts, "purge", run_purge, "remove old rows by a decision; an auditor signs for it"
    )
    purging.add_argument("login", help="the auditor, who is asked for the passphrase")
    purging.add_argument("--until", type=date.fromisoformat, required=True, help="the last day")
    purging.add_argument("--decision", required=True, help="the decision's number")
    purging.add_argument("--decided", type=date.fromisoformat, required=True, help="its day")
    purging.add_argument("--months", type=int, required=True, help="how long rows are kept")


def run_head_key(_: argparse.Namespace) -> int:
    """A new key in a new file; what is printed is public and belongs on paper."""
    path, key = _key_file(), headkey.generate()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.private_bytes_raw().hex() + "\n")
    except OSError as error:
        raise SettingsError(f"{_KEY} cannot be written, or a key is there already") from error
    print(f"AUDIT_KEY={key.public_key().public_bytes_raw().hex()}")
    print(f"Write it on paper too:\n  {grouped(key.public_key().public_bytes_raw())}")
    return 0


def run_audit_head(options: argparse.Namespace) -> int:
    """The head of yesterday or of an earlier day; refused while a chain does not verify."""
    configured, now = settings.load(), datetime.now(UTC)
    today = local_date(now)
    day = options.day or today - timedelta(days=1)
    key, app = _key(), create_app(configured, ())
    with app.app_context(), reading() as session:
        if audit.verify_all(session, configured.trust, today=today):
            raise SettingsError("the trail is not whole, no head is signed: see `audit verify`")
        days = _with_missed(session, day) if options.mail else [day]
        signed = [headkey.sign(key, heads.head_of(session, one, now=now)) for one in days]
    print(signed[-1].text(), end="", flush=True)
    status = _paper(signed[-1], options.pdf) if options.pdf else 0
    if options.mail:
        _mail(signed, now)
    return status


def _with_missed(session: Session, day: date) -> list[date]:
    """With the days before it that were not mailed, but for those of which no head can be computed any more."""
    from incidents.mailing import headmail  # no web process loads what sends mail

    first = heads.purged_until(session) or date.min
    missed = headmail.days(_mailed_file(), day)
    return [one for one in missed if first <= one < day] + [day]


def _mail(signed: Sequence[SignedHead], now: datetime) -> None:
    from incidents.mailing import headmail  # as above

    values, data = settings.written()
    sent = headmail.send(values, data, signed, now, mailed=_mailed_file())
    if not sent:
        print("It was mailed before.")
    else:
        print("Mailed." if sent == 1 else f"Mailed, with {sent - 1} that were missed.")


def _mailed_file() -> Path:
    return _key_file().with_suffix(".mailed")


def _paper(signed: SignedHead, path: Path) -> int:
    """The page is set by a process of its own, as the posters are."""
    command = [sys.executable, "-m", "incidents.outreach.headpaper", f"--out={path}"]
    text = signed.text()
    return subprocess.run(command, input=text, text=True, check=False).returncode  # noqa: S603 - our own module


def _key_file() -> Path:
    """Outside the data folder, whose copies would hold the key together with the trail that it vouches for."""
    values, data = settings.written()
    path = Path(values.get(_KEY, ""))
    if not path.is_absolute() or path.resolve().is_relative_to(data):
        raise SettingsError(f"{_KEY} is the whole path of a file outside INCIDENTS_DATA")
    return path


def _key() -> Ed25519PrivateKey:
    path = _key_file()
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{_KEY} can be read by others: chmod 600")
        raw = bytes.fromhex(path.read_text(encoding="ascii"))
        return Ed25519PrivateKey.from_private_bytes(raw)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{_KEY} cannot be read: see `audit head-key`") from error


def _kept_head(path: Path, given: str) -> Head:
    """A head from a file, once the key that the paper or the configuration names vouches for it."""
    named = given or settings.written()[0].get("AUDIT_KEY", "")
    try:
        public, signed = bytes.fromhex(named), read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read, or AUDIT_KEY (--key) is no key") from error
    if not public or not headkey.is_signed_by(signed, public):
        raise SettingsError(f"{path} is not signed by AUDIT_KEY (or --key): believe nothing in it")
    return signed.head


def run_audit_heads(_: argparse.Namespace) -> int:
    """Number and digest of each chain's end, as JSON."""
    app = create_app(settings.load(), ())
    with app.app_context(), reading() as session:
        print(
            json.dumps({"date": str(local_date(datetime.now(UTC))), "heads": audit.heads(session)})
        )
    return 0


def run_audit_export(_: argparse.Namespace) -> int:
    """Who did what, for an auditor: acts, references and codes, never content. Verify before you believe it."""
    app = create_app(settings.load(), ())
    with app.app_context(), reading() as session:
        for row in audit.exported(session):
            print(json.dumps(row, ensure_ascii=False))
    return 0


def run_audit_verify(options: argparse.Namespace) -> int:
    """Check signatures, links, numbering and the heads that were kept outside."""
    configured, now = settings.load(), datetime.now(UTC)
    known = _kept_heads(options.heads) if options.heads else None
    signed = [_kept_head(path, options.key) for path in options.head]
    app = create_app(configured, ())
    with app.app_context(), reading() as session:
        found = audit.verify_all(session, configured.trust, known, today=local_date(now))
        chains = len(audit.heads(session))
        said = {one.day: _compared(session, one, now) for one in signed}
    for finding in found:
        print(f"{finding.chain} {finding.number}: {finding.problem}")
    for day, verdict in said.items():
        print(f"head of {day}: {verdict}")
    problems = len(found) + list(said.values()).count(_DIFFERS)
    print(f"{chains} chains checked, {problems} problems.")
    return 1 if problems else 0


def _compared(session: Session, kept: Head, now: datetime) -> str:
    try:
        return "agrees" if heads.head_of(session, kept.day, now=now) == kept else _DIFFERS
    except heads.Purged:
        return f"cannot be compared, rows up to {heads.purged_until(session)} were disposed of"


def _kept_heads(path: Path) -> dict[str, tuple[int, str]]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))["heads"]
        return {str(chain): (int(number), str(head)) for chain, (number, head) in raw.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path} is not a file that `audit heads` wrote") from error
