"""A priority that staff set, on the desk card: what is due changes with it."""

from dataclasses import replace
from datetime import date

from incidents.core.deadlines import service_due
from incidents.core.deskcard import DeskCard, Flag

_NEWS = Flag.NEW_MESSAGE | Flag.NEW_EVENT


def prioritised(card: DeskCard, level: int, on: date) -> DeskCard:
    """The card with this priority, set on a day.

    The first reply to what is more urgent than before is due earlier, counted from that day; to what is less so, as if
    it had been so from the start, unless something new waits to be read. A reply that is given is due no more: the
    follow-up does not depend on the priority.
    """
    if level == card.priority or card.due is None or Flag.REPLIED in card.flags:
        return replace(card, priority=level)
    due = min(card.due, service_due(on, level))
    if level > card.priority:
        due = card.due if card.flags & _NEWS else service_due(card.received or on, level)
    return replace(card, priority=level, due=due)
