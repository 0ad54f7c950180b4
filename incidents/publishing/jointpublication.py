"""What is published by several municipalities together, described as one publication (docs/adr/0049)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incidents.core.statistics.periods import EVER
from incidents.core.statistics.plan import TOTAL
from incidents.core.statistics.release import Published
from incidents.publishing.joining import MUNICIPALITY, RELEASE
from incidents.publishing.making import file_name
from incidents.publishing.members import PERIOD, Member, longer_periods
from incidents.publishing.tables import described, told_of


def description(
    members: Sequence[Member], tables: Sequence[Published], about: Mapping[str, Any]
) -> bytes:
    """`publication.json`: every municipality's own tables as they told them, and the shared ones."""
    told = members[0].told
    own = [_inside(table, one.code) for one in members for table in one.told["tables"]]
    content = {
        **{name: told[name] for name in ("format", "threshold", "min_width", "rules_version")},
        "releases": [RELEASE],
        **told_of(about),
        "members": {one.code: _as_member(one) for one in members},
        "statuses": told["statuses"],
        "dimensions": {
            MUNICIPALITY: {
                "total": TOTAL,
                "sums": [{"total": TOTAL, "parts": [one.code for one in members]}],
            },
            **_divisions(members),
            PERIOD: {
                "total": EVER,
                "sums": [{"total": t, "parts": p} for t, p in longer_periods(members).items()],
            },
        },
        "tables": own + [described(t, f"{RELEASE}/{file_name(t)}.csv") for t in tables],
        "knowledge": [
            *(_located(known, one.code) for one in members for known in one.told["knowledge"]),
            *_nobody(members),
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _as_member(one: Member) -> dict[str, str]:
    """By what its folder is known again."""
    errata = {"errata": one.errata} if one.errata else {}
    return {"name": one.name, "newest": one.newest, **errata}


def _inside(table: Mapping[str, Any], code: str) -> dict[str, Any]:
    """A municipality's own table, told as one of the shared publication."""
    named = {name: f"{code}/{table[name]}" for name in ("id", "release", "csv")}
    return {**table, **named, "filter": {MUNICIPALITY: code}}


def _located(known: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {**known, "cell": {**known["cell"], MUNICIPALITY: code}}


def _divisions(members: Sequence[Member]) -> dict[str, Any]:
    """Every division with the codes of all; which of them a municipality does not have is said in `_nobody`."""
    found: dict[str, Any] = {}
    for name, codes in _all_codes(members).items():
        multiple = any(one.dimensions[name].multiple for one in members if name in one.dimensions)
        groups = [{"total": TOTAL, "parts": codes}]
        found[name] = {"total": TOTAL, "covers" if multiple else "sums": groups}
    return found


def _all_codes(members: Sequence[Member]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for one in members:
        for name, dim in one.dimensions.items():
            found.setdefault(name, {}).update(dict.fromkeys(dim.codes))
    return {name: list(codes) for name, codes in found.items()}


def _nobody(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """A municipality without a code in its list has no report there: everybody who knows the lists knows that."""
    every, quarters = _all_codes(members), _quarters(members)
    for one in members:
        for measure in one.figures:
            names = {n for t in one.tables if t.measure == measure for n in t.family}
            for name in sorted(names):
                for code in every[name]:
                    if code not in one.dimensions[name].codes:
                        for quarter in quarters:
                            cell = {name: code, PERIOD: quarter, MUNICIPALITY: one.code}
                            yield {"measure": measure, "cell": cell, "min": 0, "max": 0}


def _quarters(members: Sequence[Member]) -> list[str]:
    sums = longer_periods(members)
    parts = {part for group in sums.values() for part in group}
    told = {known["cell"][PERIOD] for one in members for known in one.told["knowledge"]}
    return sorted((parts | told) - sums.keys())
