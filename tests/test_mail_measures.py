"""The coordinator's Monday mail: how many measures are late, and nothing of any case or of any measure."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update

from incidents.actions.register_versions import Change, Kept
from incidents.actions.registers import Saved, save
from incidents.core.measures import MEASURES
from incidents.mailing.worker import Outcome
from incidents.store.models import RegisterVersion, Staff
from tests.looking import acting, desk_of
from tests.mail_server import Inbox
from tests.posting import MONDAY, TO, TUESDAY, came_in, mail_to, run
from tests.registering import MEASURE
from tests.support import Installed

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PER = "per.samordnare@strandvik.example"


def keeping(installation: Installed, *due: str) -> None:
    """Per keeps measures that are to be done by these days."""
    per = desk_of(installation, "per")
    items = tuple(
        MEASURES.item(f"aaa2{number}", {**MEASURE, "due": day}, date(2026, 11, 27))
        for number, day in enumerate(due)
    )
    with acting(installation) as session:
        kept = Kept(MEASURES, installation.settings.trust)
        save(session, per, kept, Saved(Change.TABLE, "", lambda _: items), seen=0, now=NOW)


def test_the_coordinator_is_told_of_late_measures_and_the_readers_of_cases(
    installation: Installed, inbox: Inbox
) -> None:
    installation.resident().send("Någon hotade mig.")
    came_in(installation, date(2026, 11, 27))
    keeping(installation, "2026-11-29", "2026-11-30", "2026-01-01")
    mail = mail_to(inbox, per=PER, lena=TO["lena"])
    assert run(installation, mail, MONDAY) == Outcome(sent=2)
    text = inbox.texts()[PER]
    assert "Så ser det ut i åtgärdsregistret:\n\n- 2 åtgärder är försenade.\n" in text
    for content in ("ärendena", "köregler", "Bostadsbolaget", "Eva", "AD-"):
        assert content not in text
    assert "åtgärd" not in inbox.texts()[TO["lena"]]
    assert "- 1 öppet ärende har ingen handläggare." in inbox.texts()[TO["lena"]]
    # Between Mondays nobody is reminded of measures.
    assert run(installation, mail, TUESDAY) == Outcome()
    assert run(installation, mail_to(inbox, per=PER), TUESDAY + timedelta(days=1)) == Outcome()


def test_nothing_late_is_said_and_a_version_of_somebody_else_counts_for_nothing(
    sqlite_installation: Installed, inbox: Inbox
) -> None:
    keeping(sqlite_installation, "2026-12-24")
    with acting(sqlite_installation) as session:
        session.execute(
            update(Staff).where(Staff.login == "per").values(roles="casework coordination")
        )
    run(sqlite_installation, mail_to(inbox, "en", per=PER), MONDAY)
    text = inbox.texts()[PER]
    assert "- No measure is late." in text
    assert "- No open case is waiting." in text
    with acting(sqlite_installation) as session:
        session.execute(update(RegisterVersion).values(text=RegisterVersion.text + "x"))
    run(sqlite_installation, mail_to(inbox, per=PER), MONDAY + timedelta(weeks=4))
    assert "- Ingen åtgärd är försenad." in inbox.texts()[PER]
