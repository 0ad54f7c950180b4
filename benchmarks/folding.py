"""Sealed facts in a database, and an archive of folded ones beside them."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from incidents import create_app
from incidents.actions import blocks, folding
from incidents.actions.login import Desk
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core import facts
from incidents.core.archive import Block, Kind, Section
from incidents.core.bases import BasisKind
from incidents.core.closing_fact import Closing
from incidents.core.help.directory import Role
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.rings import Ring
from incidents.core.statistics.packed import WIDTH
from incidents.crypto.envelope import Purpose
from incidents.store.database import database, reading, writing
from incidents.store.models import FactBlock, FactRow
from incidents.store.schema import upgrade
from tests.looking import desk_of
from tests.support import NOW, Installed, installed, settings_for


@dataclass(frozen=True)
class Laid:
    """An installation with its coordinator."""

    installed: Installed
    desk: Desk


#: Packed facts of other kinds than reports, by month.
Others = Mapping[int, Mapping[Kind, Sequence[bytes]]]


def laid(folder: Path, archive: Sequence[Block], packed: Sequence[bytes]) -> Laid:
    """Folded facts as blocks, and facts as the public door seals them; not measured."""
    settings = settings_for(folder, f"sqlite:///{folder / 'incidents.db'}")
    app = create_app(settings, ())
    with app.app_context():
        upgrade()
        database.engine.dispose()
    made = installed(settings)
    desk = desk_of(made, "per")
    with made.app.app_context(), writing() as session:
        session.execute(insert(FactBlock), [_row(desk, block) for block in archive])
        ring = current_rings(session, made.settings.trust)[Ring.STATISTICS]
        ids = [os.urandom(16) for _ in packed]
        rows = zip(ids, packed, strict=True)
        session.execute(
            insert(FactRow), [{"id": i, "sealed": seal_fact(i, one, ring)} for i, one in rows]
        )
    return Laid(made, desk)


def fold_all(made: Laid) -> None:
    """Call after call until nothing is left."""
    after, left = b"", 1
    while left:
        with made.installed.app.app_context(), writing() as session:
            pinned = made.installed.settings.trust
            done = folding.fold(session, made.desk, after=after, pinned=pinned, now=NOW)
        assert (done.refused, done.unreadable) == (0, 0)
        after, left = done.after, done.left


def read_all(made: Laid) -> list[Block]:
    """Every block, opened."""
    with made.installed.app.app_context(), reading() as session:
        return list(blocks.read(session, made.desk).blocks)


def blocks_of(archive: bytes, more: Others) -> list[Block]:
    """Folded facts of reports, and packed ones of other kinds, by month."""
    rows = np.frombuffer(archive, np.uint8).reshape(-1, WIDTH)
    months = rows[:, 1].astype(int) << 8 | rows[:, 2]
    found = []
    for month in np.unique(months).tolist():
        part = rows[months == month]
        sections = [Section(Kind.REPORT, WIDTH, os.urandom(16 * len(part)), part.tobytes())]
        for kind, packed in more[month].items():
            ids = os.urandom(16 * len(packed))
            sections.append(Section(kind, facts.OTHER_SIZE, ids, b"".join(packed)))
        found.append(Block(month, tuple(sections)))
    return found


def others(months: Sequence[int], steps: int, closed: int) -> Others:
    """So many steps of referrals and closed cases, dealt out over months (counted since 2020-01)."""
    return {
        month: {
            Kind.STEP: [_step(month, n) for n in range(place, steps, len(months))],
            Kind.CLOSING: [_closing(month, n) for n in range(place, closed, len(months))],
        }
        for place, month in enumerate(months)
    }


def _step(month: int, number: int) -> bytes:
    step = ("made", "accept", "made", "decline")[number // 7 % 4]
    role = tuple(Role)[number % len(Role)].value
    way = next(iter(Way))
    return ReferralStep(
        2020 + month // 12, month % 12 + 1, step, role, BasisKind.CONSENT, way
    ).pack()


def _closing(month: int, number: int) -> bytes:
    return Closing(2020 + month // 12, month % 12 + 1, number % 4 == 0).pack()


def _row(desk: Desk, block: Block) -> dict[str, object]:
    sealed = desk.opener.seal_folded(Purpose.FACT_BLOCK, blocks.bound_to(block.month), block.pack())
    return {"month": block.month, "sealed": sealed}
