"""The day on which every passphrase is lost: two paper shares bring the cases back; one brings nothing."""

import itertools

import pytest
from sqlalchemy import func, select, update

from incidents.actions import audit
from incidents.actions import recover as deeds
from incidents.core.errors import NotFound
from incidents.crypto import recovery, words
from incidents.crypto.recovery import ShareError
from incidents.store.database import reading, writing
from incidents.store.models import Staff, StaffSession
from tests.looking import every_row
from tests.support import CHEAP, NOW, DeskUser, Installed

STORY = "De vägrade hyra ut när de hörde mitt namn."


def recover(installation: Installed, shares: list[str], login: str = "lena") -> str:
    passphrase = words.passphrase()
    with installation.app.app_context(), writing() as session:
        deeds.recover(
            session,
            shares,
            login,
            passphrase,
            pinned=installation.settings.trust,
            now=NOW,
            cost=CHEAP,
        )
    return passphrase


def login_with(installation: Installed, login: str, passphrase: str) -> DeskUser:
    user = DeskUser(installation.app.test_client())
    assert user.log_in(login, passphrase).status_code == 303
    return user


@pytest.mark.parametrize("pair", list(itertools.combinations(range(3), 2)))
def test_any_two_shares_open_the_old_reports_under_a_new_passphrase(
    sqlite_installation: Installed, pair: tuple[int, int]
) -> None:
    shares = recovery.split(sqlite_installation.recovery)
    sqlite_installation.resident().send(STORY)
    passphrase = recover(sqlite_installation, [shares[number] for number in pair])

    lena = login_with(sqlite_installation, "lena", passphrase)
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    assert STORY in lena.case(reference).get_data(as_text=True)


def test_after_a_recovery_the_old_passphrase_and_log_ins_are_dead_and_old_signatures_alive(
    installation: Installed,
) -> None:
    code = installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "answer", text="Vi hjälper dig.")

    passphrase = recover(installation, recovery.split(installation.recovery)[:2])
    assert lena.client.get("/desk/").status_code == 303
    old = DeskUser(installation.app.test_client())
    assert old.log_in("lena", installation.passphrases["lena"]).status_code == 400

    new = login_with(installation, "lena", passphrase)
    new.answer_cover(reference)
    page = new.case(reference).get_data(as_text=True)
    assert "Vi hjälper dig." in page
    assert "Något i ärendet stämmer inte" not in page
    assert new.act(reference, "answer", text="Vi är kvar.").status_code == 303
    assert "Vi är kvar." in installation.resident().come_back(code).get_data(as_text=True)
    with installation.app.app_context(), reading() as session:
        assert audit.verify_all(session, installation.settings.trust) == []


def test_a_case_that_was_closed_to_somebody_is_opened_again_for_the_named_person(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference, "yes")

    passphrase = recover(installation, recovery.split(installation.recovery)[1:], "omar")
    omar = login_with(installation, "omar", passphrase)
    assert omar.queue() == [reference]
    omar.answer_cover(reference)
    assert STORY in omar.case(reference).get_data(as_text=True)


@pytest.mark.parametrize("which", ["one share", "another installation's", "two of different sets"])
def test_anything_less_changes_nothing(sqlite_installation: Installed, which: str) -> None:
    own, other = recovery.split(sqlite_installation.recovery), recovery.split(recovery.generate())
    shares = {
        "one share": own[:1],
        "another installation's": other[:2],
        "two of different sets": [own[0], other[1]],
    }[which]
    with pytest.raises(ShareError):
        recover(sqlite_installation, shares)
    assert sqlite_installation.desk("lena").queue() == []
    with sqlite_installation.app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Staff)) == 6
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 1


def test_a_colleague_who_has_left_gets_no_new_key(installation: Installed) -> None:
    with installation.app.app_context(), writing() as session:
        session.execute(update(Staff).where(Staff.login == "omar").values(active=False))
    before = every_row(installation)
    with pytest.raises(NotFound):
        recover(installation, recovery.split(installation.recovery)[:2], "omar")
    assert every_row(installation) == before
