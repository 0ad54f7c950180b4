"""Closing a quarter: in time, from what was folded, signed, frozen once, and in the folder whole or not at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from incidents.actions import blocks, ledger
from incidents.actions.drafting import Stopped, Wish
from incidents.actions.login import Desk
from incidents.core import facts
from incidents.core.archive import Kind
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.facts import Excluded
from incidents.core.handled import Handled, Mark
from incidents.publishing import folder as store
from incidents.store.models import AuditRecord
from tests.folding import archived, fold, lay, lay_anew, report
from tests.looking import acting, desk_of, every_row, looking
from tests.releasing import (
    FEBRUARY,
    bytes_in,
    chosen,
    drafted,
    faults,
    frozen,
    placed,
    ready,
    referred,
    told,
    wish_for,
)
from tests.support import NOW, Installed

SEPTEMBER = 80


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return wish_for(tmp_path)


@pytest.fixture
def per(installation: Installed) -> Desk:
    """On both databases."""
    return ready(installation)


@pytest.fixture
def on_sqlite(sqlite_installation: Installed) -> tuple[Installed, Desk]:
    """On one, where the database makes no difference."""
    return sqlite_installation, ready(sqlite_installation)


def test_a_quarter_is_counted_signed_frozen_and_published(
    installation: Installed, per: Desk, wish: Wish
) -> None:
    lay(installation, [*referred(8, "do", 9), *referred(9, "hr", 7), report(month=10)])
    fold(installation, per)
    before = every_row(installation)
    made = drafted(installation, per, wish)
    assert every_row(installation) == before
    assert not wish.folder.exists()
    assert (made.quarter.code, made.quarter.release) == ("2026Q3", "r3")
    frozen(installation, per, made)
    assert not wish.folder.exists(), "the ledger comes first"
    assert placed(installation, per, wish) == ["r3"]
    assert placed(installation, per, wish) == []
    assert faults(installation, per, wish) == []
    assert json.loads(store.check(wish.folder))["findings"] == []
    t0 = (wish.folder / "r3" / "t0.csv").read_text(encoding="utf-8").splitlines()
    assert "2026Q3,90,0,0,0,90,0" in t0
    assert [line for line in t0 if line.startswith("2026-10")] == []
    with looking(installation) as session:
        query = select(AuditRecord.subject, AuditRecord.detail)
        ((subject, detail),) = session.execute(
            query.where(AuditRecord.act == Act.STATISTICS_RELEASED)
        ).all()
    assert subject == "release:r3"
    assert detail.startswith(f"tables:{len(made.shares)},withheld:{len(made.withheld)},blocks:")


def test_two_quarters_make_a_year_and_what_says_the_same_of_a_group_takes_two_people(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    lena = desk_of(installation, "lena")
    assert chosen(installation, per, 1000, "Fler än vi trodde.")
    both = {"second": lena, "reason": "Alla vet att det gäller hela året."}
    frozen(installation, per, drafted(installation, per, wish), **both)
    placed(installation, per, wish)
    first = bytes_in(wish.folder / "r3")
    lay(installation, [*told((10, 11, 12), 80, 2), *referred(11, "do", 9), *referred(12, "adb", 8)])
    fold(installation, per, most=200, now=FEBRUARY)
    made = drafted(installation, per, wish, FEBRUARY)
    assert made.warnings
    before = every_row(installation)
    for signed in (
        {},
        {"second": per, "reason": "x"},
        {"reason": "x"},
        {"second": lena, "reason": " "},
    ):
        with pytest.raises(Invalid):
            frozen(installation, per, made, **signed)
    assert every_row(installation) == before
    frozen(installation, per, made, **both)
    assert placed(installation, per, wish) == ["r4"]
    assert bytes_in(wish.folder / "r3") == first
    assert faults(installation, per, wish) == []
    assert json.loads(store.check(wish.folder))["findings"] == []
    told_ = json.loads((wish.folder / "publication.json").read_text(encoding="utf-8"))
    assert told_["releases"] == ["r3", "r4"]
    tables = {table["id"]: table for table in told_["tables"]}
    assert {one["measure"] for one in tables.values()} == {"reports", "referrals"}
    (referrals,) = (
        wish.folder / one["csv"] for one in tables.values() if one["measure"] == "referrals"
    )
    lines = referrals.read_text(encoding="utf-8").splitlines()
    assert {
        "ALL,2026,17,",
        "do,2026,9,",
        "bureau,2026,8,",
        "police,2026,0,",
    } <= set(lines)
    assert "Alla vet" not in repr(bytes_in(wish.folder))


def test_a_closed_quarter_takes_nothing_more_and_no_case_leads_to_its_fact(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    (known,) = lay(installation, [report(month=9)])
    fold(installation, per)
    facts = archived(installation, per)[SEPTEMBER]
    frozen(installation, per, drafted(installation, per, wish))
    assert archived(installation, per)[SEPTEMBER] == facts
    with looking(installation) as session:
        ids = {i for block in blocks.read(session, per).blocks for i in block.of(Kind.REPORT)}
    assert known not in ids
    assert max(ids) < (100).to_bytes(16, "big")
    lay_anew(installation, known, report(month=9, ground="sex"))
    assert (fold(installation, per).refused, archived(installation, per)[SEPTEMBER]) == (1, facts)
    # Somebody who holds the key and counts a closed month anew is found out by the kept true counts.
    placed(installation, per, wish)
    with acting(installation) as session:
        facts_ = {SEPTEMBER: {known: (Kind.REPORT, report(month=9))}}
        marks = blocks.store(session, per, blocks.check_whole(session), facts_)
        blocks.noted(session, per, Act.FACTS_FOLDED, "", "", marks, NOW)
    with pytest.raises(Stopped, match="stämmer inte"):
        drafted(installation, per, wish, FEBRUARY)


def test_it_is_not_closed_too_early_from_too_little_or_from_a_draft_that_is_old(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    with pytest.raises(NotAllowed):
        drafted(installation, desk_of(installation, "lena"), wish)
    with pytest.raises(Conflict, match="slut än"):
        drafted(installation, per, wish, datetime(2026, 9, 30, 12, 0, tzinfo=UTC))
    with pytest.raises(Conflict, match="30 dagar"):
        drafted(installation, per, wish, datetime(2026, 10, 20, 12, 0, tzinfo=UTC))
    lay(installation, [report(month=9)])
    with pytest.raises(Conflict, match="insamlade"):
        drafted(installation, per, wish)
    fold(installation, per)
    made = drafted(installation, per, wish)
    lay(installation, [report(month=8)])
    before = every_row(installation)
    with pytest.raises(Conflict, match="insamlade"):
        frozen(installation, per, made)
    assert every_row(installation) == before
    fold(installation, per)
    with pytest.raises(Conflict, match="ändrats"):
        frozen(installation, per, made)
    made = drafted(installation, per, wish)
    frozen(installation, per, made)
    with pytest.raises(Conflict, match="ändrats"):
        frozen(installation, per, made)
    with looking(installation) as session:
        assert [row.number for row in ledger.rows(session)] == [3]


def test_a_quarter_whose_reports_are_all_coded_need_not_wait(
    sqlite_installation: Installed, wish: Wish
) -> None:
    coded = Handled("crime_possible", "d5", frozenset({Mark.CODED}))
    lay(sqlite_installation, told((7, 8, 9), 60, 3, coded))
    double = replace(facts.unpack(report(month=9)), excluded=Excluded.DOUBLE).pack()
    lay(sqlite_installation, [double])
    per, early = desk_of(sqlite_installation, "per"), datetime(2026, 10, 2, 12, 0, tzinfo=UTC)
    fold(sqlite_installation, per)
    chosen(sqlite_installation, per)
    assert drafted(sqlite_installation, per, wish, early).quarter.code == "2026Q3"
    waiting = replace(facts.unpack(report(month=9)), handled=replace(coded, reply=""))
    (fact_id,) = lay(sqlite_installation, [waiting.pack()])
    fold(sqlite_installation, per)
    with pytest.raises(Conflict, match="tio arbetsdagar"):
        drafted(sqlite_installation, per, wish, early)
    after = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)
    assert drafted(sqlite_installation, per, wish, after).quarter.code == "2026Q3"
    lay_anew(sqlite_installation, fact_id, replace(waiting, handled=coded).pack())
    lay(sqlite_installation, [report(month=9)])
    fold(sqlite_installation, per)
    with pytest.raises(Conflict, match="30 dagar"):
        drafted(sqlite_installation, per, wish, early)


def test_without_a_report_there_is_nothing_to_close(
    sqlite_installation: Installed, wish: Wish
) -> None:
    with pytest.raises(NotFound):
        drafted(sqlite_installation, desk_of(sqlite_installation, "per"), wish)
