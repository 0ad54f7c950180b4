"""The daily head by mail, to people outside the server: each day once, with nothing of any case or person in it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from incidents.core.clock import STOCKHOLM
from incidents.core.heads import SignedHead
from incidents.mailing.configured import Mail, addresses, read
from incidents.mailing.post import NotTaken, Post
from incidents.settings import SettingsError
from incidents.web.locale import NAMES, catalogue


def days(mailed: Path, until: date) -> list[date]:
    """What is to be mailed: the day itself, and before it those that were missed since the last, oldest first."""
    last = _last(mailed)
    if last == date.min or last >= until:
        return [until]
    return [last + timedelta(days=number) for number in range(1, (until - last).days + 1)]


def send(
    values: Mapping[str, str],
    data: Path,
    heads: Sequence[SignedHead],
    now: datetime,
    *,
    mailed: Path,
) -> int:
    """Mail the heads of these days, the oldest first; returns how many were, since what was mailed before is not again.

    Raises `SettingsError` where mail is off or the server does not take one: then a later run sends it, to each
    address under the same name, by which mail programs see that it is the same. `mailed` remembers each day at once.
    """
    mail = read(values, data)
    if mail is None:
        raise SettingsError("Mail is off: MAIL_HOST is not set")
    people = addresses("AUDIT_MAIL_TO", values.get("AUDIT_MAIL_TO", ""))
    due = [signed for signed in heads if signed.head.day > _last(mailed)]
    try:
        with Post(mail.server, mail.sender.rpartition("@")[2]) as post:
            for signed in due:
                for number, address in enumerate(people):
                    post.hand_over(_letter(mail, address, number, signed, now))
                mailed.write_text(signed.head.day.isoformat(), encoding="ascii")
    except NotTaken as refusal:
        raise SettingsError(f"the head was not mailed to everybody: {refusal}") from refusal
    return len(due)


def _last(mailed: Path) -> date:
    try:
        return date.fromisoformat(mailed.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return date.min


def _letter(
    mail: Mail, address: str, number: int, signed: SignedHead, now: datetime
) -> EmailMessage:
    words, day = catalogue(mail.language), signed.head.day.isoformat()
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = mail.sender, address
    message["Subject"] = words.gettext("Loggens huvud %(day)s") % {"day": day}
    message["Date"] = format_datetime(now.astimezone(STOCKHOLM))
    domain = mail.sender.rpartition("@")[2]
    message["Message-ID"] = f"<head-{day}-{number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    why = words.gettext(
        "Spara det här mejlet utanför servern. Med det kan en granskare se om loggen har skrivits om i efterhand. "
        "Här står inget om något ärende eller någon person."
    )
    message.set_content(f"{why}\n\n{signed.text()}", cte="quoted-printable")
    message["Content-Language"] = NAMES[mail.language].tag
    return message
