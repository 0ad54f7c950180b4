"""Voluntary answers: stored once, readable to statistics alone, as long as a fact, and with no way to a case."""

from datetime import date

import pytest
from sqlalchemy import select

from incidents.core import equality, facts
from incidents.core.equality import Voluntary, voluntary_of
from incidents.core.errors import Invalid
from incidents.core.rings import Ring
from incidents.crypto.envelope import Purpose, SealError
from incidents.crypto.unsealing import open_sealed
from incidents.store.models import FactRow
from tests.looking import desk_of, every_row, looking
from tests.support import Installed, Resident

DAY = date(2026, 11, 24)


def reported(installation: Installed) -> Resident:
    resident = installation.resident()
    resident.send("Någon hotade mig.")
    return resident


def rows(installation: Installed) -> list[tuple[bytes, bytes]]:
    with looking(installation) as session:
        return [tuple(row) for row in session.execute(select(FactRow.id, FactRow.sealed))]  # type: ignore[misc]


@pytest.mark.parametrize(
    "answers", [{"age_band": "u13"}, {"gender": "unsaid"}, {"age_band": "a65", "gender": "other"}]
)
def test_answers_come_back_and_are_as_long_as_a_fact(answers: dict[str, str]) -> None:
    packed = voluntary_of(answers, DAY).pack()
    assert len(packed) == facts.OTHER_SIZE
    assert equality.unpack(packed) == Voluntary(2026, 11, answers)
    with pytest.raises(ValueError, match="version"):
        facts.unpack(packed)


@pytest.mark.parametrize("answers", [{}, {"age_band": "x"}, {"ground": "sex"}, {"gender": ""}])
def test_what_is_no_answer_is_refused(answers: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        voluntary_of(answers, DAY)


@pytest.mark.parametrize("data", [b"", b"\x81", bytes([2]) + bytes(54), bytes([129]) + bytes(55)])
def test_what_is_no_voluntary_row_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="voluntary"):
        equality.unpack(data)


def test_the_day_is_not_kept() -> None:
    first, last = (voluntary_of({"gender": "man"}, date(2026, 11, day)).pack() for day in (1, 30))
    assert first == last


def test_a_row_comes_that_nothing_names_and_no_other_table_changes_but_the_browsers_box(
    installation: Installed,
) -> None:
    resident = reported(installation)
    before, known = every_row(installation), rows(installation)
    assert resident.submit("voluntary", age_band="a18_24").status_code == 303
    after = every_row(installation)
    assert {name for name in after if after[name] != before[name]} == {"fact", "browser_box"}
    (new,) = set(rows(installation)) - set(known)
    others = {name: found for name, found in after.items() if name != "fact"}
    assert repr(new[0]) not in repr(others)
    assert new[0].hex() not in repr(others)
    assert {len(sealed) for _, sealed in rows(installation)} == {len(new[1])}


def test_only_the_statistics_key_opens_them(sqlite_installation: Installed) -> None:
    resident = reported(sqlite_installation)
    known = rows(sqlite_installation)
    resident.submit("voluntary", gender="woman")
    ((row_id, sealed),) = set(rows(sqlite_installation)) - set(known)
    opened = {}
    for login in sqlite_installation.passphrases:
        for (ring, _), secret in desk_of(sqlite_installation, login).opener.secrets.items():
            try:
                key = secret.private().load()
                opened[login, ring] = open_sealed(key, Purpose.FACT, row_id, sealed)
            except SealError:
                continue
    assert list(opened) == [("per", Ring.STATISTICS)]
    (plain,) = opened.values()
    assert equality.unpack(plain).answers == {"gender": "woman"}


def test_they_are_taken_once_for_each_receipt(sqlite_installation: Installed) -> None:
    resident = reported(sqlite_installation)
    assert 'href="/sv/voluntary"' in resident.get("receipt").get_data(as_text=True)
    form = resident.get("voluntary").get_data(as_text=True).split('name="csrf_token" value="')
    token = form[-1].split('"')[0]
    for _ in range(3):
        resident.client.post("/sv/voluntary", data={"csrf_token": token, "gender": "man"})
    assert len(rows(sqlite_installation)) == 2
    page = resident.get("voluntary").get_data(as_text=True)
    assert "Tack för dina svar" in page
    assert 'id="step"' not in page
    assert 'href="/sv/voluntary"' not in resident.get("receipt").get_data(as_text=True)


def test_no_answer_and_a_foreign_one_are_told_and_store_nothing(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation)
    before = every_row(sqlite_installation)
    assert resident.submit("voluntary").status_code == 400
    assert resident.submit("voluntary", gender="x").status_code == 400
    assert every_row(sqlite_installation) == before


def test_without_a_receipt_nothing_is_asked(sqlite_installation: Installed) -> None:
    stranger = sqlite_installation.resident()
    assert stranger.get("voluntary").headers["Location"] == "/sv/before"
    assert stranger.client.post("/sv/voluntary", data={"gender": "man"}).status_code == 303
    assert rows(sqlite_installation) == []
