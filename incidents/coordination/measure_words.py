"""The measures register in words."""

from incidents.coordination.shelf import Shelf
from incidents.core.commitments import COMMITMENTS
from incidents.core.measures import MEASURES, STATUS_WORDS, TRACK_WORDS, Measure, Status
from incidents.core.register import Cells
from incidents.core.vocabulary import vocabulary
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import moment
from incidents.web.registerwords import TRACKS

STATUSES = {
    Status.PLANNED: lazy_gettext("Planerad"),
    Status.ONGOING: lazy_gettext("Pågår"),
    Status.DONE: lazy_gettext("Klar"),
    Status.DROPPED: lazy_gettext("Avbruten"),
}
TONES = {
    Status.PLANNED: "neutral",
    Status.ONGOING: "info",
    Status.DONE: "good",
    Status.DROPPED: "neutral",
}
COLUMNS = {
    "text": lazy_gettext("Åtgärd"),
    "commitment": lazy_gettext("Åtagande"),
    "track": lazy_gettext("Spår"),
    "unit": lazy_gettext("Enhet som gör det"),
    "contact": lazy_gettext("Kontaktperson"),
    "proposed": lazy_gettext("Föreslagen"),
    "due": lazy_gettext("Klar senast"),
    "status": lazy_gettext("Status"),
    "done": lazy_gettext("Blev klar"),
    "trigger": lazy_gettext("Det som fick oss att göra det"),
    "answer": lazy_gettext("Enhetens svar"),
}
_DAYS = frozenset({"proposed", "due", "done"})


def commitment_words(number: int) -> str:
    """A commitment with its number."""
    return f"{number}. {gettext(COMMITMENTS[number])}"


def commitments() -> dict[str, str]:
    """Every commitment, by the word of the table."""
    return {str(number): commitment_words(number) for number in COMMITMENTS}


def statuses() -> dict[str, str]:
    """Every status, by the word of the table."""
    return {word: str(STATUSES[status]) for status, word in STATUS_WORDS.items()}


def tracks() -> dict[str, str]:
    """Every track, by the word of the table."""
    return {word: str(TRACKS[track]) for track, word in TRACK_WORDS.items()}


def triggers() -> dict[str, str]:
    """Every flag, by its code."""
    return {item.code: gettext(item.label) for item in vocabulary("systemic_flag").items}


def cell_words(column: str, cell: str) -> str:
    """A cell of the table as people read it."""
    if not cell:
        return ""
    if column in _DAYS:
        return moment(cell)
    offered = {
        "commitment": commitments,
        "status": statuses,
        "track": tracks,
        "trigger": triggers,
    }.get(column)
    return offered().get(cell, cell) if offered else cell


def allowed() -> list[tuple[str, str]]:
    """Which words the table takes, by column."""
    heads = {name: column.head for name, column in MEASURES.columns.items()}
    return [
        (heads["commitment"], "1–10"),
        (heads["track"], ", ".join(TRACK_WORDS.values())),
        (heads["status"], ", ".join(STATUS_WORDS.values())),
        (heads["trigger"], ", ".join(f"{code} ({said})" for code, said in triggers().items())),
    ]


def _called(cells: Cells) -> str:
    return cells["text"]


SHELF: Shelf[Measure] = Shelf(
    MEASURES,
    lazy_gettext("Åtgärder"),
    lazy_gettext("Till åtgärderna"),
    lazy_gettext("Åtgärd"),
    COLUMNS,
    cell_words,
    _called,
    "atgarder",
)
