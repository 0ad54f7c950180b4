"""Which tables there are in two years is chosen before anybody sees what it comes to, signed, and in the trail."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from incidents.actions import planning
from incidents.core.auditing import Act
from incidents.core.cells import CellError
from incidents.core.errors import Conflict, Invalid, NotAllowed, Unsafe
from incidents.store.models import AuditRecord, StatisticsChoice
from tests.folding import lay, released, report
from tests.looking import acting, desk_of, every_row, looking
from tests.releasing import DISTRICTS, chosen, drafted, faults, frozen, ready, wish_for
from tests.support import NOW, Installed


def trail(installation: Installed) -> list[str]:
    with looking(installation) as session:
        query = select(AuditRecord.detail).where(AuditRecord.act == Act.STATISTICS_PLANNED)
        return list(session.scalars(query.order_by(AuditRecord.number)))


def test_nothing_is_counted_before_a_choice_and_another_one_needs_a_reason(
    installation: Installed, tmp_path: Path
) -> None:
    lay(installation, [report(month=9)])
    per, wish = desk_of(installation, "per"), wish_for(tmp_path)
    omar = desk_of(installation, "omar")
    before = every_row(installation)
    with pytest.raises(Conflict, match="Ingen har valt"), looking(installation) as session:
        planning.chosen(session, 0, pinned=installation.settings.trust)
    for number in (0, -1, planning.MOST + 1):
        with pytest.raises(Invalid):
            chosen(installation, per, number)
    with pytest.raises(NotAllowed):
        chosen(installation, omar)
    assert every_row(installation) == before
    assert chosen(installation, per, 40)
    assert not chosen(installation, per, 40), "the same again is no choice"
    for reason in ("", "Se AD-2026-7K3QF."):
        with pytest.raises(CellError):
            chosen(installation, per, 300, reason)
    assert chosen(installation, per, 300, "Fler än vi trodde.")
    assert trail(installation) == [
        "span:1,yearly:40,districts:2,again:0",
        "span:1,yearly:300,districts:2,again:1",
    ]
    with looking(installation) as session:
        found = planning.chosen(session, 0, pinned=installation.settings.trust)
    assert (found.yearly, found.districts, found.reason) == (300, DISTRICTS, "Fler än vi trodde.")
    assert faults(installation, per, wish) == []


def test_what_is_frozen_fixes_the_choice_for_two_years_and_the_next_two_have_their_own(
    sqlite_installation: Installed, tmp_path: Path
) -> None:
    per = ready(sqlite_installation)
    made = drafted(sqlite_installation, per, wish_for(tmp_path))
    assert made.document["yearly"] == 300
    frozen(sqlite_installation, per, made)
    assert not chosen(sqlite_installation, per, 300)
    with pytest.raises(Conflict, match="går att välja om"):
        chosen(sqlite_installation, per, 40, "Färre än vi trodde.")
    released(sqlite_installation, per, 8)
    assert chosen(sqlite_installation, per, 40), "the first of the next two years needs no reason"
    with looking(sqlite_installation) as session:
        pinned = sqlite_installation.settings.trust
        assert planning.chosen(session, 0, pinned=pinned).yearly == 300
        assert planning.chosen(session, 1, pinned=pinned).yearly == 40
    assert trail(sqlite_installation)[-1] == "span:2,yearly:40,districts:2,again:0"


@pytest.mark.parametrize("how", ["changed", "taken", "districts"])
def test_a_choice_that_somebody_changed_stops_every_draft(
    sqlite_installation: Installed, tmp_path: Path, how: str
) -> None:
    per, wish = ready(sqlite_installation), wish_for(tmp_path)
    with acting(sqlite_installation) as session:
        if how == "taken":
            session.execute(delete(StatisticsChoice))
        elif how == "changed":
            session.execute(update(StatisticsChoice).values(yearly=9000))
        else:
            more = json.dumps({**DISTRICTS, "berg": "Berg"})
            session.execute(update(StatisticsChoice).values(districts=more))
    with pytest.raises(Unsafe):
        drafted(sqlite_installation, per, wish)
    with pytest.raises(Unsafe):
        chosen(sqlite_installation, per, 40, "Färre.")
    assert [text.split(":")[0] for text in faults(sqlite_installation, per, wish)] == ["choice 1"]


def test_districts_that_came_later_are_named(sqlite_installation: Installed) -> None:
    per = desk_of(sqlite_installation, "per")
    chosen(sqlite_installation, per)
    with looking(sqlite_installation) as session:
        (holds,) = planning.made(session, 0)
    assert planning.left_out(holds, {**DISTRICTS, "berg": "Berg"}) == ["Berg"]
    with acting(sqlite_installation) as session:
        pinned = sqlite_installation.settings.trust
        again = {**DISTRICTS, "berg": "Berg"}
        assert planning.choose(session, per, 300, again, "Berg är ny.", pinned=pinned, now=NOW)


def test_two_years_with_releases_from_before_there_were_choices_can_go_on(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    released(installation, per, 3)
    assert chosen(installation, per, 300)
    with pytest.raises(Conflict, match="fryst"):
        chosen(installation, per, 40, "För få.")
    with looking(installation) as session:
        assert planning.chosen(session, 0, pinned=installation.settings.trust).yearly == 300
