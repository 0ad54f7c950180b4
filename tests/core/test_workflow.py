"""The workflow over all pairs of states, and what follows from it."""

import itertools

import pytest

from incidents.core.case import NextStep, Situation, new_reference, next_step
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.permissions import Actor, Role, check_write
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import MOVES, OPEN, WITH_OWN_ACT, Status, check_move, moves_from
from tools import workflow as drawn

ALLOWED = {
    "new": "triage",
    "triage": "active waiting_reporter referred closed merged",
    "active": "waiting_reporter waiting_external referred closed",
    "waiting_reporter": "active closed",
    "waiting_external": "active closed",
    "referred": "active closed",
    "closed": "reopened archived purged",
    "reopened": "active",
    "merged": "",
    "archived": "",
    "purged": "",
    "quarantine": "new closed",
}


@pytest.mark.parametrize(("source", "target"), list(itertools.product(Status, repeat=2)))
def test_a_move_is_possible_exactly_when_the_table_has_it(source: Status, target: Status) -> None:
    possible = True
    try:
        check_move(source, target)
    except Conflict:
        possible = False
    assert possible is (target.value in ALLOWED[source.value].split())


ROLES: tuple[frozenset[Role], ...] = (
    frozenset(),
    *(frozenset({role}) for role in Role),
    frozenset({Role.COORDINATION, Role.ADMINISTRATION}),
    frozenset({Role.CASEWORK, Role.COORDINATION}),
    frozenset(Role),
)
READERS = {Role.CASEWORK, Role.INDEPENDENT}


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_a_role_moves_a_case_exactly_where_it_may_read_and_the_table_has_the_move(
    roles: frozenset[Role], *, opened: bool
) -> None:
    def possible(source: Status, target: Status) -> bool:
        try:
            check_write(Actor(b"", "Lena", roles), opened=opened)
            check_move(source, target)
        except (Conflict, NotAllowed):
            return False
        return True

    pairs = list(itertools.product(Status, repeat=2))
    assert {pair for pair in pairs if possible(*pair)} == {
        (source, target)
        for source, target in pairs
        if roles & READERS and opened and target in ALLOWED[source].split()
    }


def test_the_page_in_the_documentation_is_drawn_from_the_table() -> None:
    """`python -m tools.workflow` draws it anew."""
    assert drawn.PAGE.read_text("utf-8") == drawn.page()


def test_the_diagram_has_an_arrow_for_each_move_and_for_nothing_else() -> None:
    arrows = {
        tuple(line.strip().partition(":")[0].split(" --> "))
        for line in drawn.diagram().splitlines()
        if " --> " in line and "[*]" not in line
    }
    assert arrows == {
        (source, target) for source, found in ALLOWED.items() for target in found.split()
    }


def test_the_states_are_those_of_the_vocabulary() -> None:
    assert [status.value for status in Status] == [
        item.code for item in vocabulary("case_status").items
    ]


def test_the_buttons_of_a_state_are_its_moves_in_order() -> None:
    assert {s.value: " ".join(m.target for m in moves_from(s)) for s in Status} == ALLOWED
    assert all(move.label.strip() for move in MOVES)


def test_every_state_but_the_ends_can_be_left_and_every_state_but_the_flooded_be_reached() -> None:
    ends = {Status.MERGED, Status.ARCHIVED, Status.PURGED}
    assert {move.source for move in MOVES} == set(Status) - ends
    assert {move.target for move in MOVES} == set(Status) - {Status.QUARANTINE}


def test_open_is_everything_on_which_somebody_works() -> None:
    assert frozenset(Status) - OPEN == {
        Status.CLOSED,
        Status.MERGED,
        Status.ARCHIVED,
        Status.PURGED,
    }
    assert frozenset(Status) - OPEN == WITH_OWN_ACT - {Status.NEW}


def test_a_reference_is_prefix_year_and_five_characters_that_nobody_confuses() -> None:
    seen: list[str] = []

    def first(alphabet: str) -> str:
        seen.append(alphabet)
        return alphabet[len(seen) - 1]

    assert new_reference("AD", 2026, first) == "AD-2026-23456"
    assert seen == ["23456789ABCDEFGHJKMNPQRSTVWXYZ"] * 5
    assert set("01ILOU") & set(seen[0]) == set()


def situation(status: Status = Status.TRIAGE, **changes: bool) -> Situation:
    facts = {
        "mine": True,
        "new_message": False,
        "answered": False,
        "register_only": False,
        "may_answer": True,
        "coded": True,
    }
    return Situation(status, **{**facts, **changes})


@pytest.mark.parametrize(
    ("given", "step"),
    [
        (situation(Status.CLOSED, new_message=True), NextStep.DONE),
        (situation(mine=False), NextStep.TAKE),
        (situation(new_message=True, register_only=True), NextStep.ANSWER_MESSAGE),
        (situation(register_only=True), NextStep.REGISTER),
        (situation(), NextStep.FIRST_ANSWER),
        (situation(may_answer=False), NextStep.DECIDE),
        (situation(coded=False), NextStep.FIRST_ANSWER),
        (situation(answered=True, coded=False), NextStep.CODE),
        (situation(may_answer=False, coded=False), NextStep.CODE),
        (situation(register_only=True, coded=False), NextStep.REGISTER),
        (situation(register_only=True, answered=True, coded=False), NextStep.DECIDE),
        (situation(Status.WAITING_REPORTER, answered=True, coded=False), NextStep.CODE),
        (situation(mine=False, coded=False), NextStep.TAKE),
        (situation(Status.WAITING_REPORTER, answered=True), NextStep.WAIT_REPORTER),
        (situation(Status.WAITING_EXTERNAL, answered=True), NextStep.WAIT_EXTERNAL),
        (situation(Status.REFERRED, answered=True), NextStep.WAIT_EXTERNAL),
        (situation(Status.ACTIVE, answered=True), NextStep.DECIDE),
    ],
)
def test_the_next_step_is_the_first_rule_that_fits(given: Situation, step: NextStep) -> None:
    assert next_step(given) is step
