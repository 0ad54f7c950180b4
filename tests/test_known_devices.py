"""A thousand wrong attempts on one name: she logs in at once where she is known, and within half a minute elsewhere."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import select

from incidents.actions import unlocking
from incidents.store.models import Staff
from tests.looking import every_row, looking
from tests.serving import Browser, plain, serve_product, until
from tests.staff import OWN
from tests.support import DeskUser, Installed, fields

ATTEMPTS, ATTACKERS = 1_000, 8


def mark_of(user: DeskUser) -> str | None:
    cookie = user.client.get_cookie("k", path="/desk/login")
    return cookie.value if cookie else None


def known_to(installation: Installed, mark: str, login: str = "lena") -> bool:
    """Whether this account's row knows the device."""
    with looking(installation) as session:
        return unlocking.knows(unlocking.find(session, login), mark)


def test_a_thousand_wrong_attempts_keep_nobody_out_and_leave_no_row(
    sqlite_installation: Installed, tmp_path: Path
) -> None:
    made = sqlite_installation
    right = {"name": "lena", "passphrase": made.passphrases["lena"]}
    with (
        serve_product(made.settings, tmp_path / "log") as server,
        ThreadPoolExecutor(ATTACKERS) as pool,
        ExitStack() as used,
    ):
        lena = used.enter_context(closing(Browser(plain(server.port))))
        assert lena.ask("POST", "/desk/login", right).status == 303
        before = every_row(made)

        def attack(number: int) -> set[int]:
            wrong = {"name": "lena", "passphrase": f"fel fras nummer {number}"}
            share = ATTEMPTS // ATTACKERS
            with closing(Browser(plain(server.port))) as stranger:
                return {stranger.ask("POST", "/desk/login", wrong).status for _ in range(share)}

        attacks = [pool.submit(attack, number) for number in range(ATTACKERS)]
        known = seconds_to_enter(lena, right)
        elsewhere = used.enter_context(closing(Browser(plain(server.port))))
        new = seconds_to_enter(elsewhere, right)
        assert set().union(*(one.result(120) for one in attacks)) <= {400, 429}
        assert known < 2
        assert new < 30
        after = every_row(made)
    for entered in ("staff_session", "audit", "audit_chain"):
        before.pop(entered), after.pop(entered)
    assert after == before
    assert "fel fras" not in (tmp_path / "log").read_text("utf-8")


def seconds_to_enter(browser: Browser, right: dict[str, str]) -> float:
    """From the first press of the button to the desk, pressing again whenever the page says to wait."""
    began = time.monotonic()
    until(lambda: browser.ask("POST", "/desk/login", right).status == 303, "she is in", 30)
    return time.monotonic() - began


def test_a_log_in_lets_the_device_be_known_and_the_mark_goes_to_the_log_in_alone(
    installation: Installed,
) -> None:
    lena = DeskUser(installation.app.test_client())
    answer = lena.log_in("lena", installation.passphrases["lena"])
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("k=")]
    assert "; Path=/desk/login" in cookie
    assert "; HttpOnly" in cookie
    assert "; SameSite=Strict" in cookie
    assert "lena" not in cookie.lower()
    mark = mark_of(lena)
    assert mark
    assert known_to(installation, mark)
    assert not known_to(installation, mark, "omar")
    with looking(installation) as session:
        (row,) = session.scalars(select(Staff).where(Staff.login == "lena"))
        assert (row.id.hex() in cookie, row.devices) == (False, 0)


def test_the_mark_opens_nothing(sqlite_installation: Installed) -> None:
    mark = mark_of(sqlite_installation.desk("lena"))
    assert mark
    thief = DeskUser(sqlite_installation.app.test_client())
    thief.client.set_cookie("k", mark, path="/desk/login")
    assert thief.client.get("/desk/").headers["Location"] == "/desk/login"
    assert thief.log_in("lena", "fel fras som ingen har").status_code == 400


def test_log_out_everywhere_ends_every_mark_and_an_ordinary_log_out_none(
    installation: Installed,
) -> None:
    lena, elsewhere = installation.desk("lena"), installation.desk("lena")
    mark, other = mark_of(lena), mark_of(elsewhere)
    assert mark and other
    elsewhere.client.post("/desk/logout", data=fields(elsewhere.client.get("/desk/"), "logout"))
    assert known_to(installation, other)
    form = fields(lena.client.get("/desk/account"), 'id="everywhere"')
    assert lena.client.post("/desk/account/everywhere", data=form).status_code == 303
    assert (known_to(installation, mark), known_to(installation, other)) == (False, False)
    assert mark_of(lena) is None


def test_another_passphrase_ends_the_marks_of_other_devices_and_renews_this_ones(
    sqlite_installation: Installed,
) -> None:
    lena, elsewhere = sqlite_installation.desk("lena"), sqlite_installation.desk("lena")
    before, other = mark_of(lena), mark_of(elsewhere)
    form = fields(lena.client.get("/desk/account"), 'id="passphrase"')
    values = {"current": sqlite_installation.passphrases["lena"], "chosen": OWN, "again": OWN}
    lena.client.post("/desk/account/passphrase", data={**form, **values})
    now = mark_of(lena)
    assert before and other and now
    assert [known_to(sqlite_installation, one) for one in (before, other, now)] == [
        False,
        False,
        True,
    ]
