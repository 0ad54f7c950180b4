"""Showing again what need not be hidden: a cell that was hidden early may be of no use once later ones are hidden.

Everything is asked anew with the cell shown, by the same questions as before (`safety`). Where one answer is not yes,
or the work gets too much, the cell stays hidden.
"""

from collections.abc import Mapping

import numpy as np

from incidents.core.statistics.columns import BoolArray
from incidents.core.statistics.safety import Choice

#: So many programs are solved for a release at most; counted and not timed, so that all machines choose the same.
_MOST_SOLVED = 400


def spare(choice: Choice, hidden_for: Mapping[int, int]) -> BoolArray:
    """The cells that stay hidden of a safe choice; `hidden_for` has those that may be shown, in the order of hiding."""
    left = _MOST_SOLVED
    for number in reversed(list(hidden_for)):
        if left <= 0:
            break
        trial = choice.without(number)
        safe = _safe(trial, hidden_for[number])
        left -= trial.view.solved
        if safe:
            choice = trial
        else:
            choice.view.witnesses.learn(trial.view.witnesses)
    return choice.hidden


def _safe(trial: Choice, likely: int) -> bool:
    """Whether everything is safe; the cell for which another one was hidden is asked first."""
    if bool(np.any(trial.view.parts.determined & trial.hidden)):
        return False
    if trial.hidden[likely] and trial.narrow(likely):
        return False
    return trial.unsafe() is None
