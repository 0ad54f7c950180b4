"""A day that a caseworker knows makes the law's time limit exact: in the case, on its card, and after a closing."""

from datetime import date

import pytest
from sqlalchemy import update

from incidents.actions import cards, casefile, casework, handling
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.errors import Conflict
from incidents.core.happened import Happened
from incidents.core.help.spans import Kind, Span
from incidents.core.report import Readers, Report
from incidents.core.workflow import Status
from incidents.store.models import Case
from tests.actions.test_casework import acts, case_of, close_it, opened, version
from tests.looking import acting, looking, sent
from tests.support import NOW, Installed

KNOWN = Happened(date(2026, 11, 17), Kind.DISMISSAL)
EXACT = Span(date(2026, 12, 1), date(2026, 12, 1))


def at_work(**answers: tuple[str, ...]) -> Report:
    told = {"area": ("work",), "when_coarse": ("d14",), **answers}
    return Report("Jag blev uppsagd.", "sv", Readers.NO, {"contact_mode": ("code",), **told})


def card_now(installation: Installed, desk: Desk) -> DeskCard:
    with looking(installation) as session:
        card = cards.of_case(session, desk, case_of(installation).id)
    assert card is not None
    return card


def note_day(installation: Installed, desk: Desk, reference: str, known: Happened) -> None:
    pinned, number = installation.settings.trust, version(installation)
    with acting(installation) as session:
        handling.note_day(
            session, desk, reference, known, "Det hände då.", version=number, pinned=pinned, now=NOW
        )


def test_a_known_day_makes_the_span_on_the_card_exact(installation: Installed) -> None:
    sent(installation, at_work())
    desk, reference = opened(installation)
    assert card_now(installation, desk).limit == Span(date(2026, 11, 24), date(2027, 3, 24))
    note_day(installation, desk, reference, KNOWN)
    assert card_now(installation, desk).limit == EXACT
    assert acts(installation)[-1] == (Act.CASE_DAY, "")
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        file = casefile.read(session, desk, case, pinned=installation.settings.trust)
    assert file.happened == KNOWN
    assert all(read.sound for read in file.entries)


def test_the_latest_day_counts_and_outlives_a_closing(installation: Installed) -> None:
    sent(installation, at_work())
    desk, reference = opened(installation)
    note_day(installation, desk, reference, Happened(date(2026, 11, 3)))
    note_day(installation, desk, reference, KNOWN)
    with acting(installation) as session:
        session.execute(update(Case).values(status=Status.ACTIVE))
    close_it(installation, desk, reference)
    number = version(installation)
    with acting(installation) as session:
        handling.move(
            session,
            desk,
            reference,
            Status.REOPENED,
            version=number,
            pinned=installation.settings.trust,
            now=NOW,
        )
    assert card_now(installation, desk).limit == EXACT


@pytest.mark.parametrize(
    "answers", [{"wish": ("register",)}, {"contact_mode": ("none",)}], ids=["register", "none"]
)
def test_no_clock_runs_where_nobody_can_be_told(
    installation: Installed, answers: dict[str, tuple[str, ...]]
) -> None:
    sent(installation, at_work(**answers))
    desk, reference = opened(installation)
    note_day(installation, desk, reference, KNOWN)
    card = card_now(installation, desk)
    assert card.limit is None
    assert card.flags & (Flag.REGISTER_ONLY | Flag.NO_ANSWER_WANTED)


def test_a_day_does_not_overwrite_what_a_colleague_did_meanwhile(installation: Installed) -> None:
    sent(installation, at_work())
    desk, reference = opened(installation)
    old = version(installation)
    note_day(installation, desk, reference, KNOWN)
    with acting(installation) as session, pytest.raises(Conflict):
        handling.note_day(
            session,
            desk,
            reference,
            Happened(date(2026, 11, 3)),
            "Det hände då.",
            version=old,
            pinned=installation.settings.trust,
            now=NOW,
        )
    assert card_now(installation, desk).limit == EXACT
