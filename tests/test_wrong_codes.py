"""A thousand wrong codes cost nobody else anything: no derivation, no write, one look each, and no log-in waits."""

import pytest
from sqlalchemy import Executable, event

from incidents.actions import unlocking
from incidents.actions.derivations import Place
from incidents.crypto import casecode, staffkey
from incidents.crypto.staffkey import Cost
from incidents.store import direct
from incidents.store.database import database
from tests.support import Installed

WRONG = 1_000


def test_a_thousand_wrong_codes_derive_nothing_write_nothing_and_wait_for_no_log_in(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sqlite_installation
    derived: list[int] = []
    real, scalar = staffkey._derive, direct.Direct.scalar
    looks: list[str] = []

    def derive(passphrase: str, salt: bytes, cost: Cost) -> tuple[bytes, bytes]:
        derived.append(1)
        return real(passphrase, salt, cost)

    def look(rows: direct.Direct, statement: Executable, values: direct.Values) -> object:
        looks.append("look")
        return scalar(rows, statement, values)

    monkeypatch.setattr(staffkey, "_derive", derive)
    monkeypatch.setattr(direct.Direct, "scalar", look)
    monkeypatch.setattr(
        direct.Direct, "execute", lambda *_: pytest.fail("a wrong code wrote something")
    )
    with made.app.app_context():
        event.listen(database.engine, "before_cursor_execute", lambda *one: looks.append(one[2]))
    client = made.app.test_client()
    # As while somebody's passphrase is being derived: whoever needed that turn would stand here for ever.
    with unlocking.line.turn(Place()):
        statuses = {
            client.post("/sv/return", data={"code": casecode.generate().letters}).status_code
            for _ in range(WRONG)
        }
    assert statuses == {400}
    assert (derived, looks) == ([], ["look"] * WRONG)
    monkeypatch.undo()
    assert made.desk("lena").queue("all") == []


def test_a_mistyped_code_is_not_even_looked_up(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct.Direct, "scalar", lambda *_: pytest.fail("looked up"))
    client = sqlite_installation.app.test_client()
    letters = casecode.generate().letters
    other = "0" if letters[0] != "0" else "1"
    answer = client.post("/sv/return", data={"code": other + letters[1:]})
    assert answer.status_code == 400
