"""Collecting: some at a time, for a few seconds, and on again with the next press (docs/adr/0045)."""

from time import monotonic

from incidents.actions import folding
from incidents.actions.folding import Folded
from incidents.closingdesk.forms import CollectForm
from incidents.closingdesk.state_page import state_page
from incidents.closingdesk.visit import STALE, Page, desk, now, pinned, said, secret
from incidents.core.errors import DomainError, Invalid
from incidents.store.database import writing
from incidents.web.access import Access, access

#: So long a press collects; what is left waits for the next.
SECONDS = 3.0
MOST = folding.MOST


@access(Access.COORDINATION)
def collect() -> Page:
    """Each batch is whole when it is committed: whoever closes the page loses nothing."""
    form = CollectForm(secret())
    if not form.validate():
        raise Invalid(STALE)
    taken = refused = unreadable = 0
    after, ends = form.where(), monotonic() + SECONDS
    try:
        while True:
            one = _batch(after)
            taken, refused = taken + one.taken, refused + one.refused
            after, unreadable = one.after, unreadable + one.unreadable
            if not one.left or monotonic() >= ends:
                break
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return state_page(folded=Folded(taken, refused, unreadable, one.left, after))


def _batch(after: bytes) -> Folded:
    with writing() as session:
        return folding.fold(session, desk(), most=MOST, after=after, pinned=pinned(), now=now())
