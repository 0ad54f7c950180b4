"""The figures that the archive gives, and the tables of the plan that they can fill.

No fact says what became of a referral: its steps do not hang together. That dimension is left out of the plan in use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from incidents.core import facts, referral_fact
from incidents.core.archive import Block, Kind
from incidents.core.help.directory import Role
from incidents.core.statistics.columns import WIDTH, Rows, hate_events, rows_of
from incidents.core.statistics.periods import Level
from incidents.core.statistics.plan import (
    Dimension,
    Plan,
    Rung,
    definitions,
    dimensions,
    ladders,
    tables_of,
    version,
)
from incidents.core.statistics.planner import choose
from incidents.core.statistics.release import Rules
from incidents.core.vocabulary import vocabulary
from incidents.publishing.making import Figures
from incidents.publishing.synthetic import synthetic

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
#: Where the masks stand in a packed fact (`core.facts`).
_MASKS = slice(5, 5 + 2 * len(facts.DIMENSIONS))
_TITLES = {"T7": "Hänvisningar"}
#: Many reports are alike from one invented span to the next; of few, several spans are needed.
_PILOTS, _PILOT_REPORTS, _PILOT_SEED, _SPAN = 5, 1000, 7_000_001, 8


def figures(
    blocks: Sequence[Block], dims: Mapping[str, Dimension], first_year: int, quarters: int
) -> Figures:
    """What the blocks count: reports, hate events, and referrals in the month in which they were made."""
    wanted = {name: dim for name, dim in dims.items() if name not in ("body", "outcome")}
    packed = reports(blocks)
    rows = rows_of(packed, wanted, first_year)
    start = (first_year - 2020) * 12
    monthly = np.zeros(quarters * 3, np.int64)
    for block in blocks:
        monthly[block.month - start] = block.count(Kind.REPORT)
    referred = {"referrals": _referrals(blocks, dims["body"], start)} if "body" in dims else {}
    told = {"reports": rows, "events": hate_events(packed, rows), **referred}
    return Figures(told, monthly, rows.excluded)


def reports(blocks: Iterable[Block]) -> bytes:
    """The facts of reports, one after the other in one length. What no vocabulary has counts as not said.

    Anybody can seal a fact. One with a bit that no group has must not be counted as another group, or stop the count.
    """
    parts = [part for block in blocks for part in block.sections if part.kind is Kind.REPORT]
    return b"".join(_filled(part.packed, part.length) for part in parts)


def _filled(packed: bytes, length: int) -> bytes:
    rows = np.frombuffer(packed, np.uint8).reshape(-1, length)
    wide = np.zeros((len(rows), WIDTH), np.uint8)
    wide[:, :length] = rows
    wide[:, _MASKS] &= _known_bits()
    return wide.tobytes()


@cache
def _known_bits() -> npt.NDArray[np.uint8]:
    """For each byte of the masks the bits that some group has."""
    masks = [(1 << len(vocabulary(name).public())) - 1 for name in facts.DIMENSIONS]
    return np.frombuffer(np.array(masks, ">u2").tobytes(), np.uint8)


def _referrals(blocks: Iterable[Block], body: Dimension, start: int) -> Rows:
    """A place alert rests on no basis and is no referral."""
    found = []
    for block in blocks:
        for packed in block.of(Kind.STEP).values():
            step = referral_fact.unpack(packed)
            if step.step == "made" and step.basis is not None:
                known = step.role in {role.value for role in _BODIES}
                code = _BODIES[Role(step.role)] if known else "other"
                found.append(((block.month - start) // 3, body.codes.index(code)))
    columns = np.array(found, np.int64).reshape(-1, 2)
    return Rows(2020 + start // 12, columns[:, 0], {"body": columns[:, 1]}, columns[:, 0] * 0)


def plan_for(yearly: int, districts: Mapping[str, str], rules: Rules) -> Plan:
    """The plan in use where so many reports are expected a year; chosen from invented reports, never from real ones."""
    dims, size = dimensions(districts), max(1, yearly * 2)
    pilots = [
        synthetic(size, _SPAN, _PILOT_SEED + n, dict(dims)).rows
        for n in range(min(_PILOTS, max(1, _PILOT_REPORTS // size)))
    ]
    chosen = choose(dims, pilots, yearly, rules)
    tables = []
    for ladder in ladders():
        rung = served(ladder.measure, chosen.get(ladder.id))
        if rung is not None:
            title = _TITLES.get(ladder.id, ladder.title)
            tables += [replace(one, title=title) for one in tables_of(ladder, rung)]
    return Plan(version(), {n: dims[n] for t in tables for n in t.dims}, tuple(tables))


def served(measure: str, rung: Rung | None) -> Rung | None:
    """A rung with the dimensions that the archive fills; None where that is none."""
    if rung is None:
        return None
    families = (tuple(n for n in dims if _filled_by(n, measure)) for dims in rung.dims)
    left = tuple(dict.fromkeys(dims for dims in families if dims))
    return Rung(left, Level(rung.level)) if left else None


def _filled_by(name: str, measure: str) -> bool:
    return name == "body" if measure == "referrals" else not definitions()[name].get("outside")
