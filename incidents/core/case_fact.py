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
from incidents.core.event import Event
from incidents.core.facts import Excluded, Fact, counted, fact_of
from incidents.core.handled import REPLIES, REPLY_DAYS, Handled, Mark, with_links
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
#: What the desk calls an event, as the public groups have it; that there is no offence says nothing of what happened.
_EVENTS = {
    "verbal": "insulted",
    "molest": "attacked",
    "threat": "threatened",
    "violence": "attacked",
    "sexual": "sexual",
    "stalking": "threatened",
    "damage": "place",
    "graffiti": "place",
    "arson": "place",
    "theft": "other",
    "incitement": "insulted",
    "symbol": "place",
    "unlawful_discrimination": "treated",
    "disruption": "other",
    "doxing": "threatened",
    "other": "other",
}
#: Of what is told later this is asked anew, and counted.
OF_THE_EVENT = ("what_happened", "place_type")
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


def case_fact(
    report: Report, received: date, known: Known, *, counted_on: date | None = None
) -> Fact:
    """The fact as it is by now. `counted_on`: of a day after that on which it came in, whose quarter is closed."""
    groups = counted({**report.answers, **_desk_groups(known.coding)})
    if known.coding is not None and known.coding.has("hate_event", "no"):
        groups.pop("bias_motive", None)
    return replace(
        fact_of(report, counted_on or received),
        groups=groups,
        excluded=EXCLUDED.get(known.reason),
        handled=_handled(report, received, known),
    )


def later_fact(event: Event, told: date, case: Fact) -> Fact:
    """What its reporter told later, by the fact of the case: the same motive, and for the desk the same matter.

    What happened this time and where is the reporter's own answer; what this event does not say of it stays unsaid.
    """
    motive = {name: case.groups[name] for name in ("bias_motive",) if name in case.groups}
    own = {name: event.answers[name] for name in OF_THE_EVENT if event.answers.get(name)}
    handled = Handled(case.handled.scope, marks=case.handled.marks & {Mark.CODED})
    return Fact(
        told.year,
        told.month,
        {**motive, **own},
        excluded=case.excluded,
        handled=handled,
        later=True,
    )


def _desk_groups(coding: Coding | None) -> dict[str, tuple[str, ...]]:
    """The desk's codes as the public groups that they belong to."""
    if coding is None:
        return {}
    found = {name: _groups(name, coding.codes.get(name, ())) for name in _CODED}
    events = {_EVENTS[code] for code in coding.codes.get("event_type", ()) if code in _EVENTS}
    public = vocabulary("what_happened").public()
    found["what_happened"] = tuple(one.code for one in public if one.code in events)
    found["own_operation"] = coding.codes.get("own_operation", ())
    return {name: groups for name, groups in found.items() if groups}


def _groups(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    chosen = set(codes)
    return tuple(one.code for one in vocabulary(name).groups if not chosen.isdisjoint(one.codes))


def _handled(report: Report, received: date, known: Known) -> Handled:
    handled = Handled(
        known.coding.single("scope") if known.coding else "",
        _reply(received, known.replied),
        frozenset(_marks(report, known)),
    )
    person, event = (
        tokens(known.links, kind) for kind in (LinkKind.SAME_PERSON, LinkKind.SAME_EVENT)
    )
    return with_links(handled, person, event)


def _reply(received: date, replied: date | None) -> str:
    if replied is None:
        return ""
    within = (
        code
        for days, code in zip(REPLY_DAYS, REPLIES, strict=False)
        if replied <= add_working_days(received, days)
    )
    return next(within, REPLIES[-1])


def _marks(report: Report, known: Known) -> Iterable[Mark]:
    done = set(known.work.codes.get("measure", ())) if known.work else set()
    came = set(known.work.codes.get("outcome", ())) if known.work else set()
    if known.coding is not None:
        yield Mark.CODED
    if done - _NO_SUPPORT:
        yield Mark.SUPPORTED
    if "police" in report.answers.get("reported_to", ()) or (
        "police_report" in done or "police_complaint" in came
    ):
        yield Mark.POLICE


def _changed(known: Known) -> bool:
    return known.work is not None and not _CHANGES.isdisjoint(known.work.codes.get("outcome", ()))


def tokens(links: Iterable[Link], kind: LinkKind) -> tuple[bytes, ...]:
    """The tokens of the links of one kind, each once, in a fixed order."""
    return tuple(sorted({one.token for one in links if one.kind is kind and one.token}))
