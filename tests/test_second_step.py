"""The second step of a log-in: asked after the passphrase, each code once, and no way around it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from incidents.actions import audit, second
from incidents.actions.second import MOST_FROM_KNOWN, MOST_FROM_STRANGERS, Entering, Verdict
from incidents.core.auditing import Act
from incidents.crypto import totp
from incidents.store.models import AuditRecord, RecoveryCode, SecondFactor, StaffSession
from tests.looking import acting, desk_of, every_row, looking
from tests.staff import OWN, accept, confirm, deed, text_of
from tests.support import DeskUser, Installed, fields
from tests.test_people_at_once import at_once

STORY = "Läraren såg och gjorde inget."


def step(off: int = 0) -> int:
    return int(datetime.now(UTC).timestamp()) // totp.STEP_SECONDS + off


def enrolled(user: DeskUser, *, off: int = -1) -> tuple[bytes, list[str]]:
    """The secret in the app, and the recovery codes; the code of the half minute before was used for it."""
    page = user.client.get("/desk/account/second")
    form = fields(page, 'id="enrol"')
    secret = totp.read(form["secret"])
    assert secret
    assert text_of(page, "secret").replace(" ", "") == form["secret"]
    answer, began = None, -1
    while answer is None or (answer.status_code != 200 and step() != began):
        # The half minute may end between the code and the look at it.
        began = step()
        told = {**form, "code": totp.at(secret, began + off)}
        answer = user.client.post("/desk/account/second", data=told)
    assert answer.status_code == 200
    return secret, re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", answer.get_data(as_text=True))


def asked(
    installation: Installed, login: str = "lena", **more: str
) -> tuple[DeskUser, dict[str, str]]:
    """A browser in which the passphrase was right, and the form that asks for the code."""
    user = DeskUser(installation.app.test_client())
    data = {"name": login, "passphrase": installation.passphrases[login], **more}
    page = user.client.post("/desk/login", data=data)
    assert page.status_code == 200
    return user, fields(page, 'id="code-form"')


def answer(user: DeskUser, form: dict[str, str], code: str) -> TestResponse:
    return user.client.post("/desk/login/code", data={**form, "code": code})


def test_after_the_passphrase_a_code_is_asked_for_and_opens(installation: Installed) -> None:
    installation.resident().send(STORY)
    secret, codes = enrolled(installation.desk("lena"))
    assert len(codes) == second.CODES
    user, form = asked(installation)
    assert user.client.get("/desk/").headers["Location"] == "/desk/login"
    done = answer(user, form, totp.at(secret, step()))
    assert (done.status_code, done.headers["Location"]) == (303, "/desk/")
    assert len(user.queue()) == 1
    assert user.client.get_cookie("h", path="/") is None
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []


def test_without_the_second_step_nothing_is_asked_for(sqlite_installation: Installed) -> None:
    enrolled(sqlite_installation.desk("lena"))
    assert sqlite_installation.desk("omar").client.get("/desk/").status_code == 200


def test_half_a_log_in_opens_no_page_and_is_no_log_in(sqlite_installation: Installed) -> None:
    enrolled(sqlite_installation.desk("lena"))
    user, _ = asked(sqlite_installation)
    half = user.client.get_cookie("h")
    assert half is not None
    for name in ("d", "p", "i"):
        user.client.set_cookie(name, half.value)
    for page in ("/desk/", "/desk/account", "/desk/keys", "/desk/people"):
        assert user.client.get(page).headers["Location"] == "/desk/login"
    assert user.client.get("/sv/inbox").status_code in (200, 303)
    assert len(every_row(sqlite_installation)["staff_session"]) == 1


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "bort-bort-bort-bort", "٠" * 6])
def test_a_wrong_code_opens_nothing(sqlite_installation: Installed, code: str) -> None:
    enrolled(sqlite_installation.desk("lena"))
    user, form = asked(sqlite_installation)
    refused = answer(user, form, code)
    assert refused.status_code == 400
    assert 'id="code-form"' in refused.get_data(as_text=True)
    assert user.client.get("/desk/").status_code == 303


def test_a_code_counts_once_also_the_one_that_switched_it_on(installation: Installed) -> None:
    secret, _ = enrolled(installation.desk("lena"), off=0)
    with looking(installation) as session:
        used = session.scalars(select(SecondFactor.used)).one()
    # The half minute may have ended since: this is the code that was used, and it would still do.
    code = totp.at(secret, used)
    user, form = asked(installation)
    assert answer(user, form, code).status_code == 400
    with acting(installation) as session:
        session.execute(update(SecondFactor).values(used=1))
    assert answer(user, form, code).status_code == 303
    again, form = asked(installation)
    assert answer(again, form, code).status_code == 400


def test_of_two_who_use_one_code_at_once_one_comes_in(installation: Installed) -> None:
    secret, codes = enrolled(installation.desk("lena"))
    for code in (totp.at(secret, step()), codes[0]):
        posts: list[Callable[[], int]] = []
        for _ in range(3):
            user, form = asked(installation)
            posts.append(
                lambda user=user, form=form, code=code: answer(user, form, code).status_code  # type: ignore[misc]
            )
        assert sorted(at_once(*posts)) == [303, 400, 400]


def test_a_recovery_code_counts_once_however_it_is_typed(installation: Installed) -> None:
    _, codes = enrolled(installation.desk("lena"))
    user, form = asked(installation)
    assert answer(user, form, f" {codes[3].upper().replace('-', ' ')} ").status_code == 303
    assert "7 reservkoder är kvar" in user.client.get("/desk/account/second").get_data(as_text=True)
    again, form = asked(installation)
    assert answer(again, form, codes[3]).status_code == 400
    assert answer(again, form, codes[4]).status_code == 303


def test_switching_it_on_ends_the_log_ins_that_were_begun_without_it(
    installation: Installed,
) -> None:
    lena, elsewhere = installation.desk("lena"), installation.desk("lena")
    enrolled(lena)
    assert lena.client.get("/desk/account").status_code == 200
    assert elsewhere.client.get("/desk/account").status_code == 303


def test_a_wrong_first_code_switches_nothing_on_and_keeps_the_secret(
    sqlite_installation: Installed,
) -> None:
    lena = sqlite_installation.desk("lena")
    form = fields(lena.client.get("/desk/account/second"), 'id="enrol"')
    before = every_row(sqlite_installation)
    page = lena.client.post("/desk/account/second", data={**form, "code": "000000"})
    assert page.status_code == 400
    assert fields(page, 'id="enrol"')["secret"] == form["secret"]
    assert every_row(sqlite_installation) == before


def test_of_two_windows_that_switch_it_on_the_second_is_told(installation: Installed) -> None:
    lena = installation.desk("lena")
    form = fields(lena.client.get("/desk/account/second"), 'id="enrol"')
    secret, _ = enrolled(lena)
    other = totp.read(form["secret"])
    assert other
    code = totp.at(other, step())
    refused = lena.client.post("/desk/account/second", data={**form, "code": code})
    assert refused.status_code == 409
    user, form = asked(installation)
    assert answer(user, form, totp.at(secret, step())).status_code == 303


def test_new_recovery_codes_and_the_end_take_a_code(installation: Installed) -> None:
    lena = installation.desk("lena")
    secret, old = enrolled(lena)
    form = fields(lena.client.get("/desk/account/second"), 'id="own-code"')
    for act in ("codes", "off"):
        wrong = lena.client.post(f"/desk/account/second/{act}", data={**form, "code": "000000"})
        assert wrong.status_code == 400
    made = lena.client.post(
        "/desk/account/second/codes", data={**form, "code": totp.at(secret, step())}
    ).get_data(as_text=True)
    new = re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", made)
    assert len(new) == second.CODES
    assert set(new) & set(old) == set()
    off = lena.client.post("/desk/account/second/off", data={**form, "code": old[0]})
    assert off.status_code == 400
    off = lena.client.post("/desk/account/second/off", data={**form, "code": new[0]})
    assert (off.status_code, off.headers["Location"]) == (303, "/desk/account")
    assert installation.desk("lena").client.get("/desk/").status_code == 200
    rows = every_row(installation)
    assert (rows["second_factor"], rows["recovery_code"]) == ([], [])


def test_guessing_ends_soon_and_shuts_out_neither_her_own_device_nor_a_recovery_code(
    installation: Installed,
) -> None:
    """Somebody has her passphrase: a million codes would take them years, and she comes in all the same."""
    lena = installation.desk("lena")
    secret, codes = enrolled(lena)
    desk, at = desk_of(installation, "lena", now=datetime.now(UTC)), datetime.now(UTC)
    thief = Entering(desk.actor.staff_id, desk.opener.key, known=False)
    right = totp.at(secret, step())
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    found = []
    for _ in range(MOST_FROM_STRANGERS + 5):
        with acting(installation) as session:
            found.append(second.check(session, thief, wrong, now=at))
    assert found == [Verdict.WRONG] * MOST_FROM_STRANGERS + [Verdict.ENOUGH] * 5
    assert MOST_FROM_KNOWN > MOST_FROM_STRANGERS
    stranger, form = asked(installation)
    assert "för många fel koder" in answer(stranger, form, right).get_data(as_text=True)
    assert answer(stranger, form, codes[0]).status_code == 303
    # Her own browser has the mark.
    data = {"name": "lena", "passphrase": installation.passphrases["lena"]}
    form = fields(lena.client.post("/desk/login", data=data), 'id="code-form"')
    assert answer(lena, form, right).status_code == 303
    with looking(installation) as session:
        noted = session.scalars(
            select(AuditRecord.act).where(AuditRecord.act == Act.SECOND_WRONG)
        ).all()
        assert len(noted) == MOST_FROM_STRANGERS
        assert audit.verify_all(session, installation.settings.trust) == []


def test_what_was_typed_in_a_case_goes_through_both_steps(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send(STORY)
    lena = sqlite_installation.desk("lena")
    secret, _ = enrolled(lena)
    (reference,) = lena.queue()
    typed = {"reference": reference, "composer": "note", "text": "En lång anteckning."}
    user, form = asked(sqlite_installation, **typed)
    refused = answer(user, form, "000000")
    form = fields(refused, 'id="code-form"')
    done = answer(user, form, totp.at(secret, step()))
    assert done.headers["Location"] == f"/desk/cases/{reference}"
    user.answer_cover(reference)
    assert "En lång anteckning." in user.case(reference).get_data(as_text=True)


def test_a_first_step_that_has_run_out_begins_again_and_loses_no_text(
    sqlite_installation: Installed,
) -> None:
    secret, _ = enrolled(sqlite_installation.desk("lena"))
    typed = {"reference": "AD-2026-22222", "composer": "note", "text": "En lång anteckning."}
    user, form = asked(sqlite_installation, **typed)
    user.client.delete_cookie("h")
    page = answer(user, form, totp.at(secret, step()))
    assert page.status_code == 400
    assert fields(page, 'id="login"')["text"] == "En lång anteckning."
    assert user.client.get("/desk/login/code").headers["Location"] == "/desk/login"


def test_a_forgotten_passphrase_takes_the_second_step_away_with_the_old_key(
    installation: Installed,
) -> None:
    """A lost telephone is mended the same way: an administrator and a colleague, neither of them alone."""
    enrolled(installation.desk("omar"))
    ida = installation.desk("ida")
    phrase = text_of(deed(ida, "Omar Sjöberg", "phrase"), "invitation")
    words = text_of(accept(installation, phrase, "omar"), "own-words")
    assert len(every_row(installation)["second_factor"]) == 1
    half, form = asked(installation, "omar")
    assert confirm(installation.desk("lena"), words).status_code == 303
    rows = every_row(installation)
    assert (rows["second_factor"], rows["recovery_code"]) == ([], [])
    # The old key, half in, does not come in by the new account's lack of a second step.
    assert answer(half, form, "000000").status_code == 400
    fresh = DeskUser(installation.app.test_client())
    assert fresh.log_in("omar", OWN).status_code == 303


def test_log_out_everywhere_ends_half_a_log_in_too(installation: Installed) -> None:
    lena = installation.desk("lena")
    secret, _ = enrolled(lena)
    half, form = asked(installation)
    everywhere = fields(lena.client.get("/desk/account"), 'id="everywhere"')
    assert lena.client.post("/desk/account/everywhere", data=everywhere).status_code == 303
    page = answer(half, form, totp.at(secret, step()))
    assert page.status_code == 400
    assert 'id="login"' in page.get_data(as_text=True)
    user, form = asked(installation)
    assert answer(user, form, totp.at(secret, step())).status_code == 303


def test_whoever_leaves_leaves_no_second_step_behind(sqlite_installation: Installed) -> None:
    enrolled(sqlite_installation.desk("omar"))
    assert (
        deed(sqlite_installation.desk("ida"), "Omar Sjöberg", "remove", sure="y").status_code == 303
    )
    with looking(sqlite_installation) as session:
        assert not session.scalars(select(RecoveryCode)).all()
        assert not session.scalars(select(SecondFactor)).all()
        assert {row.staff_id for row in session.scalars(select(StaffSession))}


@pytest.mark.parametrize("page", ["login/code", "account/second", "account/second/codes"])
def test_without_the_right_token_nothing_happens(sqlite_installation: Installed, page: str) -> None:
    lena = sqlite_installation.desk("lena")
    secret, _ = enrolled(lena) if page != "account/second" else (totp.generate(), [])
    user = asked(sqlite_installation)[0] if page == "login/code" else lena
    before = every_row(sqlite_installation)
    data = {"csrf_token": "0" * 64, "secret": totp.written(secret), "code": totp.at(secret, step())}
    assert user.client.post(f"/desk/{page}", data=data).status_code == 400
    assert every_row(sqlite_installation) == before
