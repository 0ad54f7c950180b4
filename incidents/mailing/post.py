"""Handing mail over to a server, and saying why it was not taken without a word of the server's: it may name people."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from incidents.core.mail import Problem
from incidents.mailing.configured import Server, Tls

_SECONDS = 30
#: "Service not available, closing transmission channel".
_CLOSING = 421


class NotTaken(Exception):
    """The mail was not taken. `final`: it never will be. `whole`: no other mail would be taken now either."""

    def __init__(self, problem: Problem, *, final: bool = False, whole: bool = False) -> None:
        super().__init__(problem.value)
        self.problem, self.final, self.whole = problem, final, whole


class Post:
    """One connection, opened with the first mail."""

    def __init__(self, server: Server, domain: str) -> None:
        self._server, self._domain = server, domain
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection.close()

    def hand_over(self, message: EmailMessage) -> None:
        """Returns when the server has taken the mail; raises `NotTaken` else."""
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            raise _refused(code) from None
        except smtplib.SMTPSenderRefused as error:
            problem = Problem.SENDER if error.smtp_code >= 500 else Problem.NOT_NOW
            raise NotTaken(problem, whole=True) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            raise NotTaken(Problem.UNREACHABLE, whole=True) from None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
                self._start_tls(self._connection)
                self._connection.ehlo_or_helo_if_needed()
            except ssl.SSLError:
                raise NotTaken(Problem.NO_TLS, whole=True) from None
            except (smtplib.SMTPException, OSError):
                raise NotTaken(Problem.UNREACHABLE, whole=True) from None
            self._log_in(self._connection)
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        """The name given to the server is the sender's domain: the machine's own name is nobody's business."""
        where = (self._server.host, self._server.port, self._domain)
        if self._server.tls is Tls.TLS:
            return smtplib.SMTP_SSL(*where, timeout=_SECONDS, context=self._context())
        return smtplib.SMTP(*where, timeout=_SECONDS)

    def _start_tls(self, connection: smtplib.SMTP) -> None:
        """Encrypted to the server that the certificate names, or nothing is sent at all."""
        if self._server.tls is not Tls.STARTTLS:
            return
        try:
            connection.starttls(context=self._context())
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            raise NotTaken(Problem.NO_TLS, whole=True) from None

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.authorities or None)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        if not self._server.user:
            return
        try:
            connection.login(self._server.user, self._server.password)
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            raise NotTaken(Problem.UNREACHABLE, whole=True) from None
        except (smtplib.SMTPException, OSError):
            raise NotTaken(Problem.LOGIN, whole=True) from None


def _refused(code: int) -> NotTaken:
    """By the first digit: 5 is for good, 4 is for now."""
    if code >= 500:
        return NotTaken(Problem.REFUSED, final=True)
    return NotTaken(Problem.NOT_NOW, whole=code == _CLOSING)
