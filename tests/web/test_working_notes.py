"""Working notes: closing waits until each is kept or removed; what is removed is gone, and the chain still verifies."""

from sqlalchemy import delete, select, update

from incidents.actions import audit, casefile
from incidents.actions.casefile import CaseFile
from incidents.core.auditing import Act
from incidents.store.models import AuditRecord, Case, EntryKey, EntryRow
from tests.looking import acting, desk_of, looking
from tests.support import DeskUser, Installed

SECRET = "Kanske är det grannen"


def prepared(installation: Installed) -> tuple[DeskUser, str]:
    """A case that Lena has opened and taken, with a working note as its second entry."""
    installation.resident().send("En händelse.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    lena.act(reference, "note", text=SECRET, working="y")
    return lena, reference


def decide(user: DeskUser, reference: str, fate: str, number: str = "2") -> int:
    """Press one of the buttons under a working note."""
    page = user.case(reference).get_data(as_text=True)
    token = page.split('/working"')[1].split('value="')[1].split('"', maxsplit=1)[0]
    data = {"csrf_token": token, "number": number, "fate": fate}
    return user.client.post(f"/desk/cases/{reference}/working", data=data).status_code


def file_of(installation: Installed) -> CaseFile:
    desk = desk_of(installation, "omar")
    with looking(installation) as session:
        case = session.scalars(select(Case)).one()
        return casefile.read(session, desk, case, pinned=installation.settings.trust)


def test_closing_is_refused_with_a_list_until_each_is_decided(installation: Installed) -> None:
    lena, reference = prepared(installation)
    refused = lena.act(reference, "close", reason="completed")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Ta ställning till arbetsanteckningarna först. Ärendet är inte avslutat." in html
    assert ('href="#entry-2"' in html, 'id="entry-2"' in html) == (True, True)
    assert '<option selected value="completed">' in html
    assert lena.queue() == [reference]
    assert decide(lena, reference, "kept") == 303
    assert lena.act(reference, "close", reason="completed").status_code == 303
    assert lena.queue() == []


def test_a_kept_note_is_a_note_like_the_others(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    decide(lena, reference, "kept")
    html = lena.case(reference).get_data(as_text=True)
    assert SECRET in html
    assert "Ta bort för alltid" not in html
    assert decide_again(lena, reference, "removed") == 409
    assert SECRET in lena.case(reference).get_data(as_text=True)


def decide_again(user: DeskUser, reference: str, fate: str) -> int:
    """As somebody does whose page still shows the buttons: with a token of another note's form."""
    user.act(reference, "note", text="En till", working="y")
    return decide(user, reference, fate)


def test_a_removed_note_is_gone_with_its_translations_and_the_rest_still_verifies(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    lena.act(reference, "translation", of="2", text="Perhaps", language="en", translator="person")
    lena.act(reference, "note", text="En vanlig anteckning.")
    before = file_of(installation)
    assert (before.working[0].content["text"], len(before.entries)) == (SECRET, 4)
    assert decide(lena, reference, "removed") == 303
    with looking(installation) as session:
        emptied = session.scalars(select(EntryRow).where(EntryRow.number.in_((2, 3)))).all()
        keys = select(EntryKey).where(EntryKey.entry_id.in_([row.id for row in emptied]))
        assert [row.body for row in emptied] == [b"", b""]
        assert session.scalars(keys).all() == []
    after = file_of(installation)
    assert [one.entry.number for one in after.entries] == [1, 4, 5]
    assert all(one.sound for one in after.entries)
    assert (after.unreadable, after.working) == (0, ())
    html = lena.case(reference).get_data(as_text=True)
    assert SECRET not in html
    assert "En arbetsanteckning är borttagen." in html
    assert "Något i ärendet stämmer inte" not in html


def test_who_removed_it_stays_in_the_audit_and_the_audit_verifies(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    decide(lena, reference, "removed")
    with looking(installation) as session:
        assert Act.CASE_NOTE_REMOVED in session.scalars(select(AuditRecord.act)).all()
        assert not list(audit.verify_all(session, installation.settings.trust))


def test_an_entry_that_somebody_emptied_in_the_database_is_missed(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    with acting(installation) as session:
        note = session.scalars(select(EntryRow.id).where(EntryRow.number == 2)).one()
        session.execute(delete(EntryKey).where(EntryKey.entry_id == note))
        session.execute(update(EntryRow).where(EntryRow.id == note).values(body=b""))
    assert file_of(installation).unreadable == 1
    assert "Något i ärendet stämmer inte" in lena.case(reference).get_data(as_text=True)


def test_a_case_with_a_removed_note_can_be_closed_to_somebody(installation: Installed) -> None:
    lena, reference = prepared(installation)
    decide(lena, reference, "removed")
    omar = installation.desk("omar")
    assert omar.answer_cover(reference, "yes").status_code == 303
    html = lena.case(reference).get_data(as_text=True)
    assert "Något i ärendet stämmer inte" not in html
    assert "En händelse." in html


def test_two_who_decide_at_once_decide_once(installation: Installed) -> None:
    lena, reference = prepared(installation)
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    lena.act(reference, "note", text="En till", working="y")
    assert decide(lena, reference, "removed") == 303
    assert decide(omar, reference, "kept") == 409
    assert SECRET not in omar.case(reference).get_data(as_text=True)


def test_a_note_that_is_no_working_note_cannot_be_removed(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    for number, fate, status in (("1", "removed", 409), ("x", "kept", 400), ("2", "eaten", 400)):
        assert decide(lena, reference, fate, number) == status
    assert len(file_of(sqlite_installation).entries) == 2
