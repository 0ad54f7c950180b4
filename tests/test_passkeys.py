"""Passkeys as a second step, through the door: whose, for which log-in, each signature once, and never the only way."""

import json

from sqlalchemy import select, update

from incidents.actions.second import MOST_FROM_KNOWN
from incidents.core.auditing import Act
from incidents.crypto import recovery
from incidents.store.models import PasskeyRow, SecondFactor
from tests.looking import acting, every_row, looking
from tests.passkeys import acts, begun, half_in, is_in, options, show
from tests.staff import OWN, accept, confirm, deed, text_of
from tests.support import DeskUser, Installed, fields
from tests.test_people_at_once import at_once
from tests.test_recovery import recover
from tests.test_second_step import answer, asked

STORY = "Läraren såg och gjorde inget."


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
