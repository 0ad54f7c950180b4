"""The coordinator's Monday mail on the statistics: what waits, with no number, no year and nothing of any report."""

import re
from datetime import UTC, datetime

from sqlalchemy import update

from incidents.actions import freezing, ledger, reminding
from incidents.actions.freezing import Correction, Made
from incidents.core.closing import Quarter
from incidents.mailing.worker import Outcome
from incidents.store.models import Case
from tests.folding import fold, lay, report
from tests.looking import acting, desk_of, looking
from tests.mail_server import Inbox
from tests.posting import MONDAY, TO, TUESDAY, mail_to, run
from tests.support import Installed

PER = "per.samordnare@strandvik.example"
#: A Monday after two whole years, and one thirty days after a quarter.
LATER = datetime(2028, 2, 14, 6, 30, tzinfo=UTC)
HEAD = "Det här väntar i statistiken:"
QUARTER = "- Ett kvartal kan stängas och är inte stängt."
REPORT = "- En rapport till ECCAR kan frysas och är inte fryst."
DISPOSAL = "- Enskilda uppgifter från två år med fryst rapport väntar på beslut om gallring."


def told(installation: Installed, inbox: Inbox, when: datetime) -> list[str]:
    """The lines on the statistics in this Monday's mail."""
    assert run(installation, mail_to(inbox, per=PER), when) == Outcome(sent=1)
    text = inbox.texts()[PER]
    part = text.partition(HEAD)[2].partition("Logga in här:")[0]
    assert re.search(r"\d", part) is None
    return [line for line in part.splitlines() if line]


def freeze(installation: Installed, *, whole: bool, seen: int) -> None:
    per, pinned = desk_of(installation, "per"), installation.settings.trust
    said = Correction("Allt är publicerat.") if seen else Correction()
    made = Made("2026-2027", whole, said, {}, {"sv.html": b"x"})
    with acting(installation) as session:
        freezing.freeze(session, per, made, seen=seen, pinned=pinned, now=LATER)


def test_each_thing_is_told_of_when_it_can_be_done_and_not_when_it_is_done(
    installation: Installed, inbox: Inbox
) -> None:
    lay(installation, [report(2026, 1), report(2028, 1)])
    per = desk_of(installation, "per")
    fold(installation, per, now=LATER)
    close(installation, 7)
    assert told(installation, inbox, LATER) == [QUARTER]
    close(installation, 8)
    assert told(installation, inbox, LATER.replace(day=21)) == [REPORT]
    freeze(installation, whole=False, seen=0)
    assert told(installation, inbox, LATER.replace(day=28)) == [REPORT]
    freeze(installation, whole=True, seen=1)
    assert told(installation, inbox, LATER.replace(month=3, day=6)) == [DISPOSAL]
    # 2028Q1 ends on 31 March: thirty days later it can be closed for sure.
    assert told(installation, inbox, LATER.replace(month=5, day=8)) == [QUARTER, DISPOSAL]
    with looking(installation) as session:
        pinned, day = installation.settings.trust, LATER.replace(month=5, day=8).date()
        found = reminding.undone(session, pinned=pinned, today=day)
    assert (found.quarter, found.reports, found.disposal) == ("2028Q1", (), ("2026-2027",))


def test_before_any_quarter_is_closed_the_first_report_says_which_is_the_first(
    sqlite_installation: Installed, inbox: Inbox
) -> None:
    assert HEAD not in said(sqlite_installation, inbox, MONDAY)
    sqlite_installation.resident().send("Någon hotade mig.")
    with acting(sqlite_installation) as session:
        session.execute(update(Case).values(received=datetime(2026, 7, 1, tzinfo=UTC).date()))
    assert told(sqlite_installation, inbox, MONDAY.replace(month=12, day=7)) == [QUARTER]
    assert run(sqlite_installation, mail_to(inbox, per=PER), TUESDAY) == Outcome()
    run(sqlite_installation, mail_to(inbox, lena=TO["lena"]), MONDAY.replace(month=12, day=14))
    assert "statistiken" not in inbox.texts()[TO["lena"]]


def said(installation: Installed, inbox: Inbox, when: datetime) -> str:
    run(installation, mail_to(inbox, per=PER), when)
    return inbox.texts()[PER]


def close(installation: Installed, number: int) -> None:
    """A row of the ledger as a release leaves it; the rows before it are not needed to know which is the newest."""
    per = desk_of(installation, "per")
    with acting(installation) as session:
        values = ledger.values_of(
            per, None, Quarter(2026, number), frozen=LATER.date(), rules=1, record=bytes(32), report="",
            document={},
        )  # fmt: skip
        signed = per.signer.key.sign(ledger.next_statement(session, values))
        ledger.add(session, values, signed, None)
