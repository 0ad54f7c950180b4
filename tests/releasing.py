"""A quarter that can be closed: reports in an archive, the three steps of a release, what lies in a folder."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from incidents.actions import comparing, drafting, planning, releasing
from incidents.actions.drafting import Draft, Wish
from incidents.actions.login import Desk
from incidents.core.bases import BasisKind
from incidents.core.facts import Fact
from incidents.core.handled import NOTHING, Handled
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.vocabulary import vocabulary
from tests.folding import fold, lay
from tests.looking import acting, desk_of, looking
from tests.support import NOW, Installed

FEBRUARY = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
DISTRICTS = {"vik": "Vik", "unsaid": "Vet inte"}


def told(months: tuple[int, ...], count: int, seed: int, handled: Handled = NOTHING) -> list[bytes]:
    """Invented reports: two grounds and two areas are common, so that something can be shown."""
    rng = np.random.default_rng(seed)
    grounds = [c.code for c in vocabulary("ground").public()][:2]
    areas = [c.code for c in vocabulary("area").public()][:2]
    return [
        Fact(
            2026,
            int(rng.choice(months)),
            {"ground": (str(rng.choice(grounds)),), "area": (str(rng.choice(areas)),)},
            handled=handled,
        ).pack()
        for _ in range(count)
    ]


def referred(month: int, role: str, count: int) -> list[bytes]:
    return [ReferralStep(2026, month, "made", role, BasisKind.CONSENT, Way.LINK).pack()] * count


def wish_for(folder: Path) -> Wish:
    """What a municipality decides once."""
    return Wish(folder / "published", "Strandviks kommun")


def chosen(installation: Installed, desk: Desk, yearly: int = 300, reason: str = "") -> bool:
    """Which tables there are, chosen for the two years of the next quarter."""
    with acting(installation) as session:
        pinned = installation.settings.trust
        return planning.choose(session, desk, yearly, DISTRICTS, reason, pinned=pinned, now=NOW)


def ready(installation: Installed, yearly: int = 300) -> Desk:
    """A quarter that is over, folded by its coordinator, with the tables chosen."""
    lay(installation, told((7, 8, 9), 90, 1))
    desk = desk_of(installation, "per")
    fold(installation, desk, most=200)
    chosen(installation, desk, yearly)
    return desk


def drafted(installation: Installed, desk: Desk, wish: Wish, now: datetime = NOW) -> Draft:
    with looking(installation) as session:
        pinned = installation.settings.trust
        return drafting.draft(session, desk, wish, pinned=pinned, now=now)


def frozen(installation: Installed, desk: Desk, made: Draft, **more: object) -> None:
    with acting(installation) as session:
        pinned = installation.settings.trust
        releasing.freeze(session, desk, made, pinned=pinned, now=NOW, **more)  # type: ignore[arg-type]


def placed(installation: Installed, desk: Desk, wish: Wish) -> list[str]:
    with looking(installation) as session:
        pinned = installation.settings.trust
        return list(releasing.place(session, desk, wish.folder, pinned=pinned).releases)


def faults(installation: Installed, desk: Desk, wish: Wish) -> list[str]:
    with looking(installation) as session:
        pinned = installation.settings.trust
        return [
            str(one) for one in comparing.faults(session, wish.folder, pinned=pinned, desk=desk)
        ]


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
