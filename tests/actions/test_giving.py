"""That a record of a case was given out is noted: what became known is sealed for the statistics, without its case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from incidents.actions import casework, giving
from incidents.actions.login import Desk
from incidents.core import given_fact
from incidents.core.archive import Kind
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Invalid, NotAllowed, Unsafe
from incidents.core.facts import Fact
from incidents.core.given_fact import Attribute
from incidents.core.report import Readers, Report
from incidents.store.models import AuditRecord, Case, FactRow
from tests.folding import NOVEMBER, archived, fold, lay
from tests.looking import acting, desk_of, every_row, looking, sent
from tests.releasing import drafted, ready, wish_for
from tests.support import NOW, Installed

REPORT = Report(
    "Någon ropade efter mig.",
    "sv",
    Readers.NO,
    {"contact_mode": ("code",), "ground": ("religion",), "area": ("leisure",)},
)


def opened(installation: Installed) -> tuple[Desk, str]:
    """A log-in with the case open."""
    sent(installation, REPORT)
    desk = desk_of(installation, "lena")
    with acting(installation) as session:
        case = session.scalars(select(Case)).one()
        casework.open_case(session, desk, case.reference, now=NOW)
        return desk, case.reference


def note(
    installation: Installed,
    desk: Desk,
    reference: str,
    *attributes: Attribute,
    version: int = -1,
    now: datetime = NOW,
) -> None:
    with acting(installation) as session:
        held = session.scalars(select(Case.version)).one() if version < 0 else version
        pinned = installation.settings.trust
        giving.note(session, desk, reference, attributes, version=held, pinned=pinned, now=now)


def told(installation: Installed) -> list[given_fact.Given]:
    per = desk_of(installation, "per")
    fold(installation, per)
    packed = archived(installation, per)[NOVEMBER].get(Kind.GIVEN, [])
    return [given_fact.unpack(one) for one in packed]


def test_what_became_known_is_sealed_and_the_trail_has_no_value(installation: Installed) -> None:
    lena, reference = opened(installation)
    note(installation, lena, reference, Attribute.GROUND)
    note(installation, lena, reference, Attribute.AREA, Attribute.GROUND)
    first, second = sorted(told(installation), key=lambda one: len(one.attributes))
    assert first.token == second.token
    assert first.fact.groups == {"ground": ("religion",)}
    assert set(second.fact.groups) == {"ground", "area"}
    with looking(installation) as session:
        query = select(AuditRecord.detail).where(AuditRecord.act == Act.CASE_GIVEN_OUT)
        assert sorted(session.scalars(query)) == ["area,ground", "ground"]


def test_nothing_named_an_old_page_and_an_unread_case_note_nothing(
    sqlite_installation: Installed,
) -> None:
    lena, reference = opened(sqlite_installation)
    omar = desk_of(sqlite_installation, "omar")
    before = every_row(sqlite_installation)
    with pytest.raises(Invalid, match="Välj vad som framgick"):
        note(sqlite_installation, lena, reference)
    with pytest.raises(Conflict):
        note(sqlite_installation, lena, reference, Attribute.AREA, version=999)
    with pytest.raises(NotAllowed):
        note(sqlite_installation, omar, reference, Attribute.AREA)
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize("taken", [True, False])
def test_a_note_that_somebody_took_out_of_the_database_stops_the_next_release(
    sqlite_installation: Installed, tmp_path: Path, *, taken: bool
) -> None:
    lena, reference = opened(sqlite_installation)
    per = ready(sqlite_installation)
    with looking(sqlite_installation) as session:
        before = set(session.scalars(select(FactRow.id)))
    in_september = datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
    note(sqlite_installation, lena, reference, Attribute.GROUND, now=in_september)
    # What is given out after the quarter may wait, and is not missed.
    note(
        sqlite_installation,
        lena,
        reference,
        Attribute.AREA,
        now=in_september + timedelta(minutes=1),
    )
    if taken:
        with acting(sqlite_installation) as session:
            session.execute(delete(FactRow).where(FactRow.id.not_in(before)))
    fold(sqlite_installation, per)
    if not taken:
        assert drafted(sqlite_installation, per, wish_for(tmp_path)).quarter.code == "2026Q3"
        return
    with pytest.raises(Unsafe) as found:
        drafted(sqlite_installation, per, wish_for(tmp_path))
    assert found.value.at_desk.startswith("En anteckning om en utlämnad handling är borta.")


def test_a_note_in_the_place_of_another_stops_it_too(
    sqlite_installation: Installed, tmp_path: Path
) -> None:
    lena, reference = opened(sqlite_installation)
    per = ready(sqlite_installation)
    with looking(sqlite_installation) as session:
        before = set(session.scalars(select(FactRow.id)))
    in_september = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
    note(sqlite_installation, lena, reference, Attribute.GROUND, now=in_september)
    with acting(sqlite_installation) as session:
        session.execute(delete(FactRow).where(FactRow.id.not_in(before)))
    # Whoever writes the database can seal anything, and open nothing.
    forged = given_fact.Given(2026, 9, bytes(8), frozenset({Attribute.MATTER}), Fact(2026, 8, {}))
    lay(sqlite_installation, [forged.pack()])
    fold(sqlite_installation, per)
    with pytest.raises(Unsafe):
        drafted(sqlite_installation, per, wish_for(tmp_path))
