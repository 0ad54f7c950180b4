"""The workflow through the desk's own address: every pair of states, and everybody who may not move anything."""

import itertools

from sqlalchemy import select, update

from incidents.core.workflow import WITH_OWN_ACT, Status, moves_from
from incidents.store.models import Case
from tests.looking import acting, every_row, looking, right_tokens
from tests.support import DeskUser, Installed


def put(installation: Installed, status: Status) -> int:
    """The case in a status, whatever came before; its version."""
    with acting(installation) as session:
        session.execute(update(Case).values(status=status))
        return session.scalars(select(Case.version)).one()


def status_of(installation: Installed) -> Status:
    with looking(installation) as session:
        return session.scalars(select(Case.status)).one()


def press(user: DeskUser, reference: str, target: Status, version: int, token: str) -> int:
    values = {"target": target.value, "version": str(version), "csrf_token": token}
    return user.client.post(f"/desk/cases/{reference}/status", data=values).status_code


def plain(source: Status, target: Status) -> bool:
    """Whether the plain button makes this move; the others have acts of their own, and quarantine its list."""
    moves = {move.target for move in moves_from(source)} - WITH_OWN_ACT
    return target in moves and source is not Status.QUARANTINE


def test_each_pair_of_states_is_moved_or_refused_as_the_table_says(
    installation: Installed,
) -> None:
    installation.resident().send("De skrattade åt mig.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    token = right_tokens(lena)["status"]
    for source, target in itertools.product(Status, repeat=2):
        version = put(installation, source)
        answer = press(lena, reference, target, version, token)
        moved = plain(source, target)
        assert (source, target, answer == 303) == (source, target, moved)
        assert answer == 303 or 400 <= answer < 500
        assert status_of(installation) is (target if moved else source)


def test_nobody_else_moves_a_case_from_any_state(sqlite_installation: Installed) -> None:
    """The independent recipient, the coordinator, the administrator, and a handler before the cover sheet."""
    sqlite_installation.resident().send("De skrattade åt mig.")
    (reference,) = sqlite_installation.desk("lena").queue()
    others = {"karin": 404, "per": 403, "ida": 403, "omar": 403}
    users = {login: sqlite_installation.desk(login) for login in others}
    for source in Status:
        version = put(sqlite_installation, source)
        before = every_row(sqlite_installation, "staff_session")
        for (login, user), target in itertools.product(users.items(), Status):
            token = right_tokens(user)["status"]
            answer = press(user, reference, target, version, token)
            assert (login, source, target, answer) == (login, source, target, others[login])
        assert every_row(sqlite_installation, "staff_session") == before
