"""Hand-overs behind the pages: who can open them, what ends them, and that nobody answers in a translator's name."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from incidents.actions import casefile, casework, conflict, entries, ordering, parcels, translator
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.actions.ordering import Laid
from incidents.actions.parcels import Gone
from incidents.actions.trust import case_recipients
from incidents.core.clock import local_date
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, NotAllowed, NotFound
from incidents.core.handover import Decline, Standing, Wanted
from incidents.crypto import staffkey
from incidents.crypto.handover import ParcelKey
from incidents.store.models import Case, DeskCardRow, HandoverRow
from tests.looking import a_report, acting, desk_of, looking, sent
from tests.staff import deed
from tests.support import NOW, Installed

TODAY = local_date(NOW)
WANTED = Wanted("Språkbyrån", "interpreter_service", (1,), "ar", "sv", TODAY + timedelta(days=3))
LATER = NOW + timedelta(days=15)


@dataclass(frozen=True)
class Handed:
    """A case with an order, and Lena, who made it."""

    installation: Installed
    lena: Desk
    reference: str
    laid: Laid

    @property
    def key(self) -> ParcelKey:
        """What link and passphrase yield."""
        return self.laid.link.key(self.laid.phrase)

    def begin(self, now: datetime = NOW) -> None:
        """The translator takes it on."""
        with acting(self.installation) as session:
            translator.take_on(session, self.laid.link, self.key, now=now)

    def send(self, text: str = "En lång historia.", now: datetime = NOW) -> None:
        """The translator sends."""
        with acting(self.installation) as session:
            translator.send(
                session,
                self.laid.link,
                self.key,
                0,
                {1: text},
                pinned=self.installation.settings.trust,
                now=now,
            )

    def file(self, login: str = "lena") -> CaseFile:
        """The case as somebody reads it."""
        desk = desk_of(self.installation, login)
        with looking(self.installation) as session:
            case = casework.find(session, desk, self.reference)
            return casefile.read(session, desk, case, pinned=self.installation.settings.trust)

    def standing(self, login: str = "lena", today: date = TODAY) -> Standing:
        """How the first order stands."""
        handed = self.file(login).handovers[0]
        case_id = self.case_id()
        with looking(self.installation) as session:
            return handed.standing(parcels.lying(session, case_id), today)

    def case_id(self) -> bytes:
        """The only case."""
        with looking(self.installation) as session:
            return session.scalars(select(Case.id)).one()

    def slots(self, number: int) -> set[str]:
        """To whom an entry is sealed."""
        case_id = self.case_id()
        with looking(self.installation) as session:
            stored = entries.read_one(session, case_id, number)
        assert stored is not None
        return {slot.recipient for slot in stored.slots}


def handed_over(installation: Installed) -> Handed:
    sent(installation, a_report("قصة طويلة"))
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        reference = session.scalar(select(Case.reference))
        assert reference is not None
        casework.open_case(session, lena, reference, now=NOW)
    with acting(installation) as session:
        laid = ordering.order(
            session,
            lena,
            reference,
            WANTED,
            days=14,
            pinned=installation.settings.trust,
            now=NOW,
        )
    return Handed(installation, lena, reference, laid)


def take_back(handed: Handed) -> None:
    with acting(handed.installation) as session:
        ordering.take_back(
            session,
            handed.lena,
            handed.reference,
            2,
            pinned=handed.installation.settings.trust,
            now=NOW,
        )


def test_what_comes_is_sealed_to_the_readers_and_signed_by_the_hand_over(
    installation: Installed,
) -> None:
    handed = handed_over(installation)
    handed.begin()
    handed.send()
    file = handed.file()
    assert [(one.entry.kind, one.sound) for one in file.entries] == [
        (Kind.REPORT, True),
        (Kind.HANDOVER, True),
        (Kind.HANDED, True),
    ]
    came = file.entries[-1].entry
    assert (came.author_id, came.author_name, came.moment) == (b"", "Språkbyrån", "2026-11-24")
    assert (handed.slots(2), handed.slots(3)) == ({"ring:casework", "reporter"}, {"ring:casework"})
    with looking(installation) as session:
        assert len(list(session.scalars(select(DeskCardRow.id)))) == 2  # the card and a signal
    assert handed.standing() is Standing.ANSWERED


def test_a_case_that_is_closed_to_somebody_takes_its_orders_back_and_goes_on_with_others(
    installation: Installed,
) -> None:
    handed = handed_over(installation)
    handed.begin()
    with acting(installation) as session:
        conflict.declare(
            session,
            handed.lena,
            handed.reference,
            pinned=installation.settings.trust,
            now=NOW,
        )
    with pytest.raises(Gone):
        handed.send()
    assert handed.standing("omar") is Standing.ENDED
    omar = desk_of(installation, "omar")
    with acting(installation) as session:
        casework.open_case(session, omar, handed.reference, now=NOW)
        laid = ordering.order(
            session,
            omar,
            handed.reference,
            WANTED,
            days=14,
            pinned=installation.settings.trust,
            now=NOW,
        )
    again = replace(handed, lena=omar, laid=laid)
    again.begin()
    again.send("Till de andra.")
    assert again.slots(4) == {f"staff:{omar.actor.staff_id.hex()}", "recovery"}


def test_whoever_ends_it_second_is_told(installation: Installed) -> None:
    handed = handed_over(installation)
    handed.begin()
    take_back(handed)
    for attempt in (handed.begin, handed.send):
        with pytest.raises(Gone):
            attempt()
    with pytest.raises(Conflict):
        take_back(handed)
    assert handed.standing() is Standing.WITHDRAWN
    other = handed_over_again(handed)
    other.begin()
    other.send()
    with pytest.raises(Gone):
        other.send()
    with pytest.raises(Gone), acting(installation) as session:
        translator.decline(
            session,
            other.laid.link,
            other.key,
            Decline.NO,
            "",
            pinned=installation.settings.trust,
            now=NOW,
        )
    assert [one.entry.kind for one in handed.file().entries].count(Kind.HANDED) == 1


def handed_over_again(handed: Handed) -> Handed:
    with acting(handed.installation) as session:
        laid = ordering.order(
            session,
            handed.lena,
            handed.reference,
            WANTED,
            days=14,
            pinned=handed.installation.settings.trust,
            now=NOW,
        )
    return replace(handed, laid=laid)


def test_what_has_run_out_opens_no_more_and_its_ciphertext_goes_with_the_next_log_in(
    sqlite_installation: Installed,
) -> None:
    handed = handed_over(sqlite_installation)
    handed.begin()
    with looking(sqlite_installation) as session:
        last = TODAY + timedelta(days=14)
        assert parcels.find(session, handed.laid.link, today=last).number == 2
        with pytest.raises(Gone):
            parcels.find(session, handed.laid.link, today=TODAY + timedelta(days=15))
    with pytest.raises(Gone):
        handed.send(now=LATER)
    lena = desk_of(sqlite_installation, "lena", now=LATER)
    with looking(sqlite_installation) as session:
        rows = session.execute(select(HandoverRow.packet, HandoverRow.draft)).all()
        assert [tuple(row) for row in rows] == [(None, None)]
    assert handed.standing(today=local_date(LATER)) is Standing.EXPIRED
    with acting(sqlite_installation) as session:
        casework.open_case(session, lena, handed.reference, now=LATER)
    take_back(replace(handed, lena=lena))
    assert handed.standing(today=local_date(LATER)) is Standing.WITHDRAWN


def test_the_queue_names_the_cases_whose_translation_is_late_to_those_who_can_read_them(
    sqlite_installation: Installed,
) -> None:
    handed = handed_over(sqlite_installation)
    pinned = sqlite_installation.settings.trust
    found = {}
    for login in ("lena", "karin"):
        desk = desk_of(sqlite_installation, login)
        with looking(sqlite_installation) as session:
            found[login] = [
                ordering.late(session, desk, pinned=pinned, today=TODAY + timedelta(days=days))
                for days in (3, 4, 30)
            ]
    assert found == {
        "lena": [[], [handed.reference], [handed.reference]],
        "karin": [[], [], []],
    }


def test_nobody_who_writes_the_database_answers_in_the_translators_name(
    sqlite_installation: Installed,
) -> None:
    handed = handed_over(sqlite_installation)
    content = {"text": "Förfalskat.", "handover": 2, "of": 1, "translator": "person"}
    with acting(sqlite_installation) as session:
        case = session.scalars(select(Case)).one()
        forged = Entry(
            case.id,
            3,
            Kind.HANDED,
            TODAY.isoformat(),
            "sv",
            content,
            entries.last_link(session, case.id),
            author_name="Språkbyrån",
        )
        staff = case_recipients(
            session, case.id, case.recipients, sqlite_installation.settings.trust
        )
        stranger = staffkey.generate().signing()
        entries.write(session, [entries.prepare(forged, staff, signer=stranger)])
        session.execute(update(Case).values(entries=3))
    file = handed.file()
    assert [one.sound for one in file.entries] == [True, True, False]
    assert file.translations == {}
    assert handed.standing() is Standing.WAITING


def test_who_has_not_answered_the_cover_sheet_orders_nothing_and_no_order_is_another_cases(
    sqlite_installation: Installed,
) -> None:
    handed = handed_over(sqlite_installation)
    pinned = sqlite_installation.settings.trust
    omar = desk_of(sqlite_installation, "omar")
    with pytest.raises(NotAllowed), acting(sqlite_installation) as session:
        ordering.order(session, omar, handed.reference, WANTED, days=14, pinned=pinned, now=NOW)
    with pytest.raises(NotFound), acting(sqlite_installation) as session:
        ordering.take_back(session, handed.lena, handed.reference, 1, pinned=pinned, now=NOW)
    with pytest.raises(Conflict), acting(sqlite_installation) as session:
        ordering.confirm(session, handed.lena, handed.reference, 2, pinned=pinned, now=NOW)


def test_what_somebody_who_leaves_has_ordered_ends(sqlite_installation: Installed) -> None:
    handed = handed_over(sqlite_installation)
    deed(sqlite_installation.desk("ida"), "Lena Holm", "remove", sure="y")
    with pytest.raises(Gone):
        handed.begin()


def test_the_clock_of_a_translator_leaves_a_date(sqlite_installation: Installed) -> None:
    handed = handed_over(sqlite_installation)
    handed.begin()
    night = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    handed.send(now=night)
    assert handed.file().entries[-1].entry.moment == "2026-11-26"
