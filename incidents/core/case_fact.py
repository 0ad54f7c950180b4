"""The coded fact of a case: the desk's codes where there are any, and the reporter's own groups where there are none.

STATISTICS.md, rule 4. A code of the desk counts as the public group that it belongs to; one that no group holds (sexual
harassment needs no ground) says nothing of the group, and the reporter's own answer stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from incidents.core.clock import add_working_days
from incidents.core.closing_fact import Closing, closing_on
from incidents.core.coding import Coding
from incidents.core.facts import DIMENSIONS, Excluded, Fact, fact_of
from incidents.core.handled import REPLIES, REPLY_DAYS, Handled, Mark
from incidents.core.linking import Link, LinkKind
from incidents.core.report import Report
from incidents.core.vocabulary import vocabulary
from incidents.core.work import Work

#: The closing reason of a report that was sent twice.
DOUBLE = "duplicate"
#: The closing reasons by which a report counts in no table (rule 10).
EXCLUDED = {DOUBLE: Excluded.DOUBLE, "abuse": Excluded.ABUSE}
#: Lists that residents answer by groups and staff by codes.
_CODED = ("area", "ground", "actor_type", "bias_motive")
_NO_SUPPORT = frozenset({"none", "first_reply"})
_CHANGES = frozenset(
    {"remedied", "decision_changed", "routine_changed", "physical_fix", "apology", "settlement"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk knows by now. `reason`: why the case was closed, empty while it is open.

    `replied`: the day of the first answer, or of the end if that was first.
    """

    coding: Coding | None = None
    work: Work | None = None
    links: tuple[Link, ...] = ()
    replied: date | None = None
    reason: str = ""


def closing(known: Known, on: date) -> Closing | None:
    """What is counted of a case that was closed on a day; None where no table counts the report."""
    if known.reason in EXCLUDED:
        return None
    person, event = (
        tokens(known.links, kind) for kind in (LinkKind.SAME_PERSON, LinkKind.SAME_EVENT)
    )
    return closing_on(on, changed=_changed(known), same_person=person, same_event=event)


def case_fact(report: Report, received: date, known: Known) -> Fact:
    """The fact as it is by now."""
    fact = fact_of(report, received)
    groups = {**fact.groups, **_desk_groups(known.coding)}
    if known.coding is not None and known.coding.has("hate_event", "no"):
        groups.pop("bias_motive", None)
    return replace(
        fact,
        groups=groups,
        excluded=EXCLUDED.get(known.reason),
        handled=_handled(fact, received, known),
    )


def _desk_groups(coding: Coding | None) -> dict[str, tuple[str, ...]]:
    found = {name: _groups(name, coding.codes.get(name, ())) for name in _CODED} if coding else {}
    return {name: groups for name, groups in found.items() if groups and name in DIMENSIONS}


def _groups(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    chosen = set(codes)
    return tuple(one.code for one in vocabulary(name).groups if not chosen.isdisjoint(one.codes))


def _handled(fact: Fact, received: date, known: Known) -> Handled:
    codes = known.coding.codes if known.coding else {}
    return Handled(
        known.coding.single("scope") if known.coding else "",
        known.coding.single("hate_event") if known.coding else "",
        codes.get("own_operation", ()),
        codes.get("form", ()),
        codes.get("event_type", ()),
        _reply(received, known.replied),
        frozenset(_marks(fact, known)),
        tokens(known.links, LinkKind.SAME_PERSON),
        tokens(known.links, LinkKind.SAME_EVENT),
    )


def _reply(received: date, replied: date | None) -> str:
    if replied is None:
        return ""
    within = (
        code
        for days, code in zip(REPLY_DAYS, REPLIES, strict=False)
        if replied <= add_working_days(received, days)
    )
    return next(within, REPLIES[-1])


def _marks(fact: Fact, known: Known) -> Iterable[Mark]:
    done = set(known.work.codes.get("measure", ())) if known.work else set()
    came = set(known.work.codes.get("outcome", ())) if known.work else set()
    if known.coding is not None:
        yield Mark.CODED
    if done - _NO_SUPPORT:
        yield Mark.SUPPORTED
    if known.reason:
        yield Mark.CLOSED
    if _changed(known):
        yield Mark.CHANGED
    if "police" in fact.groups.get("reported_to", ()) or (
        "police_report" in done or "police_complaint" in came
    ):
        yield Mark.POLICE
    if "do_complaint" in came:
        yield Mark.DO
    if "deadline_info" in done:
        yield Mark.LIMIT_TOLD


def _changed(known: Known) -> bool:
    return known.work is not None and not _CHANGES.isdisjoint(known.work.codes.get("outcome", ()))


def tokens(links: Iterable[Link], kind: LinkKind) -> tuple[bytes, ...]:
    """The tokens of the links of one kind, each once, in a fixed order."""
    return tuple(sorted({one.token for one in links if one.kind is kind and one.token}))
