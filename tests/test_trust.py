"""Somebody who can write the database puts keys of their own in: nothing is sealed to them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from incidents import create_app
from incidents.actions.trust import Untrusted, recovery_recipient
from incidents.core.rings import Ring
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import generate
from incidents.store.database import reading, writing
from incidents.store.models import Case, EntryRow, Installation, ReporterKey, RingEpoch, Staff
from tests.support import Installed, Resident

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


ATTACKS = [swap_key, swap_key_and_sign_it_themselves, swap_the_root_too]


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
    resident.client.application = create_app(elsewhere)
    assert resident.submit("check").status_code == 503


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

    assert lena.act(reference, "answer", text="Hej").status_code == 503
    assert "Hej" not in installation.resident().come_back(code).get_data(as_text=True)
