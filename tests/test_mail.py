"""The mail worker against a real server: what is sent, what is refused, and what becomes of it, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from incidents.core.mail import TRIES, Kind, Problem, State
from incidents.mailing import worker
from incidents.mailing.configured import Mail, Server, Tls
from incidents.mailing.worker import Outcome
from incidents.store.models import Case, OutboxRow
from tests.looking import acting, looking
from tests.mail_server import PASSWORD, USER, Inbox, mail_server, server_tls
from tests.serving import free_port
from tests.support import Installed
from tests.tls_proxy import certificate

#: Half past seven in Sweden on a Monday and the days after it.
MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
TO = {login: f"{login}.desk@strandvik.example" for login in ("lena", "omar", "karin")}
DESK = "https://beratta.strandvik.example/desk/"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A server on this machine that needs no TLS."""
    with mail_server() as found:
        yield found


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


def rows(installation: Installed) -> list[tuple[State, int, Problem | None]]:
    with looking(installation) as session:
        query = select(OutboxRow.state, OutboxRow.tries, OutboxRow.problem)
        return [(row[0], row[1], row[2]) for row in session.execute(query)]


def test_everybody_gets_one_summary_with_the_numbers_of_the_cases_that_are_open_to_her(
    installation: Installed, inbox: Inbox
) -> None:
    for story in ("En sak.", "En annan sak.", "En tredje."):
        installation.resident().send(story)
    installation.resident().send("Om er chef.", readers="yes")
    came_in(installation, date(2026, 11, 27))
    lena = installation.desk("lena")
    reference = lena.queue()[0]
    lena.answer_cover(reference)
    lena.act(reference, "claim")
    assert run(installation, mail_to(inbox), MONDAY) == Outcome(sent=3)
    texts = inbox.texts()
    assert set(texts) == set(TO.values())
    numbers = {to: [line for line in text.splitlines() if line[:2] == "- "] for to, text in texts.items()}
    assert numbers == {
        TO["lena"]: [
            "- 1 öppet ärende är ditt.",
            "- 2 öppna ärenden har ingen handläggare.",
            "- 2 nya ärenden har ingen börjat med.",
        ],
        TO["omar"]: [
            "- 2 öppna ärenden har ingen handläggare.",
            "- 2 nya ärenden har ingen börjat med.",
        ],
        TO["karin"]: [
            "- 1 öppet ärende har ingen handläggare.",
            "- 1 nytt ärende har ingen börjat med.",
        ],
    }


def test_a_mail_says_that_a_machine_sent_it_and_leads_to_the_desks_first_page_alone(
    installation: Installed, inbox: Inbox
) -> None:
    run(installation, mail_to(inbox, lena=TO["lena"]), MONDAY)
    (letter,) = inbox.letters()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["From"] == "arenden@strandvik.example"
    assert letter["To"] == TO["lena"]
    assert letter["Subject"] == "Veckans sammanställning"
    assert letter["Content-Language"] == "sv"
    assert letter["Message-ID"].endswith("@strandvik.example>")
    assert parsedate_to_datetime(letter["Date"]) == MONDAY
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content_charset() == "utf-8"
    assert inbox.raw[0].isascii()
    text = letter.get_content()
    assert "- Inget öppet ärende väntar." in text
    assert [word for word in text.split() if "://" in word] == [DESK]
    assert inbox.seen == ["EHLO strandvik.example"]


def test_the_desks_english_is_written_where_the_configuration_says_so(
    installation: Installed, inbox: Inbox
) -> None:
    installation.resident().send("En sak.")
    came_in(installation, date(2026, 11, 27))
    run(installation, mail_to(inbox, "en", lena=TO["lena"]), MONDAY)
    (letter,) = inbox.letters()
    assert letter["Subject"] == "This week’s summary"
    assert letter["Content-Language"] == "en"
    assert "- 1 open case has no handler." in letter.get_content()


def test_a_second_run_of_the_same_week_sends_nothing(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox)
    assert run(installation, mail, MONDAY).sent == 3
    for hours in (0, 1, 24, 48):
        assert run(installation, mail, MONDAY + timedelta(hours=hours)) == Outcome()
    assert run(installation, mail, MONDAY + timedelta(days=7)).sent == 3


def test_a_worker_that_stood_still_on_monday_sends_the_summary_on_the_next_working_day(
    installation: Installed, inbox: Inbox
) -> None:
    assert run(installation, mail_to(inbox), TUESDAY).sent == 3
    assert {letter["Subject"] for letter in inbox.letters()} == {"Veckans sammanställning"}


@pytest.mark.parametrize("day", [date(2026, 11, 29), date(2026, 4, 6), date(2026, 12, 24)])
def test_nothing_is_written_and_nothing_is_tried_again_on_a_day_off(
    installation: Installed, inbox: Inbox, day: date
) -> None:
    now = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    assert run(installation, mail_to(inbox), now) == Outcome()
    assert (inbox.raw, rows(installation)) == ([], [])


def test_a_reminder_goes_to_those_who_can_open_the_case_and_is_said_once(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox)
    run(installation, mail, MONDAY)
    inbox.raw.clear()
    inbox.recipients.clear()
    installation.resident().send("Om er chef.", readers="yes")
    came_in(installation, MONDAY.date())
    assert run(installation, mail, TUESDAY).sent == 1
    assert list(inbox.texts()) == [TO["karin"]]
    (letter,) = inbox.letters()
    assert letter["Subject"] == "Påminnelse"
    assert "- 1 ärende har kommit in utan att någon har börjat med det." in letter.get_content()
    assert run(installation, mail, TUESDAY + timedelta(hours=1)) == Outcome()
    assert run(installation, mail, WEDNESDAY) == Outcome()


def test_the_first_reply_is_reminded_of_before_and_after_its_last_day_until_it_is_given(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox, lena=TO["lena"])
    installation.resident().send("En sak.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "claim")
    run(installation, mail, MONDAY)
    came_in(installation, date(2026, 11, 17))
    assert run(installation, mail, TUESDAY).sent == 1
    assert "- 1 ärende utan svar når 10 arbetsdagar" in inbox.texts()[TO["lena"]]
    assert run(installation, mail, WEDNESDAY).sent == 1
    assert "- 1 ärende har just passerat 10 arbetsdagar utan svar" in inbox.texts()[TO["lena"]]
    came_in(installation, date(2026, 11, 18))
    lena.act(reference, "answer", text="Vi hör av oss.")
    assert run(installation, mail, WEDNESDAY + timedelta(days=1)) == Outcome()


def test_whoever_has_a_conflict_of_interest_is_not_told_that_the_case_exists(
    installation: Installed, inbox: Inbox
) -> None:
    installation.resident().send("En sak.")
    came_in(installation, date(2026, 11, 27))
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference, "yes")
    run(installation, mail_to(inbox), MONDAY)
    texts = inbox.texts()
    assert "- Inget öppet ärende väntar." in texts[TO["lena"]]
    assert "- 1 öppet ärende har ingen handläggare." in texts[TO["omar"]]


# ---------------------------------------------------------------- what is refused


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
    assert run(installation, mail, MONDAY) == Outcome(
        sent=2, waiting=1, problems=[Problem.NOT_NOW]
    )
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


def test_rows_of_mails_that_are_over_are_kept_for_a_fortnight(
    installation: Installed, inbox: Inbox
) -> None:
    for weeks in range(4):
        run(installation, mail_to(inbox, lena=TO["lena"]), MONDAY + timedelta(weeks=weeks))
    with looking(installation) as session:
        days = sorted(session.scalars(select(OutboxRow.day)))
        kinds = set(session.scalars(select(OutboxRow.kind)))
    # The fourth week begins on the Monday before Christmas.
    assert days == [date(2026, 12, day) for day in (7, 14, 21)]
    assert kinds == {Kind.SUMMARY}


def test_people_in_the_configuration_who_do_not_work_at_the_desk_are_named_and_not_written_to(
    installation: Installed, inbox: Inbox
) -> None:
    mail = mail_to(inbox, lena=TO["lena"], ida="ida@strandvik.example", nils="nils@strandvik.example")
    assert run(installation, mail, MONDAY) == Outcome(sent=1, strangers=["ida", "nils"])
    assert inbox.recipients == [TO["lena"]]


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
    assert run(sqlite_installation, mail, MONDAY) == Outcome(
        waiting=3, problems=[Problem.NO_TLS]
    )
    assert inbox.raw == []
