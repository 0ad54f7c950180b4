"""Folding: bounded, all of a call or nothing, each fact once, nothing lost, and no archive that somebody else wrote."""

import os
import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from incidents.actions import folding
from incidents.actions.login import Desk
from incidents.actions.trust import current_rings
from incidents.core.archive import Kind
from incidents.core.auditing import Act
from incidents.core.equality import voluntary_of
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import step_of
from incidents.core.rings import Ring
from incidents.crypto.envelope import Purpose
from incidents.crypto.sealing import seal
from incidents.store.models import AuditRecord, FactRow
from tests.folding import (
    NOVEMBER,
    archived,
    fold,
    lay,
    lay_anew,
    released,
    report,
    sealed_block,
)
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, Installed

DAY = date(2026, 11, 24)
VOLUNTARY = voluntary_of({"gender": "man"}, DAY).pack()
STEP = step_of("made", "do", None, Way.LINK, DAY).pack()


def waiting(installation: Installed) -> int:
    with looking(installation) as session:
        return session.scalar(select(func.count()).select_from(FactRow)) or 0


def test_each_kind_lies_apart_in_the_block_of_its_month_and_no_sealed_row_is_left(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    october = report(month=10)
    lay(installation, [report(), october, VOLUNTARY, STEP, report()])
    done = fold(installation, per)
    assert (done.taken, done.refused, done.unreadable, done.left) == (5, 0, 0, 0)
    assert archived(installation, per) == {
        NOVEMBER - 1: {Kind.REPORT: [october]},
        NOVEMBER: {Kind.REPORT: [report()] * 2, Kind.VOLUNTARY: [VOLUNTARY], Kind.STEP: [STEP]},
    }
    assert waiting(installation) == 0


def test_a_real_report_is_folded_as_its_sender_told_it(installation: Installed) -> None:
    installation.resident().send("Någon hotade mig.")
    per = desk_of(installation, "per")
    assert fold(installation, per).taken == 1
    ((_, kinds),) = archived(installation, per).items()
    assert [len(found) for found in kinds.values()] == [1]
    assert list(kinds) == [Kind.REPORT]


def test_it_opens_so_many_and_goes_on_where_it_was(installation: Installed) -> None:
    per = desk_of(installation, "per")
    lay(installation, [report(ground="sex") for _ in range(7)])
    seen, after = [], b""
    for _ in range(3):
        done = fold(installation, per, most=3, after=after)
        after = done.after
        seen.append((done.taken, done.left, waiting(installation)))
    assert seen == [(3, 4, 4), (3, 1, 1), (1, 0, 0)]
    assert archived(installation, per)[NOVEMBER][Kind.REPORT] == [report(ground="sex")] * 7


def test_what_is_interrupted_has_not_happened(installation: Installed) -> None:
    per = desk_of(installation, "per")
    lay(installation, [report(), STEP])
    fold(installation, per, most=1)
    before = every_row(installation)

    def killed() -> None:
        with acting(installation) as session:
            folding.fold(session, per, pinned=installation.settings.trust, now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert every_row(installation) == before
    assert fold(installation, per).taken == 1


def test_the_trail_says_how_many_and_nothing_of_what(installation: Installed) -> None:
    per = desk_of(installation, "per")
    lay(installation, [report(), report()])
    fold(installation, per)
    with looking(installation) as session:
        query = select(AuditRecord.actor_id, AuditRecord.subject, AuditRecord.detail)
        ((actor, subject, detail),) = session.execute(
            query.where(AuditRecord.act == Act.FACTS_FOLDED)
        ).all()
    assert (actor, subject) == (per.actor.staff_id, "")
    assert detail.rpartition(",")[0] == "facts:2,refused:0,unreadable:0"
    before = every_row(installation)
    assert fold(installation, per).taken == 0
    assert every_row(installation) == before, "nothing to fold, nothing to tell"


def test_a_report_that_staff_coded_later_counts_once_and_as_coded(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    first, _ = lay(installation, [report(), report()])
    fold(installation, per)
    lay_anew(installation, first, report(ground="religion"))
    assert fold(installation, per).taken == 1
    found = archived(installation, per)[NOVEMBER][Kind.REPORT]
    assert found == sorted([report(), report(ground="religion")])


def test_what_nobody_can_read_stays_and_stops_nothing(installation: Installed) -> None:
    per = desk_of(installation, "per")
    (known,) = lay(installation, [report()])
    odd = [os.urandom(16) for _ in range(5)]
    with acting(installation) as session:
        ring = current_rings(session, installation.settings.trust)[Ring.STATISTICS]
        moved = session.get_one(FactRow, known).sealed
        to_come = report(month=12)
        for fact_id, sealed in zip(
            odd,
            [
                os.urandom(1300),
                b"",
                moved,
                seal(ring.key, Purpose.FACT, odd[3], b"no fact", epoch=1),
                seal(ring.key, Purpose.FACT, odd[4], to_come, epoch=1),
            ],
            strict=True,
        ):
            session.add(FactRow(id=fact_id, sealed=sealed))
    done = fold(installation, per)
    assert (done.taken, done.unreadable, done.left) == (1, 5, 0)
    with looking(installation) as session:
        assert set(session.scalars(select(FactRow.id))) == set(odd)
    again = [fold(installation, per, most=2, after=at) for at in (b"", sorted(odd)[1])]
    assert [(one.taken, one.unreadable, one.left) for one in again] == [(0, 2, 3), (0, 2, 1)]


def test_a_closed_month_takes_no_report_and_no_change_and_says_so(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    known, _ = lay(installation, [report(month=9), report()])
    fold(installation, per)
    released(installation, per, 3)
    lay_anew(installation, known, report(month=9, ground="sex"))
    lay(installation, [report(month=9), report(month=10)])
    before = sealed_block(installation, NOVEMBER - 2)
    done = fold(installation, per)
    assert (done.taken, done.refused, done.left) == (1, 2, 0)
    assert sealed_block(installation, NOVEMBER - 2) == before
    assert waiting(installation) == 0


def test_two_coordinators_at_once_count_nothing_twice(installation: Installed) -> None:
    lay(installation, [report(month=n % 3 + 9) for n in range(30)])
    desks = [desk_of(installation, "per") for _ in range(4)]
    gate = threading.Barrier(len(desks))
    taken: list[int] = []

    def one(desk: Desk) -> None:
        gate.wait(30)
        taken.extend(fold(installation, desk, most=10).taken for _ in range(3))

    threads = [threading.Thread(target=one, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == 12
    assert sum(taken) == 30
    found = archived(installation, desks[0])
    assert {month: len(kinds[Kind.REPORT]) for month, kinds in found.items()} == {
        NOVEMBER - 2: 10, NOVEMBER - 1: 10, NOVEMBER: 10,
    }  # fmt: skip


def test_what_the_desk_changes_while_somebody_folds_is_not_lost(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    (known,) = lay(installation, [report()])
    changed = report(ground="religion")
    desk = threading.Thread(target=lay_anew, args=(installation, known, changed))
    with acting(installation) as session:
        folding.fold(session, per, pinned=installation.settings.trust, now=NOW)
        desk.start()
    desk.join(60)
    assert waiting(installation) == 1
    fold(installation, per)
    assert archived(installation, per)[NOVEMBER][Kind.REPORT] == [changed]
