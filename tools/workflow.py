"""Draws docs/workflow.md from the one table of states and moves: `python -m tools.workflow`."""

from pathlib import Path

from incidents.core.permissions import Actor, Role, can_desk
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import MOVES, OPEN, WITH_OWN_ACT, Move, Status

PAGE = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
_TOP = """\
# The states of a case

Drawn by `python -m tools.workflow` from the table in `incidents/core/workflow.py`; a test compares the two. The words
are those of the desk's buttons. Every report begins as *{new}*; one that came in a flood and proved nothing begins as
*{quarantine}*.
"""
_BETWEEN = """
Words in brackets mark a move with an act of its own, which asks for more than the button (a reason, a decision).
Releasing from quarantine and closing as junk are done from the quarantine's list.

Open: {open}.

Only who may read the case moves it, and only after the cover sheet was answered: {yes}. For {no} there is no move
at all, and the case does not exist.

| from | to | button | act of its own |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = "".join(f"{_row(move)}\n" for move in MOVES)
    top = _TOP.format(new=_label(Status.NEW), quarantine=_label(Status.QUARANTINE))
    return f"{top}\n```mermaid\n{diagram()}\n```\n{_BETWEEN.format(**_facts())}{rows}"


def diagram() -> str:
    """The states and moves as a Mermaid state diagram."""
    states = [f'    state "{_label(status)}" as {status}' for status in Status]
    begins = [f"    [*] --> {status}" for status in (Status.NEW, Status.QUARANTINE)]
    moves = [f"    {move.source} --> {move.target}: {_words(move)}" for move in MOVES]
    left = {move.source for move in MOVES}
    ends = [f"    {status} --> [*]" for status in Status if status not in left]
    return "\n".join(("stateDiagram-v2", *states, *begins, *moves, *ends))


def _words(move: Move) -> str:
    return f"({move.label})" if move.target in WITH_OWN_ACT else move.label


def _row(move: Move) -> str:
    own = "yes" if move.target in WITH_OWN_ACT else ""
    return f"| {_label(move.source)} | {_label(move.target)} | {move.label} | {own} |".replace(
        "|  |", "| |"
    )


def _facts() -> dict[str, str]:
    yes = [role for role in Role if can_desk(Actor(b"", "", frozenset({role})))]
    return {
        "open": ", ".join(_label(status).lower() for status in Status if status in OPEN),
        "yes": " and ".join(f"`{role}`" for role in yes),
        "no": " and ".join(f"`{role}`" for role in Role if role not in yes),
    }


def _label(status: Status) -> str:
    return vocabulary("case_status").label(status)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
