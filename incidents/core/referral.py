"""Help in return: what a few answers are worth to the person who gives them, with or without a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidents.core.danger import Answers, Danger, dangers, priority
from incidents.core.help.answers import Situated
from incidents.core.help.directory import Body, Directory, Number
from incidents.core.help.limits import CAUTIONS, limits_for
from incidents.core.help.rights import duties_for, reprisals_for, rights_for
from incidents.core.help.routes import ROUTES
from incidents.core.help.rules import Rule
from incidents.core.help.spans import Limit, Window, window
from incidents.core.languages import Text, sentence

_HEADINGS = {
    Danger.NOW: sentence("Är någon i fara nu: ring 112"),
    Danger.CHILD: sentence("Är någon i fara nu: ring 112"),
    Danger.SUICIDAL: sentence("Du är inte ensam. Prata med någon nu."),
}
_CALM = sentence("Är du i fara: ring 112")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can help here, and why."""

    body: Body
    why: Text


@dataclass(frozen=True, slots=True)
class Safety:
    """Numbers to call. `urgent`: an answer means danger, so the box stands first on every page from then on."""

    urgent: bool
    heading: Text
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class FirstHelp:
    """What stands on the pages of the journey itself: whom to call, and what the municipality must do."""

    safety: Safety
    duties: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Everything that is said in return for a set of answers."""

    priority: int
    safety: Safety
    rights: tuple[Rule, Rule, Rule]
    limits: tuple[Limit, ...]
    cautions: tuple[Rule, ...]
    helpers: tuple[Helper, ...]
    reprisals: Rule
    duties: tuple[Rule, ...]
    young: bool


#: The questions on whose answers the help depends; a receipt keeps these and nothing else of the report.
DEPENDS_ON = frozenset(
    {
        "actor_type",
        "area",
        "bias_motive",
        "consequence",
        "ground",
        "place_type",
        "reporter_role",
        "safety",
        "under18",
        "what_happened",
        "when_coarse",
        "wish",
    }
)


def first_help(answers: Answers, *, directory: Directory) -> FirstHelp:
    """The part of `help_for` that comes first."""
    situated = Situated(answers)
    return FirstHelp(_safety(situated, directory), duties_for(situated))


def help_for(
    answers: Answers,
    *,
    today: date,
    directory: Directory,
    answered: date | None = None,
    happened: date | None = None,
) -> Help:
    """The help for these public answers; none of them is needed, and one that no list has counts as unanswered.

    `answered`: the day on which "when" was answered, where that was before today. `happened`: the day itself, where
    the person knows it. Nothing of it is kept.
    """
    situated = Situated(answers)
    days = _days(answers, answered or today, happened)
    return Help(
        priority(answers),
        _safety(situated, directory),
        rights_for(situated),
        limits_for(situated, directory, days, today),
        CAUTIONS,
        helpers_for(situated, directory),
        reprisals_for(situated),
        duties_for(situated),
        situated.young,
    )


def _days(answers: Answers, answered: date, happened: date | None) -> Window | None:
    if happened is not None:
        return Window.on(happened)
    return window(next(iter(answers.get("when_coarse", ())), ""), answered)


def _safety(situated: Situated, directory: Directory) -> Safety:
    found = dangers(situated.answers)
    heading = _HEADINGS[found[0]] if found else _CALM
    return Safety(bool(found), Text(heading), directory.numbers_for(situated.situations()))


def helpers_for(situated: Situated, directory: Directory) -> tuple[Helper, ...]:
    """Who can help, each body once, in the order of the routes; never empty."""
    found: dict[str, Helper] = {}
    for helper in _routed(situated, directory):
        found.setdefault(helper.body.fact.id, helper)
    return tuple(found.values())


def _routed(situated: Situated, directory: Directory) -> Iterator[Helper]:
    for route in ROUTES:
        if route.when(situated) and (not route.rule or directory.knows(route.rule)):
            for body in directory.bodies_for(route.role):
                yield Helper(body, Text(route.why))
