"""A case that is referred to a body, and what the body does, behind the pages."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from incidents.actions import (
    casefile,
    casework,
    inbox,
    parcels,
    receiver,
    referring,
    telling,
    thread,
)
from incidents.actions.casefile import CaseFile
from incidents.actions.inbox import InboxView
from incidents.actions.login import Desk
from incidents.actions.receiver import Received
from incidents.actions.referring import FileOut, Handed
from incidents.actions.thread import Asked
from incidents.core.clock import local_date
from incidents.core.consent import Answer as Word
from incidents.core.entry import Kind as Entered
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Kind, Receiver
from incidents.core.referral_packet.making import Made, Plan, make
from incidents.core.referral_packet.writing import Overview, Written
from incidents.core.referral_page import Answer
from incidents.core.report import NOTICE
from incidents.crypto.casecode import CaseCode
from incidents.crypto.handover import ParcelKey
from incidents.store.models import Case
from tests.looking import a_report, acting, desk_of, looking, sent
from tests.packets import SENDER, SWEDISH
from tests.support import NOW, Installed

TODAY = local_date(NOW)
BUREAU = Receiver("adb.vast", "Antidiskrimineringsbyrån Väst")
ACTS = ("share_deidentified", "talk", "answer_back")
PLAN = Plan(
    Kind.BUREAU,
    BUREAU,
    Chosen(story=True),
    Written(Overview(wants="Ett ursäktande samtal", counterparty="En hyresvärd")),
    "23456789ABCD",
    TODAY,
)
STORY = "Hyresvärden sa nej till mig och min familj."


@dataclass(frozen=True)
class Referring:
    """A case with a question that was answered, and Lena, who asked."""

    installation: Installed
    lena: Desk
    reference: str
    code: CaseCode
    handed: Handed | None = None
    plan: Plan = field(default=PLAN)

    @property
    def pinned(self) -> str:
        return self.installation.settings.trust

    @property
    def key(self) -> ParcelKey:
        """What link and passphrase yield."""
        assert self.handed is not None
        return self.handed.link.key(self.handed.phrase)

    def file(self, login: str = "lena") -> CaseFile:
        desk = desk_of(self.installation, login)
        with looking(self.installation) as session:
            case = casework.find(session, desk, self.reference)
            return casefile.read(session, desk, case, pinned=self.pinned)

    def inbox(self) -> InboxView:
        with looking(self.installation) as session:
            return inbox.read(session, self.code, pinned=self.pinned)

    def ask(self, *acts: str, body: Receiver = BUREAU) -> int:
        """The question's number."""
        asked = Asked(body.body, body.name, acts or ACTS, "Det du har berättat.")
        with acting(self.installation) as session:
            thread.ask(
                session,
                self.lena,
                self.reference,
                asked,
                language="sv",
                pinned=self.pinned,
                now=NOW,
            )
        return self.inbox().entries[-1].number

    def decide(self, number: int, answer: Word, now: datetime = NOW) -> None:
        with acting(self.installation) as session:
            telling.decide(
                session,
                self.code,
                number,
                answer,
                language="sv",
                once=f"{number}{answer}{now}",
                pinned=self.pinned,
                now=now,
            )

    def make(self) -> Made:
        desk = desk_of(self.installation, "lena")
        with looking(self.installation) as session:
            case = casework.find(session, desk, self.reference)
            opened = referring.opened(casefile.read(session, desk, case, pinned=self.pinned))
        return make(opened, self.plan, SENDER, SWEDISH, today=TODAY)

    def send(
        self,
        *,
        days: int | None = 14,
        once: str = "once",
        digest: str = "",
        files: tuple[bytes, ...] = (b"%PDF-1", b"{}"),
        now: datetime = NOW,
    ) -> "Referring":
        digest = digest or self.make().digest
        out = [FileOut(f"f{at}.pdf", "application/pdf", data) for at, data in enumerate(files)]
        with acting(self.installation) as session:
            handed = referring.send(
                session,
                self.lena,
                self.reference,
                self.plan,
                SENDER,
                SWEDISH,
                out,
                digest,
                days=days,
                once=once,
                pinned=self.pinned,
                now=now,
            )
        return replace(self, handed=handed)

    def say(self, answer: Answer, now: datetime = NOW, once: str = "") -> None:
        assert self.handed is not None
        with acting(self.installation) as session:
            receiver.say(
                session,
                self.handed.link,
                self.key,
                answer,
                once=once,
                pinned=self.pinned,
                now=now,
            )

    def look(self, now: datetime = NOW) -> Received:
        assert self.handed is not None
        with looking(self.installation) as session:
            found = receiver.look(session, self.handed.link, self.key, today=local_date(now))
        assert found is not None
        return found

    def fetch(self, place: int, now: datetime = NOW) -> bytes:
        assert self.handed is not None
        with looking(self.installation) as session:
            return receiver.fetch(
                session, self.handed.link, self.key, place, today=local_date(now)
            )[1]

    def stage(self, now: datetime = NOW) -> str:
        with looking(self.installation) as session:
            case_id = session.scalars(select(Case.id)).one()
            lying = parcels.lying(session, case_id)
        return self.file().referrals[-1].stage(lying, local_date(now)).value

    def write(self, text: str, now: datetime = NOW) -> None:
        """The person writes to the body."""
        number = next(one for one in self.inbox().entries if one.kind is Entered.HANDOVER).number
        with acting(self.installation) as session:
            telling.write_to_body(
                session,
                self.code,
                number,
                text,
                language="sv",
                once=text,
                pinned=self.pinned,
                now=now,
            )


def asked(installation: Installed, *acts: str, yes: bool = True, notice: int = NOTICE) -> Referring:
    """A report, opened; the person was asked, and has said yes."""
    code = sent(installation, replace(a_report(STORY), notice=notice))
    lena = desk_of(installation, "lena")
    with acting(installation) as session:
        reference = session.scalar(select(Case.reference))
        assert reference is not None
        casework.open_case(session, lena, reference, now=NOW)
    found = Referring(installation, lena, reference, code)
    number = found.ask(*acts)
    if yes:
        found.decide(number, Word.YES)
    return found
