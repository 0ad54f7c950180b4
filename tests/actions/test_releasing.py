"""Closing a quarter: in time, from what was folded, signed, frozen once, and in the folder whole or not at all."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update

from incidents.actions import blocks, ledger, releasing
from incidents.actions.login import Desk
from incidents.actions.releasing import Draft, Stopped, Wish
from incidents.core.archive import Kind
from incidents.core.auditing import Act
from incidents.core.bases import BasisKind
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unsafe
from incidents.core.facts import Fact
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.vocabulary import VERSION, vocabulary
from incidents.publishing import folder as store
from incidents.store.models import AuditRecord, StatisticsRelease
from tests.folding import archived, fold, lay, lay_anew, report
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, Installed

SEPTEMBER = 80
FEBRUARY = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
DISTRICTS = {"vik": "Vik", "unsaid": "Vet inte"}


def told(months: tuple[int, ...], count: int, seed: int) -> list[bytes]:
    """Invented reports: two grounds and two areas are common, so that something can be shown."""
    rng = np.random.default_rng(seed)
    grounds = [c.code for c in vocabulary("ground").public()][:2]
    areas = [c.code for c in vocabulary("area").public()][:2]
    return [
        Fact(
            2026,
            int(rng.choice(months)),
            VERSION,
            {"ground": (str(rng.choice(grounds)),), "area": (str(rng.choice(areas)),)},
        ).pack()
        for _ in range(count)
    ]


def referred(month: int, role: str, count: int) -> list[bytes]:
    return [ReferralStep(2026, month, "made", role, BasisKind.CONSENT, Way.LINK).pack()] * count


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(tmp_path / "published", "Strandviks kommun", DISTRICTS, 300)


def ready(installation: Installed) -> Desk:
    """A quarter that is over, folded by its coordinator."""
    lay(installation, told((7, 8, 9), 90, 1))
    desk = desk_of(installation, "per")
    fold(installation, desk, most=200)
    return desk


@pytest.fixture
def per(installation: Installed) -> Desk:
    """On both databases."""
    return ready(installation)


@pytest.fixture
def on_sqlite(sqlite_installation: Installed) -> tuple[Installed, Desk]:
    """On one, where the database makes no difference."""
    return sqlite_installation, ready(sqlite_installation)


def drafted(installation: Installed, desk: Desk, wish: Wish, now: datetime = NOW) -> Draft:
    with looking(installation) as session:
        pinned = installation.settings.trust
        return releasing.draft(session, desk, wish, pinned=pinned, now=now)


def frozen(installation: Installed, desk: Desk, made: Draft, **more: object) -> None:
    with acting(installation) as session:
        pinned = installation.settings.trust
        releasing.freeze(session, desk, made, pinned=pinned, now=NOW, **more)  # type: ignore[arg-type]


def placed(installation: Installed, desk: Desk, wish: Wish) -> list[str]:
    with looking(installation) as session:
        return releasing.place(session, desk, wish.folder, pinned=installation.settings.trust)


def faults(installation: Installed, desk: Desk, wish: Wish) -> list[str]:
    with looking(installation) as session:
        return ledger.faults(session, wish.folder, pinned=installation.settings.trust, desk=desk)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


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
    assert "2026Q3,90,0" in t0
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
    frozen(installation, per, drafted(installation, per, wish))
    placed(installation, per, wish)
    first = bytes_in(wish.folder / "r3")
    lay(installation, [*told((10, 11, 12), 80, 2), *referred(11, "do", 9), *referred(12, "adb", 8)])
    fold(installation, per, most=200, now=FEBRUARY)
    made = drafted(installation, per, wish, FEBRUARY)
    assert made.warnings
    lena = desk_of(installation, "lena")
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
    frozen(installation, per, made, second=lena, reason="Alla vet att det gäller hela året.")
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
    assert {"ALL,2026,17,", "do,2026,9,", "bureau,2026,8,", "police,2026,0,"} <= set(lines)
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
        ids = {i for block in blocks.read(session, per) for i in block.of(Kind.REPORT)}
    assert known not in ids
    assert max(ids) < (100).to_bytes(16, "big")
    lay_anew(installation, known, report(month=9, ground="sex"))
    assert (fold(installation, per).refused, archived(installation, per)[SEPTEMBER]) == (1, facts)
    # Somebody who holds the key and counts a closed month anew is found out by the kept true counts.
    placed(installation, per, wish)
    with acting(installation) as session:
        blocks.store(session, per, {SEPTEMBER: {known: (Kind.REPORT, report(month=9))}})
        blocks.noted(session, per, Act.FACTS_FOLDED, "", "", NOW)
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


def test_without_a_report_there_is_nothing_to_close(
    sqlite_installation: Installed, wish: Wish
) -> None:
    with pytest.raises(NotFound):
        drafted(sqlite_installation, desk_of(sqlite_installation, "per"), wish)


def test_what_dies_on_the_way_to_the_folder_is_mended_with_the_same_bytes(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    frozen(installation, per, drafted(installation, per, wish))
    placed(installation, per, wish)
    whole = bytes_in(wish.folder)
    (wish.folder / "publication.json").unlink()  # the last that is put in place
    (wish.folder / ".staging" / "r3").mkdir(parents=True)
    assert faults(installation, per, wish) == []
    assert placed(installation, per, wish) == ["r3"]
    assert bytes_in(wish.folder) == whole
    shutil.rmtree(wish.folder)
    assert faults(installation, per, wish) != []
    assert placed(installation, per, wish) == ["r3"]
    assert bytes_in(wish.folder) == whole


def test_a_folder_that_somebody_changed_is_found_and_nothing_is_put_into_it(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    frozen(installation, per, drafted(installation, per, wish))
    placed(installation, per, wish)
    record = wish.folder / "r3" / "release.json"
    good = record.read_bytes()
    record.write_bytes(good.replace(b"2026-11-24", b"2026-11-23"))
    assert [line.partition(":")[0] for line in faults(installation, per, wish)] == ["r3"]
    with pytest.raises(Stopped, match="Mappen"):
        placed(installation, per, wish)
    record.write_bytes(good)
    index = wish.folder / "publication.json"
    index.write_text(index.read_text("utf-8").replace('"r3"', '"r2"'), "utf-8")
    assert "r2: the ledger does not have it" in faults(installation, per, wish)
    with pytest.raises(Stopped, match="Mappen"):
        placed(installation, per, wish)
    with pytest.raises(Stopped, match="Mappen"):
        drafted(installation, per, wish, FEBRUARY)
    index.write_text(index.read_text("utf-8").replace('"r2"', '"r3"'), "utf-8")
    assert faults(installation, per, wish) == []
    assert drafted(installation, per, wish, FEBRUARY).quarter.release == "r4", (
        "nothing was told in it"
    )


def test_every_change_in_the_ledger_is_found_and_stops_the_next_release(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    frozen(installation, per, drafted(installation, per, wish))
    placed(installation, per, wish)
    with looking(installation) as session:
        (row,) = ledger.rows(session)
        good = {c.name: getattr(row, c.name) for c in StatisticsRelease.__table__.columns}
    sealed = bytes(good["sealed"])
    changes: list[dict[str, object] | None] = [
        {"sealed": sealed[:-1] + bytes([sealed[-1] ^ 1])},
        {"report": "{}"},
        {"record": bytes(32)},
        {"frozen": FEBRUARY.date()},
        {"number": 4},
        {"first_year": 2025},
        {"staff_id": desk_of(installation, "lena").actor.staff_id},
        {"second_id": desk_of(installation, "lena").actor.staff_id},
        {"signature": bytes(64)},
        None,
    ]
    for change in changes:
        with acting(installation) as session:
            if change is None:
                session.execute(delete(StatisticsRelease))
            else:
                session.execute(update(StatisticsRelease).values(**good | change))
        assert faults(installation, per, wish) != []
        with pytest.raises(Unsafe):
            placed(installation, per, wish)
        with pytest.raises((Unsafe, Conflict)):
            drafted(installation, per, wish, FEBRUARY)
        with acting(installation) as session:
            session.execute(delete(StatisticsRelease))
            session.execute(insert(StatisticsRelease), good)
    assert faults(installation, per, wish) == []
