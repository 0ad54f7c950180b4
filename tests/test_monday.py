"""A Monday with fourteen reports: one concerns the handler's manager and says so, another does not say so.

The manager reads reports herself, which is the worst case: her keys are right for every other report of the day.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import audit
from incidents.core.auditing import Act
from incidents.core.permissions import Role
from incidents.core.report import Readers, Report
from incidents.crypto.sealing import slot_binding
from incidents.store.database import database
from incidents.store.models import Case, DeskCardRow, EntryKey, EntryRow, ReadMarkRow, StoredFile
from tests.looking import desk_of, looking, sent
from tests.support import PEOPLE, DeskUser, Installed, code_on, fields, installed, settings_for
from tests.thief import SealedBlob, Thief, secrets_from
from tests.uploading import photograph, post_files

LOUD = "Enhetschefen skrek åt mig i receptionen."
QUIET = "Det var enhetschefen som slängde min ansökan."
LATER = "Hon ringde mig igår också."
ANSWER = "Tack för att du berättar."
SHUT_OUT = ("lena", "mona", "ida")
#: What a case with a file consists of; the mark comes with the first answer.
WHOLE = {"entry", "key", "card", "file", "file's key"}


@dataclass
class Monday:
    """The installation, the two cases, and copies of every sealed value of theirs, moment by moment."""

    installed: Installed
    loud: str = ""
    quiet: str = ""
    code: str = ""
    files: dict[str, set[bytes]] = field(default_factory=dict)
    copies: dict[str, list[SealedBlob]] = field(default_factory=dict)
    #: Every page that was shown to somebody to whom the quiet case is closed in the end.
    shown: list[str] = field(default_factory=list)

    def copy(self, moment: str) -> None:
        """What a thief would take now; each value is named after its case and kind."""
        with looking(self.installed) as session:
            self.copies[moment] = [
                SealedBlob(f"{case} {blob.name}", blob.envelope, blob.record_id)
                for case in (self.loud, self.quiet)
                for blob in sealed_of(session, case, self.files[case])
            ]

    def opened(self, login: str, case: str, *moments: str) -> set[str]:
        """The kinds of value that opens with any key of this person's, of the copies of these moments (or of all)."""
        blobs = [b for moment in moments or self.copies for b in self.copies[moment]]
        names = everything_opened(self.installed, login, blobs)
        return {name.removeprefix(f"{case} ") for name in names if name.startswith(case)}


def sealed_of(session: Session, reference: str, files: set[bytes]) -> Iterator[SealedBlob]:
    """Every sealed value of a case with the record that it is bound to."""
    case_id = session.scalars(select(Case.id).where(Case.reference == reference)).one()
    for entry in session.scalars(select(EntryRow).where(EntryRow.case_id == case_id)):
        yield SealedBlob("entry", entry.body, entry.id)
        for slot in session.scalars(select(EntryKey).where(EntryKey.entry_id == entry.id)):
            yield SealedBlob("key", slot.sealed, slot_binding(slot.entry_id, slot.recipient))
    for card in session.scalars(select(DeskCardRow).where(DeskCardRow.case_id == case_id)):
        yield SealedBlob("card", card.sealed, case_id)
    for mark in session.scalars(select(ReadMarkRow).where(ReadMarkRow.case_id == case_id)):
        yield SealedBlob("mark", mark.sealed, case_id)
    for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(files))):
        assert file.wrapped is not None
        yield SealedBlob("file", file.body, file.id)
        yield SealedBlob("file's key", file.wrapped, file.id)


def keys_of(made: Installed, login: str) -> set[bytes]:
    """Every key that somebody holds, the phrase too, and what derives from each."""
    opener = desk_of(made, login).opener
    rings = [opener.newest(ring) for ring in opener.rings()]
    held = [opener.key.seed, *(ring.secret for ring in rings if ring is not None)]
    return secrets_from([made.passphrases[login].encode(), *held])


def everything_opened(made: Installed, login: str, blobs: Iterable[SealedBlob]) -> set[str]:
    """What opens with any of these keys, and with whatever is found inside what opens."""
    blobs = list({blob.envelope: blob for blob in blobs}.values())
    names: set[str] = set()
    tried: set[bytes] = set()
    candidates = keys_of(made, login)
    while candidates:
        found = Thief(blobs, candidates).opened()
        names |= {opened.blob for opened in found}
        tried |= candidates
        # A short plaintext is a key behind its length.
        inside = {o.plaintext[4:36] for o in found if len(o.plaintext) < 100}
        candidates = {key for key in inside if len(key) == 32} - tried
    return names


def told(made: Installed, story: str, readers: str) -> tuple[str, set[bytes]]:
    """A report with a photograph, through the form: its code, and the ids of its files."""
    resident = made.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": readers})
    resident.submit("story", story=story)
    resident.submit("you", contact_mode="code")
    with looking(made) as session:
        before = set(session.scalars(select(StoredFile.id)))
    post_files(resident, photograph())
    resident.submit("check")
    with looking(made) as session:
        files = set(session.scalars(select(StoredFile.id))) - before
    return code_on(resident.get("receipt")), files


def others(made: Installed) -> None:
    """Eight reports that are only to be counted, three of one event, and one more."""
    counted = {"wish": ("register",), "contact_mode": ("none",)}
    for number in range(8):
        sent(made, Report(f"Någon ropade, {number}.", "sv", Readers.NO, counted))
    for story in (
        "Klotter på skolan.",
        "Klotter på väggen.",
        "Någon har klottrat.",
        "Nekad plats.",
    ):
        sent(made, Report(story, "sv", Readers.NO, {"contact_mode": ("code",)}))


def new_case(made: Installed, known: set[str]) -> str:
    with looking(made) as session:
        (reference,) = set(session.scalars(select(Case.reference))) - known
    known.add(reference)
    return reference


def see(monday: Monday, user: DeskUser, *pages: str) -> None:
    """Look at these pages and keep what they showed."""
    monday.shown += [user.client.get(page).get_data(as_text=True) for page in pages]


def lived(made: Installed) -> Monday:
    """The day, with a copy of the two cases after each step."""
    others(made)
    with looking(made) as session:
        known = set(session.scalars(select(Case.reference)))
    _, of_loud = told(made, LOUD, "yes")
    loud = new_case(made, known)
    code, of_quiet = told(made, QUIET, "no")
    quiet = new_case(made, known)
    monday = Monday(made, loud, quiet, code, {loud: of_loud, quiet: of_quiet})
    monday.copy("sent")
    lena, mona = made.desk("lena"), made.desk("mona")
    pages = ("/desk/", "/desk/deadlines", f"/desk/cases/{quiet}", f"/desk/cases/{loud}")
    see(monday, lena, *pages, f"/desk/cases/{quiet}/history")
    see(monday, mona, *pages)
    monday.copy("seen")
    form = fields(lena.case(quiet), 'id="cover"')
    values = {**form, "conflict": "yes", "also": id_of(made, "mona")}
    answer = lena.client.post(f"/desk/cases/{quiet}/open", data=values)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/?declared=1")
    monday.copy("closed")
    go_on(monday)
    see(monday, lena, *pages)
    see(monday, mona, *pages)
    return monday


def go_on(monday: Monday) -> None:
    """The other handler takes the case and answers; the reporter reads, and writes more."""
    omar = monday.installed.desk("omar")
    omar.answer_cover(monday.quiet)
    assert QUIET in omar.case(monday.quiet).get_data(as_text=True)
    assert omar.act(monday.quiet, "answer", text=ANSWER).status_code == 303
    monday.copy("answered")
    resident = monday.installed.resident()
    inbox = resident.come_back(monday.code).get_data(as_text=True)
    assert QUIET in inbox and ANSWER in inbox
    assert resident.submit("inbox", text=LATER).status_code == 303
    monday.copy("told more")
    karin = monday.installed.desk("karin")
    karin.answer_cover(monday.loud)
    assert LOUD in karin.case(monday.loud).get_data(as_text=True)
    assert karin.act(monday.loud, "note", text="Ring i morgon.").status_code == 303
    monday.copy("the day's end")


def id_of(made: Installed, login: str) -> str:
    return desk_of(made, login).actor.staff_id.hex()


def staffed(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monday]:
    """With a manager who reads reports."""
    manager = ("mona", "Mona Frid", (Role.CASEWORK,))
    monkeypatch.setattr("tests.support.PEOPLE", (*PEOPLE, manager))
    made = installed(settings_for(folder, url))
    yield lived(made)
    with made.app.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def monday(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monday]:
    """On both databases."""
    yield from staffed(tmp_path, database_url, monkeypatch)


@pytest.fixture
def monday_on_sqlite(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Monday]:
    """On one, for what the pages say."""
    path = tmp_path / "incidents.db"
    shutil.copy(sqlite_template, path)
    yield from staffed(tmp_path, f"sqlite:///{path}", monkeypatch)


def test_handler_manager_and_administrator_open_nothing_that_concerns_the_manager(
    monday: Monday,
) -> None:
    for login in SHUT_OUT:
        assert (login, monday.opened(login, monday.loud)) == (login, set())
    assert monday.opened("karin", monday.loud) == WHOLE
    after = ("closed", "answered", "told more", "the day's end")
    for login in SHUT_OUT:
        assert (login, monday.opened(login, monday.quiet, *after)) == (login, set())
    assert monday.opened("omar", monday.quiet, *after) == WHOLE | {"mark"}
    # A copy from before the case was closed opens on: the page says so, until backups age out.
    for login in ("lena", "mona"):
        assert monday.opened(login, monday.quiet, "seen") == WHOLE
    assert monday.opened("ida", monday.quiet, "sent", "seen") == set()


def test_nobody_was_shown_a_word_and_nobody_finds_the_case(monday_on_sqlite: Monday) -> None:
    monday = monday_on_sqlite
    made = monday.installed
    assert len(monday.shown) == 17
    for page in monday.shown:
        assert [word for word in (LOUD, QUIET, LATER, ANSWER) if word in page] == []
    for login, numbers in {"lena": 12, "mona": 12, "omar": 13, "karin": 1}.items():
        user = made.desk(login)
        assert (login, len(user.queue())) == (login, numbers)
    for login, status in {"lena": 404, "mona": 404, "per": 403, "ida": 403}.items():
        user = made.desk(login)
        answers = {user.case(case).status_code for case in (monday.loud, monday.quiet)}
        assert (login, answers) == (login, {status})


def test_the_trail_says_who_closed_the_case_to_whom_and_that_neither_opened_it(
    monday_on_sqlite: Monday,
) -> None:
    monday = monday_on_sqlite
    made = monday.installed
    with looking(made) as session:
        case_id = session.scalars(select(Case.id).where(Case.reference == monday.quiet)).one()
        rows = audit.records(session, audit.case_chain(case_id))
        acts = [(row.act, row.actor_id.hex(), row.detail) for row in rows]
    lena, omar, mona = (id_of(made, login) for login in ("lena", "omar", "mona"))
    assert acts == [
        (Act.CASE_CONFLICT, lena, ""),
        (Act.CASE_CONFLICT, lena, f"staff:{mona}"),
        (Act.CASE_OPENED, omar, ""),
        (Act.CASE_ANSWERED, omar, ""),
    ]
    page = made.desk("omar").client.get(f"/desk/cases/{monday.quiet}/history")
    assert "Stängt också för Mona Frid" in page.get_data(as_text=True)
