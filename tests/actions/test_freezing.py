"""A frozen report: signed over the one before it, never other than it was, whole or not there."""

from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Delete, Update

from incidents.actions import freezing
from incidents.actions.freezing import Correction, Made
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.cells import CellError
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unsafe
from incidents.store.database import writing
from incidents.store.models import AuditRecord, FrozenReport, FrozenReportFile
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, Installed
from tests.test_full_disk import full_disk

FILES = {"sv.html": b"<h1>Rapport</h1>", "sv.pdf": bytes(range(256)) * 40}
FIRST = Made("2025-2026", whole=True, correction=Correction(), content={"sv": "{}"}, files=FILES)


def freeze(installation: Installed, made: Made = FIRST, *, seen: int = 0, who: str = "per") -> int:
    desk, pinned = desk_of(installation, who), installation.settings.trust
    with acting(installation) as session:
        return freezing.freeze(session, desk, made, seen=seen, pinned=pinned, now=NOW)


def again(text: str = "Folkmängden är rättad.", *, whole: bool = True) -> Made:
    return Made("2025-2026", whole, Correction(text, ""), {"sv": "{}"}, {"sv.html": b"<h1>2</h1>"})


def faults(installation: Installed) -> list[str]:
    with looking(installation) as session:
        return list(freezing.wrong(session, pinned=installation.settings.trust))


def frozen_acts(installation: Installed) -> list[str]:
    with looking(installation) as session:
        query = select(AuditRecord.detail).where(AuditRecord.act == Act.REPORT_FROZEN)
        return list(session.scalars(query.order_by(AuditRecord.number)))


def take_everything(session: Session, pinned: str) -> None:
    """Both editions with all their files."""
    for number in (1, 2):
        found = freezing.edition(session, number, pinned=pinned)
        for name in found.files:
            freezing.file(session, found, name)


def test_an_edition_is_kept_with_its_bytes_and_the_older_one_stays(installation: Installed) -> None:
    assert [freeze(installation), freeze(installation, again(), seen=1)] == [1, 2]
    pinned = installation.settings.trust
    with looking(installation) as session:
        newer, older = freezing.editions(session, pinned=pinned)
        assert (older.edition, newer.edition) == (1, 2)
        assert (older.correction.text, newer.correction.text) == ("", "Folkmängden är rättad.")
        found = freezing.edition(session, 1, pinned=pinned)
        assert {name: freezing.file(session, found, name) for name in FILES} == FILES
        assert freezing.content(session, found) == {"sv": "{}"}
        assert freezing.next_edition(session, "2025-2026") == (2, 3)
        assert freezing.next_edition(session, "2027-2028") == (2, 1)
        assert freezing.whole_reports(session, pinned=pinned) == {"2025-2026"}
        with pytest.raises(NotFound):
            freezing.edition(session, 3, pinned=pinned)
        with pytest.raises(NotFound):
            freezing.file(session, found, "en.pdf")
    assert faults(installation) == []
    told = frozen_acts(installation)
    assert told == ["span:2025-2026,edition:1", "span:2025-2026,edition:2"]


def test_who_comes_second_says_nothing_of_a_change_or_coordinates_nothing_freezes_nothing(
    sqlite_installation: Installed,
) -> None:
    freeze(sqlite_installation)
    before = every_row(sqlite_installation)["frozen_report"]
    for made, seen, who, error in (
        (again(), 0, "per", Conflict),
        (again(" "), 1, "per", Invalid),
        (again("Som i AD-2026-7K3QF"), 1, "per", CellError),
        (again(), 1, "lena", NotAllowed),
    ):
        with pytest.raises(error):
            freeze(sqlite_installation, made, seen=seen, who=who)
    assert every_row(sqlite_installation)["frozen_report"] == before


def test_a_report_on_a_part_of_its_span_is_frozen_and_is_not_the_whole_one(
    sqlite_installation: Installed,
) -> None:
    part = Made("2025-2026", whole=False, correction=Correction(), content={}, files=FILES)
    freeze(sqlite_installation, part)
    with looking(sqlite_installation) as session:
        pinned = sqlite_installation.settings.trust
        assert freezing.whole_reports(session, pinned=pinned) == frozenset()


CHANGES: Mapping[str, Callable[[], Update | Delete]] = {
    "a file's byte": lambda: (
        update(FrozenReportFile)
        .where(FrozenReportFile.name == "sv.pdf")
        .values(data=b64encode(b"x").decode())
    ),
    "no base64": lambda: update(FrozenReportFile).values(data="ö"),
    "a file": lambda: delete(FrozenReportFile).where(FrozenReportFile.name == "sv.pdf"),
    "what it says": lambda: (
        update(FrozenReport).where(FrozenReport.number == 1).values(content="{ }")
    ),
    "the hashes": lambda: update(FrozenReport).where(FrozenReport.number == 1).values(files="{}"),
    "whole or not": lambda: update(FrozenReport).values(whole=False),
    "the day": lambda: update(FrozenReport).values(day=NOW.date().replace(year=2020)),
    "the sentence": lambda: (
        update(FrozenReport).where(FrozenReport.number == 2).values(changed="Inget.")
    ),
    "the newest": lambda: delete(FrozenReport).where(FrozenReport.number == 2),
}


def test_one_changed_byte_is_found_and_nothing_of_it_is_handed_out(
    sqlite_installation: Installed,
) -> None:
    freeze(sqlite_installation)
    freeze(sqlite_installation, again(), seen=1)
    pinned = sqlite_installation.settings.trust
    with looking(sqlite_installation) as session:
        take_everything(session, pinned)
        for what, change in CHANGES.items():
            # Whoever writes in the database can take the files of a row away with it.
            if what == "the newest":
                session.execute(delete(FrozenReportFile).where(FrozenReportFile.number == 2))
            session.execute(change())
            session.expire_all()
            assert list(freezing.wrong(session, pinned=pinned)), what
            with pytest.raises((Unsafe, NotFound)):
                take_everything(session, pinned)
            session.rollback()
    with acting(sqlite_installation) as session:
        session.execute(CHANGES["what it says"]())
    with pytest.raises(Unsafe):
        freeze(sqlite_installation, again(), seen=2)


def cut_short(installation: Installed, desk: Desk, made: Made) -> None:
    """The process ends after the rows and before the commit."""
    pinned = installation.settings.trust
    with installation.app.app_context(), writing() as session:
        freezing.freeze(session, desk, made, seen=0, pinned=pinned, now=NOW)
        raise KeyboardInterrupt


def test_a_full_disk_or_an_interruption_leaves_nothing_half(sqlite_installation: Installed) -> None:
    desk, pinned = desk_of(sqlite_installation, "per"), sqlite_installation.settings.trust
    large = Made("2025-2026", True, Correction(), {}, {"sv.pdf": bytes(2_000_000)})
    with full_disk(sqlite_installation), pytest.raises(OperationalError), writing() as session:
        freezing.freeze(session, desk, large, seen=0, pinned=pinned, now=NOW)
    with pytest.raises(KeyboardInterrupt):
        cut_short(sqlite_installation, desk, large)
    found = every_row(sqlite_installation)
    assert (found["frozen_report"], found["frozen_report_file"]) == ([], [])
    assert frozen_acts(sqlite_installation) == []
    assert freeze(sqlite_installation, large) == 1
    assert faults(sqlite_installation) == []
