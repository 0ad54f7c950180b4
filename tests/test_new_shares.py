"""New paper shares: everything opens with the new ones, and nothing that comes afterwards with the old."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from incidents import create_app
from incidents.actions import audit, newshares, recover
from incidents.actions.holders import holders
from incidents.actions.trust import Untrusted, current_rings
from incidents.crypto import recovery, staffkey, words
from incidents.crypto.envelope import SealError
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import RecoverySecret, ShareError
from incidents.crypto.unsealing import open_entry, open_slot
from incidents.settings import ENV_FILE, load
from incidents.store.database import database
from incidents.store.models import EntryKey, EntryRow, RingEpoch, Staff
from tests.looking import acting, every_row, looking
from tests.support import CHEAP, NOW, DeskUser, Installed
from tests.terminal import Terminal
from tests.test_key_commands import at, initialised, log_in, take_share

STORY = "De vägrade hyra ut när de hörde mitt namn."


Renew = Callable[[Installed], Installed]


@pytest.fixture
def renewed() -> Iterator[Renew]:
    """Gives an installation new shares, and starts it again with the new fingerprint."""
    apps: list[Flask] = []

    def renew(made: Installed) -> Installed:
        new = recovery.generate()
        with acting(made) as session:
            newshares.replace(session, made.recovery, new, pinned=made.settings.trust, now=NOW)
        settings = dataclasses.replace(made.settings, trust=newshares.fingerprint(new))
        apps.append(create_app(settings))
        return dataclasses.replace(made, app=apps[-1], settings=settings, recovery=new)

    yield renew
    for app in apps:
        with app.app_context():
            database.session.remove()
            database.engine.dispose()


def opened_by(made: Installed, secret: RecoverySecret) -> int:
    """How many entries of a stolen copy somebody opens who has put these shares together."""
    rings: dict[tuple[str, int], RingSecret] = {}
    count = 0
    with looking(made) as session:
        for row in session.scalars(select(RingEpoch)):
            try:
                found = recovery.open_ring(secret, row.ring, row.epoch, row.recovery_sealed)
            except SealError:
                continue
            rings[f"ring:{row.ring}", row.epoch] = found
        for slot, body in session.execute(
            select(EntryKey, EntryRow.body).join(EntryRow, EntryRow.id == EntryKey.entry_id)
        ).all():
            ring = rings.get((slot.recipient, slot.epoch))
            key = ring.private() if ring else secret.private()
            try:
                open_entry(key.load(), slot.entry_id, body, slot.recipient, slot.sealed)
                count += 1
            except SealError:
                continue
    return count


def test_the_new_shares_open_everything_and_the_old_ones_nothing(
    installation: Installed, renewed: Renew
) -> None:
    installation.resident().send(STORY)
    installation.resident().send(STORY, readers="yes")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference, "yes")
    assert opened_by(installation, installation.recovery) == 2
    made = renewed(installation)
    made.resident().send(STORY)
    assert opened_by(made, installation.recovery) == 0
    assert opened_by(made, made.recovery) == 3
    with looking(made) as session:
        assert (
            recover.check_shares(
                session, recovery.split(made.recovery)[1:], pinned=made.settings.trust
            )
            == 8
        )
        with pytest.raises(ShareError):
            recover.check_shares(
                session, recovery.split(installation.recovery)[1:], pinned=made.settings.trust
            )


def test_keys_that_the_old_shares_had_opened_open_nothing_written_afterwards(
    installation: Installed, renewed: Renew
) -> None:
    """Two former custodians had met before, over a copy: each ring has a new epoch since."""
    with looking(installation) as session:
        known = recover.open_all(session, installation.recovery, pinned=installation.settings.trust)
    made = renewed(installation)
    made.resident().send(STORY)
    tried = 0
    with looking(made) as session:
        for slot in session.scalars(select(EntryKey).where(EntryKey.recipient.like("ring:%"))):
            for secret in known.values():
                with pytest.raises(SealError):
                    open_slot(secret.private().load(), slot.entry_id, slot.recipient, slot.sealed)
                tried += 1
    assert tried > 3


def test_everybody_works_on_and_what_the_old_root_signed_goes_on_counting(
    installation: Installed, renewed: Renew
) -> None:
    code = installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "answer", text="Vi hjälper dig.")
    with acting(installation) as session:
        recover.recover(
            session,
            recovery.split(installation.recovery)[:2],
            "omar",
            "en ny fras för omar",
            pinned=installation.settings.trust,
            now=NOW,
            cost=CHEAP,
        )
    once = renewed(installation)
    made = renewed(once)
    for name in ("lena", "karin", "per", "ida", "rut"):
        assert made.desk(name).client.get("/desk/account").status_code == 200
    cookie = lena.client.get_cookie("d")
    assert cookie
    again = DeskUser(made.app.test_client())
    again.client.set_cookie("d", cookie.value)
    assert again.queue() == [reference]
    page = again.case(reference).get_data(as_text=True)
    assert STORY in page
    assert "Något i ärendet stämmer inte" not in page
    assert "Vi hjälper dig." in made.resident().come_back(code).get_data(as_text=True)
    with looking(made) as session:
        assert audit.verify_all(session, made.settings.trust) == []
        for ring in current_rings(session, made.settings.trust).values():
            found = holders(session, ring, made.settings.trust)
            assert found
            assert all(one.sound for one in found)


def test_the_old_fingerprint_and_the_old_root_vouch_for_nothing_any_more(
    installation: Installed, renewed: Renew
) -> None:
    """What two former custodians write into the database is refused, as what anybody else does."""
    made = renewed(installation)
    with looking(made) as session, pytest.raises(Untrusted):
        current_rings(session, installation.settings.trust)
    stranger = staffkey.generate()
    with acting(made) as session:
        row = session.scalars(select(Staff).where(Staff.login == "omar")).one()
        row.signing_public = stranger.signing_public()
        row.certificate = installation.recovery.root().sign(b"anything at all")
    with looking(made) as session:
        ring = next(iter(current_rings(session, made.settings.trust).values()))
        unsound = [one.name for one in holders(session, ring, made.settings.trust) if not one.sound]
        assert unsound == ["Omar Sjöberg"]


@pytest.mark.parametrize("what", ["shares", "certificate"])
def test_where_something_does_not_fit_nothing_is_changed(
    sqlite_installation: Installed, what: str
) -> None:
    made = sqlite_installation
    old = recovery.generate() if what == "shares" else made.recovery
    if what == "certificate":
        with acting(made) as session:
            session.execute(update(Staff).where(Staff.login == "ida").values(certificate=b"x" * 64))
    before = every_row(made)
    with pytest.raises((ShareError, Untrusted)), acting(made) as session:
        newshares.replace(session, old, recovery.generate(), pinned=made.settings.trust, now=NOW)
    assert every_row(made) == before


def test_at_the_terminal_old_shares_become_new_ones_and_those_bring_somebody_back(
    tmp_path: Path,
) -> None:
    made = initialised(tmp_path)
    before = (tmp_path / ENV_FILE).read_text("utf-8")
    with Terminal("keys", "rotate-recovery", env=at(tmp_path), folder=tmp_path) as terminal:
        for number in (1, 2):
            terminal.wait_for(f"Share {number} of two: ")
            terminal.type(made.shares[number])
        shares = [take_share(terminal, number) for number in (1, 2, 3)]
        terminal.wait_for("Press Enter to put the new shares")
        terminal.type("")
        assert terminal.end() == 0, terminal.shown
    pinned = (tmp_path / ENV_FILE).read_text("utf-8")
    assert (pinned != before, pinned.count("INCIDENTS_TRUST=")) == (True, 1)
    assert load({"INCIDENTS_DATA": str(tmp_path)}).trust in terminal.shown
    assert log_in(tmp_path, "lena", made.passphrases["lena"]) == 303
    for given, code in ((made.shares, 1), (shares, 0)):
        with Terminal("keys", "recover", "lena", env=at(tmp_path), folder=tmp_path) as terminal:
            for number in (1, 2):
                terminal.wait_for(f"Share {number} of two: ")
                terminal.type(given[number])
            assert terminal.end() == code, terminal.shown
    phrase = terminal.shown.rsplit("shown once:", 1)[1].strip()
    assert log_in(tmp_path, "lena", phrase) == 303


def test_a_recovery_gives_the_rings_a_new_epoch_with_the_next_page(installation: Installed) -> None:
    passphrase = words.passphrase()
    with acting(installation) as session:
        recover.recover(
            session,
            recovery.split(installation.recovery)[:2],
            "lena",
            passphrase,
            pinned=installation.settings.trust,
            now=datetime.now(UTC),
            cost=CHEAP,
        )
    lena = DeskUser(installation.app.test_client())
    assert lena.log_in("lena", passphrase).status_code == 303
    assert lena.client.get("/desk/").status_code == 200
    with looking(installation) as session:
        rings = current_rings(session, installation.settings.trust)
        assert {ring.value: public.epoch for ring, public in rings.items()} == {
            "casework": 2,
            "identity": 2,
            "independent": 1,
            "statistics": 1,
        }
