"""The ledger and the folder: what dies on the way is mended, what somebody changed stops the next release."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from incidents.actions import ledger
from incidents.actions.drafting import Stopped, Wish
from incidents.actions.login import Desk
from incidents.core.errors import Conflict, Unsafe
from incidents.store.models import StatisticsRelease
from tests.looking import acting, desk_of, looking
from tests.releasing import FEBRUARY, bytes_in, drafted, faults, frozen, placed, ready, wish_for
from tests.support import Installed


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return wish_for(tmp_path)


@pytest.fixture
def on_sqlite(sqlite_installation: Installed) -> tuple[Installed, Desk]:
    """On one, where the database makes no difference."""
    return sqlite_installation, ready(sqlite_installation)


def test_what_dies_on_the_way_to_the_folder_is_mended_with_the_same_bytes(
    on_sqlite: tuple[Installed, Desk], wish: Wish
) -> None:
    installation, per = on_sqlite
    frozen(installation, per, drafted(installation, per, wish))
    placed(installation, per, wish)
    whole = bytes_in(wish.folder)
    (wish.folder / "publication.json").unlink()  # the last that is put in place
    (wish.folder / ".staging" / "r3").mkdir(parents=True)
    assert [one.partition(":")[0] for one in faults(installation, per, wish)] == ["r3"]
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
