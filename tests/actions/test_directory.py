"""Versions of the directory: signed by a coordinator, in turn, and worth nothing when somebody else wrote them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import audit
from incidents.actions.directory import Saved, note_export, save
from incidents.actions.directory_versions import (
    before,
    current,
    cut_off,
    place_of,
    statement,
    version,
    versions,
)
from incidents.actions.login import Desk
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.help.amending import Change, judged, shown
from incidents.core.help.merging import Source
from incidents.crypto import staffkey
from incidents.store.models import AuditRecord, DirectoryVersion, Staff
from tests.looking import acting, desk_of, every_row, looking
from tests.support import Installed

NOW = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)


def hiding(installation: Installed, name: str) -> Saved:
    national = place_of(installation.settings).national
    return Saved(Change.RETIRED, name, partial(_hide, national, name))


def _hide(national: Source, name: str, own: Source) -> Source:
    return shown(national, own, name, yes=False)


def saved(installation: Installed, *names: str) -> Desk:
    """Per hides these bodies, one after another."""
    per = desk_of(installation, "per")
    for number, name in enumerate(names):
        with acting(installation) as session:
            here = place_of(installation.settings)
            save(session, per, here, hiding(installation, name), seen=number, now=NOW)
    return per


def hidden(installation: Installed) -> tuple[str, ...]:
    with looking(installation) as session:
        return current(session, place_of(installation.settings)).own.retired


def test_the_newest_version_holds_with_its_day_its_author_and_a_line_in_the_trail(
    installation: Installed,
) -> None:
    assert hidden(installation) == ()
    saved(installation, "onh", "digg")
    assert hidden(installation) == ("onh", "digg")
    here = place_of(installation.settings)
    with looking(installation) as session:
        (second, first) = versions(session, here, most=9)
        per = session.scalars(select(Staff.id).where(Staff.login == "per")).one()
        assert (second.number, second.day, second.staff_id) == (2, date(2026, 11, 28), per)
        assert (first.what, first.about) == (Change.RETIRED, "onh")
        assert first.own is not None and first.own.retired == ("onh",)
        assert before(session, here, 2) == first.own
        assert before(session, here, 1) == here.files
        assert version(session, here, 2) == second
        found = current(session, here)
        assert (found.number, found.seen, found.unsound) == (2, 2, False)
        rows = session.scalars(
            select(AuditRecord).order_by(AuditRecord.number.desc()).limit(2)
        ).all()
        assert [(row.act.value, row.subject, row.detail) for row in rows] == [
            ("directory.changed", "directory:digg", "version:2"),
            ("directory.changed", "directory:onh", "version:1"),
        ]
        assert audit.verify_all(session, here.pinned) == []
        with pytest.raises(NotFound):
            version(session, here, 3)


def test_whoever_is_no_coordinator_saves_nothing(installation: Installed) -> None:
    here = place_of(installation.settings)
    for login in ("lena", "ida", "rut"):
        desk = desk_of(installation, login)
        with acting(installation) as session:
            with pytest.raises(NotAllowed):
                save(session, desk, here, hiding(installation, "onh"), seen=0, now=NOW)
            with pytest.raises(NotAllowed):
                note_export(session, desk, 0, now=NOW)
    assert every_row(installation)["directory_version"] == []


def test_of_two_who_save_at_once_one_is_told_and_nothing_is_overwritten(
    installation: Installed,
) -> None:
    desks = [desk_of(installation, "per") for _ in range(2)]

    def one(desk: Desk, name: str) -> str:
        try:
            with acting(installation) as session:
                here = place_of(installation.settings)
                save(session, desk, here, hiding(installation, name), seen=0, now=NOW)
        except Conflict:
            return "told"
        return "saved"

    with ThreadPoolExecutor(2) as both:
        found = list(both.map(one, desks, ("onh", "digg")))
    assert sorted(found) == ["saved", "told"]
    assert len(hidden(installation)) == 1


def test_what_changes_nothing_or_may_not_hold_leaves_no_version(installation: Installed) -> None:
    per = saved(installation, "onh")
    here = place_of(installation.settings)
    rows = every_row(installation)
    with acting(installation) as session:
        assert save(session, per, here, hiding(installation, "onh"), seen=1, now=NOW) == 1
    with pytest.raises(Invalid), acting(installation) as session:
        save(session, per, here, hiding(installation, "adb"), seen=1, now=NOW)
    today = judged(here.national, here.files, "jk", holds=True, today=date(2026, 11, 29))
    ahead = Saved(Change.CONFIRMED, "jk", lambda _: today)
    with pytest.raises(Invalid), acting(installation) as session:
        save(session, per, here, ahead, seen=1, now=NOW)
    assert every_row(installation) == rows


# ------------------------------------------------------------------ somebody who can write the database


def change(**values: object) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        session.execute(update(DirectoryVersion).where(DirectoryVersion.number == 2).values(values))

    return write


def put_the_first_in_front(session: Session) -> None:
    """A real version with a real signature, but of another place in the history."""
    first = session.get_one(DirectoryVersion, 1)
    columns = ("text", "day", "staff_id", "what", "about", "signature")
    copied = {name: getattr(first, name) for name in columns}
    session.execute(insert(DirectoryVersion).values(number=3, **copied))


def sign_with_a_key_of_their_own(session: Session) -> None:
    key = staffkey.generate()
    row = session.get_one(DirectoryVersion, 2)
    row.text = row.text.replace("digg", "do")
    row.signature = key.signing().sign(statement(row))
    staff = session.get_one(Staff, row.staff_id)
    staff.signing_public = key.signing().public_key().public_bytes_raw()


def say_that_lena_did(session: Session) -> None:
    lena = session.scalars(select(Staff.id).where(Staff.login == "lena")).one()
    change(staff_id=lena)(session)


@pytest.mark.parametrize(
    "attack",
    [
        change(text=func.replace(DirectoryVersion.text, "digg", "do")),
        change(text="slag;id"),
        change(day=date(2026, 11, 29)),
        change(about="polisen"),
        change(what="edited"),
        change(what="no such change"),
        change(signature=b"x" * 64),
        say_that_lena_did,
        put_the_first_in_front,
    ],
)
def test_a_version_that_somebody_else_wrote_is_ignored_and_the_one_before_holds(
    installation: Installed, attack: Callable[[Session], None]
) -> None:
    saved(installation, "onh", "digg")
    with acting(installation) as session:
        attack(session)
    here = place_of(installation.settings)
    with looking(installation) as session:
        found = current(session, here)
        assert found.unsound
        behind = 1 if found.seen == 2 else 2
        assert found.number == behind
        assert versions(session, here, most=1)[0].own is None
    per = desk_of(installation, "per")
    with acting(installation) as session:
        save(session, per, here, hiding(installation, "mo"), seen=found.seen, now=NOW)
    assert hidden(installation) == (*found.own.retired, "mo")


def test_a_key_that_nobody_certified_signs_nothing(installation: Installed) -> None:
    saved(installation, "onh", "digg")
    with acting(installation) as session:
        sign_with_a_key_of_their_own(session)
    assert hidden(installation) == ()


def test_a_version_that_is_gone_is_missed_by_the_trail(installation: Installed) -> None:
    saved(installation, "onh", "digg")
    with acting(installation) as session:
        assert not cut_off(session, 2)
        session.execute(delete(DirectoryVersion).where(DirectoryVersion.number == 2))
    with looking(installation) as session:
        found = current(session, place_of(installation.settings))
        assert (found.number, found.unsound) == (1, False)
        assert cut_off(session, found.seen)


def test_what_the_files_say_holds_until_something_is_saved_and_is_its_beginning(
    installation: Installed,
) -> None:
    here = place_of(installation.settings)
    confirmed = judged(here.national, here.files, "jk", holds=True, today=date(2026, 11, 20))
    settings = replace(installation.settings, own_directory=confirmed)
    per, there = desk_of(installation, "per"), place_of(settings)
    with acting(installation) as session:
        assert current(session, there).own == confirmed
        save(session, per, there, hiding(installation, "onh"), seen=0, now=NOW)
    with looking(installation) as session:
        assert current(session, here).own == replace(confirmed, retired=("onh",))


def test_what_is_signed_is_these_bytes() -> None:
    row = DirectoryVersion(
        number=7,
        text="slag;id\r\n",
        day=date(2026, 11, 27),
        staff_id=bytes(16),
        what="checked",
        about="do",
    )
    assert statement(row) == (
        b'incidents/v1/directory-version|{"about":"do","day":"2026-11-27","number":7,'
        b'"staff":"00000000000000000000000000000000",'
        b'"text":"14fb26efe26adab6856b1e45eb722539ee8351c01a9ad23b9e258c2b346a3539","what":"checked"}'
    )
