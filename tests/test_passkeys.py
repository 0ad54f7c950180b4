"""Passkeys as a second step, through the door: whose, for which log-in, each signature once, and never the only way."""

import json
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from incidents.actions import audit
from incidents.actions.second import MOST_FROM_KNOWN
from incidents.core.auditing import Act
from incidents.crypto import recovery, totp
from incidents.store.models import AuditRecord, PasskeyRow, SecondFactor
from tests.authenticator import Authenticator
from tests.looking import acting, every_row, looking
from tests.staff import OWN, accept, confirm, deed, text_of
from tests.support import DeskUser, Installed, fields
from tests.test_people_at_once import at_once
from tests.test_recovery import recover
from tests.test_second_step import answer, asked, enrolled, step

SECOND = "/desk/account/second"
STORY = "Läraren såg och gjorde inget."


def options(page: TestResponse) -> str:
    """What the page asks the browser."""
    found = re.search(r'data-options="([^"]*)"', page.get_data(as_text=True))
    assert found
    return unescape(found.group(1))


def codes_on(page: TestResponse) -> list[str]:
    return re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", page.get_data(as_text=True))


def making(user: DeskUser, **proof: str) -> TestResponse:
    """The page on which a passkey is made."""
    page = user.client.get(SECOND)
    name = "begin" if 'id="begin"' in page.get_data(as_text=True) else "own-code"
    return user.client.post(f"{SECOND}/passkey", data={**fields(page, f'id="{name}"'), **proof})


def add(
    user: DeskUser, device: Authenticator, page: TestResponse, **otherwise: Any
) -> TestResponse:
    """Make a passkey as the page asks, and hand it in."""
    form = {**fields(page, 'id="make"'), "passkey": device.make(options(page), **otherwise)}
    return user.client.post(f"{SECOND}/passkey/add", data=form)


def begun(user: DeskUser) -> tuple[Authenticator, list[str]]:
    """A passkey as the first second step, and the recovery codes that come with it."""
    device = Authenticator()
    made = add(user, device, making(user))
    assert made.status_code == 200
    return device, codes_on(made)


def half_in(installation: Installed, login: str = "lena") -> tuple[DeskUser, TestResponse]:
    """A browser in which the passphrase was right, and the page that asks for the second step."""
    user, _ = asked(installation, login)
    return user, user.client.get("/desk/login/code")


def show(user: DeskUser, page: TestResponse, passkey: str, **more: str) -> TestResponse:
    form = {**fields(page, 'id="code-form"'), "code": "", "passkey": passkey, **more}
    return user.client.post("/desk/login/code", data=form)


def is_in(user: DeskUser) -> bool:
    return user.client.get("/desk/account").status_code == 200


def acts(installation: Installed) -> list[Act]:
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []
        return [
            act
            for act in session.scalars(select(AuditRecord.act).order_by(AuditRecord.number))
            if act.value.startswith(("staff.passkey", "staff.second", "staff.recovery"))
        ]


def test_a_passkey_comes_with_paper_and_opens_after_the_passphrase(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    lena, elsewhere = installation.desk("lena"), installation.desk("lena")
    device, codes = begun(lena)
    assert len(codes) == 8
    assert (is_in(lena), is_in(elsewhere)) == (True, False)
    user, page = half_in(installation)
    assert user.client.get("/desk/").headers["Location"] == "/desk/login"
    done = show(user, page, device.show(options(page)))
    assert (done.status_code, done.headers["Location"]) == (303, "/desk/")
    assert len(user.queue()) == 1
    # Without the device, and without JavaScript: paper.
    other, form = asked(installation)
    assert answer(other, form, codes[0]).status_code == 303
    assert acts(installation) == [Act.SECOND_ON, Act.PASSKEY_ADDED, Act.SECOND_CODE_USED]


def test_what_was_signed_once_counts_no_second_time(sqlite_installation: Installed) -> None:
    device, _ = begun(sqlite_installation.desk("lena"))
    user, page = half_in(sqlite_installation)
    signed = device.show(options(page))
    assert show(user, page, signed).status_code == 303
    cookie = user.client.get_cookie("d")
    assert cookie
    # In the same browser the first step is over; in another one something else is to be signed.
    assert 'id="login"' in show(user, page, signed).get_data(as_text=True)
    other, asks = half_in(sqlite_installation)
    assert options(asks) != options(page)
    assert show(other, asks, signed).status_code == 400
    assert not is_in(other)


def test_of_two_who_use_one_signature_at_once_one_comes_in(installation: Installed) -> None:
    device, _ = begun(installation.desk("lena"))
    user, page = half_in(installation)
    signed, half = device.show(options(page)), user.client.get_cookie("h")
    assert half
    posts = []
    for _ in range(3):
        twin = DeskUser(installation.app.test_client())
        twin.client.set_cookie("h", half.value)
        posts.append(lambda twin=twin: show(twin, page, signed).status_code)
    assert sorted(at_once(*posts)) == [303, 400, 400]


def test_somebody_elses_passkey_another_site_and_a_copy_are_refused_and_told(
    sqlite_installation: Installed,
) -> None:
    device, codes = begun(sqlite_installation.desk("lena"))
    omars, _ = begun(sqlite_installation.desk("omar"))
    user, page = half_in(sqlite_installation)
    assert "Passnyckeln godtogs inte" in show(user, page, omars.show(options(page))).get_data(
        as_text=True
    )
    phished = device.show(options(page), origin="http://localhost.evil.example:8000")
    assert show(user, page, phished).status_code == 400
    copy = device.copy()
    assert show(user, page, device.show(options(page))).status_code == 303
    other, page = half_in(sqlite_installation)
    copied = show(other, page, copy.show(options(page)))
    assert "räknare har gått bakåt" in copied.get_data(as_text=True)
    assert not is_in(other)
    assert show(other, copied, "", code=codes[0]).status_code == 303
    assert acts(sqlite_installation).count(Act.PASSKEY_COPIED) == 1
    assert acts(sqlite_installation).count(Act.SECOND_WRONG) == 2


def test_rubbish_fills_neither_the_trail_nor_her_way_in(sqlite_installation: Installed) -> None:
    device, _ = begun(sqlite_installation.desk("lena"))
    user, page = half_in(sqlite_installation)
    assert show(user, page, "{}").status_code == 400
    with acting(sqlite_installation) as session:
        session.execute(update(SecondFactor).values(wrong=MOST_FROM_KNOWN - 1))
    for _ in range(3):
        assert show(user, page, "{}").status_code == 400
    assert acts(sqlite_installation).count(Act.SECOND_WRONG) == 2
    stranger, page = half_in(sqlite_installation)
    assert show(stranger, page, device.show(options(page))).status_code == 303


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


def test_log_out_everywhere_ends_a_log_in_that_a_passkey_was_to_finish(
    sqlite_installation: Installed,
) -> None:
    lena = sqlite_installation.desk("lena")
    device, _ = begun(lena)
    user, page = half_in(sqlite_installation)
    everywhere = fields(lena.client.get("/desk/account"), 'id="everywhere"')
    assert lena.client.post("/desk/account/everywhere", data=everywhere).status_code == 303
    assert 'id="login"' in show(user, page, device.show(options(page))).get_data(as_text=True)
    user, page = half_in(sqlite_installation)
    assert show(user, page, device.show(options(page))).status_code == 303


def test_whoever_leaves_leaves_no_passkey_and_no_half_log_in_behind(
    installation: Installed,
) -> None:
    omar = installation.desk("omar")
    device, codes = begun(omar)
    known, page = half_in(installation, "omar")
    half, form = asked(installation, "omar")
    assert deed(installation.desk("ida"), "Omar Sjöberg", "remove", sure="y").status_code == 303
    rows = every_row(installation)
    assert (rows["passkey"], rows["second_factor"], rows["recovery_code"]) == ([], [], [])
    assert show(known, page, device.show(options(page))).status_code == 400
    assert answer(half, form, codes[0]).status_code == 400
    assert not any(is_in(user) for user in (omar, known, half))


def test_a_forgotten_passphrase_takes_the_passkeys_away_with_the_old_key(
    sqlite_installation: Installed,
) -> None:
    begun(sqlite_installation.desk("omar"))
    phrase = text_of(deed(sqlite_installation.desk("ida"), "Omar Sjöberg", "phrase"), "invitation")
    words = text_of(accept(sqlite_installation, phrase, "omar"), "own-words")
    assert confirm(sqlite_installation.desk("lena"), words).status_code == 303
    assert every_row(sqlite_installation)["passkey"] == []
    fresh = DeskUser(sqlite_installation.app.test_client())
    assert fresh.log_in("omar", OWN).status_code == 303


def test_a_recovery_takes_the_passkeys_away(sqlite_installation: Installed) -> None:
    begun(sqlite_installation.desk("omar"))
    shares = recovery.split(sqlite_installation.recovery)
    passphrase = recover(sqlite_installation, shares[:2], "omar")
    assert every_row(sqlite_installation)["passkey"] == []
    fresh = DeskUser(sqlite_installation.app.test_client())
    assert fresh.log_in("omar", passphrase).status_code == 303


def test_another_passphrase_keeps_the_passkeys(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    device, _ = begun(lena)
    form = fields(lena.client.get("/desk/account"), 'id="passphrase"')
    values = {"current": sqlite_installation.passphrases["lena"], "chosen": OWN, "again": OWN}
    assert lena.client.post("/desk/account/passphrase", data={**form, **values}).status_code == 303
    sqlite_installation.passphrases["lena"] = OWN
    user, page = half_in(sqlite_installation)
    assert show(user, page, device.show(options(page))).status_code == 303


def test_a_thief_of_the_table_learns_how_many_and_a_writer_cannot_add_one(
    sqlite_installation: Installed,
) -> None:
    device, _ = begun(sqlite_installation.desk("lena"))
    mine, _ = begun(sqlite_installation.desk("omar"))
    with looking(sqlite_installation) as session:
        rows = session.scalars(select(PasskeyRow)).all()
        for row in rows:
            assert device.credential not in row.sealed
            assert b"Passnyckel" not in row.sealed
        assert len({len(row.sealed) for row in rows}) == 1
    # Omar's own row under Lena's name: it does not open with her key, and she is not let in past it.
    with acting(sqlite_installation) as session:
        lena = session.scalars(select(SecondFactor)).all()
        for row in session.scalars(select(PasskeyRow)):
            row.staff_id = next(one.staff_id for one in lena if one.staff_id != row.staff_id)
    user = DeskUser(sqlite_installation.app.test_client())
    data = {"name": "lena", "passphrase": sqlite_installation.passphrases["lena"]}
    page = user.client.post("/desk/login", data=data)
    assert page.status_code >= 400
    assert mine.credential.hex() not in json.dumps(page.get_data(as_text=True))
    assert not is_in(user)


@pytest.mark.parametrize("act", ["passkey", "passkey/add", f"passkey/{'0' * 32}/remove"])
def test_without_the_right_token_nothing_happens(sqlite_installation: Installed, act: str) -> None:
    lena = sqlite_installation.desk("lena")
    page = making(lena)
    data = {"name": "A", "code": "x", "passkey": Authenticator().make(options(page))}
    before = every_row(sqlite_installation)
    refused = lena.client.post(f"{SECOND}/{act}", data={**data, "csrf_token": "0" * 64})
    assert refused.status_code == 400
    assert every_row(sqlite_installation) == before


def test_what_was_typed_in_a_case_goes_through_a_passkey_too(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(STORY)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    device, _ = begun(lena)
    typed = {"reference": reference, "composer": "note", "text": "En lång anteckning."}
    user, form = asked(sqlite_installation, **typed)
    refused = user.client.post("/desk/login/code", data={**form, "passkey": "{}"})
    done = show(user, refused, device.show(options(refused)))
    assert done.headers["Location"] == f"/desk/cases/{reference}"
    user.answer_cover(reference)
    assert "En lång anteckning." in user.case(reference).get_data(as_text=True)
