"""What a reporter tells later under the same code: an event of its own, and no report; kept up with its case."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from incidents.actions import blocks, casework, coding, drafting, handling, live, telling
from incidents.actions.login import Desk
from incidents.core import closing
from incidents.core.archive import Block, Kind
from incidents.core.coding import Coding
from incidents.core.event import Event
from incidents.core.facts import Excluded, unpack
from incidents.core.live import Figure
from incidents.core.report import Readers, Report
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar
from incidents.crypto.casecode import CaseCode
from incidents.publishing.archived import figures
from incidents.store.models import Case, FactRow
from tests.folding import fold
from tests.looking import acting, desk_of, looking, sent
from tests.statistics.publications import DIMS
from tests.support import NOW, Installed

HATE = {"scope": ("crime_possible",), "hate_event": ("yes",), "priority": ("p3",)}
TOLD = Report("De slog mig.", "sv", Readers.NO, {"bias_motive": ("roma",)})
LATER = Event("De kom igen.", {"what_happened": ("threatened",), "place_type": ("home",)})
NEXT_YEAR = datetime(2027, 1, 11, 12, 0, tzinfo=UTC)
FOURTH = closing.Quarter(2026, 4)


def started(installation: Installed, reports: int = 1, again: int = 1) -> tuple[Desk, list[str]]:
    """Reports of different people, the first of whom told so often that it happened again."""
    codes = [sent(installation, TOLD) for _ in range(reports)]
    lena = desk_of(installation, "lena")
    for number in range(again):
        happened_again(installation, codes[0], str(number))
    with looking(installation) as session:
        references = sorted(session.scalars(select(Case.reference)))
    with acting(installation) as session:
        for reference in references:
            casework.open_case(session, lena, reference, now=NOW)
    return lena, references


def happened_again(installation: Installed, code: CaseCode, once: str) -> None:
    with acting(installation) as session:
        telling.happened_again(
            session,
            code,
            LATER,
            language="sv",
            once=once * 32,
            pinned=installation.settings.trust,
            now=NOW,
        )


def code_all(installation: Installed, desk: Desk, references: list[str]) -> None:
    for reference in references:
        with acting(installation) as session:
            trust = installation.settings.trust
            coding.code(session, desk, reference, Coding(HATE), version=0, pinned=trust, now=NOW)


def folded(installation: Installed) -> list[Block]:
    per = desk_of(installation, "per")
    fold(installation, per)
    with looking(installation) as session:
        return list(blocks.read(session, per).blocks)


def counts(held: list[Block]) -> tuple[list[int], list[int]]:
    """Hate events of the fourth quarter with a motive of Brå's racist group: how many, how many independent."""
    found = figures(held, DIMS, 2026, 4).rows["events"]
    told = tabulate(found, (DIMS["motive"],), Calendar(2026, 4))
    quarter = [one.code for one in Calendar(2026, 4).periods()].index("2026Q4")
    return told.count[quarter].tolist(), told.independent[quarter].tolist()


def test_one_person_who_tells_of_many_events_is_one_toward_the_threshold(
    installation: Installed,
) -> None:
    lena, references = started(installation, reports=4, again=6)
    code_all(installation, lena, references)
    held = folded(installation)
    assert [block.count(Kind.LATER) for block in held] == [6]
    found = figures(held, DIMS, 2026, 4)
    assert (len(found.rows["reports"]), int(found.t0.monthly.sum())) == (4, 4)
    count, independent = counts(held)
    # Everybody may reckon with no more hate events than reports.
    assert (count[:2], independent[:2]) == ([4, 4], [4, 4])


def test_what_is_told_later_is_an_event_where_it_happened_and_never_an_independent_one(
    sqlite_installation: Installed,
) -> None:
    lena, (one, _, third) = started(sqlite_installation, reports=3)
    code_all(sqlite_installation, lena, [one])
    with acting(sqlite_installation) as session:
        none = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)}
        trust = sqlite_installation.settings.trust
        coding.code(session, lena, third, Coding(none), version=0, pinned=trust, now=NOW)
    held = folded(sqlite_installation)
    events = figures(held, DIMS, 2026, 4).rows["events"]
    places = [DIMS["place"].codes[place] for place in events.values["place"].tolist()]
    assert len(events) in (2, 3)  # the one that told it twice may be the third
    assert events.group.tolist().count(-1) == places.count("home") == len(events) - 2


def test_the_live_figures_and_the_released_ones_count_the_same_reports(
    sqlite_installation: Installed,
) -> None:
    lena, references = started(sqlite_installation, reports=2, again=2)
    code_all(sqlite_installation, lena, references)
    t0 = figures(folded(sqlite_installation), DIMS, 2026, 4).t0
    per, day = desk_of(sqlite_installation, "per"), NEXT_YEAR.date()
    with looking(sqlite_installation) as session:
        found = live.look(session, per, today=day).numbers["2026Q4"]
    assert int(t0.monthly[9:].sum()) == found[Figure.RECEIVED] == 2
    assert (t0.in_time[3], t0.later[3], t0.waiting[3]) == (
        found[Figure.IN_TIME],
        found[Figure.LATER],
        found[Figure.WAITING],
    )


def test_a_quarter_can_close_early_with_what_was_told_later_when_its_case_is_coded(
    sqlite_installation: Installed,
) -> None:
    lena, (reference,) = started(sqlite_installation)
    assert not drafting.is_coded(folded(sqlite_installation), FOURTH)
    code_all(sqlite_installation, lena, [reference])
    held = folded(sqlite_installation)
    assert drafting.is_coded(held, FOURTH)
    assert not drafting.is_answered(held, FOURTH)


def test_a_later_event_of_a_coded_case_is_coded_once_it_has_been_read(
    sqlite_installation: Installed,
) -> None:
    code = sent(sqlite_installation, TOLD)
    lena, (reference,) = started_with(sqlite_installation)
    code_all(sqlite_installation, lena, [reference])
    happened_again(sqlite_installation, code, "a")
    assert not drafting.is_coded(folded(sqlite_installation), FOURTH)
    with acting(sqlite_installation) as session:
        version = casework.find(session, lena, reference).version
        trust = sqlite_installation.settings.trust
        handling.seen(session, lena, reference, version=version, pinned=trust, now=NOW)
    assert drafting.is_coded(folded(sqlite_installation), FOURTH)


def started_with(installation: Installed) -> tuple[Desk, list[str]]:
    """Lena has opened what there is."""
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        references = sorted(session.scalars(select(Case.reference)))
        for reference in references:
            casework.open_case(session, lena, reference, now=NOW)
    return lena, references


def test_what_is_told_later_of_a_case_that_is_junk_is_left_out_with_it(
    sqlite_installation: Installed,
) -> None:
    lena, (reference,) = started(sqlite_installation)
    trust, me = sqlite_installation.settings.trust, lena.actor.staff_id
    with acting(sqlite_installation) as session:
        version = casework.find(session, lena, reference).version
        handling.assign(session, lena, reference, me, version=version, pinned=trust, now=NOW)
    with acting(sqlite_installation) as session:
        version = casework.find(session, lena, reference).version
        handling.close(session, lena, reference, "abuse", version=version, pinned=trust, now=NOW)
    (block,) = folded(sqlite_installation)
    (told,) = block.of(Kind.LATER).values()
    assert unpack(told).excluded is Excluded.ABUSE
    found = figures([block], DIMS, 2026, 4)
    assert (len(found.rows["events"]), found.t0.excluded.tolist()) == (0, [0, 0, 0, 1])


def test_an_event_that_no_door_wrote_stops_nobodys_work(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(self: Event) -> dict[str, object]:
        return {"act": "event", "answers": {"what_happened": ["nothing of ours"]}}

    monkeypatch.setattr(Event, "content", odd)
    lena, references = started(sqlite_installation)
    with acting(sqlite_installation) as session:
        session.execute(delete(FactRow))
    code_all(sqlite_installation, lena, references)
    with looking(sqlite_installation) as session:
        assert len(session.scalars(select(FactRow.id)).all()) == 1
