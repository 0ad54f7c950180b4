"""Links, one coding for several, doubles: sealed, told, audited; nobody is let in by a link, nothing is lost."""

import pytest
from sqlalchemy import select

from incidents.actions import (
    audit,
    blocks,
    casefile,
    casework,
    conflict,
    handling,
    inbox,
    likeness,
    linking,
    merging,
    together,
)
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.actions.linking import Links
from incidents.actions.login import Desk
from incidents.actions.together import Readiness
from incidents.core import facts
from incidents.core.auditing import Act
from incidents.core.coding import Coding
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.linking import LinkKind
from incidents.core.report import Readers, Report
from incidents.core.rings import Ring
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar
from incidents.core.workflow import Status
from incidents.crypto.casecode import CaseCode
from incidents.crypto.envelope import Purpose
from incidents.crypto.unsealing import open_sealed
from incidents.publishing.archived import figures
from incidents.store.models import AuditRecord, Case, FactRow
from tests.folding import fold
from tests.looking import a_report, acting, desk_of, every_row, looking, sent
from tests.statistics.publications import DIMS
from tests.support import NOW, Installed

P3 = Coding({"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)})
P1 = Coding({"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p1",)})
WORDS = merging.Words("Rapporten har kommit in mer än en gång.", "sv")


def reports(
    installation: Installed, count: int = 2, login: str = "lena"
) -> tuple[Desk, list[str], list[CaseCode]]:
    """So many reports, each opened by one handler."""
    codes, found = [], list[str]()
    for number in range(count):
        codes.append(sent(installation, a_report(f"Flygblad {number}.")))
        with looking(installation) as session:
            every = session.scalars(select(Case.reference)).all()
        found.extend(set(every) - set(found))
    desk = desk_of(installation, login)
    open_all(installation, desk, found)
    return desk, found, codes


def open_all(installation: Installed, desk: Desk, references: list[str]) -> None:
    with acting(installation) as session:
        for reference in references:
            casework.open_case(session, desk, reference, now=NOW)


def link(
    installation: Installed,
    desk: Desk,
    references: list[str],
    kind: LinkKind = LinkKind.SAME_EVENT,
    name: str = "",
) -> None:
    with acting(installation) as session:
        linking.link(
            session, desk, references, kind, name, pinned=installation.settings.trust, now=NOW
        )


def unlink(
    installation: Installed, desk: Desk, one: str, other: str, kind: LinkKind = LinkKind.SAME_EVENT
) -> None:
    with acting(installation) as session:
        linking.unlink(session, desk, one, other, kind, pinned=installation.settings.trust, now=NOW)


def file_of(installation: Installed, desk: Desk, reference: str) -> CaseFile:
    with looking(installation) as session:
        case = casework.find(session, desk, reference)
        session.expunge(case)
        return casefile.read(session, desk, case, pinned=installation.settings.trust)


def links_of(installation: Installed, desk: Desk, reference: str) -> Links:
    file = file_of(installation, desk, reference)
    with looking(installation) as session:
        return linking.look(session, desk, file)


def others(links: Links) -> set[str]:
    return {one.reference for one in links.shown}


def acts(installation: Installed) -> list[tuple[str, Act, str]]:
    query = select(AuditRecord.subject, AuditRecord.act, AuditRecord.detail)
    with looking(installation) as session:
        rows = session.execute(query.where(AuditRecord.chain != audit.INSTALLATION)).all()
    return sorted((row[0], row[1], row[2]) for row in rows)


def test_both_cases_show_a_link_and_nothing_of_it_is_clear(installation: Installed) -> None:
    lena, (one, other), _ = reports(installation)
    with looking(installation) as session:
        ids = [case_id.hex() for case_id in session.scalars(select(Case.id))]
    before = every_row(installation)
    link(installation, lena, [one, other], LinkKind.SERIES, "Flygblad i centrum")
    after = every_row(installation)
    omar = desk_of(installation, "omar")
    open_all(installation, omar, [one, other])
    assert others(links_of(installation, omar, one)) == {other}
    (shown,) = links_of(installation, omar, other).shown
    assert (shown.reference, shown.kind, shown.name) == (one, LinkKind.SERIES, "Flygblad i centrum")
    new = {table: set(rows) - set(before[table]) for table, rows in after.items()}
    assert {table for table, rows in new.items() if rows} == {
        "audit",
        "audit_chain",
        "case_file",
        "entry",
        "entry_key",
        "fact",
    }
    assert not any(word in repr(new) for word in ("series", "Flygblad"))
    for row in new["audit"]:
        assert sum(case_id in row for case_id in ids) == 1
        assert sum(reference in row for reference in (one, other)) == 1
    assert (one, Act.CASE_LINKED, "") in acts(installation)
    assert (other, Act.CASE_LINKED, "") in acts(installation)


def test_a_link_is_made_once_and_removed_in_both(installation: Installed) -> None:
    lena, (one, other, third), _ = reports(installation, 3)
    link(installation, lena, [one, other])
    with pytest.raises(AlreadyWritten):
        link(installation, lena, [other, one])
    link(installation, lena, [one, other, third])
    assert others(links_of(installation, lena, one)) == {other, third}
    unlink(installation, lena, other, one)
    assert others(links_of(installation, lena, one)) == {third}
    assert others(links_of(installation, lena, other)) == {third}
    with pytest.raises(Conflict):
        unlink(installation, lena, one, other)
    assert not file_of(installation, lena, one).unreadable
    assert all(read.sound for read in file_of(installation, lena, one).entries)


def test_nothing_is_linked_that_is_not_open_to_whoever_links(installation: Installed) -> None:
    _, (one, other), _ = reports(installation)
    omar = desk_of(installation, "omar")
    open_all(installation, omar, [one])
    before = every_row(installation)
    with pytest.raises(NotAllowed):
        link(installation, omar, [one, other])
    with pytest.raises(NotFound):
        link(installation, omar, [one, "AD-2026-22222"])
    with pytest.raises(Invalid):
        link(installation, omar, [one, one])
    assert every_row(installation) == before
    with looking(installation) as session:
        found = together.look(session, omar, [one, other, "AD-2026-22222", one])
    assert {item.reference: item.state for item in found} == {
        one: Readiness.READY,
        other: Readiness.UNOPENED,
        "AD-2026-22222": Readiness.SHUT,
    }


def test_a_case_closed_to_somebody_is_only_counted_and_links_no_more(
    installation: Installed,
) -> None:
    lena, (one, other, third), _ = reports(installation, 3)
    link(installation, lena, [one, other])
    with acting(installation) as session:
        conflict.declare(session, lena, other, pinned=installation.settings.trust, now=NOW)
    assert links_of(installation, lena, one) == Links((), 1)
    omar = desk_of(installation, "omar")
    open_all(installation, omar, [one, other, third])
    assert others(links_of(installation, omar, other)) == {one}
    # Lena reads the third case: it must not tell her of the one that is closed to her.
    link(installation, omar, [other, third], LinkKind.SERIES)
    assert file_of(installation, lena, third).links == ()
    assert others(links_of(installation, omar, other)) == {one, third}


def test_cases_of_two_rings_tell_nothing_of_each_other(installation: Installed) -> None:
    lena, (one, _), _ = reports(installation)
    sent(installation, Report("Det var chefen.", "sv", Readers.YES, {"contact_mode": ("code",)}))
    karin = desk_of(installation, "karin")
    with acting(installation) as session:
        cases = {case.reference: case for case in session.scalars(select(Case))}
        shut = next(one for one, case in cases.items() if case.recipients == "ring:independent")
        assert not linking.tells(session, cases[one], cases[shut])
        assert not linking.tells(session, cases[shut], cases[one])
    open_all(installation, karin, [shut])
    for desk in (lena, karin):
        with pytest.raises(NotFound):
            link(installation, desk, [one, shut])


def code(
    installation: Installed, desk: Desk, versions: dict[str, int], coding: Coding = P3
) -> None:
    with acting(installation) as session:
        together.code(
            session,
            desk,
            versions,
            coding,
            once="a",
            pinned=installation.settings.trust,
            now=NOW,
        )


def test_one_coding_is_written_to_each_and_a_colleague_stops_all(installation: Installed) -> None:
    lena, (one, other), _ = reports(installation)
    omar = desk_of(installation, "omar")
    open_all(installation, omar, [one, other])
    code(installation, lena, {one: 0, other: 0})
    with pytest.raises(AlreadyWritten):
        code(installation, lena, {one: 0, other: 0})
    numbers = {}
    for reference in (one, other):
        ((entry, found),) = file_of(installation, omar, reference).codings
        assert (found.document(), entry.author_name) == (P3.document(), "Lena Holm")
        numbers[reference] = entry.number
    before = every_row(installation)
    with pytest.raises(Conflict):
        code(installation, omar, {one: numbers[one], other: 0}, P1)
    assert every_row(installation) == before
    code(installation, omar, numbers, P1)
    assert [len(file_of(installation, lena, one).codings) for one in numbers] == [2, 2]


def merge(installation: Installed, desk: Desk, double: str, lead: str, version: int) -> None:
    with acting(installation) as session:
        merging.merge(
            session,
            desk,
            double,
            lead,
            WORDS,
            version=version,
            pinned=installation.settings.trust,
            now=NOW,
            draw=lambda below: below - 1,
        )


def triaged(installation: Installed, desk: Desk, reference: str) -> int:
    """A handler takes the case; its version."""
    version = file_of(installation, desk, reference).case.version
    me, trust = desk.actor.staff_id, installation.settings.trust
    with acting(installation) as session:
        handling.assign(session, desk, reference, me, version=version, pinned=trust, now=NOW)
    return file_of(installation, desk, reference).case.version


def doubles(installation: Installed) -> list[bool]:
    """Of every fact whether another one counts its report, as the coordinator's key has it."""
    per = desk_of(installation, "per")
    with looking(installation) as session:
        rows = session.execute(select(FactRow.id, FactRow.sealed)).all()
    key = per.opener.secrets[Ring.STATISTICS, 1].private().load()
    assert len({len(sealed) for _, sealed in rows}) == 1
    packed = (open_sealed(key, Purpose.FACT, fact_id, sealed) for fact_id, sealed in rows)
    return sorted(facts.unpack(one).excluded is not None for one in packed)


def test_a_double_is_closed_points_at_the_other_and_counts_once(installation: Installed) -> None:
    lena, (one, other), codes = reports(installation)
    version = triaged(installation, lena, one)
    merge(installation, lena, one, other, version)
    file = file_of(installation, lena, one)
    assert file.case.status is Status.CLOSED
    assert file.entries[-1].entry.content["closing_reason"] == "duplicate"
    (shown,) = links_of(installation, lena, one).shown
    assert (shown.reference, shown.kind, shown.leads) == (other, LinkKind.DUPLICATE, True)
    (shown,) = links_of(installation, lena, other).shown
    assert (shown.reference, shown.leads) == (one, False)
    assert doubles(installation) == [False, True]
    told = 0
    for case_code in codes:
        with looking(installation) as session:
            view = inbox.read(session, case_code, pinned=installation.settings.trust)
        told += view.entries[-1].content.get("text") == WORDS.text
    assert told == 1
    with pytest.raises(Conflict):
        unlink(installation, lena, one, other, LinkKind.DUPLICATE)
    reopen(installation, lena, one)
    assert doubles(installation) == [False, False]
    unlink(installation, lena, one, other, LinkKind.DUPLICATE)
    assert links_of(installation, lena, other) == Links((), 0)


def reopen(installation: Installed, desk: Desk, reference: str) -> None:
    version = file_of(installation, desk, reference).case.version
    with acting(installation) as session:
        handling.move(
            session,
            desk,
            reference,
            Status.REOPENED,
            version=version,
            pinned=installation.settings.trust,
            now=NOW,
        )


def test_a_merge_that_cannot_be_changes_nothing(installation: Installed) -> None:
    lena, (one, other), _ = reports(installation)
    version = triaged(installation, lena, one)
    before = every_row(installation)
    with pytest.raises(Invalid):
        merge(installation, lena, one, one, version)
    with pytest.raises(Conflict):
        merge(installation, lena, one, other, version - 1)
    assert every_row(installation) == before
    merge(installation, lena, one, other, version)
    mine = triaged(installation, lena, other)
    with pytest.raises(Conflict):
        merge(installation, lena, other, one, mine)


def test_a_hint_is_given_for_what_was_opened_in_this_log_in_only(installation: Installed) -> None:
    answers = {
        "contact_mode": ("code",),
        "what_happened": ("threatened",),
        "place_type": ("out",),
    }
    for _ in range(2):
        sent(installation, Report("Någon hotade mig.", "sv", Readers.NO, answers))
    with looking(installation) as session:
        one, other = session.scalars(select(Case.reference)).all()
    lena = desk_of(installation, "lena")

    def hinted() -> list[str]:
        file = file_of(installation, lena, one)
        with looking(installation) as session:
            return [hint.reference for hint in likeness.hints(session, lena, file)]

    open_all(installation, lena, [one])
    assert hinted() == []
    open_all(installation, lena, [other])
    assert hinted() == [other]
    assert (file_of(installation, lena, one).links, acts(installation)[0][1]) == (
        (),
        Act.CASE_OPENED,
    )
    link(installation, lena, [one, other])
    assert hinted() == []


def test_look_alikes_of_one_day_that_somebody_recognised_count_as_one(
    sqlite_installation: Installed,
) -> None:
    """The hint names them, a person links them: from then on they are one toward the threshold, and one event."""
    answers = {
        "what_happened": ("threatened",),
        "place_type": ("out",),
        "bias_motive": ("roma",),
    }
    for number in range(6):
        sent(sqlite_installation, Report(f"Hot {number}.", "sv", Readers.NO, answers))
    with looking(sqlite_installation) as session:
        every = list(session.scalars(select(Case.reference)))
    lena, per = desk_of(sqlite_installation, "lena"), desk_of(sqlite_installation, "per")
    open_all(sqlite_installation, lena, every)
    file = file_of(sqlite_installation, lena, every[0])
    with looking(sqlite_installation) as session:
        hinted = [hint.reference for hint in likeness.hints(session, lena, file)]
    assert sorted(hinted) == sorted(every[1:])

    def counted() -> tuple[int, int, int]:
        """Reports, how many of them are independent, hate events."""
        fold(sqlite_installation, per)
        with looking(sqlite_installation) as session:
            rows = figures(blocks.read(session, per).blocks, DIMS, 2026, 4).rows
        counts = tabulate(rows["reports"], (DIMS["area"],), Calendar(2026, 4))
        return int(counts.count.max()), int(counts.independent.max()), len(rows["events"])

    assert counted() == (6, 6, 6)
    link(sqlite_installation, lena, [every[0], *hinted])
    assert counted() == (6, 1, 1)
