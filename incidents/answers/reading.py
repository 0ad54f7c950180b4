"""What the pages of this door rest on: the published folder, the live figures, and how far the measures have come."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from incidents.actions import live
from incidents.answers.claims import Known
from incidents.coordination.measure_words import SHELF
from incidents.core.clock import local_date
from incidents.core.publication import Damaged, Publication
from incidents.store.database import reading
from incidents.web.published import shelf
from incidents.web.signed_in import desk, now


@dataclass(frozen=True, slots=True)
class Read:
    """All of it, and the day on which it was read. `damaged`: something published cannot be shown just now."""

    known: Known
    today: date
    damaged: bool


def read() -> Read:
    """As it stands now."""
    today = local_date(now())
    publication, damaged = _published()
    with reading() as session:
        figures = live.look(session, desk(), today=today)
    measures = Counter(one.status.value for one in SHELF.held().items)
    return Read(Known(publication, figures, measures), today, damaged)


def _published() -> tuple[Publication | None, bool]:
    try:
        found = shelf().publication()
    except Damaged:
        return None, True
    return found, bool(found and found.damaged)
