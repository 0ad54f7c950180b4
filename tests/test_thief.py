"""A stolen server opens nothing; with one passphrase it opens exactly what that person may."""

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

import incidents
from incidents.actions import blocks, ledger, login, unlocking
from incidents.core.rings import Ring
from incidents.crypto import casecode
from incidents.crypto.envelope import SealError
from incidents.crypto.handover import Link
from incidents.crypto.opening import Opener
from incidents.crypto.sealing import KeySlot, slot_binding
from incidents.store.base import Base
from incidents.store.clear import COLUMNS, SEALED
from incidents.store.database import database, reading
from incidents.store.models import (
    BrowserBox,
    DeskCardRow,
    EntryKey,
    EntryRow,
    FactBlock,
    FactRow,
    HandoverFile,
    HandoverRow,
    PasskeyRow,
    ReadMarkRow,
    RingEpoch,
    RingGrant,
    SecondFactor,
    Staff,
    StaffSession,
    StatisticsRelease,
    StoredFile,
)
from tests.authenticator import Authenticator
from tests.conftest import FULL
from tests.folding import fold, released
from tests.looking import desk_of, every_row, looking
from tests.ordering import Translator, handed_on, ordered
from tests.passkeys import add, making
from tests.support import Installed, code_on
from tests.test_second_step import enrolled
from tests.thief import SealedBlob, Thief, secrets_from, strings_in
from tests.uploading import drafting as with_a_draft
from tests.uploading import photograph, post_files

#: Names in the source, thousands of them: they are tried as keys with INCIDENTS_TEST_FULL=1.
_WORDS = re.compile(rb"[A-Za-z_=./-]+")
STORY = "De skrek att vi skulle åka hem."
ABOUT_READERS = "Det gäller chefen för er enhet."
PHONE = "070-174 06 33"


def using(installation: Installed) -> tuple[Installed, str]:
    """Reports of both kinds, contact details, an answer, a note, a draft, an open inbox, a log-in."""
    sending = with_a_draft(installation, STORY)
    sending.submit("you", contact_mode="phone", contact=PHONE)
    post_files(sending, photograph())
    sending.submit("check")
    code = code_on(sending.get("receipt"))
    installation.resident().send(ABOUT_READERS, readers="yes")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "answer", text="Vi hör av oss.")
    lena.act(reference, "note", text="Kolla lokalen.")
    _, codes = enrolled(lena)
    assert add(lena, Authenticator(), making(lena, code=codes[0])).status_code == 303
    order = handed_on(lena, reference, "")
    Translator(installation, order.path).begun(order.phrase).write(t1=STORY)
    drafting = installation.resident()
    drafting.client.post("/sv/before", data={"device": "own", "readers": "no"})
    drafting.submit("story", story="Ett utkast")
    post_files(drafting, photograph())
    installation.resident().come_back(code)
    per = desk_of(installation, "per")
    assert fold(installation, per, most=1).left == 1
    released(installation, per, 3)
    return installation, code


@pytest.fixture
def used(installation: Installed) -> tuple[Installed, str]:
    """On both databases."""
    return using(installation)


@pytest.fixture
def used_on_sqlite(sqlite_installation: Installed) -> tuple[Installed, str]:
    """On one, for what takes a minute: what is sealed does not depend on the database."""
    return using(sqlite_installation)


def sealed_blobs(session: Session) -> Iterator[SealedBlob]:
    """Every sealed value with the record id that the source binds it to."""
    for entry in session.scalars(select(EntryRow)):
        yield SealedBlob("entry", entry.body, entry.id)
    for slot in session.scalars(select(EntryKey)):
        bound = slot_binding(slot.entry_id, slot.recipient)
        yield SealedBlob(f"slot {slot.recipient}", slot.sealed, bound)
    for kept in (*session.scalars(select(DeskCardRow)), *session.scalars(select(ReadMarkRow))):
        yield SealedBlob(kept.__tablename__, kept.sealed, kept.case_id)
    yield from statistics_blobs(session)
    yield from file_blobs(session)
    yield from handover_blobs(session)
    for box in session.scalars(select(BrowserBox)):
        yield SealedBlob("box", box.sealed, box.id)
    for entered in session.scalars(select(StaffSession)):
        yield SealedBlob("session", entered.sealed, entered.id)
    yield from staff_blobs(session)
    for epoch in session.scalars(select(RingEpoch)):
        bound = epoch.ring.encode() + b"|" + str(epoch.epoch).encode()
        yield SealedBlob("ring for recovery", epoch.recovery_sealed, bound)
    for grant in session.scalars(select(RingGrant)):
        yield SealedBlob("grant", grant.sealed, grant.ring.encode() + b"|" + grant.staff_id)


def statistics_blobs(session: Session) -> Iterator[SealedBlob]:
    """Facts as they were told and as they are folded, and what lies behind a release."""
    for fact in session.scalars(select(FactRow)):
        yield SealedBlob("fact", fact.sealed, fact.id)
    for block in session.scalars(select(FactBlock)):
        yield SealedBlob("facts of a month", block.sealed, blocks.bound_to(block.month))
    for release in session.scalars(select(StatisticsRelease)):
        yield SealedBlob("true counts", release.sealed, ledger.bound_to(release.number))


def staff_blobs(session: Session) -> Iterator[SealedBlob]:
    """The locked keys, the secrets of the second steps, the passkeys."""
    for person in session.scalars(select(Staff)):
        yield SealedBlob("seed", person.wrapped_seed, person.id)
    for factor in session.scalars(select(SecondFactor)):
        yield SealedBlob("second step", factor.sealed, factor.staff_id)
    for passkey in session.scalars(select(PasskeyRow)):
        yield SealedBlob("passkey", passkey.sealed, passkey.id)


def file_blobs(session: Session) -> Iterator[SealedBlob]:
    """The files of drafts and cases, and the keys of the latter."""
    for file in session.scalars(select(StoredFile)):
        yield SealedBlob("file", file.body, file.id)
        if file.wrapped is not None:
            yield SealedBlob("file's key", file.wrapped, file.id)


def handover_blobs(session: Session) -> Iterator[SealedBlob]:
    """What lies for translators, and what they have saved."""
    for row in session.scalars(select(HandoverRow)):
        for name, sealed in (("packet", row.packet), ("draft", row.draft)):
            if sealed is not None:
                yield SealedBlob(name, sealed, row.id)
    for file in session.scalars(select(HandoverFile)):
        record = file.parcel_id + file.place.to_bytes(2, "big")
        yield SealedBlob("handed file", file.sealed, record)


def everything_readable(session: Session, installed: Installed) -> Iterator[bytes]:
    """Every value of every column, every file of the data folder, the environment, the settings, the source."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            for value in row:
                if isinstance(value, bytes):
                    yield value
                elif value is not None:
                    yield from strings_in(str(value).encode())
    names = [p for p in installed.settings.data.rglob("*.env") if p.is_file()]
    source = Path(incidents.__file__).parent.rglob("*.py")
    for path in names:
        yield from strings_in(path.read_bytes())
    for path in source:
        yield from (
            one for one in strings_in(path.read_bytes()) if FULL or not _WORDS.fullmatch(one)
        )
    for name, value in os.environ.items():
        yield from strings_in(f"{name}={value}".encode())
    yield from strings_in(repr(installed.settings).encode())


def candidates(session: Session, installed: Installed, *more: bytes) -> set[bytes]:
    return secrets_from([*everything_readable(session, installed), *more])


def test_every_sealed_column_is_tried(used: tuple[Installed, str]) -> None:
    installed, _ = used
    with installed.app.app_context(), reading() as session:
        tried = {blob.envelope for blob in sealed_blobs(session)}
        stored = set()
        for table, columns in COLUMNS.items():
            for column in (name for name, why in columns.items() if why == SEALED):
                query = text(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
                stored |= {bytes(value) for value in session.scalars(query)}
        assert inspect(database.engine).get_table_names()
    assert tried == stored
    assert len(stored) > 30


def test_a_stolen_copy_opens_nothing(used_on_sqlite: tuple[Installed, str]) -> None:
    """One value of each kind; the test below tries all of them."""
    installed, _ = used_on_sqlite
    with installed.app.app_context(), reading() as session:
        kinds = {blob.name: blob for blob in sealed_blobs(session)}
        thief = Thief(kinds.values(), candidates(session, installed))
        assert len(thief.candidates) > 5_000
        assert thief.opened() == []


@pytest.mark.slow
def test_a_stolen_copy_of_either_database_opens_nothing(used: tuple[Installed, str]) -> None:
    installed, _ = used
    with installed.app.app_context(), reading() as session:
        thief = Thief(sealed_blobs(session), candidates(session, installed))
        assert thief.opened() == []


def test_a_stolen_copy_opens_no_file(used: tuple[Installed, str]) -> None:
    installed, _ = used
    with installed.app.app_context(), reading() as session:
        blobs = list(file_blobs(session))
        assert {blob.name for blob in blobs} == {"file", "file's key"}
        assert Thief(blobs, candidates(session, installed)).opened() == []


def test_neither_the_link_nor_the_passphrase_alone_opens_what_was_handed_over(
    sqlite_installation: Installed,
) -> None:
    order = ordered(sqlite_installation, to="Marked Bureau")
    Translator(sqlite_installation, order.path).begun(order.phrase).write(t1="Ett utkast")
    text = order.path.split("/")[2]
    link = Link.from_text(text)
    assert link is not None
    phrase = order.phrase.encode()
    with looking(sqlite_installation) as session:
        blobs = list(handover_blobs(session))
        rows = list(everything_readable(session, sqlite_installation))
        for stolen in ([text.encode(), link.secret], [phrase, phrase.replace(b" ", b"")]):
            assert Thief(blobs, secrets_from([*stolen, *rows[:2000]])).opened() == []
        found = Thief(blobs, {link.key(order.phrase).value}).opened()
    assert {opened.blob for opened in found} == {"packet", "draft"}
    assert "Marked Bureau" not in repr(every_row(sqlite_installation))


def test_the_same_thief_with_a_cookie_opens_what_the_cookie_opens(
    used: tuple[Installed, str],
) -> None:
    """The control: the thief can open at all."""
    installed, _ = used
    resident = installed.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Mitt hemliga utkast")
    cookie = resident.client.get_cookie("p")
    assert cookie is not None
    with installed.app.app_context(), reading() as session:
        found = Thief(sealed_blobs(session), secrets_from([cookie.value.encode()])).opened()
    assert [opened.blob for opened in found] == ["box"]
    assert b"Mitt hemliga utkast" in found[0].plaintext


def opener_of(session: Session, installed: Installed, name: str) -> Opener:
    """What a thief who has one passphrase can do with the stolen copy."""
    attempt = unlocking.find(session, name)
    assert attempt is not None
    key = unlocking.unlock(attempt, installed.passphrases[name])
    assert key is not None
    return Opener(attempt.id, key, login.ring_secrets(session, attempt.id, key))


def readable(session: Session, opener: Opener) -> str:
    """Every entry that these keys open, as one text."""
    found = []
    for entry in session.scalars(select(EntryRow)):
        keys = session.scalars(select(EntryKey).where(EntryKey.entry_id == entry.id))
        slots = tuple(KeySlot(k.recipient, k.epoch, k.sealed) for k in keys)
        try:
            found.append(opener.open_entry(entry.id, entry.body, slots).decode("utf-8", "replace"))
        except SealError:
            continue
    return "\n".join(found)


def facts_opened(session: Session, opener: Opener) -> int:
    secret = opener.newest(Ring.STATISTICS)
    if secret is None:
        return 0
    names = ("fact", "facts of a month", "true counts")
    blobs = [b for b in sealed_blobs(session) if b.name in names]
    return len(Thief(blobs, secrets_from([secret.secret])).opened())


@pytest.mark.parametrize(
    ("name", "opens", "facts"),
    [
        ("lena", {STORY, PHONE, "Vi hör av oss.", "Kolla lokalen."}, 0),
        ("karin", {ABOUT_READERS}, 0),
        ("per", set(), 3),
        ("ida", set(), 0),
        ("rut", set(), 0),
    ],
)
def test_one_passphrase_opens_exactly_what_its_owner_may(
    used: tuple[Installed, str], name: str, opens: set[str], facts: int
) -> None:
    installed, _ = used
    everything = {STORY, PHONE, "Vi hör av oss.", "Kolla lokalen.", ABOUT_READERS}
    with installed.app.app_context(), reading() as session:
        opener = opener_of(session, installed, name)
        shown = readable(session, opener)
        assert {piece for piece in everything if piece in shown} == opens
        assert facts_opened(session, opener) == facts


def test_a_case_code_opens_what_the_reporter_may_read_and_nothing_else(
    used: tuple[Installed, str],
) -> None:
    installed, code = used
    parsed = casecode.parse(code)
    with installed.app.app_context(), reading() as session:
        strings = [parsed.secret, parsed.key().secret, base64.b64encode(parsed.secret)]
        found = Thief(sealed_blobs(session), secrets_from([*strings, parsed.key().secret])).opened()
        slots = [opened for opened in found if opened.blob == "slot reporter"]
        entry_keys = {opened.plaintext[4:36] for opened in slots}
        # The mark says how far the reporter has read; whoever has the code moves it.
        assert {opened.blob for opened in found} == {"slot reporter", "read_mark"}
        texts = b"".join(o.plaintext for o in Thief(sealed_blobs(session), entry_keys).opened())
    assert STORY.encode() in texts
    assert PHONE.encode() in texts
    assert "Vi hör av oss.".encode() in texts
    assert b"Kolla lokalen." not in texts
    assert ABOUT_READERS.encode() not in texts
