"""Inviting: the administrator makes a phrase, the invited a key, a member of the ring gives access; nobody alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from incidents.actions import audit, invite
from incidents.actions.audit import Signer
from incidents.actions.install import grant
from incidents.actions.trust import ROOT, certificate_of
from incidents.core.errors import Invalid
from incidents.core.rings import Ring
from incidents.crypto import staffkey
from incidents.crypto.keyring import RingSecret
from incidents.store.models import Invitation, RingEpoch, RingGrant, Staff
from tests import staff
from tests.looking import acting, desk_of, every_row, looking
from tests.staff import OWN, accept, confirm, deed, joined, text_of
from tests.support import NOW, DeskUser, Installed, fields

STORY = "Läraren såg och gjorde inget."


def rings_of(installation: Installed, login: str) -> set[str]:
    with looking(installation) as session:
        rows = session.scalars(select(RingGrant.ring).join(Staff).where(Staff.login == login))
        return {ring.value for ring in rows}


def log_in(installation: Installed, login: str = "sara", passphrase: str = OWN) -> int:
    return DeskUser(installation.app.test_client()).log_in(login, passphrase).status_code


def test_invited_with_a_key_and_confirmed_she_reads_what_came_before(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    sara = joined(installation, "lena")
    (reference,) = sara.queue()
    sara.answer_cover(reference)
    assert STORY in sara.case(reference).get_data(as_text=True)
    assert sara.act(reference, "note", text="Jag tar över.").status_code == 303
    assert "Något i ärendet stämmer inte" not in sara.case(reference).get_data(as_text=True)
    assert rings_of(installation, "sara") == {"casework", "identity"}
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []
        assert session.scalars(select(Invitation)).all() == []


def test_before_a_colleague_has_confirmed_there_is_no_account(installation: Installed) -> None:
    phrase = staff.invite(installation.desk("ida"))
    assert log_in(installation) == 400
    assert accept(installation, phrase).status_code == 200
    assert log_in(installation) == 400
    assert rings_of(installation, "sara") == set()


def test_a_phrase_serves_once_and_only_the_newest_one(installation: Installed) -> None:
    ida = installation.desk("ida")
    lost = staff.invite(ida)
    phrase = text_of(deed(ida, "Sara Berg", "phrase"), "invitation")
    assert accept(installation, lost).status_code == 400
    assert accept(installation, f"  {phrase.upper().replace(' ', ' - ')}").status_code == 200
    with looking(installation) as session:
        key = session.scalars(select(Invitation.public_key)).one()
    assert accept(installation, phrase, passphrase="en annan fras med ord").status_code == 400
    with looking(installation) as session:
        assert session.scalars(select(Invitation.public_key)).one() == key


def test_of_two_who_use_the_phrase_at_once_one_is_refused(installation: Installed) -> None:
    phrase, now = staff.invite(installation.desk("ida")), datetime.now(UTC)
    with looking(installation) as session:
        made = [
            invite.make_key(session, "sara", phrase, f"{OWN} {number}", now=now)
            for number in (1, 2)
        ]
    first, second = made
    assert first and second
    with acting(installation) as session:
        words = invite.accept(session, first, now=now)
    with pytest.raises(Invalid), acting(installation) as session:
        invite.accept(session, second, now=now)
    assert confirm(installation.desk("lena"), words).status_code == 303
    assert log_in(installation, passphrase=f"{OWN} 1") == 303
    assert log_in(installation, passphrase=f"{OWN} 2") == 400


def test_after_a_week_the_phrase_is_too_old(installation: Installed) -> None:
    phrase = staff.invite(installation.desk("ida"))
    with acting(installation) as session:
        session.execute(update(Invitation).values(expires=datetime.now(UTC) - timedelta(minutes=1)))
    assert accept(installation, phrase).status_code == 400
    assert timedelta(days=7) == invite.LIFE


def test_wrong_phrases_are_counted_where_the_administrator_sees_them_and_lock_nobody_out(
    installation: Installed,
) -> None:
    ida = installation.desk("ida")
    phrase = staff.invite(ida)
    for number in range(30):
        assert accept(installation, f"fel fras {number}").status_code == 400
    assert accept(installation, phrase, login="nobody").status_code == 400
    assert "30 felaktiga försök" in ida.client.get("/desk/people").get_data(as_text=True)
    assert accept(installation, phrase).status_code == 200


def test_other_words_confirm_nothing(installation: Installed) -> None:
    """The administrator has used the phrase himself: the real Sara cannot read his words."""
    phrase = staff.invite(installation.desk("ida"))
    accept(installation, phrase)
    lena = installation.desk("lena")
    before = every_row(installation)
    answer = confirm(lena, "babe bide bobu dade dedi dodu")
    assert answer.status_code == 400
    assert "Orden är inte de som hör till nyckeln" in answer.get_data(as_text=True)
    assert every_row(installation) == before


def test_a_key_that_was_exchanged_in_the_database_is_not_confirmed(
    installation: Installed,
) -> None:
    phrase = staff.invite(installation.desk("ida"))
    words = text_of(accept(installation, phrase), "own-words")
    stranger = staffkey.generate()
    with acting(installation) as session:
        session.execute(
            update(Invitation).values(
                public_key=stranger.public().raw, signing_public=stranger.signing_public()
            )
        )
    assert confirm(installation.desk("lena"), words).status_code == 400
    assert rings_of(installation, "sara") == set()


def test_each_ring_needs_a_member_of_its_own(installation: Installed) -> None:
    sara = joined(installation, "lena", roles=("casework", "independent"))
    words = text_words(sara)
    assert rings_of(installation, "sara") == {"casework", "identity"}
    installation.resident().send(STORY, readers="yes")
    assert sara.queue() == []
    assert confirm(installation.desk("karin"), words).status_code == 303
    assert rings_of(installation, "sara") == {"casework", "identity", "independent"}
    assert len(sara.queue()) == 1  # in the log-in that she had already


def text_words(user: DeskUser) -> str:
    page = user.client.get("/desk/account").get_data(as_text=True)
    return page.rsplit('class="phrase"', 1)[1].split(">", 1)[1].split("<", 1)[0]


@pytest.mark.parametrize("login", ["ida", "per", "karin"])
def test_whoever_lacks_the_ring_confirms_nobody(installation: Installed, login: str) -> None:
    accept(installation, staff.invite(installation.desk("ida")))
    with looking(installation) as session:
        staff_id = session.scalars(select(Invitation.staff_id)).one().hex()
    user = installation.desk(login)
    before = every_row(installation)
    answer = user.client.post(f"/desk/keys/{staff_id}", data={"words": "x"})
    assert answer.status_code in (403, 404)
    assert every_row(installation) == before


def test_a_new_administrator_is_confirmed_by_any_member_and_holds_nothing(
    installation: Installed,
) -> None:
    olle = joined(installation, "karin", "olle", ("administration",))
    assert rings_of(installation, "olle") == set()
    assert olle.client.get("/desk/people").status_code == 200
    assert olle.client.get("/desk/").status_code == 403
    assert olle.client.get("/desk/keys").status_code == 403


def test_the_same_login_is_not_given_twice(installation: Installed) -> None:
    ida = installation.desk("ida")
    staff.invite(ida)
    form = fields(ida.client.get("/desk/people"), 'id="invite"')
    before = every_row(installation)
    for login in ("sara", " SARA ", "lena"):
        values = {"name": "Någon Annan", "login": login, "roles": ["casework"]}
        answer = ida.client.post("/desk/people", data={**form, **values})
        assert answer.status_code == 409
        assert "Någon Annan" in answer.get_data(as_text=True)
    assert every_row(installation) == before


def test_a_withdrawn_invitation_leads_nowhere(installation: Installed) -> None:
    ida = installation.desk("ida")
    phrase = staff.invite(ida)
    assert deed(ida, "Sara Berg", "withdraw").status_code == 303
    assert accept(installation, phrase).status_code == 400


def test_a_forgotten_passphrase_takes_an_administrator_and_a_member(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    ida, omar = installation.desk("ida"), installation.desk("omar")
    (reference,) = omar.queue()
    omar.answer_cover(reference)
    omar.act(reference, "note", text="Det gamla.")
    phrase = text_of(deed(ida, "Omar Sjöberg", "phrase"), "invitation")
    words = text_of(accept(installation, phrase, "omar"), "own-words")
    # Until a colleague has confirmed the new key, everything is as it was.
    assert log_in(installation, "omar", installation.passphrases["omar"]) == 303
    assert log_in(installation, "omar") == 400
    old = desk_of(installation, "omar", now=datetime.now(UTC))
    assert confirm(installation.desk("lena"), words).status_code == 303
    assert omar.client.get("/desk/").status_code == 303
    assert log_in(installation, "omar", installation.passphrases["omar"]) == 400
    fresh = DeskUser(installation.app.test_client())
    assert fresh.log_in("omar", OWN).status_code == 303
    fresh.answer_cover(reference)
    page = fresh.case(reference).get_data(as_text=True)
    assert STORY in page
    assert "Det gamla." in page
    assert "Något i ärendet stämmer inte" not in page
    with looking(installation) as session:
        newest = session.scalars(select(RingEpoch).where(RingEpoch.ring == Ring.CASEWORK)).all()
        assert [row.epoch for row in newest] == [1, 2]
        assert (Ring.CASEWORK, 2) not in old.opener.secrets
        assert audit.verify_all(session, installation.settings.trust) == []


def test_nobody_confirms_a_key_of_their_own(installation: Installed) -> None:
    ida, lena = installation.desk("ida"), installation.desk("lena")
    phrase = text_of(deed(ida, "Lena Holm", "phrase"), "invitation")
    accept(installation, phrase, "lena")
    assert "/desk/keys/" not in lena.client.get("/desk/keys").get_data(as_text=True)
    with looking(installation) as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.login == "lena")).one().hex()
    assert lena.client.post(f"/desk/keys/{staff_id}", data={"words": "x"}).status_code == 404


def test_a_grant_that_an_administrator_writes_into_the_database_gives_nothing(
    installation: Installed,
) -> None:
    """Ida's own key signs it, and the root has certified that key: still only the ring's key can give the ring."""
    ida, lena = desk_of(installation, "ida"), installation.desk("lena")
    with acting(installation) as session:
        certificate = certificate_of(session.get_one(Staff, ida.actor.staff_id))
        guess = RingSecret(Ring.CASEWORK, 1, b"g" * 32)
        for granted_by in (ROOT, f"staff:{ida.actor.staff_id.hex()}"):
            grant(
                session, guess, certificate, Signer(ida.signer.id, ida.signer.key), granted_by, NOW
            )
        session.execute(update(RingEpoch).where(RingEpoch.ring == Ring.CASEWORK).values(due=True))
    fresh = installation.desk("lena")
    assert fresh.client.get("/desk/").status_code == 200
    assert "Larma it-säkerhet" in lena.client.get("/desk/keys").get_data(as_text=True)
    with looking(installation) as session:
        assert session.get(RingEpoch, (Ring.CASEWORK, 2)) is None
