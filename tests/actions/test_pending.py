"""A release that waits for a second signature: for one person, one archive and one ledger, or for nobody."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import update

from incidents.actions import blocks, comparing, drafting, ledger, pending
from incidents.actions.drafting import Draft
from incidents.actions.login import Desk
from incidents.core.cells import CellError
from incidents.core.closing import Quarter
from incidents.core.errors import Conflict, DomainError, Invalid, NotAllowed, Unsafe
from incidents.store.models import StatisticsPending
from tests.folding import fold, lay, report
from tests.looking import acting, desk_of, every_row, looking
from tests.staff import OWN, deed, joined
from tests.support import NOW, Installed

REASON = "Alla vet det redan."
QUARTER = Quarter(2026, 3)


def two(installation: Installed) -> tuple[Desk, Desk]:
    """Two coordinators with the key, and a quarter that was collected."""
    joined(installation, "per", roles=("coordination",))
    installation.passphrases["sara"] = OWN
    lay(installation, [report(month=8)])
    per = desk_of(installation, "per")
    fold(installation, per)
    return per, desk_of(installation, "sara")


def drawn(installation: Installed, desk: Desk) -> Draft:
    """A draft of what lies there now; what it counted is invented."""
    with looking(installation) as session:
        state = blocks.read(session, desk).state
    return draft_of(state)


def draft_of(state: str = "", cube: str = "sanningen", record: str = "ab" * 32) -> Draft:
    told: dict[str, list[object]] = {"tables": [], "withheld": [], "groups": []}
    document = {"told": told, "about": {"contact": "x"}, "ids": [], "cube": cube}
    day = NOW.date()
    return Draft(QUARTER, day, state, 1, record, "{}", {}, [], 1, told, document)


def lay_first(installation: Installed, per: Desk, second: bytes, reason: str = REASON) -> None:
    made = drawn(installation, per)
    with acting(installation) as session:
        pinned = installation.settings.trust
        pending.lay(session, per, made, second_id=second, reason=reason, pinned=pinned, now=NOW)


def confirm(installation: Installed, desk: Desk, anew: Draft | None = None) -> None:
    with acting(installation) as session:
        pinned = installation.settings.trust
        pending.confirm(session, desk, anew or draft_of(), pinned=pinned, now=NOW)


def drop(installation: Installed, desk: Desk) -> None:
    with acting(installation) as session:
        pending.drop(session, desk, now=NOW)


def refused(installation: Installed, kind: type[Exception], deed_: Callable[[], None]) -> None:
    """Nothing changes."""
    before = every_row(installation)
    with pytest.raises(kind):
        deed_()
    assert every_row(installation) == before


def test_the_named_person_completes_it_and_nobody_else(installation: Installed) -> None:
    per, sara = two(installation)
    lena = desk_of(installation, "lena")
    for second, reason, kind in (
        (per.actor.staff_id, REASON, Invalid),
        (lena.actor.staff_id, REASON, Invalid),
        (bytes(16), REASON, Invalid),
        (sara.actor.staff_id, " ", CellError),
        (sara.actor.staff_id, "Se AD-2026-7K3QF.", CellError),
    ):
        refused(installation, kind, lambda: lay_first(installation, per, second, reason))  # noqa: B023
    with looking(installation) as session:
        pinned = installation.settings.trust
        assert list(pending.seconds(session, per, pinned).values()) == ["Sara Berg"]
    lay_first(installation, per, sara.actor.staff_id)
    refused(installation, Conflict, lambda: lay_first(installation, per, sara.actor.staff_id))
    refused(installation, NotAllowed, lambda: confirm(installation, per))
    refused(installation, NotAllowed, lambda: confirm(installation, lena))
    refused(installation, NotAllowed, lambda: drop(installation, lena))
    for other in (draft_of(cube="en annan"), draft_of(record="cd" * 32)):
        refused(installation, Conflict, lambda: confirm(installation, sara, other))  # noqa: B023
    row = repr(every_row(installation)["statistics_pending"])
    assert "sanningen" not in row
    assert REASON not in row
    confirm(installation, sara)
    assert every_row(installation)["statistics_pending"] == []
    with looking(installation) as session:
        (found,) = ledger.read(session, sara, pinned=installation.settings.trust)
        (kept,) = ledger.rows(session)
        assert (kept.staff_id, kept.second_id) == (per.actor.staff_id, sara.actor.staff_id)
    assert (found.document["reason"], found.document["cube"]) == (REASON, "sanningen")
    refused(installation, Conflict, lambda: confirm(installation, sara))


def test_what_was_declined_is_gone_and_what_is_old_is_refused(installation: Installed) -> None:
    per, sara = two(installation)
    lay_first(installation, per, sara.actor.staff_id)
    drop(installation, sara)
    refused(installation, Conflict, lambda: confirm(installation, sara))
    refused(installation, Conflict, lambda: drop(installation, sara))
    lay_first(installation, per, sara.actor.staff_id)
    lay(installation, [report(month=9)])
    refused(installation, Conflict, lambda: confirm(installation, sara))
    fold(installation, per)
    refused(installation, Conflict, lambda: confirm(installation, sara))
    with looking(installation) as session:
        waiting = pending.look(session, sara, pinned=installation.settings.trust)
    assert waiting is not None
    assert (waiting.stale, waiting.sound) == (True, True)
    assert "sanningen" not in repr(waiting)
    drop(installation, per)
    assert every_row(installation)["statistics_release"] == []


def test_a_changed_row_and_one_of_somebody_who_has_left_are_refused(
    sqlite_installation: Installed,
) -> None:
    installation = sqlite_installation
    per, sara = two(installation)
    lay_first(installation, per, sara.actor.staff_id)
    with looking(installation) as session:
        row = pending.row_of(session)
        assert row is not None
        good = {c.name: getattr(row, c.name) for c in StatisticsPending.__table__.columns}
    sealed, lena = bytes(good["sealed"]), desk_of(installation, "lena").actor.staff_id
    changes: list[dict[str, object]] = [
        {"sealed": sealed[:-1] + bytes([sealed[-1] ^ 1])},
        {"record": bytes(32)},
        {"report": "{ }"},
        {"rules_version": 2},
        {"frozen": NOW.date().replace(day=1)},
        {"staff_id": lena},
        {"staff_id": sara.actor.staff_id},
        {"signature": bytes(64)},
        {"number": 4},
    ]
    for change in changes:
        _set(installation, {**good, **change})
        refused(installation, Unsafe, lambda: confirm(installation, sara))
    _set(installation, {**good, "second_id": lena})
    refused(installation, NotAllowed, lambda: confirm(installation, sara))
    _set(installation, good)
    assert deed(installation.desk("ida"), "Per Lindqvist", "remove", sure="y").status_code == 303
    refused(installation, DomainError, lambda: confirm(installation, sara))
    drop(installation, sara)


def _set(installation: Installed, values: dict[str, object]) -> None:
    with acting(installation) as session:
        session.execute(update(StatisticsPending).values(**values))


def test_a_draft_tells_nobody_its_true_counts(sqlite_installation: Installed) -> None:
    per, _ = two(sqlite_installation)
    made = drawn(sqlite_installation, per)
    assert "sanningen" not in repr(made)
    assert "sanningen" not in json.dumps(made.told)
    assert "sanningen" not in str(drafting.Stopped("x", ""))
    with looking(sqlite_installation) as session:
        assert comparing.unplaced(session, sqlite_installation.settings.published) == []
