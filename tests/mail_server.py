"""A mail server on the loopback address that says what a test tells it to, and keeps what it takes."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.serving import free_port

USER, PASSWORD = "desk", "twelve green lamps"
TAKEN = "250 OK"


@dataclass
class Inbox:
    """What came in. Answers are used up one by one; where there is none left, everything is taken."""

    port: int
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    at_recipient: dict[str, list[str]] = field(default_factory=dict)
    at_data: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    #: Called when a mail was taken, before the sender is told.
    before_answer: Callable[[], None] = lambda: None
    #: Called when a recipient was named, before the sender is told.
    before_data: Callable[[], None] = lambda: None

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        """Keeps the name that the sender gives itself."""
        session.host_name = name
        self.seen.append(f"EHLO {name}")
        return said

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """Whether this recipient is taken."""
        self.before_data()
        answer = next(iter(self.at_recipient.get(address, [])), TAKEN)
        self.at_recipient.get(address, [])[:1] = []
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Whether this mail is taken."""
        answer = self.at_data.pop(0) if self.at_data else TAKEN
        if answer == TAKEN:
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.recipients.extend(envelope.rcpt_tos)
            self.before_answer()
        return answer

    def letters(self) -> list[EmailMessage]:
        """The mails as a mail program reads them."""
        return [BytesParser(EmailMessage, policy=default).parsebytes(raw) for raw in self.raw]

    def texts(self) -> dict[str, str]:
        """The text of each recipient's mail."""
        return {
            to: letter.get_content().replace("\r\n", "\n")
            for to, letter in zip(self.recipients, self.letters(), strict=True)
        }


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> Any:
    assert isinstance(given, LoginPassword)
    good = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


def server_tls(chain: Path, key: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


@contextmanager
def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    log_in: bool = False,
) -> Iterator[Inbox]:
    """A server in a thread of its own."""
    inbox = Inbox(free_port())
    options: dict[str, Any] = {"ssl_context": tls, "tls_context": starttls}
    if starttls is not None:
        options["require_starttls"] = True
    if log_in:
        options |= {"authenticator": _check, "auth_required": True}
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
