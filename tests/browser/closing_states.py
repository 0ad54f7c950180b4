"""The pages that close a quarter in every state; what waits and what is frozen here was counted by nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert

from incidents.actions import blocks, ledger, pending
from incidents.actions.login import Desk
from incidents.core.clock import local_date
from incidents.core.closing import Quarter
from incidents.core.facts import Fact
from incidents.store.models import StatisticsPending, StatisticsRelease
from tests.browser.site import PARAGRAPH, Site, Visitor
from tests.folding import lay
from tests.looking import acting, desk_of, looking

#: The year before: its first quarter is over, whenever the tests run.
YEAR = datetime.now(UTC).year - 1
QUARTER = Quarter(YEAR, 1)
TOLD: dict[str, Any] = {
    "tables": [
        {
            "table": f"T1@{QUARTER.code}",
            "title": "Grund och område",
            "period": QUARTER.code,
            "percent": 27,
        },
        {
            "table": f"T6@{QUARTER.code}",
            "title": "Tid till första svar",
            "period": QUARTER.code,
            "percent": 0,
        },
    ],
    "withheld": [{"table": "T2@x", "title": "Stadsdel och grund", "period": QUARTER.code}],
    "groups": [
        {
            "table": f"T1@{QUARTER.code}",
            "group": [["Område", "Arbetsliv"]],
            "answer": ["Grund", "Kön"],
        }
    ],
    "ladders": [
        {
            "title": "Stadsdel och grund",
            "rung": rung,
            "rungs": [
                {"level": "year", "dims": [["Stadsdel", "Diskrimineringsgrund"]]},
                {"level": "span", "dims": [["Stadsdel"], ["Diskrimineringsgrund"]]},
            ],
        }
        for rung in (0, 1, None)
    ],
}


def closing_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Waiting, asked, in the first walk a preview, then with a signature that waits, and frozen."""
    with _emptied(site):
        yield from _to_a_signature(site, visitor)
    with _frozen(site, desk_of(site.installed, "per", now=datetime.now(UTC))):
        visitor.go("/desk/statistics")
        yield "closing-frozen"
        visitor.go("/desk/statistics/errata")
        visitor.follow("#erratum .button")
        yield "closing-errata-error"


def _to_a_signature(site: Site, visitor: Visitor) -> Iterator[str]:
    page, made = visitor.page, site.installed
    first = Fact(YEAR, 2, {"ground": ("sex",), "area": ("work",)}).pack()
    lay(made, [first] * 12)
    visitor.go("/desk/statistics")
    yield "closing"
    visitor.follow("#collect button")
    visitor.go("/desk/statistics/plan")
    page.fill("[name=yearly]", "många")
    visitor.follow("#plan .button")
    yield "closing-plan-error"
    page.fill("[name=yearly]", "300")
    if page.locator("[name=reason]").count():
        page.fill("[name=reason]", PARAGRAPH)
    visitor.follow("#plan .button")
    page.fill("[name=contact]", "")
    visitor.follow("#close .button")
    yield "closing-close-error"
    if not site.previewed:
        site.previewed = True
        page.fill("[name=contact]", "Enheten, 0980-319 200")
        visitor.follow("#close .button")
        yield "closing-preview"
    visitor.go("/desk/statistics/plan")
    yield "closing-plan"
    per = desk_of(made, "per", now=datetime.now(UTC))
    _wait(site, per)
    visitor.go("/desk/statistics")
    yield "closing-waiting"
    visitor.go("/desk/statistics/second")
    page.click("details > summary")
    yield "closing-second"
    visitor.follow("#second button")


@contextmanager
def _emptied(site: Site) -> Iterator[None]:
    """Without the invented releases, which stand in the way of real ones."""
    folder = site.installed.settings.published
    aside = folder.rename(folder.with_name("aside"))
    try:
        yield
    finally:
        aside.rename(folder)


def _values(site: Site, per: Desk, second: bytes | None) -> dict[str, Any]:
    with looking(site.installed) as session:
        state = blocks.read(session, per).state
    document = {
        "told": TOLD,
        "ids": [one["table"] for one in TOLD["tables"]],
        "about": {"contact": "Enheten"},
        "reason": PARAGRAPH,
        "state": state,
    }
    today = local_date(datetime.now(UTC))
    return ledger.values_of(
        per,
        second,
        QUARTER,
        frozen=today,
        rules=1,
        record=bytes(32),
        report="{}",
        document=document,
    )


def _wait(site: Site, per: Desk) -> None:
    """As `pending.lay` does, with somebody who has no key as the second."""
    lena = desk_of(site.installed, "lena", now=datetime.now(UTC)).actor.staff_id
    values = _values(site, per, lena)
    with acting(site.installed) as session:
        assert pending.row_of(session) is None
        signature = per.signer.key.sign(ledger.next_statement(session, values))
        session.execute(insert(StatisticsPending), {**values, "signature": signature})


@contextmanager
def _frozen(site: Site, per: Desk) -> Iterator[None]:
    """A release that is in the ledger for a while."""
    values = _values(site, per, None)
    with acting(site.installed) as session:
        made = ledger.next_statement(session, values)
        ledger.add(session, values, per.signer.key.sign(made), None)
    try:
        yield
    finally:
        with acting(site.installed) as session:
            session.execute(delete(StatisticsRelease))
