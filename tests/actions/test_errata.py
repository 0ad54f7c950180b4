"""Corrections in words: signed, in a chain, in the folder as they were written, and nothing else changes."""

import pytest
from sqlalchemy import delete, insert, update

from incidents.actions import comparing, errata, releasing
from incidents.actions.drafting import Stopped
from incidents.actions.errata import Correction
from incidents.actions.login import Desk
from incidents.core.cells import CellError
from incidents.core.errors import NotAllowed, NotFound, Unsafe
from incidents.publishing import folder as store
from incidents.store.models import StatisticsErratum
from tests.actions.test_pending import confirm, lay_first, two
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, Installed

WHOLE = Correction("r3", "", "Rubriken var fel.", "The title was wrong.")


def write(installation: Installed, desk: Desk, said: Correction = WHOLE) -> None:
    with acting(installation) as session:
        errata.add(session, desk, said, pinned=installation.settings.trust, now=NOW)


def wrong(installation: Installed) -> list[str]:
    with looking(installation) as session:
        return [str(one) for one in errata.wrong(session, pinned=installation.settings.trust)]


@pytest.fixture
def per(installation: Installed) -> Desk:
    """With a release in the ledger."""
    first, second = two(installation)
    lay_first(installation, first, second.actor.staff_id)
    confirm(installation, second)
    return first


def test_each_is_signed_over_the_one_before_and_every_change_is_found(
    installation: Installed, per: Desk
) -> None:
    lena = desk_of(installation, "lena")
    before = every_row(installation)
    for said, kind in (
        (Correction("r3", "T1@2026Q3", "x", ""), NotFound),
        (Correction("r4", "", "x", ""), NotFound),
        (Correction("r3", "", " ", ""), CellError),
        (Correction("r3", "", "Ring 070-174 06 21.", ""), CellError),
        (Correction("r3", "", "x" * 1001, ""), CellError),
    ):
        with pytest.raises(kind):
            write(installation, per, said)
    with pytest.raises(NotAllowed):
        write(installation, lena)
    assert every_row(installation) == before
    write(installation, per)
    write(installation, per, Correction("r3", "", "En till.", ""))
    assert wrong(installation) == []
    with looking(installation) as session:
        rows = errata.rows(session)
        columns = StatisticsErratum.__table__.columns
        good = [{c.name: getattr(row, c.name) for c in columns} for row in rows]
    for change in ({"text": "Allt stämmer."}, {"release": 4}, {"day": NOW.date().replace(day=1)}):
        _put(installation, [{**good[0], **change}, good[1]])
        assert wrong(installation) != []
    for kept in ([good[0]], [good[1]], []):
        _put(installation, kept)
        assert wrong(installation) != []
        with pytest.raises(Unsafe):
            write(installation, per)
    _put(installation, good)
    assert wrong(installation) == []


def _put(installation: Installed, rows: list[dict[str, object]]) -> None:
    with acting(installation) as session:
        session.execute(delete(StatisticsErratum))
        if rows:
            session.execute(insert(StatisticsErratum), rows)


def test_the_folder_has_them_as_they_were_written_or_it_is_told(
    sqlite_installation: Installed,
) -> None:
    folder = sqlite_installation.settings.published
    folder.mkdir()
    assert not store.put_errata(folder, b"")
    assert store.put_errata(folder, b"one")
    assert not store.put_errata(folder, b"one")
    assert store.put_errata(folder, b"two")
    assert [path.name for path in folder.iterdir()] == ["errata.json"]
    with looking(sqlite_installation) as session:
        pinned = sqlite_installation.settings.trust
        found = comparing.faults(session, folder, pinned=pinned)
        assert [str(one).partition(":")[0] for one in found] == ["errata.json"]
        per = desk_of(sqlite_installation, "per")
        with pytest.raises(Stopped, match="Mappen"):
            releasing.place(session, per, folder, pinned=pinned)


def test_an_erratum_by_somebody_else_is_no_erratum(sqlite_installation: Installed) -> None:
    row = {
        "number": 1,
        "release": 3,
        "about": "",
        "text": "x",
        "english": "",
        "day": NOW.date(),
        "staff_id": desk_of(sqlite_installation, "per").actor.staff_id,
        "signature": bytes(64),
    }
    _put(sqlite_installation, [row])
    assert wrong(sqlite_installation) == [
        "erratum 1: not signed by whoever wrote it, changed since, or missing"
    ]
    with acting(sqlite_installation) as session:
        session.execute(update(StatisticsErratum).values(number=2))
    assert len(wrong(sqlite_installation)) == 1
