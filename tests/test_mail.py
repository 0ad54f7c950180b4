"""The mail worker against a real server: who is sent what and when, on both databases."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from incidents.core.mail import Counts, Kind, Told
from incidents.mailing.letter import Envelope, letter
from incidents.mailing.worker import Outcome
from incidents.store.models import OutboxRow
from tests.looking import looking
from tests.mail_server import Inbox
from tests.posting import DESK, MONDAY, TO, TUESDAY, WEDNESDAY, came_in, mail_to, rows, run, take
from tests.support import Installed


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
    take(installation, lena, "lena", reference)
    assert run(installation, mail_to(inbox), MONDAY) == Outcome(sent=3)
    texts = inbox.texts()
    assert set(texts) == set(TO.values())
    numbers = {
        to: [line for line in text.splitlines() if line[:2] == "- "] for to, text in texts.items()
    }
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
    (came,) = inbox.letters()
    assert came["Auto-Submitted"] == "auto-generated"
    assert came["X-Auto-Response-Suppress"] == "All"
    assert came["From"] == "arenden@strandvik.example"
    assert came["To"] == TO["lena"]
    assert came["Subject"] == "Veckans sammanställning"
    assert came["Content-Language"] == "sv"
    assert came["Message-ID"].endswith("@strandvik.example>")
    assert parsedate_to_datetime(came["Date"]) == MONDAY
    assert came.get_content_type() == "text/plain"
    assert came.get_content_charset() == "utf-8"
    assert inbox.raw[0].isascii()
    text = came.get_content()
    assert "- Inget öppet ärende väntar." in text
    assert [word for word in text.split() if "://" in word] == [DESK]
    assert inbox.seen == ["EHLO strandvik.example"]


@pytest.mark.parametrize(
    ("kind", "counts", "line"),
    [
        (Kind.SUMMARY, 1, "- 1 ärende har en mottagare som inte har svarat på 30 dagar."),
        (Kind.SUMMARY, 2, "- 2 ärenden har mottagare som inte har svarat på 30 dagar."),
        (Kind.REMINDER, 1, "- 1 ärende har en mottagare som nu inte har svarat på 30 dagar."),
    ],
)
def test_a_body_that_does_not_answer_is_a_line_of_its_own(
    kind: Kind, counts: int, line: str
) -> None:
    envelope = Envelope("a@strandvik.example", TO["lena"], "name", MONDAY)
    made = letter(kind, Told(Counts(silent=counts)), envelope, language="sv", desk=DESK)
    assert [one for one in made.get_content().splitlines() if one[:2] == "- "] == [line]


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


def test_a_second_run_of_the_same_week_sends_nothing(installation: Installed, inbox: Inbox) -> None:
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
    take(installation, lena, "lena", reference)
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
    mail = mail_to(
        inbox, lena=TO["lena"], ida="ida@strandvik.example", nils="nils@strandvik.example"
    )
    assert run(installation, mail, MONDAY) == Outcome(sent=1, strangers=["ida", "nils"])
    assert inbox.recipients == [TO["lena"]]
