"""What becomes of mails that a server does not take, and that no mail leaves without TLS; on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from incidents.core.mail import TRIES, Problem, State
from incidents.mailing.configured import Mail, Server, Tls
from incidents.mailing.worker import Outcome
from tests.mail_server import PASSWORD, USER, Inbox, mail_server, server_tls
from tests.posting import DESK, MONDAY, TO, TUESDAY, WEDNESDAY, came_in, mail_to, rows, run
from tests.serving import free_port
from tests.support import Installed
from tests.tls_proxy import certificate


def test_a_server_that_cannot_be_reached_is_tried_again_and_nothing_is_lost(
    installation: Installed, inbox: Inbox
) -> None:
    mail, gone = mail_to(inbox), mail_to(Inbox(free_port()))
    assert run(installation, gone, MONDAY) == Outcome(waiting=3, problems=[Problem.UNREACHABLE])
    assert rows(installation) == [(State.WAITING, 1, Problem.UNREACHABLE)] * 3
    assert run(installation, mail, MONDAY + timedelta(minutes=29)).sent == 0
    assert run(installation, mail, MONDAY + timedelta(minutes=30), filling=False).sent == 3
    assert sorted(inbox.recipients) == sorted(TO.values())
    assert rows(installation) == [(State.SENT, 2, None)] * 3


def test_a_mail_that_is_refused_for_now_is_sent_later_and_the_others_at_once(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox)
    inbox.at_recipient[TO["omar"]] = ["450 4.2.0 greylisted"]
    assert run(installation, mail, MONDAY) == Outcome(sent=2, waiting=1, problems=[Problem.NOT_NOW])
    assert run(installation, mail, MONDAY + timedelta(hours=1)) == Outcome(sent=1)
    assert sorted(inbox.recipients) == sorted(TO.values())


def test_a_mail_whose_content_is_refused_for_now_is_sent_later(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox, lena=TO["lena"])
    inbox.at_data = ["451 4.3.0 try later", "452 4.3.1 no room"]
    names = [run(installation, mail, MONDAY + timedelta(hours=hours)).sent for hours in (0, 1, 3)]
    assert names == [0, 0, 1]


def test_a_mail_that_is_refused_for_good_is_given_up_at_once_and_the_others_are_sent(
    installation: Installed, inbox: Inbox
) -> None:
    inbox.at_recipient[TO["omar"]] = ["550 5.1.1 no such user"]
    assert run(installation, mail_to(inbox), MONDAY) == Outcome(
        sent=2, given_up=1, problems=[Problem.REFUSED]
    )
    assert (State.GIVEN_UP, 1, Problem.REFUSED) in rows(installation)
    assert run(installation, mail_to(inbox), MONDAY + timedelta(hours=1)) == Outcome()


def test_a_mail_is_given_up_after_six_tries_over_the_day(
    installation: Installed, inbox: Inbox
) -> None:
    gone = mail_to(Inbox(free_port()), lena=TO["lena"])
    now, tried = MONDAY, 0
    while rows(installation) != [(State.GIVEN_UP, TRIES, Problem.UNREACHABLE)]:
        tried += bool(run(installation, gone, now).problems)
        now += timedelta(minutes=30)
    assert tried == TRIES
    assert now - MONDAY == timedelta(hours=16)
    assert run(installation, mail_to(inbox, lena=TO["lena"]), now).sent == 0


def test_a_reminder_that_could_not_be_sent_on_its_day_is_given_up(
    installation: Installed, inbox: Inbox
) -> None:
    lena = {"lena": TO["lena"]}
    run(installation, mail_to(inbox, **lena), MONDAY)
    installation.resident().send("En sak.")
    came_in(installation, MONDAY.date())
    run(installation, mail_to(Inbox(free_port()), **lena), TUESDAY)
    assert run(installation, mail_to(inbox, **lena), WEDNESDAY) == Outcome(given_up=1)
    assert len(inbox.raw) == 1


def test_a_reminder_of_what_was_done_meanwhile_is_not_sent(
    installation: Installed, inbox: Inbox
) -> None:
    lena = {"lena": TO["lena"]}
    run(installation, mail_to(inbox, **lena), MONDAY)
    installation.resident().send("En sak.")
    came_in(installation, MONDAY.date())
    run(installation, mail_to(Inbox(free_port()), **lena), TUESDAY)
    came_in(installation, TUESDAY.date())
    later = TUESDAY + timedelta(hours=1)
    assert run(installation, mail_to(inbox, **lena), later) == Outcome()
    assert [state for state, _, _ in rows(installation)] == [State.SENT]


# ---------------------------------------------------------------- TLS and log-in


def over_tls(inbox: Inbox, tls: Tls, authorities: str, password: str = PASSWORD) -> Mail:
    server = Server("localhost", inbox.port, tls, authorities, USER, password)
    return Mail(server, "arenden@strandvik.example", TO, "sv", DESK)


def test_starttls_with_a_log_in_reaches_the_server_and_a_wrong_password_does_not(
    sqlite_installation: Installed, tmp_path: Path
) -> None:
    chain, key = certificate(tmp_path)
    with mail_server(starttls=server_tls(chain, key), log_in=True) as inbox:
        wrong = over_tls(inbox, Tls.STARTTLS, str(chain), "wrong")
        assert run(sqlite_installation, wrong, MONDAY) == Outcome(
            waiting=3, problems=[Problem.LOGIN]
        )
        good = over_tls(inbox, Tls.STARTTLS, str(chain))
        assert run(sqlite_installation, good, MONDAY + timedelta(hours=1)) == Outcome(sent=3)


def test_tls_from_the_first_byte_reaches_the_server(
    sqlite_installation: Installed, tmp_path: Path
) -> None:
    chain, key = certificate(tmp_path)
    with mail_server(tls=server_tls(chain, key)) as inbox:
        mail = over_tls(inbox, Tls.TLS, str(chain))
        plain = Mail(
            Server("localhost", inbox.port, Tls.TLS, str(chain), "", ""),
            mail.sender,
            TO,
            "sv",
            DESK,
        )
        assert run(sqlite_installation, plain, MONDAY) == Outcome(sent=3)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_certificate_that_is_not_trusted_gets_neither_mail_nor_password(
    sqlite_installation: Installed, tmp_path: Path, tls: Tls
) -> None:
    pair = server_tls(*certificate(tmp_path))
    given = {"starttls": pair} if tls is Tls.STARTTLS else {"tls": pair}
    with mail_server(**given) as inbox:  # type: ignore[arg-type]
        assert run(sqlite_installation, over_tls(inbox, tls, ""), MONDAY) == Outcome(
            waiting=3, problems=[Problem.NO_TLS]
        )
        assert inbox.raw == []


def test_a_server_without_tls_gets_neither_mail_nor_password(
    sqlite_installation: Installed, inbox: Inbox, tmp_path: Path
) -> None:
    chain, _ = certificate(tmp_path)
    mail = over_tls(inbox, Tls.STARTTLS, str(chain))
    assert run(sqlite_installation, mail, MONDAY) == Outcome(waiting=3, problems=[Problem.NO_TLS])
    assert inbox.raw == []
