"""Two people at once: one new epoch, one holder left, and whoever was second is told. Both databases, real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from incidents.actions import audit
from incidents.core.rings import Ring
from incidents.store.models import RingEpoch, Staff
from tests.looking import looking
from tests.staff import accept, confirmation, deed, invite, joined, person, text_of
from tests.support import Installed, fields


def at_once(*deeds: Callable[[], int]) -> list[int]:
    """The status of each, all begun in the same moment."""
    ready = Barrier(len(deeds))

    def run(one: Callable[[], int]) -> int:
        ready.wait(timeout=30)
        return one()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def epochs(installation: Installed, ring: Ring) -> int:
    with looking(installation) as session:
        number = session.scalar(select(func.max(RingEpoch.epoch)).where(RingEpoch.ring == ring))
        assert audit.verify_all(session, installation.settings.trust) == []
    assert number is not None
    return number


def test_of_several_members_pages_one_makes_the_epoch_and_all_read_on(
    installation: Installed,
) -> None:
    sara = joined(installation, "lena")
    lena, again = installation.desk("lena"), installation.desk("lena")
    deed(installation.desk("ida"), "Omar Sjöberg", "remove", sure="y")
    users = (sara, lena, again)
    answers = at_once(*(lambda user=user: user.client.get("/desk/").status_code for user in users))
    assert answers == [200, 200, 200]
    assert epochs(installation, Ring.CASEWORK) == 2
    installation.resident().send("Det kom efteråt.")
    assert [len(user.queue()) for user in users] == [1, 1, 1]


def test_two_administrators_do_not_remove_the_last_two_holders(installation: Installed) -> None:
    olle = joined(installation, "lena", "olle", ("administration",))
    removals = []
    for admin, name in ((installation.desk("ida"), "Lena Holm"), (olle, "Omar Sjöberg")):
        address = person(admin, name)
        form = {**fields(admin.client.get(address), 'id="remove"'), "sure": "y"}
        removals.append(
            lambda admin=admin, address=address, form=form: (
                admin.client.post(f"{address}/remove", data=form).status_code
            )
        )
    assert sorted(at_once(*removals)) == [303, 409]
    with looking(installation) as session:
        active = set(session.scalars(select(Staff.login).where(Staff.active)))
    assert len(active & {"lena", "omar"}) == 1


def test_of_two_members_who_confirm_somebody_at_once_one_makes_the_account(
    installation: Installed,
) -> None:
    words = text_of(accept(installation, invite(installation.desk("ida"))), "own-words")
    posts = []
    for name in ("lena", "omar"):
        member = installation.desk(name)
        address = confirmation(member)
        form = {**fields(member.client.get(address), 'id="confirm"'), "words": words}
        posts.append(
            lambda member=member, address=address, form=form: (
                member.client.post(address, data=form).status_code
            )
        )
    assert sorted(at_once(*posts)) == [303, 404]
    with looking(installation) as session:
        assert session.scalars(select(Staff.login).where(Staff.login == "sara")).all() == ["sara"]
    assert epochs(installation, Ring.CASEWORK) == 1
