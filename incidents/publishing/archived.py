"""The figures that the archive gives: reports, hate events, referrals and their answers, cases that were closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from incidents.core import closing_fact, referral_fact
from incidents.core.archive import FIRST_YEAR, Block, Kind
from incidents.core.help.directory import Role
from incidents.core.referral_fact import ReferralStep
from incidents.core.statistics.columns import Rows, by_quarter, hate_events, replies, rows_of
from incidents.core.statistics.packed import WIDTH, folded
from incidents.core.statistics.plan import Dimension, Plan, dimensions
from incidents.core.statistics.release import Rules
from incidents.core.statistics.together import IntArray, joined
from incidents.publishing.making import T0, Figures
from incidents.publishing.pilot import plan_of

#: Bodies as the plan names them; a role that is not here is another body.
_BODIES = {
    Role.DO: "do",
    Role.POLICE: "police",
    Role.BUREAU: "bureau",
    Role.UNION: "union",
    Role.UNIT: "unit",
    Role.UPKEEP: "unit",
    Role.COMMITTEE: "unit",
    Role.PERSONNEL: "unit",
    Role.SOCIAL_SERVICES: "unit",
    Role.SAFETY: "unit",
    Role.CONTRACT_OWNER: "unit",
    Role.REGISTRAR: "unit",
}
#: What bodies answer, as the plan names it; one that has a conflict of interest takes nothing on.
_OUTCOMES = {"accept": "accepted", "decline": "declined", "conflict": "declined"}


def figures(
    blocks: Sequence[Block], dims: Mapping[str, Dimension], first_year: int, quarters: int
) -> Figures:
    """What the blocks count: reports and hate events when they came, referrals, answers and closings in their month."""
    packed, later = reports(blocks), reports(blocks, Kind.LATER)
    rows, told_later = rows_of(packed, dims, first_year), rows_of(later, dims, first_year)
    start = (first_year - FIRST_YEAR) * 12
    monthly = np.zeros(quarters * 3, np.int64)
    for block in blocks:
        monthly[block.month - start] = block.count(Kind.REPORT)
    closings, met = _closings(blocks, dims, start), replies(packed, rows, quarters)
    told = {
        "reports": rows,
        "replies": met.rows,
        "events": hate_events(packed, rows, later, told_later),
        "referrals": _referrals(blocks, dims, start),
        "answers": _answers(blocks, dims, start),
        "closings": closings,
    }
    left_out = np.array([rows.excluded.get(n, 0) for n in range(quarters)], np.int64)
    closed = by_quarter(closings.quarter, quarters)
    return Figures(told, T0(monthly, left_out, met.in_time, met.later, met.waiting, closed))


def reports(blocks: Iterable[Block], kind: Kind = Kind.REPORT) -> bytes:
    """The facts of reports, one after the other in the newest form; or of what was told later."""
    parts = [part for block in blocks for part in block.sections if part.kind is kind]
    return b"".join(
        part.packed if part.length == WIDTH else folded(one for _, one in part.facts())
        for part in parts
    )


def _referrals(blocks: Iterable[Block], dims: Mapping[str, Dimension], start: int) -> Rows:
    """Each referral in the month in which it was made; a place alert is none."""
    found = [
        ((month - start) // 3, {"body": _body(step.role)})
        for month, step in _steps(blocks)
        if step.step == "made"
    ]
    return _rows(found, [0] * len(found), dims, start)


def _answers(blocks: Iterable[Block], dims: Mapping[str, Dimension], start: int) -> Rows:
    """Each answer in the month in which it came; one that replaces an earlier one is none.

    Counted apart from the referrals and not by body: a body accepts no more than was made, and such a relation between
    the cells of two tables no check would see.
    """
    found = [
        ((month - start) // 3, {"outcome": _OUTCOMES[step.step]})
        for month, step in _steps(blocks)
        if step.step in _OUTCOMES and not step.again
    ]
    return _rows(found, [0] * len(found), dims, start)


def _steps(blocks: Iterable[Block]) -> Iterator[tuple[int, ReferralStep]]:
    read = cache(referral_fact.unpack)  # there are few that differ
    for block in blocks:
        for packed in block.packed(Kind.STEP):
            step = read(packed)
            if step.basis is not None:
                yield block.month, step


def _body(role: str) -> str:
    return _BODIES[Role(role)] if role in {one.value for one in _BODIES} else "other"


def _closings(blocks: Iterable[Block], dims: Mapping[str, Dimension], start: int) -> Rows:
    found: list[tuple[int, Mapping[str, str]]] = []
    places: list[int] = []
    tokens: list[bytes] = []
    read = cache(closing_fact.unpack)  # few have links, and those without are the same
    for block in blocks:
        for packed in block.packed(Kind.CLOSING):
            one = read(packed)
            for token in (*one.same_person, *one.same_event):
                places.append(len(found))
                tokens.append(token)
            change = "changed" if one.changed else "unchanged"
            found.append(((block.month - start) // 3, {"change": change}))
    quarter = np.array([number for number, _ in found], np.int64)
    as_one = joined(quarter, places, tokens)
    return replace(_rows(found, as_one.label, dims, start), bridges=as_one.bridges)


def _rows(
    found: Sequence[tuple[int, Mapping[str, str]]],
    groups: Sequence[int] | IntArray,
    dims: Mapping[str, Dimension],
    start: int,
) -> Rows:
    """Quarters and codes as columns, of the dimensions that the plan has."""
    codes = {name: dim.codes for name, dim in dims.items() if found and name in found[0][1]}
    places = {name: {code: n for n, code in enumerate(known)} for name, known in codes.items()}
    return Rows(
        FIRST_YEAR + start // 12,
        np.array([quarter for quarter, _ in found], np.int64),
        {name: np.array([places[name][one[name]] for _, one in found], np.int64) for name in codes},
        np.asarray(groups, np.int64),
    )


def plan_for(yearly: int, districts: Mapping[str, str], rules: Rules) -> Plan:
    """The plan in use where so many reports are expected a year, with the dimensions that it needs."""
    plan = plan_of(yearly, dimensions(districts), rules)
    used = {name: plan.dimensions[name] for table in plan.tables for name in table.dims}
    return replace(plan, dimensions=used)
