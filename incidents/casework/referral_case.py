"""A case before it is referred: to whom, what covers it, what was planned, and the two pages that show that."""

from dataclasses import dataclass

from flask import url_for

from incidents.actions import casefile, ordering, referring, thread
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.casework import present_referral
from incidents.casework.forms import FileForm
from incidents.casework.leaving_form import LeavingForm, day_looked_at
from incidents.casework.packet_speech import packet_speech
from incidents.casework.present_files import file_words
from incidents.casework.referral_form import ReferralForm
from incidents.casework.telling import may_tell
from incidents.casework.visit import desk, now, pinned, secret
from incidents.core import permissions
from incidents.core.clock import local_date
from incidents.core.help.directory import Role
from incidents.core.referral_entry import Way
from incidents.core.referral_packet.choosing import Opened
from incidents.core.referral_packet.document import DO, Kind, Receiver, Sender
from incidents.core.referral_packet.making import Made, Plan, basis_of, make
from incidents.core.referral_packet.writing import Written
from incidents.core.self_referral import can_be_reached
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web.cookies import settings
from incidents.web.directory import directory_now
from incidents.web.forms import token_of
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.moments import day, moment
from incidents.web.readerwords import reader_phone, reader_words
from incidents.web.templates import render

_KINDS = {Role.DO: Kind.DO, Role.POLICE: Kind.POLICE, Role.BUREAU: Kind.BUREAU}


@dataclass(frozen=True, slots=True)
class Before:
    """The opened case, and to whom it would go."""

    file: CaseFile
    case: Opened
    receiver: Receiver
    kind: Kind
    duty: int
    #: What the body is for, as the directory says; empty where it does not know it.
    role: str
    #: What covers it, in words; empty where nothing does.
    covered: str
    #: The directory knows how to reach it.
    reachable: bool = False

    @property
    def to_do(self) -> bool:
        """Whether it has DO's fields."""
        return self.receiver.body == DO


def before_of(reference: str, to: str, duty: int) -> Before | None:
    """The case, where it is open and there is such a body; its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        if not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE:
            return None
        file = casefile.read(session, desk(), case, pinned=pinned())
        opened = referring.opened(file)
    known = {body.fact.id: body for body in directory_now().bodies}
    names = {id_: body.name for id_, body in known.items()}
    covers = present_referral.covered(opened, names, local_date(now()))
    found = next((one for one in covers if (one.body, one.duty) == (to, duty)), None)
    if found is None and to not in known:
        return None
    name = found.name if found else names[to]
    role = known[to].role if to in known else None
    kind = Kind.DO if to == DO else _KINDS.get(role, Kind.SUPPORT) if role else Kind.SUPPORT
    return Before(
        file,
        opened,
        Receiver(to, name),
        kind,
        duty,
        role or "",
        found.words if found else "",
        to in known and can_be_reached(known[to]),
    )


def check_opened(reference: str) -> None:
    """Raises `NotAllowed` before the cover sheet is answered."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        permissions.check_write(desk().actor, opened=deeds.is_opened(session, desk(), case))


def form_page(reference: str, before: Before, form: ReferralForm) -> str:
    """What can be chosen and written."""
    form.offer(present_referral.parts(before.file, before.case, moment))
    for name in ("to", "duty"):
        form[name].data = {"to": before.receiver.body, "duty": str(before.duty)}[name]
    stop = before.file.stop
    return render(
        "casework/referral.html",
        reference=reference,
        form=form,
        to=jointed(before.receiver.name),
        covered=before.covered,
        to_do=before.to_do,
        duty=bool(before.duty),
        stopped=stop is not None and not before.duty,
        can_tell=before.reachable and may_tell(before.file),
        has_contact=before.file.has_contact,
        back_url=url_for("casework.refer", reference=reference),
    )


def plan_of(before: Before, form: ReferralForm) -> Plan:
    """What the form says; raises `Invalid`."""
    return Plan(
        before.kind,
        before.receiver,
        form.chosen(),
        Written() if before.duty else form.written(to_do=before.to_do),
        form.packet_id(),
        day_looked_at(form.day.data, local_date(now())),
        before.duty,
        before.role,
    )


def sender_of(recipients: str) -> Sender:
    """Who sends a case with these recipients: the unit that reads it, never a colleague."""
    return Sender(settings().municipality, reader_words(recipients), reader_phone(recipients))


def made_of(before: Before, plan: Plan, opened: Opened) -> Made:
    """What would leave today; raises `Invalid`."""
    sender = sender_of(before.file.case.recipients)
    return make(opened, plan, sender, packet_speech(), today=local_date(now()))


def preview_page(reference: str, before: Before, form: LeavingForm, plan: Plan, made: Made) -> str:
    """All that would leave; the form stands in it, hidden, so that nothing is kept of it on the way."""
    page = "casework.referral" if plan.place is None else "casework.alert"
    form.id.data, form.digest.data = plan.id, made.digest
    form.day.data = plan.day.isoformat()
    return render(
        "casework/referral_preview.html",
        reference=reference,
        form=form,
        to=jointed(before.receiver.name),
        covered=before.covered,
        document=made.document,
        cover=made.cover,
        link=form.way.data == Way.LINK,
        until=day(ordering.last_day(now(), settings().referral_days)),
        may=sorted(made.acts),
        alert=plan.place is not None,
        pictures=_pictures(before, plan) if plan.place is not None else {},
        file_token=token_of(FileForm, secret()),
        post_url=url_for(page, reference=reference),
    )


def _pictures(before: Before, plan: Plan) -> dict[int, str]:
    """The chosen pictures by number, to be looked at once more."""
    files = before.case.files
    return {one: file_words(files[one].content()) for one in sorted(plan.chosen.files)}


def opened_for(reference: str, before: Before, plan: Plan) -> Opened:
    """The case for a preview; contact details are opened where they are covered, with a reason that is audited."""
    if not plan.chosen.contact:
        return before.case
    basis_of(before.case, plan, local_date(now()))
    reason = gettext("Till ett underlag för %(who)s", who=plan.receiver.name)
    with writing() as session:
        contact = thread.open_contact(
            session, desk(), reference, reason, pinned=pinned(), now=now()
        )
        case = deeds.find(session, desk(), reference)
        file = casefile.read(session, desk(), case, pinned=pinned())
        return referring.opened(file, contact)
