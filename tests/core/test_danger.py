"""Dangerous answers put the case first; they never keep a report from being one."""

import pytest

from incidents.core.danger import Danger, dangers, priority
from incidents.core.deskcard import Flag
from incidents.core.report import Readers, Report
from incidents.core.reportcard import card_of, priority_of
from tests.core.helping import TODAY

SIGNS = [
    ({"safety": ("danger",)}, (Danger.NOW,)),
    ({"safety": ("child",)}, (Danger.CHILD,)),
    ({"consequence": ("fear", "suicidal")}, (Danger.SUICIDAL,)),
    ({"safety": ("danger",), "consequence": ("suicidal",)}, (Danger.NOW, Danger.SUICIDAL)),
]


@pytest.mark.parametrize(("answers", "found"), SIGNS)
def test_a_dangerous_answer_sets_the_first_priority(
    answers: dict[str, tuple[str, ...]], found: tuple[Danger, ...]
) -> None:
    assert dangers(answers) == found
    assert priority(answers) == 1


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, 3),
        ({"safety": ("safe",)}, 3),
        ({"safety": ("unsaid",)}, 3),
        ({"safety": ("afraid",)}, 2),
        ({"wish": ("register",)}, 4),
        ({"wish": ("register", "support")}, 3),
        ({"wish": ("register",), "safety": ("afraid",)}, 4),
        ({"consequence": ("fear", "distress")}, 3),
    ],
)
def test_other_answers_set_the_priority_by_what_the_person_wants_and_fears(
    answers: dict[str, tuple[str, ...]], level: int
) -> None:
    assert dangers(answers) == ()
    assert priority(answers) == level


@pytest.mark.parametrize(("answers", "found"), SIGNS)
def test_a_dangerous_answer_leaves_the_track_of_registration_only_and_stands_on_the_card(
    answers: dict[str, tuple[str, ...]], found: tuple[Danger, ...]
) -> None:
    report = Report("Något hände.", "sv", Readers.NO, {**answers, "wish": ("register",)})
    card = card_of(report, TODAY)
    assert (priority_of(report), card.priority) == (1, 1)
    assert Flag.DANGER in card.flags
    assert (Flag.CHILD in card.flags) is (Danger.CHILD in found)
