"""Disposing of audit rows by a decision: what goes, what stays, what is refused, and that nothing is lost by it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from incidents.actions import audit, heads, purging, standing, telling
from incidents.actions.heads import Purged as HeadIsGone
from incidents.actions.login import Desk
from incidents.core.auditing import CEREMONIES, Act
from incidents.core.checkpoints import PurgeError
from incidents.core.clock import local_date
from incidents.core.errors import NotAllowed
from incidents.core.heads import Head
from incidents.core.workflow import Status
from incidents.store.models import AuditPoint, AuditRecord, Case
from tests.looking import acting, desk_of, every_row, looking
from tests.purging import (
    CASE_ROWS,
    CHAIN,
    CUT,
    DAY,
    DECISION,
    OLD,
    ROWS,
    aged,
    chain_of,
    purge,
    until,
)
from tests.serving import together
from tests.staff import deed
from tests.support import NOW, Installed

LATER = NOW + timedelta(days=9)


def whole(made: Installed) -> bool:
    with looking(made) as session:
        return audit.verify_all(session, made.settings.trust, today=local_date(LATER)) == []


def head(made: Installed, day: date) -> Head:
    with looking(made) as session:
        return heads.head_of(session, day, now=LATER)


def work_on(made: Installed, chain: str) -> None:
    lena = desk_of(made, "lena")
    with acting(made) as session:
        audit.append(session, lena.signer, Act.CASE_SEEN, chain=chain, subject="x", now=NOW)


def test_old_rows_go_and_the_chains_verify_go_on_and_are_purged_again(
    aged_installation: Installed,
) -> None:
    done = purge(aged_installation)
    assert (done.rows, done.chains, done.left) == (ROWS, 2, 0)
    assert whole(aged_installation)
    with looking(aged_installation) as session:
        assert chain_of(session, CHAIN) == []
        assert audit.heads(session)[CHAIN][0] == CASE_ROWS
        acts = set(session.scalars(select(AuditRecord.act).where(AuditRecord.at < "2022")))
    assert acts <= CEREMONIES
    work_on(aged_installation, CHAIN)
    assert whole(aged_installation)
    with looking(aged_installation) as session:
        assert chain_of(session, CHAIN) == [CASE_ROWS + 1]
    again = purge(aged_installation, until(NOW.date()), now=NOW + timedelta(days=365 * 6))
    assert again.rows > 1
    assert not whole(aged_installation)  # a purge of a day that has not come
    with looking(aged_installation) as session:
        assert audit.verify_all(session, aged_installation.settings.trust) == []
        assert [point.number for point in audit.points(session, CHAIN)] == [4, 5]


def test_heads_from_the_day_on_are_the_same_and_earlier_ones_say_why_not(
    aged_installation: Installed,
) -> None:
    days = (DAY, DAY + timedelta(days=400), local_date(NOW) - timedelta(days=1))
    before = [head(aged_installation, day) for day in days]
    assert before[0].chains == 2
    purge(aged_installation)
    assert [head(aged_installation, day) for day in days] == before
    with pytest.raises(HeadIsGone, match="2021-11-23"):
        head(aged_installation, DAY - timedelta(days=1))


def test_done_twice_it_changes_nothing_the_second_time(aged_installation: Installed) -> None:
    purge(aged_installation)
    before = every_row(aged_installation, "staff_session", "audit", "audit_chain")
    assert purge(aged_installation).rows == 0
    assert every_row(aged_installation, "staff_session", "audit", "audit_chain") == before
    with looking(aged_installation) as session:
        purges = session.scalars(select(AuditRecord).where(AuditRecord.act == Act.TRAIL_PURGED))
        assert [row.subject for row in purges] == ["decision:SN 2026/114 § 12"]


def test_a_crash_leaves_everything_and_the_next_run_does_it(
    aged_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = every_row(aged_installation, "staff_session", "audit_chain", "audit")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(purging, "append", crash)
        with pytest.raises(KeyboardInterrupt):
            purge(aged_installation)
    assert every_row(aged_installation, "staff_session", "audit_chain", "audit") == before
    assert whole(aged_installation)
    assert purge(aged_installation).rows == ROWS
    assert whole(aged_installation)


def test_an_open_case_keeps_its_rows(sqlite_installation: Installed) -> None:
    kept = [
        aged(sqlite_installation, status=status, reference=f"AD-2021-{letter * 5}")
        for letter, status in zip(
            "BCD", (Status.ACTIVE, Status.QUARANTINE, Status.REOPENED), strict=True
        )
    ]
    done = purge(sqlite_installation)
    assert (done.rows, done.left) == (0, 3)
    with looking(sqlite_installation) as session:
        assert [chain_of(session, chain) for chain in kept] == [[1, 2, 3, 4]] * 3
    assert whole(sqlite_installation)


def test_it_is_refused_for_young_rows_and_for_anybody_but_an_auditor(
    sqlite_installation: Installed,
) -> None:
    aged(sqlite_installation)
    desks = {login: desk_of(sqlite_installation, login) for login in ("rut", "lena", "ida", "per")}
    trust, before = sqlite_installation.settings.trust, every_row(sqlite_installation)
    for day in (date(2021, 11, 24), date(2026, 11, 23), date(2027, 1, 1)):
        with acting(sqlite_installation) as session, pytest.raises(PurgeError, match="younger"):
            purging.purge(session, desks["rut"], until(day), pinned=trust, now=NOW)
    for login in ("lena", "ida", "per"):
        with acting(sqlite_installation) as session, pytest.raises(NotAllowed):
            purging.purge(session, desks[login], CUT, pinned=trust, now=NOW)
    assert every_row(sqlite_installation) == before


def test_rows_of_somebody_who_left_verify_before_and_after_and_so_does_the_auditors_own_mark(
    aged_installation: Installed,
) -> None:
    aged(aged_installation, reference="AD-2021-BBBBB", status=Status.ACTIVE)
    ida = aged_installation.desk("ida")
    assert deed(ida, "Lena Holm", "remove", sure="y").status_code == 303
    purge(aged_installation)
    assert deed(ida, "Rut Ahlin", "remove", sure="y").status_code == 303
    assert whole(aged_installation)


def test_what_the_product_asks_of_old_rows_is_answered_after_they_are_gone(
    aged_installation: Installed,
) -> None:
    """Once for each closing: a resident whose case was closed before the purge is not asked anew."""
    case_id = bytes.fromhex(CHAIN.removeprefix("case:"))
    purge(aged_installation)
    with acting(aged_installation) as session:
        closings = session.connection().scalar(telling._CLOSINGS, {"chain": CHAIN})
        session.execute(update(Case).where(Case.id == case_id).values(status=Status.REOPENED))
    assert closings == 1
    with looking(aged_installation) as session:
        assert standing.look(session).cases[case_id].answered


def test_the_decision_stands_in_each_checkpoint(sqlite_installation: Installed) -> None:
    aged(sqlite_installation)
    purge(sqlite_installation)
    with looking(sqlite_installation) as session:
        found = {
            (p.decision, p.decided, p.months, p.day) for p in session.scalars(select(AuditPoint))
        }
    assert found == {(DECISION.reference, DECISION.decided, DECISION.months, CUT.day)}


def test_two_purges_at_once_are_one(aged_installation: Installed) -> None:
    desks = [desk_of(aged_installation, "rut") for _ in range(2)]

    removed: list[int] = []

    def run(desk: Desk) -> None:
        trust = aged_installation.settings.trust
        with acting(aged_installation) as session:
            removed.append(purging.purge(session, desk, CUT, pinned=trust, now=NOW).rows)

    together([lambda desk=desk: run(desk) for desk in desks])  # type: ignore[misc]
    assert sorted(removed) == [0, ROWS]
    assert whole(aged_installation)


def test_a_moment_before_the_purge_is_the_last_that_goes(sqlite_installation: Installed) -> None:
    """The day ends at midnight in Sweden, not in Greenwich."""
    lena = desk_of(sqlite_installation, "lena", now=OLD)
    with acting(sqlite_installation) as session:
        for minute in (59, 60):
            moment = datetime(2021, 11, 23, 22, tzinfo=UTC) + timedelta(minutes=minute)
            audit.append(session, lena.signer, Act.CASE_SEEN, chain="case:00", now=moment)
    purge(sqlite_installation)
    with looking(sqlite_installation) as session:
        assert chain_of(session, "case:00") == [2]
    assert whole(sqlite_installation)


def test_the_pages_say_until_which_day_rows_are_gone_and_by_which_decision(
    aged_installation: Installed,
) -> None:
    purge(aged_installation)
    said = "Rader till och med 23 november 2021 är gallrade enligt beslut SN 2026/114 § 12."
    history = aged_installation.desk("lena").client.get("/desk/cases/AD-2021-AAAAA/history")
    assert said in history.get_data(as_text=True)
    assert "Loggen är hel" in history.get_data(as_text=True)
    assert "Ingen har öppnat" not in history.get_data(as_text=True)
    trail = aged_installation.desk("rut").client.get("/desk/audit").get_data(as_text=True)
    assert said in trail
    assert "Gallrade loggen" in trail
    assert "Loggen stämmer inte" not in trail
