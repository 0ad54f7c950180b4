"""No mail and no row of the outbox says anything of a case, and no request sends mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import inspect, select

from incidents.mailing.configured import read
from incidents.store.models import Case, EntryRow, OutboxRow, Staff
from tests.looking import looking
from tests.mail_server import mail_server
from tests.markers import found_in
from tests.posting import DESK, MONDAY, TO, TUESDAY, came_in, mail_to, run, take
from tests.support import Installed
from tests.test_mail_command import MAIL_TO

MARKER = "Märkt-5b1e7c"


def used(installation: Installed) -> list[str]:
    """A desk in use, with marked stories, messages and notes; the words that no mail may have."""
    codes = [installation.resident().send(f"{MARKER} i skolan {n}") for n in range(3)]
    installation.resident().send(f"{MARKER} om er chef", readers="yes")
    lena = installation.desk("lena")
    references = lena.queue()
    lena.answer_cover(references[0])
    take(installation, lena, "lena", references[0])
    lena.act(references[0], "note", text=f"{MARKER} en anteckning")
    lena.act(references[0], "answer", text=f"{MARKER} ett svar")
    lena.answer_cover(references[1], "yes")
    with looking(installation) as session:
        everyone = session.execute(select(Case.id, Case.reference)).all()
        entries = session.scalars(select(EntryRow.id)).all()
        names = session.scalars(select(Staff.name)).all()
    ids = [id_.hex() for id_ in (*(row.id for row in everyone), *entries)]
    return [MARKER, *codes, *(row.reference for row in everyone), *ids, *names]


def test_no_mail_has_a_reference_a_word_of_a_story_or_a_name(installation: Installed) -> None:
    secrets = used(installation)
    with mail_server() as inbox:
        for language in ("sv", "en"):
            mail = mail_to(inbox, language)
            shift = timedelta(weeks=language == "en")
            came_in(installation, date(2026, 11, 30) + shift)
            assert run(installation, mail, MONDAY + shift).sent == 3
            assert run(installation, mail, TUESDAY + shift).sent == 3
            # ten working days later the first reply is nearly late
            came_in(installation, date(2026, 11, 18) + shift)
            assert run(installation, mail, TUESDAY + shift + timedelta(days=1)).sent == 3
    said = b"\n".join(inbox.raw).decode("ascii")
    shown = "\n".join(str(letter) + letter.get_content() for letter in inbox.letters())
    assert len(inbox.raw) == 18
    assert found_in(b"".join(inbox.raw), MARKER) == set()
    for secret in secrets:
        assert secret not in said
        assert secret not in shown
    assert shown.count(DESK) >= 18
    assert "/cases/" not in shown
    with looking(installation) as session:
        kept = repr(session.execute(select(OutboxRow.__table__)).all())
    for secret in (*secrets, "@strandvik"):
        assert secret not in kept


def test_a_row_of_the_outbox_says_whom_what_and_which_day_and_no_time_but_half_hours(
    installation: Installed,
) -> None:
    columns = {column.key for column in inspect(OutboxRow).columns}
    assert columns == {
        "id",
        "staff_id",
        "kind",
        "day",
        "state",
        "tries",
        "not_before",
        "problem",
    }
    with mail_server() as inbox:
        inbox.at_recipient[TO["omar"]] = ["450 4.2.0 later"]
        at = MONDAY + timedelta(minutes=7, seconds=13)
        assert run(installation, mail_to(inbox), at).waiting == 1
    with looking(installation) as session:
        times = set(session.scalars(select(OutboxRow.not_before)))
    assert times == {None, datetime(2026, 11, 30, 7, 30, tzinfo=UTC)}


def test_no_request_notes_or_sends_a_mail(
    installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports, log-ins and everything at the desk, with mail switched on in the environment of the process."""
    with mail_server() as inbox:
        configured = {
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(inbox.port),
            "MAIL_TLS": "off",
            "MAIL_FROM": "arenden@strandvik.example",
            "MAIL_TO": MAIL_TO,
            "PUBLIC_ADDRESS": "https://beratta.strandvik.example",
        }
        for name, value in configured.items():
            monkeypatch.setenv(name, value)
        used(installation)
        lena = installation.desk("lena")
        for page in ("/desk/", "/desk/deadlines", "/desk/facts", "/sv/", "/sv/inbox"):
            assert lena.client.get(page).status_code in {200, 302, 303}
        assert (inbox.raw, inbox.seen) == ([], [])
        with looking(installation) as session:
            assert session.scalars(select(OutboxRow.id)).all() == []
        # The control: the same settings and a worker do send.
        mail = read({**configured, "INCIDENTS_MODE": "demo"}, installation.settings.data)
        assert mail is not None
        assert run(installation, mail, MONDAY).sent == 3
