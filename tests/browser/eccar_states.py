"""The report to ECCAR and its texts in every state; each walk leaves an example more."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import delete

from incidents.store.models import StatisticsRelease
from tests.browser.site import Site, Visitor
from tests.looking import acting, desk_of
from tests.published import as_their_own, in_the_ledger

TEXT = "Vi har fått fler handläggare på kvällar.\n\nDet gör att den som ringer får svar samma dag."


def eccar_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """The texts, a fault, a history, an example that waits, the report in both languages, and the indicators."""
    page = visitor.page
    visitor.go("/desk/eccar/texts")
    yield "eccar-texts"
    visitor.go("/desk/eccar/texts/3-sv")
    yield "eccar-text"
    page.fill("#row [name=text]", "Ring Eva på 070-174 06 05.")
    visitor.follow("#row .actions button")
    yield "eccar-text-error"
    page.fill("#row [name=text]", TEXT)
    visitor.follow("#row .actions button")
    visitor.go("/desk/eccar/texts/3-sv")
    yield "eccar-text-written"
    visitor.go("/desk/eccar/texts/new")
    yield "eccar-example"
    page.select_option("#row [name=commitment]", "7")
    page.fill("#row [name=text]", "En person som söker bostad får höra att lägenheten är uthyrd.")
    visitor.follow("#row .actions button")
    yield "eccar-texts-written"
    visitor.follow("text=7. Rättvis tillgång till bostäder >> nth=-1")
    yield "eccar-example-waiting"
    visitor.go("/desk/eccar")
    yield "eccar-report"
    visitor.follow("#file a.button")
    yield "eccar-freeze-exercise"
    with _published_by_them(site):
        yield from _frozen(visitor)
    visitor.go("/desk/eccar?language=en")
    yield "eccar-report-en"
    visitor.go("/desk/eccar/indicators?period=2026")
    yield "eccar-indicators"


def _frozen(visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    visitor.go("/desk/eccar")
    visitor.follow("#file a.button")
    yield "eccar-freeze"
    visitor.follow("#freeze .actions button")
    yield "eccar-freeze-error"
    page.check("#freeze [name=anyway]")
    if page.locator("#freeze [name=changed]").count():
        page.fill("#freeze [name=changed]", "Fler texter är skrivna.")
    visitor.follow("#freeze .actions button")
    yield "eccar-edition"
    visitor.go("/desk/eccar")
    yield "eccar-report-frozen"
    visitor.follow("#file a.button")
    yield "eccar-freeze-again"


@contextmanager
def _published_by_them(site: Site) -> Iterator[None]:
    """What is published is the municipality's own for a while, and no exercise: that cannot be frozen."""
    folder = site.database.parent / "published"
    aside = folder.rename(folder.with_name("exercise"))
    try:
        as_their_own(aside, folder)
        per = desk_of(site.installed, "per", now=datetime.now(UTC))
        in_the_ledger(site.installed, per, folder)
        yield
    finally:
        with acting(site.installed) as session:
            session.execute(delete(StatisticsRelease))
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
