"""Somebody leaves: log-in, cookie and key open nothing that is written afterwards, and nothing through the product."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from incidents.actions import audit, entries
from incidents.actions.cards import holders
from incidents.actions.login import Desk
from incidents.actions.trust import Untrusted, check_staff
from incidents.core.rings import Ring
from incidents.crypto.envelope import SealError
from incidents.crypto.opening import Opener
from incidents.store.models import Case, DeskCardRow, RingEpoch, RingGrant, Staff, StaffSession
from tests.looking import acting, desk_of, every_row, looking
from tests.staff import deed, joined
from tests.support import DeskUser, Installed

STORY = "Läraren såg och gjorde inget."


def remove(installation: Installed, name: str = "Omar Sjöberg") -> int:
    return deed(installation.desk("ida"), name, "remove", sure="y").status_code


def opened(installation: Installed, opener: Opener) -> list[bool]:
    """For each entry of all cases, in order: whether these keys open it in a copy taken now."""
    found = []
    with looking(installation) as session:
        for case_id in session.scalars(select(Case.id).order_by(Case.received, Case.reference)):
            for stored in entries.read(session, case_id):
                try:
                    opener.open_entry(stored.id, stored.body, stored.slots)
                    found.append(True)
                except SealError:
                    found.append(False)
    return found


def cards_opened(installation: Installed, desk: Desk) -> int:
    with looking(installation) as session:
        rows = session.execute(
            select(DeskCardRow.case_id, DeskCardRow.holder, DeskCardRow.sealed)
        ).all()
    mine = holders(desk)
    held = [(case_id, holder, sealed) for case_id, holder, sealed in rows if holder in mine]
    return len(desk.opener.open_cards(held))


def test_her_keys_open_what_was_there_and_nothing_written_afterwards_also_in_an_old_case(
    installation: Installed,
) -> None:
    code = installation.resident().send(STORY)
    lena, omar = installation.desk("lena"), desk_of(installation, "omar", now=datetime.now(UTC))
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "note", text="Före.")
    assert opened(installation, omar.opener) == [True, True]
    assert cards_opened(installation, omar) == 1

    assert remove(installation) == 303
    lena.queue()  # the next page of any member makes the new epoch
    lena.act(reference, "note", text="Efter.")
    lena.act(reference, "answer", text="Vi hjälper dig.")
    installation.resident().come_back(code)
    back = installation.resident()
    back.come_back(code)
    back.submit("inbox", text="Tack.")

    assert opened(installation, omar.opener) == [True, True, False, False, False]
    assert cards_opened(installation, omar) == 0
    page = lena.case(reference).get_data(as_text=True)
    assert all(text in page for text in (STORY, "Före.", "Efter.", "Vi hjälper dig.", "Tack."))
    assert "Något i ärendet stämmer inte" not in page
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []


def test_a_report_that_comes_afterwards_is_closed_to_her_and_open_to_the_others(
    installation: Installed,
) -> None:
    omar, lena = desk_of(installation, "omar", now=datetime.now(UTC)), installation.desk("lena")
    assert remove(installation) == 303
    lena.queue()
    installation.resident().send(STORY)
    assert opened(installation, omar.opener) == [False]
    assert cards_opened(installation, omar) == 0
    assert len(lena.queue()) == 1
    assert len(installation.desk("lena").queue()) == 1


def test_her_log_in_her_cookie_and_her_passphrase_end_at_once(installation: Installed) -> None:
    installation.resident().send(STORY)
    omar = installation.desk("omar")
    (reference,) = omar.queue()
    omar.answer_cover(reference)
    cookie = omar.client.get_cookie("d")
    assert cookie is not None
    assert remove(installation) == 303
    assert omar.client.get("/desk/").headers["Location"] == "/desk/login"
    again = DeskUser(installation.app.test_client())
    again.client.set_cookie("d", cookie.value)
    assert STORY not in again.case(reference).get_data(as_text=True)
    assert again.log_in("omar", installation.passphrases["omar"]).status_code == 400
    with looking(installation) as session:
        person = session.scalars(select(Staff).where(Staff.login == "omar")).one()
        for table in (StaffSession, RingGrant):
            assert not session.scalars(select(table).where(table.staff_id == person.id)).all()


def test_a_log_in_that_has_not_read_the_new_epoch_yet_writes_to_it_all_the_same(
    installation: Installed,
) -> None:
    """Two colleagues at once: Sara's page is being answered while Lena's makes the epoch."""
    installation.resident().send(STORY)
    sara, lena = joined(installation, "lena"), installation.desk("lena")
    omar = desk_of(installation, "omar", now=datetime.now(UTC))
    (reference,) = sara.queue()
    sara.answer_cover(reference)
    assert remove(installation) == 303
    lena.queue()
    with acting(installation) as session:
        session.execute(update(StaffSession).values(refresh=False))
    assert sara.act(reference, "answer", text="Efter.").status_code == 303
    assert opened(installation, omar.opener)[-1] is False
    assert cards_opened(installation, omar) == 0


def test_her_open_cases_are_without_a_handler(installation: Installed) -> None:
    installation.resident().send(STORY)
    omar = installation.desk("omar")
    (reference,) = omar.queue()
    omar.answer_cover(reference)
    omar.act(reference, "assign")
    assert remove(installation) == 303
    lena = installation.desk("lena")
    assert lena.queue("mine") == []
    lena.answer_cover(reference)
    assert lena.act(reference, "assign").status_code == 303
    assert lena.queue("mine") == [reference]


@pytest.mark.parametrize("name", ["Karin Ek", "Per Lindqvist"])
def test_the_last_holder_of_a_ring_stays(installation: Installed, name: str) -> None:
    ida = installation.desk("ida")
    before = every_row(installation)
    assert deed(ida, name, "remove", sure="y").status_code == 409
    assert every_row(installation) == before


def test_without_the_tick_nobody_leaves(installation: Installed) -> None:
    ida = installation.desk("ida")
    before = every_row(installation)
    assert deed(ida, "Omar Sjöberg", "remove").status_code == 400
    assert every_row(installation) == before


def test_the_administrator_sees_that_the_locks_are_being_changed_and_that_it_is_done(
    installation: Installed,
) -> None:
    ida, lena = installation.desk("ida"), installation.desk("lena")
    assert deed(ida, "Omar Sjöberg", "remove", sure="y").status_code == 303
    assert "Nyckelbyte pågår" in ida.client.get("/desk/people").get_data(as_text=True)
    lena.queue()
    page = ida.client.get("/desk/people").get_data(as_text=True)
    assert "Nyckelbyte pågår" not in page
    assert "Har slutat" in page
    with looking(installation) as session:
        rings = {(row.ring.value, row.epoch) for row in session.scalars(select(RingEpoch))}
    assert rings == {
        ("casework", 1),
        ("casework", 2),
        ("identity", 1),
        ("identity", 2),
        ("independent", 1),
        ("statistics", 1),
    }


def test_three_epochs_later_everything_is_still_read_by_those_who_stayed_and_by_newcomers(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    assert remove(installation) == 303
    lena.queue()
    for login in ("sara", "olle"):
        joined(installation, "lena", login)
        assert remove(installation, "Sara Berg") == 303
        lena.queue()
        with acting(installation) as session:
            session.execute(update(Staff).where(Staff.login == login).values(name="Har gått"))
    newest = joined(installation, "lena", "eva")
    (reference,) = newest.queue()
    newest.answer_cover(reference)
    assert STORY in newest.case(reference).get_data(as_text=True)
    with looking(installation) as session:
        assert session.get(RingEpoch, (Ring.CASEWORK, 4)) is not None
        assert audit.verify_all(session, installation.settings.trust) == []


def test_a_certificate_of_an_older_epoch_counts_no_longer(installation: Installed) -> None:
    """Whoever left holds the old epoch's signing key: what it signs now is as good as nothing."""
    lena, omar = installation.desk("lena"), desk_of(installation, "omar", now=datetime.now(UTC))
    joined(installation, "lena")
    assert remove(installation) == 303
    lena.queue()
    old = omar.opener.secrets[Ring.CASEWORK, 1]
    with acting(installation) as session:
        sara = session.scalars(select(Staff).where(Staff.login == "sara")).one()
        certificate = check_staff(session, sara, installation.settings.trust)
        assert sara.certificate_signer == "ring:casework:2"
        sara.certificate = old.signing().sign(certificate.statement())
        sara.certificate_signer = "ring:casework:1"
    with looking(installation) as session:
        sara = session.scalars(select(Staff).where(Staff.login == "sara")).one()
        with pytest.raises(Untrusted):
            check_staff(session, sara, installation.settings.trust)
