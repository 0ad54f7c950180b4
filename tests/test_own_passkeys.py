"""One's own passkeys: adding and removing them takes a proof, each page serves once, and nothing typed is lost."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.auditing import Act
from incidents.crypto import totp
from incidents.store.models import PasskeyRow
from tests.authenticator import Authenticator
from tests.looking import every_row, looking
from tests.passkeys import SECOND, acts, add, begun, half_in, is_in, making, options, show
from tests.support import DeskUser, Installed, fields
from tests.test_people_at_once import at_once
from tests.test_second_step import answer, asked, enrolled, step


def test_beside_an_app_it_takes_a_code_or_a_passkey_to_add_one(
    sqlite_installation: Installed,
) -> None:
    lena = sqlite_installation.desk("lena")
    secret, _ = enrolled(lena)
    before = every_row(sqlite_installation)
    assert making(lena).status_code == 400
    assert every_row(sqlite_installation) == before
    page = making(lena, code=totp.at(secret, step()))
    first, second = Authenticator(), Authenticator(counts=False)
    assert add(lena, first, page).headers["Location"] == SECOND
    shown = lena.client.get(SECOND)
    page = making(lena, passkey=first.show(options(shown)))
    # What was signed for this is no proof for anything else.
    again = fields(lena.client.get(SECOND), 'id="own-code"')
    replayed = first.copy().show(options(shown))
    off = lena.client.post(f"{SECOND}/off", data={**again, "passkey": replayed})
    assert off.status_code == 400
    assert add(lena, second, page).status_code == 303
    on = lena.client.get(SECOND).get_data(as_text=True)
    assert (on.count("Tillagd"), "Passnyckel 2" in on) == (2, True)
    for device in (second, second, first):
        user, page = half_in(sqlite_installation)
        assert show(user, page, device.show(options(page))).status_code == 303


def test_a_page_that_makes_a_passkey_serves_once_and_in_its_own_log_in(
    installation: Installed,
) -> None:
    lena, omar = installation.desk("lena"), installation.desk("omar")
    page, device = making(lena), Authenticator()
    made = device.make(options(page))
    form = {**fields(page, 'id="make"'), "passkey": made}
    assert omar.client.post(f"{SECOND}/passkey/add", data=form).status_code == 409
    foreign = {**fields(making(omar), 'id="make"'), "passkey": made}
    assert omar.client.post(f"{SECOND}/passkey/add", data=foreign).status_code == 400
    posts = [
        lambda: lena.client.post(f"{SECOND}/passkey/add", data=form).status_code for _ in range(3)
    ]
    assert sorted(at_once(*posts)) == [200, 409, 409]
    with looking(installation) as session:
        assert len(session.scalars(select(PasskeyRow)).all()) == 1


@pytest.mark.parametrize(
    "otherwise", [{"origin": "https://evil.example"}, {"challenge": b"x" * 32}]
)
def test_a_passkey_that_was_made_wrongly_is_not_kept_and_another_try_is_another_challenge(
    sqlite_installation: Installed, otherwise: dict[str, Any]
) -> None:
    lena, device = sqlite_installation.desk("lena"), Authenticator()
    page = making(lena)
    refused = add(lena, device, page, **otherwise)
    assert refused.status_code == 400
    assert options(refused) != options(page)
    assert fields(refused, 'id="make"')["passkey"] == ""
    assert every_row(sqlite_installation)["passkey"] == []
    assert add(lena, device, refused).status_code == 200


def test_a_name_that_is_too_long_loses_neither_name_nor_passkey(
    sqlite_installation: Installed,
) -> None:
    lena, device = sqlite_installation.desk("lena"), Authenticator()
    page = making(lena)
    form = {**fields(page, 'id="make"'), "passkey": device.make(options(page))}
    for name in ("å" * 61, "  "):
        refused = lena.client.post(f"{SECOND}/passkey/add", data={**form, "name": name})
        assert refused.status_code == 400
    kept = fields(refused, 'id="make"')
    assert kept["passkey"] == form["passkey"]
    done = lena.client.post(f"{SECOND}/passkey/add", data={**kept, "name": "Nyckelknippan"})
    assert done.status_code == 200
    assert "Nyckelknippan" in lena.client.get(SECOND).get_data(as_text=True)


def test_a_page_from_before_the_second_step_was_on_adds_nothing(
    sqlite_installation: Installed,
) -> None:
    """Somebody at her unlocked desk began it; meanwhile she has switched the second step on."""
    lena = sqlite_installation.desk("lena")
    page = making(lena)
    enrolled(lena)
    assert add(lena, Authenticator(), page).status_code == 409
    assert every_row(sqlite_installation)["passkey"] == []


def remove(user: DeskUser, nth: int, **proof: str) -> TestResponse:
    page = user.client.get(SECOND)
    addresses = re.findall(r'formaction="([^"]*/remove)"', page.get_data(as_text=True))
    return user.client.post(addresses[nth], data={**fields(page, 'id="own-code"'), **proof})


def test_a_removed_passkey_opens_nothing_and_the_last_one_switches_the_second_step_off(
    installation: Installed,
) -> None:
    lena = installation.desk("lena")
    device, codes = begun(lena)
    other = Authenticator()
    page = making(lena, code=codes[0])
    form = {**fields(page, 'id="make"'), "name": "A", "passkey": other.make(options(page))}
    assert lena.client.post(f"{SECOND}/passkey/add", data=form).status_code == 303
    user, half = half_in(installation)
    assert remove(lena, 0).status_code == 400
    assert remove(lena, 0, code=codes[1]).status_code == 303
    assert show(user, half, other.show(options(half))).status_code == 400
    user, half = half_in(installation)
    assert show(user, half, device.show(options(half))).status_code == 303
    shown = lena.client.get(SECOND)
    assert remove(lena, 0, passkey=device.show(options(shown))).status_code == 303
    assert not is_in(user)
    rows = every_row(installation)
    assert (rows["passkey"], rows["second_factor"], rows["recovery_code"]) == ([], [], [])
    assert is_in(installation.desk("lena"))
    assert acts(installation)[-2:] == [Act.PASSKEY_REMOVED, Act.SECOND_OFF]


def test_with_an_app_the_last_passkey_leaves_the_second_step_on(
    sqlite_installation: Installed,
) -> None:
    lena = sqlite_installation.desk("lena")
    _, codes = enrolled(lena)
    add(lena, Authenticator(), making(lena, code=codes[0]))
    assert remove(lena, 0, code=codes[1]).status_code == 303
    user, form = asked(sqlite_installation)
    assert answer(user, form, codes[2]).status_code == 303


def test_somebody_elses_passkey_is_not_removed(sqlite_installation: Installed) -> None:
    lena, omar = sqlite_installation.desk("lena"), sqlite_installation.desk("omar")
    begun(lena)
    with looking(sqlite_installation) as session:
        lenas = session.scalars(select(PasskeyRow.id)).one()
    _, codes = begun(omar)
    for row in (lenas.hex(), "00", "nej"):
        form = fields(omar.client.get(SECOND), 'id="own-code"')
        data = {**form, "code": codes.pop()}
        refused = omar.client.post(f"{SECOND}/passkey/{row}/remove", data=data)
        assert refused.status_code == 409
    assert len(every_row(sqlite_installation)["passkey"]) == 2


@pytest.mark.parametrize("act", ["passkey", "passkey/add", f"passkey/{'0' * 32}/remove"])
def test_without_the_right_token_nothing_happens(sqlite_installation: Installed, act: str) -> None:
    lena = sqlite_installation.desk("lena")
    page = making(lena)
    data = {"name": "A", "code": "x", "passkey": Authenticator().make(options(page))}
    before = every_row(sqlite_installation)
    refused = lena.client.post(f"{SECOND}/{act}", data={**data, "csrf_token": "0" * 64})
    assert refused.status_code == 400
    assert every_row(sqlite_installation) == before
