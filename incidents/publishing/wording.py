"""A release in words for whoever signs it: which tables, what is left out, what is said of groups; never a number."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from incidents.core.languages import sentence
from incidents.core.publication import EVERY, MEASURES
from incidents.core.statistics.plan import (
    TOTAL,
    Dimension,
    Ladder,
    Plan,
    definitions,
    ladders,
    rung_of,
)
from incidents.core.statistics.release import Group, Published, Release, Slice

#: Translates; the files themselves are Swedish.
Say = Callable[[str], str]
_PERIOD = re.compile(r"(?P<year>\d{4})(?P<kind>[QH](?=[12])|Q)(?P<number>[1-4])", re.ASCII)
_MONTHS = {
    "Q1": sentence("januari–mars %(year)s"),
    "Q2": sentence("april–juni %(year)s"),
    "Q3": sentence("juli–september %(year)s"),
    "Q4": sentence("oktober–december %(year)s"),
    "H1": sentence("januari–juni %(year)s"),
    "H2": sentence("juli–december %(year)s"),
}
_YEARS = re.compile(r"\d{4}-\d{4}", re.ASCII)


def withheld(made: Release, dims: Mapping[str, Dimension]) -> list[dict[str, str]]:
    """The tables that are left out, for programs."""
    return [
        {"table": one.id, "title": title(one, dims), "period": one.period.code}
        for one in made.withheld
    ]


def title(one: Slice, dims: Mapping[str, Dimension], say: Say = str) -> str:
    """The table's title; where one dimension is shown alone, that one's: the plan's title would promise two."""
    titles = [dims[name].title for name in one.table.dims]
    if one.table.title == ", ".join(titles) or len(titles) == 1:
        return ", ".join(map(say, titles))
    return say(one.table.title)


def caption(one: Slice, dims: Mapping[str, Dimension], say: Say = str) -> str:
    """The title with its period in words: *Grund och samhällsområde, januari–mars 2026*."""
    return f"{title(one, dims, say)}, {period(one.period.code, say)}"


def period(code: str, say: Say = str) -> str:
    """A quarter or half-year by its months, as the pages say it; a year is its number, a month stays 2026-01."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code.replace("-", "–") if _YEARS.fullmatch(code) else code
    return say(_MONTHS[found["kind"] + found["number"]]) % {"year": found["year"]}


def heading(one: Slice, said: str, say: Say = str) -> str:
    """What is counted before what it is divided by, unless `said` names it already."""
    what = say(MEASURES[one.table.measure])
    named = re.search(rf"\b{re.escape(what)}\b", said, re.IGNORECASE)
    return said if named else f"{what}: {said}"


def label(one: Slice, dim: Dimension, code: str) -> str:
    """The Swedish word of a code; the whole is called by what the table counts."""
    return EVERY[one.table.measure] if code == TOTAL else dim.label(code)


def told(made: Release, plan: Plan) -> dict[str, Any]:
    """What a preview says."""
    dims = plan.dimensions
    tables = {table.slice.id: table for table in made.tables}
    return {
        "tables": [_table(one, made.hidden_share[name], dims) for name, one in tables.items()],
        "withheld": withheld(made, dims),
        "groups": [_group(one, tables[one.slice], dims) for one in made.warnings],
        "ladders": [_ladder(one, plan) for one in ladders()],
    }


def _ladder(one: Ladder, plan: Plan) -> dict[str, Any]:
    """How fine a table is, and what was tried before: the plan alone decides, and no figure that is published."""
    titles = {name: raw["title"] for name, raw in definitions().items()}
    return {
        "title": one.title,
        "rung": rung_of(plan, one),
        "rungs": [
            {
                "level": rung.level.value,
                "dims": [[titles[name] for name in family] for family in rung.dims],
            }
            for rung in one.rungs
        ],
    }


def _table(one: Published, share: float, dims: Mapping[str, Dimension]) -> dict[str, Any]:
    return {
        "table": one.slice.id,
        "title": title(one.slice, dims),
        "period": one.slice.period.code,
        "percent": round(share * 100),
    }


def _group(one: Group, table: Published, dims: Mapping[str, Dimension]) -> dict[str, Any]:
    """Whoever is in the group has this answer; a group without words is everybody in the table."""
    names = table.slice.table.dims
    codes = zip(names, one.group, one.answer, strict=True)
    group, answer = [], []
    for name, inside, said in codes:
        pair = [dims[name].title, dims[name].label(said)]
        if inside != TOTAL:
            group.append(pair)
        elif said != TOTAL:
            answer = pair
    return {"table": one.slice, "group": group, "answer": answer}
