"""What the help pages say about the world: where it was read, when it was checked, and what waits to be confirmed."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup

from incidents.casework.visit import Page, desk, now
from incidents.core.clock import local_date
from incidents.core.help.directory import Fact
from incidents.core.permissions import can_coordination
from incidents.web.access import Access, access
from incidents.web.directory import directory, directory_now
from incidents.web.moments import moment
from incidents.web.templates import render


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as the page shows it."""

    id: str
    says: str
    source: Markup
    checked: str


@access(Access.DESK)
def show_facts() -> Page:
    """The old ones first: they are shown to residents although nobody has looked for half a year."""
    today = local_date(now())
    found = directory_now()
    old = found.stale(today)
    return render(
        "casework/facts.html",
        old=[_row(fact) for fact in sorted(old, key=lambda fact: fact.checked)],
        hidden=[_row(fact) for fact in found.unconfirmed],
        directory_url=_directory_url(),
        fresh=[_row(fact) for fact in found.facts if fact not in old],
    )


def _directory_url() -> str | None:
    """Where the facts are kept, for whoever may keep them."""
    return url_for("coordination.bodies") if can_coordination(desk().actor) else None


def stale_count(today: date) -> int:
    """How many facts the staff are warned about."""
    return len(directory().stale(today))


def _row(fact: Fact) -> Row:
    return Row(fact.id, fact.says, _breakable(fact.source), moment(fact.checked.isoformat()))


def _breakable(address: str) -> Markup:
    """A web address breaks at its slashes, and not in the middle of a word."""
    return Markup("/<wbr>").join(address.split("/"))
