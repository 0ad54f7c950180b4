"""One's own account: another passphrase, one's log-ins, their end by rest, by age and by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from incidents.actions import account, audit
from incidents.actions.login import ABSOLUTE, IDLE
from incidents.core.errors import Conflict
from incidents.store.models import Staff, StaffSession
from tests.looking import acting, desk_of, every_row, looking
from tests.staff import OWN
from tests.support import NOW, DeskUser, Installed, fields


def change(user: DeskUser, current: str, chosen: str = OWN, again: str = "") -> int:
    form = fields(user.client.get("/desk/account"), 'id="passphrase"')
    values = {"current": current, "chosen": chosen, "again": again or chosen}
    return user.client.post("/desk/account/passphrase", data={**form, **values}).status_code


def is_in(user: DeskUser) -> bool:
    return user.client.get("/desk/account").status_code == 200


def test_a_new_passphrase_takes_the_old_ones_place_and_ends_the_other_log_ins(
    installation: Installed,
) -> None:
    lena, elsewhere, omar = (installation.desk(name) for name in ("lena", "lena", "omar"))
    assert change(lena, installation.passphrases["lena"]) == 303
    assert (is_in(lena), is_in(elsewhere), is_in(omar)) == (True, False, True)
    fresh = DeskUser(installation.app.test_client())
    assert fresh.log_in("lena", installation.passphrases["lena"]).status_code == 400
    assert fresh.log_in("lena", OWN).status_code == 303
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []


@pytest.mark.parametrize(
    ("current", "chosen", "again"),
    [
        ("fel fras som ingen har", OWN, OWN),
        ("", OWN, OWN),
        ("right", "kort", "kort"),
        ("right", "aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa"),
        ("right", OWN, "en annan fras med många ord"),
    ],
)
def test_a_refused_change_changes_nothing(
    sqlite_installation: Installed, current: str, chosen: str, again: str
) -> None:
    lena = sqlite_installation.desk("lena")
    before = every_row(sqlite_installation)
    typed = sqlite_installation.passphrases["lena"] if current == "right" else current
    assert change(lena, typed, chosen, again) == 400
    assert every_row(sqlite_installation) == before


def test_of_two_changes_at_once_the_second_is_told(installation: Installed) -> None:
    desk, now = desk_of(installation, "lena"), NOW + timedelta(minutes=1)
    with looking(installation) as session:
        first, second = (
            account.relock(session, desk, installation.passphrases["lena"], f"{OWN} {number}")
            for number in (1, 2)
        )
    with acting(installation) as session:
        account.change_passphrase(session, desk, first, now=now)
    with pytest.raises(Conflict), acting(installation) as session:
        account.change_passphrase(session, desk, second, now=now)
    user = DeskUser(installation.app.test_client())
    assert user.log_in("lena", f"{OWN} 2").status_code == 400
    assert user.log_in("lena", f"{OWN} 1").status_code == 303


def test_log_out_everywhere_ends_every_log_in_of_this_person_and_no_other(
    installation: Installed,
) -> None:
    lena, elsewhere, omar = (installation.desk(name) for name in ("lena", "lena", "omar"))
    page = lena.client.get("/desk/account").get_data(as_text=True)
    assert page.count("Inloggad i dag") == 2
    assert page.count("Den här.") == 1
    answer = lena.client.post("/desk/account/everywhere", data=fields(page, 'id="everywhere"'))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/login")
    assert (is_in(lena), is_in(elsewhere), is_in(omar)) == (False, False, True)
    with looking(installation) as session:
        left = session.scalars(select(Staff.login).join(StaffSession)).all()
        assert left == ["omar"]


@pytest.mark.parametrize(
    ("column", "age", "status"),
    [
        ("used_at", IDLE - timedelta(minutes=2), 200),
        ("used_at", IDLE + timedelta(minutes=1), 303),
        ("started_at", ABSOLUTE - timedelta(minutes=2), 200),
        ("started_at", ABSOLUTE + timedelta(minutes=1), 303),
    ],
)
def test_a_log_in_ends_after_an_hours_rest_and_after_ten_hours(
    installation: Installed, column: str, age: timedelta, status: int
) -> None:
    lena = installation.desk("lena")
    with acting(installation) as session:
        session.execute(update(StaffSession).values({column: datetime.now(UTC) - age}))
    assert lena.client.get("/desk/").status_code == status


@pytest.mark.parametrize("act", ["passphrase", "everywhere"])
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_without_the_right_token_nothing_happens(
    sqlite_installation: Installed, act: str, token: str
) -> None:
    lena = sqlite_installation.desk("lena")
    before = every_row(sqlite_installation)
    values = {
        "csrf_token": token,
        "current": sqlite_installation.passphrases["lena"],
        "chosen": OWN,
        "again": OWN,
    }
    assert lena.client.post(f"/desk/account/{act}", data=values).status_code == 400
    assert every_row(sqlite_installation) == before
