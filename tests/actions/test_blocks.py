"""The archive of facts: read with the right key alone, never from a copy that somebody else laid there."""

import os

import pytest
from sqlalchemy import delete

from incidents.actions import epochs
from incidents.actions.login import Desk
from incidents.core.errors import Conflict, NotAllowed, Unsafe
from incidents.core.rings import Ring
from incidents.crypto.envelope import Purpose, encrypt, read_header
from incidents.store.models import FactBlock
from tests.folding import NOVEMBER, archived, fold, lay, report, sealed_block
from tests.looking import acting, desk_of, every_row
from tests.support import NOW, Installed


def rotated(installation: Installed) -> Desk:
    """A new epoch of the statistics keyring, as a log-in that has read it holds it."""
    old = desk_of(installation, "per")
    held = old.opener.newest(Ring.STATISTICS)
    assert held is not None
    with acting(installation) as session:
        epochs.rotate(session, old.signer, held, pinned=installation.settings.trust, now=NOW)
    return desk_of(installation, "per")


def test_with_a_new_key_old_blocks_are_read_and_sealed_anew_at_the_next_folding(
    installation: Installed,
) -> None:
    old = desk_of(installation, "per")
    lay(installation, [report(), report(month=10)])
    fold(installation, old)
    before = archived(installation, old)
    new = rotated(installation)
    assert archived(installation, new) == before
    assert read_header(sealed_block(installation)).epoch == 1
    with pytest.raises(Conflict):
        fold(installation, old)
    assert fold(installation, new).taken == 0
    epochs_ = {read_header(sealed_block(installation, NOVEMBER - n)).epoch for n in (0, 1)}
    assert epochs_ == {2}
    assert archived(installation, new) == before
    with pytest.raises(Unsafe):
        archived(installation, old)


def test_an_archive_that_somebody_else_wrote_is_neither_read_nor_folded_into(
    installation: Installed,
) -> None:
    per = desk_of(installation, "per")
    lay(installation, [report(), report(month=10)])
    fold(installation, per)
    older = sealed_block(installation)
    lay(installation, [report()])
    fold(installation, per)
    good = sealed_block(installation)
    lay(installation, [report()])
    for sealed in (
        encrypt(os.urandom(32), Purpose.FACT_BLOCK, b"fact-block|\0\x52", b"", epoch=1),
        older,
        None,
        sealed_block(installation, NOVEMBER - 1),
        good[:-1] + bytes([good[-1] ^ 1]),
        b"",
    ):
        lay_block(installation, sealed)
        before = every_row(installation)
        with pytest.raises(Unsafe):
            fold(installation, per)
        with pytest.raises(Unsafe):
            archived(installation, per)
        assert every_row(installation) == before
    lay_block(installation, good)
    assert fold(installation, per).taken == 1


def lay_block(installation: Installed, sealed: bytes | None) -> None:
    """What whoever can write the database does to November's block."""
    with acting(installation) as session:
        session.execute(delete(FactBlock).where(FactBlock.month == NOVEMBER))
        if sealed is not None:
            session.add(FactBlock(month=NOVEMBER, sealed=sealed))


def test_nobody_but_the_coordinator_folds(sqlite_installation: Installed) -> None:
    lay(sqlite_installation, [report()])
    for name in ("lena", "karin", "ida", "rut"):
        desk = desk_of(sqlite_installation, name)
        before = every_row(sqlite_installation)
        with pytest.raises(NotAllowed):
            fold(sqlite_installation, desk)
        assert every_row(sqlite_installation) == before
