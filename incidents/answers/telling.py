"""Which sentences answer which question: built from claims, before anybody puts them into words.

Where nothing is published of a question, its answer is that so small numbers are not given out, and when the next
figures of it come: at the end of the quarter, year or two years that its tables are made for. What these two years have
no table of is said to be too few, without a day. A sentence that compares years never stands without the one about what
more reports may mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.answers.claims import Basis, CameIn, Cells, Claim, Codes, Known, Now, Register
from incidents.core.live import Figure
from incidents.core.measures import Status
from incidents.core.publication import Dimension, Plan, Publication, Table

#: Days after the end of a quarter within which its figures are published.
CLOSED_WITHIN = 30


class Question(StrEnum):
    """What people ask, in the order of the page."""

    MANY = "many"
    IN_TIME = "in_time"
    ABOUT = "about"
    DID = "did"
    HATE = "hate"
    REFERRED = "referred"
    MEASURES = "measures"


_ASKED = {
    "events": Question.HATE,
    "referrals": Question.REFERRED,
    "answers": Question.REFERRED,
    "replies": Question.IN_TIME,
}
#: T0 tells of these each quarter, whatever the tables are.
_EVERY_QUARTER = (Question.MANY, Question.IN_TIME)
#: What is told of reports and says what we did.
_SUPPORT = ("help", "support")


class Kind(StrEnum):
    """What a sentence says; its words are elsewhere (`answers.words`)."""

    SO_FAR = "so_far"
    YEAR = "year"
    TREND = "trend"
    IN_TIME = "in_time"
    LATER = "later"
    WAITING = "waiting"
    HEAD = "head"
    TOTAL = "total"
    COUNT = "count"
    HIDDEN = "hidden"
    SEVERAL = "several"
    PROPOSED = "proposed"
    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"
    DROPPED = "dropped"
    NOT_TOLD = "not_told"


class Source(StrEnum):
    """Where an answer is from."""

    LIVE = "live"
    RELEASE = "release"
    REGISTER = "register"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: every number in it is a claim."""

    kind: Kind
    claims: tuple[Claim, ...] = ()
    period: str = ""
    table: Table | None = None
    dim: Dimension | None = None
    codes: Codes = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences from one source, to be told together; `day` is that of the source, or of the next figures."""

    question: Question
    sentences: tuple[Sentence, ...]
    source: Source
    day: date
    release: str = ""


def answers(known: Known, today: date) -> tuple[Answer, ...]:
    """An answer or more to each question, in order; every claim is checked once more (`Unfounded`).

    Without a sentence it says that so small numbers are not given out, and when the next figures of it come.
    """
    found = [*_live(known), *_released(known), *_register(known, today)]
    asked = {one.question for one in found}
    found += [_not_there(known, one, today) for one in Question if one not in asked]
    for answer in found:
        for sentence in answer.sentences:
            for claim in sentence.claims:
                known.check(claim)
    order = list(Question)
    return tuple(sorted(found, key=lambda one: order.index(one.question)))


def next_figures(publication: Publication | None, today: date) -> date:
    """By when the next figures come: the first quarter that is not published yet and whose day has not passed."""
    published = _quarters(publication)
    year, quarter = today.year - 1, 1
    while True:
        due = _due(year, quarter)
        if due >= today and f"{year}Q{quarter}" not in published:
            return due
        year, quarter = year + quarter // 4, quarter % 4 + 1


def _quarters(publication: Publication | None) -> list[str]:
    """Those of which something is published: how many reports came in always is."""
    return [one.period for one in publication.came_in if "Q" in one.period] if publication else []


def _due(year: int, quarter: int) -> date:
    """By when the figures of what ends with a quarter are published."""
    first = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return first + timedelta(days=CLOSED_WITHIN - 1)


def _not_there(known: Known, question: Question, today: date) -> Answer:
    publication = known.publication
    nearest = next_figures(publication, today)
    plan = publication.newest.plan if publication else None
    if publication is None or plan is None or question in _EVERY_QUARTER:
        return Answer(question, (), Source.NONE, nearest)
    lengths = {
        table.quarters
        for table in plan.tables
        if any(_question(table.measure, dim) is question for dim in table.dims)
    }
    if not lengths:
        newest, never = publication.newest, Sentence(Kind.NOT_TOLD, (), plan.span)
        return Answer(question, (never,), Source.RELEASE, newest.frozen, newest.id)
    due = min(_ends(plan, length, _quarters(publication)) for length in lengths)
    # One that is late is published before the next quarter is.
    return Answer(question, (), Source.NONE, max(due, nearest))


def _ends(plan: Plan, length: int, published: Sequence[str]) -> date:
    """By when the first period of so many quarters comes that is not published.

    Behind the two years of the plan periods are taken to be as long as in them, until there is another plan.
    """
    year, place = int(plan.span[:4]), length - 1
    while f"{year + place // 4}Q{place % 4 + 1}" in published:
        place += length
    return _due(year + place // 4, place % 4 + 1)


def _said(
    known: Known, kind: Kind, *bases: Basis, some: bool = False, **told: object
) -> Iterator[Sentence]:
    """The sentence, where all of its numbers follow; with `some`, where the first is not 0."""
    claims = [claim for basis in bases if (claim := known.claim(basis)) is not None]
    if len(claims) == len(bases) and not (some and claims[0].value == 0):
        yield Sentence(kind, tuple(claims), **told)  # type: ignore[arg-type]


# ---------------------------------------------------------------- T0


def _live(known: Known) -> Iterator[Answer]:
    until = known.live.until
    this, last = str(until.year), str(until.year - 1)
    so_far = [*_said(known, Kind.SO_FAR, Now(this, Figure.RECEIVED), period=this)]
    before = [*_said(known, Kind.YEAR, Now(last, Figure.RECEIVED), period=last)]
    trend = [Sentence(Kind.TREND)] if so_far and before else []
    if so_far or before:
        yield Answer(Question.MANY, (*so_far, *before, *trend), Source.LIVE, until)
    handled = [*_handled(known, this), *_handled(known, last)]
    if handled:
        yield Answer(Question.IN_TIME, tuple(handled), Source.LIVE, until)


def _handled(known: Known, year: str) -> Iterator[Sentence]:
    """How the reports of a year were met; nothing where none came."""
    received = Now(year, Figure.RECEIVED)
    if known.value(received):
        yield from _said(known, Kind.IN_TIME, Now(year, Figure.IN_TIME), received, period=year)
        yield from _said(known, Kind.LATER, Now(year, Figure.LATER), some=True)
        yield from _said(known, Kind.WAITING, Now(year, Figure.WAITING), some=True)


# ---------------------------------------------------------------- released tables


def _released(known: Known) -> Iterator[Answer]:
    if known.publication is None:
        return
    newest = known.publication.newest
    years = _years(known, known.publication)
    if years:
        yield Answer(Question.MANY, years, Source.RELEASE, newest.frozen, newest.id)
    for table, dim in _margins(known.publication):
        sentences = tuple(_of_table(known, table, dim))
        if sentences:
            release = known.publication.releases[table.release]
            question = _question(table.measure, dim.name)
            yield Answer(question, sentences, Source.RELEASE, release.frozen, release.id)


def _years(known: Known, publication: Publication) -> tuple[Sentence, ...]:
    """The two newest years of which every quarter is published, the newest first."""
    whole = sorted({code[:4] for code in _quarters(publication)}, reverse=True)
    found: list[Sentence] = []
    for year in whole:
        parts = tuple(f"{year}Q{number}" for number in range(1, 5))
        found += _said(known, Kind.YEAR, CameIn(parts), period=year)
    return (*found[:2], *([Sentence(Kind.TREND)] if len(found) > 1 else []))


def _margins(publication: Publication) -> Iterable[tuple[Table, Dimension]]:
    """Each way to divide what is counted, once: from the newest table that hides least of it."""
    found: dict[tuple[str, str], tuple[Table, Dimension]] = {}
    for table in publication.latest():
        for dim in table.dims:
            key = (table.measure, dim.name)
            if key not in found or _hides(table, dim) < _hides(*found[key]):
                found[key] = (table, dim)
    return found.values()


def _hides(table: Table, dim: Dimension) -> int:
    return sum(table.values[cell] is None for cell in table.cells(dim).values())


def _question(measure: str, dim: str) -> Question:
    if measure == "reports":
        return Question.DID if dim in _SUPPORT else Question.ABOUT
    return _ASKED.get(measure, Question.DID)


def _of_table(known: Known, table: Table, dim: Dimension) -> Iterator[Sentence]:
    """What the table shows along one dimension; nothing at all where every part is hidden."""
    told = table.cells(dim)
    shown = [part for part in dim.parts() if table.values[told[part]] is not None]
    if not shown:
        return
    yield Sentence(Kind.HEAD, (), table.period, table, dim)
    whole = Cells(table.id, (told[dim.total],))
    yield from _said(known, Kind.TOTAL, whole, table=table, dim=dim)
    for part in shown:
        basis = Cells(table.id, (told[part],))
        yield from _said(known, Kind.COUNT, basis, table=table, dim=dim, codes=(part,))
    hidden = tuple(part for part in dim.parts() if part not in shown)
    if hidden:
        yield Sentence(Kind.HIDDEN, (), "", table, dim, hidden)
    if dim.multiple:
        yield Sentence(Kind.SEVERAL, (), "", table, dim)


# ---------------------------------------------------------------- the measures register


def _register(known: Known, today: date) -> Iterator[Answer]:
    found = [*_said(known, Kind.PROPOSED, Register())]
    for kind, status in (
        (Kind.DONE, Status.DONE),
        (Kind.ONGOING, Status.ONGOING),
        (Kind.PLANNED, Status.PLANNED),
        (Kind.DROPPED, Status.DROPPED),
    ):
        found += _said(known, kind, Register(status), some=True)
    yield Answer(Question.MEASURES, tuple(found), Source.REGISTER, today)
