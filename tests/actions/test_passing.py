"""A case goes to somebody with a reason; is taken, given back, taken over; comes first; its series is described."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incidents.actions import (
    audit,
    casefile,
    casework,
    coding,
    conflict,
    distributing,
    first,
    handling,
    linking,
    passing,
    queue,
    series,
)
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.coding import Coding
from incidents.core.deskcard import Mark
from incidents.core.errors import Conflict, Invalid, NotAllowed
from incidents.core.linking import LinkKind
from incidents.core.report import Readers
from incidents.core.series import Seen
from incidents.core.workflow import Status
from incidents.store.models import AuditRecord, Case
from tests.looking import a_report, acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

WHY = "Omar kan somaliska."
TODAY = NOW.date()


class House:
    """Lena and Omar, both with the cases open, and what they do in them."""

    def __init__(self, installation: Installed, reports: int = 1) -> None:
        self.installation, self.trust = installation, installation.settings.trust
        for number in range(reports):
            sent(installation, a_report(f"Flygblad {number}."))
        self.lena, self.omar = desk_of(installation, "lena"), desk_of(installation, "omar")
        with looking(installation) as session:
            self.cases = sorted(session.scalars(select(Case.reference)))
        self.one = self.cases[0]
        with acting(installation) as session:
            for desk in (self.lena, self.omar):
                for reference in self.cases:
                    casework.open_case(session, desk, reference, now=NOW)

    def take(self, desk: Desk) -> None:
        with acting(self.installation) as session:
            version = casework.find(session, desk, self.one).version
            me = desk.actor.staff_id
            handling.assign(
                session, desk, self.one, me, version=version, pinned=self.trust, now=NOW
            )

    def hand_over(
        self, desk: Desk, to: Desk, *, handler: Desk | None = None, once: str = ""
    ) -> None:
        with acting(self.installation) as session:
            passing.hand_over(
                session,
                desk,
                self.one,
                to.actor.staff_id,
                WHY,
                handler=handler.actor.staff_id if handler else None,
                once=once,
                pinned=self.trust,
                now=NOW,
            )

    def accept(self, desk: Desk, about: int) -> None:
        with acting(self.installation) as session:
            passing.accept(session, desk, self.one, about=about, pinned=self.trust, now=NOW)

    def give_back(self, desk: Desk, about: int, once: str = "") -> None:
        with acting(self.installation) as session:
            passing.give_back(
                session,
                desk,
                self.one,
                "Jag är för full just nu.",
                about=about,
                once=once,
                pinned=self.trust,
                now=NOW,
            )

    def put(self, desk: Desk, *, to_front: bool = True, once: str = "") -> None:
        with acting(self.installation) as session:
            first.put(
                session,
                desk,
                self.one,
                "Hon är hotad i dag.",
                to_front=to_front,
                once=once,
                pinned=self.trust,
                now=NOW,
            )

    def say(self, desk: Desk, *flags: str, about: int = 0, once: str = "") -> None:
        with acting(self.installation) as session:
            series.say(
                session,
                desk,
                self.one,
                Seen("Flygblad", flags),
                "Varje vecka fler, och grövre.",
                about=about,
                once=once,
                pinned=self.trust,
                now=NOW,
            )

    def file(self, desk: Desk, reference: str = "") -> CaseFile:
        with looking(self.installation) as session:
            case = casework.find(session, desk, reference or self.one)
            session.expunge(case)
            return casefile.read(session, desk, case, pinned=self.trust)

    def offer(self, desk: Desk) -> int:
        offer = passing.waiting(self.file(desk))
        return offer.number if offer else 0

    def view(self, desk: Desk, name: str) -> list[str]:
        with looking(self.installation) as session:
            found = queue.look(session, desk, today=TODAY).view(name)
            return [item.reference for item in queue.shown(session, found)]

    def acts(self) -> list[tuple[Act, str]]:
        query = select(AuditRecord.act, AuditRecord.detail).order_by(AuditRecord.number)
        with looking(self.installation) as session:
            rows = session.execute(query.where(AuditRecord.chain != audit.INSTALLATION)).all()
        return [(row[0], row[1]) for row in rows if row[0] is not Act.CASE_OPENED]


def test_a_case_is_handed_over_and_taken_with_its_reason_sealed(installation: Installed) -> None:
    house = House(installation)
    lena, omar = house.lena, house.omar
    house.take(lena)
    house.hand_over(lena, omar, handler=lena, once="a")
    assert (house.view(omar, "mine"), house.view(lena, "mine")) == ([house.one], [])
    assert house.view(lena, "handed") == [house.one]
    about = house.offer(omar)
    note = house.file(omar).entries[-1]
    assert note.sound
    assert (about, note.entry.content["text"]) == (2, WHY)
    house.accept(omar, about)
    assert house.offer(omar) == 0
    assert house.view(lena, "handed") == []
    given = f"staff:{omar.actor.staff_id.hex()}"
    assert house.acts()[-2:] == [(Act.CASE_PASSED_ON, given), (Act.CASE_ACCEPTED, given)]
    assert all("somaliska" not in row for rows in every_row(installation).values() for row in rows)
    with pytest.raises(AlreadyWritten):
        house.hand_over(lena, omar, handler=lena, once="a")
    with pytest.raises(AlreadyWritten):
        house.accept(omar, about)


def test_a_case_that_is_declined_goes_back_to_whoever_handed_it_over(
    installation: Installed,
) -> None:
    house = House(installation)
    lena, omar = house.lena, house.omar
    house.take(lena)
    house.hand_over(lena, omar, handler=lena)
    with pytest.raises(NotAllowed):
        house.accept(lena, house.offer(lena))
    house.give_back(omar, house.offer(omar))
    assert (house.view(lena, "mine"), house.view(omar, "mine")) == ([house.one], [])
    back = house.offer(lena)
    assert back == 3
    with pytest.raises(NotAllowed, match="kom tillbaka"):
        house.give_back(lena, back)
    house.accept(lena, back)
    assert house.offer(lena) == 0


def test_whoever_has_the_key_takes_over_from_a_colleague_who_is_ill(
    installation: Installed,
) -> None:
    house = House(installation)
    house.take(house.lena)
    with pytest.raises(NotAllowed, match="Lämna över"):
        house.take(house.omar)
    house.hand_over(house.omar, house.omar, handler=house.lena)
    assert house.view(house.omar, "mine") == [house.one]
    assert house.offer(house.omar) == 0
    me = f"staff:{house.omar.actor.staff_id.hex()}"
    assert house.acts()[-1] == (Act.CASE_TAKEN_OVER, me)


def test_of_two_who_act_at_once_the_second_is_told_and_nothing_is_overwritten(
    installation: Installed,
) -> None:
    house = House(installation)
    lena, omar = house.lena, house.omar
    house.take(lena)
    house.hand_over(lena, omar, handler=lena)
    offer = house.offer(omar)
    house.hand_over(lena, lena, handler=omar)
    before = every_row(installation)
    for deed in (
        lambda: house.hand_over(omar, omar, handler=omar),
        lambda: house.accept(omar, offer),
        lambda: house.give_back(omar, offer),
    ):
        with pytest.raises(Conflict):
            deed()
    assert every_row(installation) == before


def test_nobody_gets_a_case_that_is_closed_to_them(installation: Installed) -> None:
    house = House(installation)
    karin = desk_of(installation, "karin")
    before = every_row(installation)
    with pytest.raises(Invalid):
        house.hand_over(house.lena, karin)
    assert every_row(installation) == before
    house.hand_over(house.lena, house.omar)
    with acting(installation) as session:
        conflict.declare(session, house.omar, house.one, pinned=house.trust, now=NOW)
    file = house.file(house.lena)
    assert file.case.assignee_id is None
    assert not file.handed
    with pytest.raises(Invalid):
        house.hand_over(house.lena, house.omar)


def test_a_sender_to_whom_the_case_is_closed_does_not_get_it_back(installation: Installed) -> None:
    house = House(installation)
    house.hand_over(house.lena, house.omar)
    with acting(installation) as session:
        conflict.declare(session, house.lena, house.one, pinned=house.trust, now=NOW)
    house.give_back(house.omar, house.offer(house.omar))
    file = house.file(house.omar)
    assert file.case.assignee_id is None
    assert house.view(house.omar, "new") == [house.one]
    assert not file.handed


def test_a_case_given_away_with_others_needs_no_answer_any_more(installation: Installed) -> None:
    house = House(installation)
    house.hand_over(house.lena, house.omar)
    me = house.lena.actor.staff_id
    with acting(installation) as session:
        chosen = {house.one: casework.find(session, house.lena, house.one).version}
        (made,) = distributing.distribute(
            session, house.lena, me, chosen, pinned=house.trust, now=NOW
        )
    assert made.refusal is None
    assert not house.file(house.lena).handed
    assert house.view(house.lena, "handed") == []


def test_a_case_is_put_first_with_a_reason_and_taken_down_again(installation: Installed) -> None:
    house = House(installation, reports=2)
    other = house.cases[1]
    with acting(installation) as session:
        codes = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p1",)}
        coding.code(
            session, house.lena, other, Coding(codes), version=0, pinned=house.trust, now=NOW
        )
    assert house.view(house.omar, "all") == [other, house.one]
    due = house.file(house.lena).card
    assert due is not None
    house.put(house.lena, once="a")
    assert house.view(house.omar, "all") == [house.one, other]
    card = house.file(house.omar).card
    assert card is not None
    assert (card.priority, card.marks) == (1, Mark.FIRST)
    with pytest.raises(AlreadyWritten):
        house.put(house.lena, once="a")
    with pytest.raises(Conflict, match="redan"):
        house.put(house.omar)
    house.put(house.omar, to_front=False)
    assert house.view(house.omar, "all") == [other, house.one]
    assert house.file(house.lena).card == due
    assert [act for act, _ in house.acts()].count(Act.CASE_NOTED) == 2


def test_a_coding_that_is_less_urgent_takes_a_case_down(installation: Installed) -> None:
    house = House(installation)
    house.put(house.lena)
    with acting(installation) as session:
        codes = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)}
        coding.code(
            session, house.omar, house.one, Coding(codes), version=0, pinned=house.trust, now=NOW
        )
    card = house.file(house.lena).card
    assert card is not None
    assert (card.priority, card.marks) == (3, Mark(0))


def linked(house: House) -> None:
    with acting(house.installation) as session:
        linking.link(
            session,
            house.lena,
            house.cases,
            LinkKind.SERIES,
            "Flygblad",
            pinned=house.trust,
            now=NOW,
        )


def test_a_series_that_grows_graver_is_said_in_each_of_its_open_cases(
    installation: Installed,
) -> None:
    house = House(installation, reports=2)
    with pytest.raises(Conflict, match="serien"):
        house.say(house.lena, "escalation")
    linked(house)
    house.say(house.lena, "escalation", once="a")
    for reference in house.cases:
        file = house.file(house.omar, reference)
        assert file.entries[-1].sound
        assert file.card is not None
        assert Mark.ESCALATION in file.card.marks
    with pytest.raises(AlreadyWritten):
        house.say(house.lena, "escalation", once="a")
    with pytest.raises(Conflict, match="under tiden"):
        house.say(house.omar, "repeat_place")
    number = house.file(house.omar).entries[-1].entry.number
    house.say(house.omar, about=number)
    assert all((card := house.file(house.lena, one).card) and not card.marks for one in house.cases)
    rows = every_row(installation)
    assert all("grövre" not in row for found in rows.values() for row in found)


def test_what_is_seen_in_a_series_stands_only_where_all_its_readers_may_read_it(
    installation: Installed,
) -> None:
    house = House(installation, reports=2)
    linked(house)
    with acting(installation) as session:
        conflict.declare(session, house.omar, house.one, pinned=house.trust, now=NOW)
    house.say(house.lena, "escalation")
    assert len(house.file(house.lena).entries) == 3
    assert len(house.file(house.omar, house.cases[1]).entries) == 2


def test_a_closed_case_is_neither_handed_over_nor_put_first(installation: Installed) -> None:
    house = House(installation)
    house.take(house.lena)
    house.put(house.lena)
    with acting(installation) as session:
        handling.close(
            session,
            house.lena,
            house.one,
            "completed",
            version=casework.find(session, house.lena, house.one).version,
            pinned=house.trust,
            now=NOW + timedelta(hours=1),
            draw=lambda below: below - 1,
        )
    with pytest.raises(Conflict, match="avslutat"):
        house.hand_over(house.omar, house.omar, handler=house.lena)
    with pytest.raises(Conflict, match="avslutat"):
        house.put(house.omar)
    assert house.file(house.lena).case.status is Status.CLOSED


def test_nothing_of_it_is_done_before_the_cover_sheet(installation: Installed) -> None:
    sent(installation, a_report(readers=Readers.NO))
    house = House(installation, reports=0)
    fresh = desk_of(installation, "omar")
    before = every_row(installation)
    for deed in (
        lambda: house.hand_over(fresh, fresh),
        lambda: house.put(fresh),
        lambda: house.accept(fresh, 1),
        lambda: house.say(fresh, "escalation"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert every_row(installation) == before
