"""`python -m incidents.publishing.demonstration`: the invented past of a demonstration, as facts that staff would lay.

In a process of its own, because inventing needs numpy. The wish is JSON on standard input; the packed facts come on
standard output, a line each in hexadecimal. The same wish gives the same facts.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from incidents.core import facts
from incidents.core.bases import BasisKind
from incidents.core.closing_fact import Closing
from incidents.core.facts import Fact
from incidents.core.handled import Handled, Mark
from incidents.core.help.directory import Role
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.publishing.synthetic import packed_facts

#: What a municipality that does its work comes to: of a hundred reports.
_REPLIES = (("d1", 34), ("d5", 40), ("d10", 16), ("later", 7), ("", 3))
_CRIMES = (("crime_possible", 60), ("dl_and_crime", 40))
_OTHERWISE = (("dl_likely", 55), ("dl_unclear", 20), ("dl_outside", 10), ("insufficient", 15))
_BODIES = (Role.DO, Role.POLICE, Role.BUREAU, Role.UNION, Role.REGISTRAR, Role.VICTIM_SUPPORT)
_BODY_SHARES = (28, 20, 24, 12, 10, 6)
_SUPPORTED, _POLICE, _REFERRED, _ANSWERED, _ACCEPTED = 0.4, 0.28, 0.3, 0.75, 0.8
_CLOSED, _SAME_MONTH, _CHANGED = 0.85, 0.5, 0.25
_MONTHS = 3

Random = np.random.Generator
Shares = Sequence[tuple[str, int]]


def past(
    first_year: int, months: int, a_quarter: int, districts: Sequence[str], seed: int
) -> Iterator[bytes]:
    """The facts of so many months from January of a year, of a quarter about so many reports, in no order."""
    quarters = -(-months // _MONTHS)
    packed, place = packed_facts(a_quarter * quarters, quarters, seed, districts, first_year)
    rng = np.random.default_rng([seed, 3])
    for number, one in zip(place.tolist(), packed, strict=True):
        told = facts.unpack(one)
        if number < months:
            yield replace(told, handled=_handled(rng, told)).pack()
        if told.excluded is None:
            yield from (row for month, row in _after(rng, number, first_year) if month < months)


def _handled(rng: Random, told: Fact) -> Handled:
    crime = bool(told.groups.get("bias_motive"))
    marks = {Mark.CODED}
    if rng.random() < _SUPPORTED:
        marks.add(Mark.SUPPORTED)
    if crime and rng.random() < _POLICE:
        marks.add(Mark.POLICE)
    scope = _one(rng, _CRIMES if crime else _OTHERWISE)
    return Handled(scope, _one(rng, _REPLIES), frozenset(marks))


def _after(rng: Random, month: int, first_year: int) -> Iterator[tuple[int, bytes]]:
    """What staff did with a report: a referral, its answer in the same month, and that the case was closed."""
    if rng.random() < _REFERRED:
        role = _BODIES[_place(rng, _BODY_SHARES)]
        steps = ["made"]
        if rng.random() < _ANSWERED:
            steps.append("accept" if rng.random() < _ACCEPTED else "decline")
        for step in steps:
            at = _date(first_year, month)
            yield month, ReferralStep(*at, step, role.value, BasisKind.CONSENT, Way.LINK).pack()
    if rng.random() < _CLOSED:
        closed = month + int(rng.random() >= _SAME_MONTH)
        yield closed, Closing(*_date(first_year, closed), rng.random() < _CHANGED).pack()


def _date(first_year: int, month: int) -> tuple[int, int]:
    return first_year + month // 12, month % 12 + 1


def _one(rng: Random, shares: Shares) -> str:
    return shares[_place(rng, [share for _, share in shares])][0]


def _place(rng: Random, shares: Sequence[int]) -> int:
    return int(rng.choice(len(shares), p=np.array(shares) / sum(shares)))


def main() -> int:
    """The facts that somebody asks for."""
    wish = json.loads(sys.stdin.buffer.read())
    sys.stdout.writelines(f"{one.hex()}\n" for one in past(**wish))
    return 0


if __name__ == "__main__":
    sys.exit(main())
