"""The next release of a ledger: what is counted for it, what the ledger keeps of it, and what describes everything."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incidents.core.archive import Block
from incidents.core.closing import Quarter
from incidents.core.statistics import ledger
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.prepare import Measured
from incidents.core.statistics.release import Known, Release, Rules
from incidents.publishing.archived import figures
from incidents.publishing.given import known_by, records
from incidents.publishing.making import (
    Figures,
    about_release,
    counted,
    file_name,
    files_of,
    knowledge,
    left_out,
    planned,
)
from incidents.publishing.spans import Job, Span
from incidents.publishing.tables import publication
from incidents.publishing.wording import told as in_words


@dataclass(frozen=True, slots=True)
class Counted:
    """What a span counts by the quarter that is closed, and what is known of it without any table."""

    figures: Figures
    measured: Sequence[Measured]
    known: Sequence[Known]
    #: The records that were given out, by name, and since when each is known.
    given: Mapping[str, int]


def count(job: Job, span: Span, blocks: Sequence[Block]) -> Counted:
    """The figures of the span; `HistoryChanged` where what was closed before counts otherwise now."""
    plan, calendar = span.plan, span.calendar
    months = Quarter(job["first_year"], job["number"]).months
    held = [block for block in blocks if block.month < months.stop]
    found = figures(held, plan.dimensions, calendar.first_year, calendar.quarters)
    measured = counted(found, calendar, plan)
    if span.history:
        ledger.check_cube(span.history[-1]["cube"], measured, calendar)
    given = records(blocks, plan, calendar, span.given())
    known = [*knowledge(found, calendar, plan), *known_by(given, found.rows, plan, calendar)]
    return Counted(found, measured, known, {one.name: one.since for one in given})


def kept(job: Job, span: Span, found: Counted, made: Release, rules: Rules) -> dict[str, Any]:
    """What the ledger keeps of a release, but for the description of everything that is published."""
    plan, calendar, history = span.plan, span.calendar, job["history"]
    frozen = date.fromisoformat(job["frozen"])
    about = about_release(made, plan, calendar, rules, frozen, job["contact"])
    skipped = job["number"] - calendar.quarters
    t0 = (
        found.figures.t0.after(history[-1]["t0"], skipped)
        if skipped and history
        else found.figures.t0
    )
    everything = Calendar(job["first_year"], job["number"])
    files = files_of(made, plan.dimensions, about, replace(found.figures, t0=t0), everything)
    return {
        "release": made.id,
        "about": about,
        "ids": [t.slice.id for t in made.tables],
        "withheld": left_out(made, plan, calendar),
        "planned": planned(plan, calendar),
        "told": in_words(made, plan),
        "yearly": job["yearly"],
        "files": {name: text(data) for name, data in files.items()},
        "plan": ledger.plan_document(plan),
        "tables": [ledger.table_document(t) for t in made.tables],
        "known": [ledger.known_document(one) for one in found.known],
        "given": found.given,
        "cube": ledger.cube_document(found.measured, calendar),
        "t0": t0.document(),
    }


def described(
    earlier: Sequence[Span],
    span: Span,
    found: Counted,
    made: Release,
    document: Job,
    history: Sequence[Job],
    rules: Rules,
) -> tuple[bytes, bytes]:
    """The description of everything that is published; and the same for somebody who has every record given out."""
    tables = [*(table for one in (*earlier, span) for table in one.tables()), *made.tables]
    paths = {t.slice.id: f"{t.release}/{file_name(t)}.csv" for t in tables}
    names = [*(past["release"] for past in history), made.id]
    plans = [(one.plan, one.calendar) for one in earlier]
    everybody = [*(known for one in earlier for known in one.known()), *found.known]
    public = [one for one in everybody if one.is_of_all]
    plan, calendar, about = span.plan, span.calendar, document["about"]
    return (
        publication(plan, calendar, tables, public, paths, rules, names, plans, about),
        publication(plan, calendar, tables, everybody, paths, rules, names, plans, about),
    )


def text(data: bytes) -> str:
    """Bytes as the ledger's document has them."""
    return base64.b64encode(data).decode("ascii")
