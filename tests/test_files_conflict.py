"""A case that is closed to somebody: its files get new keys, and the old copy's keys open nothing that is there now."""

import pytest
from sqlalchemy import select

from incidents.actions import entries
from incidents.core.entry import Kind, unframe, unpack
from incidents.core.files import noted
from incidents.crypto.envelope import SealError
from incidents.crypto.filebox import open_file, unwrap_key
from incidents.store.models import Case, StoredFile
from tests.cleaning.planting import holds_marker
from tests.looking import desk_of, looking
from tests.support import Installed
from tests.uploading import content_of, drafting, opened_by, photograph, post_files, rows


def test_the_old_copys_key_does_not_open_the_file_any_more(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, photograph(), photograph())
    resident.submit("check")
    lena = desk_of(installation, "lena")
    with looking(installation) as session:
        (case,) = session.scalars(select(Case.id))
        keys = {}
        for stored in entries.read(session, case):
            framed = lena.opener.open_entry(stored.id, stored.body, stored.slots)
            document = unpack(unframe(framed))
            if document.kind is Kind.FILE:
                entry_key = lena.opener.entry_key(stored.id, stored.slots)
                row = session.get(StoredFile, noted(document.content).id)
                assert row is not None
                assert row.wrapped is not None
                keys[row.id] = (entry_key, unwrap_key(entry_key, row.id, row.wrapped), row.body)
    assert len(keys) == 2
    before = rows(installation)
    user = installation.desk("lena")
    (reference,) = user.queue()
    assert user.answer_cover(reference, "yes").status_code == 303
    assert rows(installation) == before
    with looking(installation) as session:
        for file_id, (entry_key, key, body) in keys.items():
            row = session.get(StoredFile, file_id)
            assert row is not None
            assert row.wrapped is not None
            assert open_file(key, file_id, body)
            with pytest.raises(SealError):
                open_file(key, file_id, row.body)
            with pytest.raises(SealError):
                unwrap_key(entry_key, file_id, row.wrapped)


def test_the_others_open_the_file_and_nothing_looks_changed(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, photograph())
    resident.submit("check")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    address = content_of(lena, opened_by(lena, reference, 2)).request.full_path
    second = installation.desk("lena")
    second.answer_cover(reference, "yes")
    assert lena.client.get(address).status_code == 404
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    page = omar.case(reference).get_data(as_text=True)
    assert "stämmer inte" not in page
    answer = content_of(omar, opened_by(omar, reference, 2))
    assert answer.status_code == 200
    assert not holds_marker(answer.data)


def test_a_report_about_the_readers_keeps_its_files_from_them(installation: Installed) -> None:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "yes"})
    resident.submit("story", story="Det gäller chefen.")
    post_files(resident, photograph())
    resident.submit("check")
    assert installation.desk("lena").queue() == []
    karin = installation.desk("karin")
    (reference,) = karin.queue()
    karin.answer_cover(reference)
    assert content_of(karin, opened_by(karin, reference, 2)).mimetype == "image/jpeg"
