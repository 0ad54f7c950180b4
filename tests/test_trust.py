"""Somebody who can write the database puts keys of their own in: nothing is sealed to them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from incidents import create_app
from incidents.actions.trust import Untrusted, recovery_recipient
from incidents.core.rings import Ring
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import generate
from incidents.store.database import database, reading, writing
from incidents.store.models import (
    Case,
    EntryRow,
    Installation,
    ReporterKey,
    RingEpoch,
    RingGrant,
    Staff,
)
from tests.support import DeskUser, Installed, Resident

STRANGER = RingSecret(Ring.CASEWORK, 1, b"s" * 32)


def ready_to_send(installation: Installed) -> Resident:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Jag nekades på grund av min slöja.")
    resident.submit("you", contact_mode="code")
    return resident


def change(installation: Installed, deed: Callable[[Session], object]) -> None:
    with installation.app.app_context(), writing() as session:
        deed(session)


def swap_key(session: Session) -> None:
    session.execute(
        update(RingEpoch)
        .where(RingEpoch.ring == Ring.CASEWORK)
        .values(public_key=STRANGER.public().key.raw)
    )


def swap_signature(session: Session) -> None:
    other = session.scalars(
        select(RingEpoch.signature).where(RingEpoch.ring == Ring.INDEPENDENT)
    ).one()
    session.execute(
        update(RingEpoch).where(RingEpoch.ring == Ring.CASEWORK).values(signature=other)
    )


def swap_rings(session: Session) -> None:
    """The casework ring gets the keys of the independent one: real keys, of this installation, but of other people."""
    rows = {row.ring: row for row in session.scalars(select(RingEpoch))}
    for name in ("public_key", "signing_public", "signature"):
        setattr(rows[Ring.CASEWORK], name, getattr(rows[Ring.INDEPENDENT], name))


def remove_the_ring(session: Session) -> None:
    session.execute(delete(RingGrant).where(RingGrant.ring == Ring.CASEWORK))
    session.execute(delete(RingEpoch).where(RingEpoch.ring == Ring.CASEWORK))


def shorten_the_key(session: Session) -> None:
    session.execute(
        update(RingEpoch).where(RingEpoch.ring == Ring.CASEWORK).values(public_key=b"short")
    )


def swap_key_and_sign_it_themselves(session: Session) -> None:
    public = STRANGER.public()
    session.execute(
        update(RingEpoch)
        .where(RingEpoch.ring == Ring.CASEWORK)
        .values(
            public_key=public.key.raw,
            signing_public=public.signing,
            signature=STRANGER.signing().sign(public.statement()),
        )
    )


def swap_the_root_too(session: Session) -> None:
    """A whole tree of the attacker's own: only the pinned fingerprint stands against it."""
    root = generate().root()
    public = STRANGER.public()
    session.execute(update(Installation).values(root_public=root.public_key().public_bytes_raw()))
    for row in session.scalars(select(RingEpoch)):
        secret = RingSecret(row.ring, 1, b"s" * 32)
        public = secret.public()
        row.public_key, row.signing_public = public.key.raw, public.signing
        row.signature = root.sign(public.statement())


ATTACKS = [
    swap_key,
    swap_signature,
    swap_rings,
    shorten_the_key,
    remove_the_ring,
    swap_key_and_sign_it_themselves,
    swap_the_root_too,
]


@pytest.mark.parametrize("deed", ATTACKS)
def test_a_report_is_not_sealed_to_a_stranger_and_the_draft_is_kept(
    installation: Installed, deed: Callable[[Session], None]
) -> None:
    resident = ready_to_send(installation)
    change(installation, deed)

    refused = resident.submit("check")
    assert refused.status_code == 503
    assert "Dina svar ligger kvar" in refused.get_data(as_text=True)
    with installation.app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0
        assert session.scalar(select(func.count()).select_from(EntryRow)) == 0
    assert "Jag nekades" in resident.get("check").get_data(as_text=True)


@pytest.mark.parametrize("deed", ATTACKS)
def test_the_desk_raises_an_alarm(installation: Installed, deed: Callable[[Session], None]) -> None:
    lena = installation.desk("lena")
    assert "Nycklarna i databasen stämmer inte" not in lena.client.get("/desk/").get_data(
        as_text=True
    )
    change(installation, deed)
    assert "Nycklarna i databasen stämmer inte" in lena.client.get("/desk/").get_data(as_text=True)


def test_another_fingerprint_in_the_configuration_refuses_everything(
    installation: Installed,
) -> None:
    resident = ready_to_send(installation)
    elsewhere = replace(installation.settings, trust="0" * 8)
    other = create_app(elsewhere)
    resident.client.application = other
    assert resident.submit("check").status_code == 503
    with other.app_context():
        database.session.remove()
        database.engine.dispose()


def test_the_recovery_key_counts_only_with_the_roots_signature(installation: Installed) -> None:
    with installation.app.app_context(), reading() as session:
        assert recovery_recipient(session, installation.settings.trust).name == "recovery"
    stranger = generate().public().raw
    change(installation, lambda s: s.execute(update(Installation).values(recovery_public=stranger)))
    with installation.app.app_context(), reading() as session, pytest.raises(Untrusted):
        recovery_recipient(session, installation.settings.trust)


def test_a_case_is_not_closed_to_somebody_in_favour_of_a_stranger(installation: Installed) -> None:
    installation.resident().send("Min chef läser era rapporter.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    stranger = STRANGER.public().key.raw
    change(
        installation,
        lambda s: s.execute(update(Staff).where(Staff.login == "omar").values(public_key=stranger)),
    )
    assert lena.answer_cover(reference, "yes").status_code == 503
    assert lena.queue() == [reference]


def test_an_answer_is_not_sealed_to_an_exchanged_reporter_key(installation: Installed) -> None:
    code = installation.resident().send("Läraren såg och gjorde inget.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    stranger = STRANGER.public().key.raw
    change(installation, lambda s: s.execute(update(ReporterKey).values(public_key=stranger)))

    refused = lena.act(reference, "answer", text="Hej")
    assert refused.status_code == 503
    assert "Inget skickades" in refused.get_data(as_text=True)
    assert ">\nHej</textarea>" in refused.get_data(as_text=True)
    assert "Hej" not in installation.resident().come_back(code).get_data(as_text=True)


@pytest.mark.parametrize("deed", ATTACKS)
def test_a_note_is_not_sealed_to_a_stranger_and_comes_back_with_a_true_sentence(
    installation: Installed, deed: Callable[[Session], None]
) -> None:
    installation.resident().send("Läraren såg och gjorde inget.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    change(installation, deed)
    refused = lena.act(reference, "note", text="Ring rektorn")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 503
    assert "ligger kvar" not in page
    assert "Någon kan ha bytt ut en nyckel" in page
    assert page.count("Ring rektorn") == 1
    with installation.app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(EntryRow)) == 1
    closed = lena.act(reference, "assign", staff="")
    assert closed.status_code == 303


def test_the_refusal_is_in_the_readers_language(installation: Installed) -> None:
    resident = ready_to_send(installation)
    change(installation, swap_key)
    resident.lang = "en"
    refused = resident.submit("check")
    assert refused.status_code == 503
    assert '<html lang="en"' in refused.get_data(as_text=True)


def corrupt_grants(session: Session) -> None:
    session.execute(update(RingGrant).values(sealed=b"nonsense"))


def swap_grants(session: Session) -> None:
    """Lena gets the secret that was granted to a colleague."""
    lena, omar = (
        session.scalars(select(Staff.id).where(Staff.login == name)).one()
        for name in ("lena", "omar")
    )
    for ring in (Ring.CASEWORK, Ring.IDENTITY):
        other = session.get_one(RingGrant, (ring, 1, omar)).sealed
        session.get_one(RingGrant, (ring, 1, lena)).sealed = other


@pytest.mark.parametrize("deed", [corrupt_grants, swap_grants])
def test_a_log_in_with_an_exchanged_grant_is_refused_with_an_alarm(
    installation: Installed, deed: Callable[[Session], None]
) -> None:
    change(installation, deed)
    refused = DeskUser(installation.app.test_client()).log_in(
        "lena", installation.passphrases["lena"]
    )
    assert refused.status_code == 503


def test_a_report_about_the_readers_is_not_led_to_them_by_a_changed_register(
    installation: Installed,
) -> None:
    resident = installation.resident()
    code = resident.send("Det gäller er chef.", readers="yes")
    change(installation, lambda s: s.execute(update(Case).values(recipients="ring:casework")))
    back = installation.resident()
    back.come_back(code)
    assert back.submit("inbox", text="Han läser detta").status_code == 503
    with installation.app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(EntryRow)) == 1
