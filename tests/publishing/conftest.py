"""Folders that hold every kind of file: one municipality's, and that of two together."""

from pathlib import Path

import pytest

from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Table
from incidents.core.statistics.release import Rules
from incidents.publishing import simulate
from tests.statistics.municipalities import HIDES, SHOWS, joined, publish
from tests.statistics.publications import invented, plan_of

#: Every measure, one answer and several, for the same quarter.
PLAN = plan_of(
    Table("T1", "Grund och område", "reports", ("ground", "area"), Level.QUARTER),
    Table("T6", 'Motiv = "varför"', "events", ("motive",), Level.QUARTER),
    Table("T7", "Hänvisningar", "referrals", ("body",), Level.QUARTER),
)


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("single")
    calendar = Calendar(2026, 1, PLAN.levels())
    course = simulate.Course(PLAN)
    simulate.release(course, calendar, invented(400, 1, 3), Rules(most_hidden=1.0), target)
    return target


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("together")
    joined(room / "out", publish(room / "ask", [HIDES]), publish(room / "bo", [SHOWS]))
    return room / "out"


@pytest.fixture(params=["single", "together"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found
