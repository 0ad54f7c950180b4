"""A referral is sent: made once more, compared with what was looked at, set, stored with its trace, handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, request

from incidents.actions import casefile, casefiles, ordering, referring, unsent
from incidents.actions import casework as deeds
from incidents.actions.casework import AlreadyWritten
from incidents.actions.referring import FileOut, Handed
from incidents.casework.files import safe_name
from incidents.casework.leaving_form import LeavingForm
from incidents.casework.packet_speech import packet_speech
from incidents.casework.referral_case import (
    Before,
    form_page,
    made_of,
    opened_for,
    plan_of,
    preview_page,
    sender_of,
)
from incidents.casework.referral_form import RecallForm, ReferralForm
from incidents.casework.storing import why_refused
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.cleaning.kinds import FORMS, Kind
from incidents.core.box import Composer
from incidents.core.clock import local_date
from incidents.core.errors import Busy, Conflict, Invalid, Unavailable
from incidents.core.referral_entry import Way
from incidents.core.referral_packet.letter import letter
from incidents.core.referral_packet.making import Made, Plan
from incidents.store.database import reading, writing
from incidents.typesetting.setting import outgoing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.templates import render

_UNKNOWN = "application/octet-stream"
Filled = TypeVar("Filled", bound=LeavingForm)


@dataclass(frozen=True, slots=True)
class Leaving(Generic[Filled]):
    """A page by which something leaves: what its form plans, the page with its form, and where the form is kept."""

    plan: Callable[[Before, Filled], Plan]
    page: Callable[[str, Before, Filled], str]
    composer: Composer

    def refused(
        self, reference: str, before: Before, form: Filled, why: str, status: int = 400
    ) -> Page:
        """The form again, with what was filled in and the reason."""
        form.form_errors.append(why)
        return self.page(reference, before, form), status

    def preview(self, reference: str, before: Before, form: Filled) -> Page:
        """Everything that would leave, and nothing else."""
        try:
            plan = self.plan(before, form)
            made = made_of(before, plan, opened_for(reference, before, plan))
        except Invalid as error:
            return self.refused(reference, before, form, gettext(error.sentence))
        return preview_page(reference, before, form, plan, made)

    def send(self, reference: str, before: Before, form: Filled) -> Page:
        """Make it once more, compare it with what was looked at, set it, and store it with its trace."""
        return _send(self, reference, before, form)


REFERRAL: Leaving[ReferralForm] = Leaving(plan_of, form_page, Composer.REFERRAL)


def _send(leaving: Leaving[Filled], reference: str, before: Before, form: Filled) -> Page:
    try:
        plan = leaving.plan(before, form)
        with reading() as session:
            case = deeds.find(session, desk(), reference)
            contact = casefile.contact(session, desk(), case) if plan.chosen.contact else None
            file = casefile.read(session, desk(), case, pinned=pinned())
            made = made_of(before, plan, referring.opened(file, contact))
        if made.digest != form.digest.data:
            return _looked_again(reference, before, form, plan)
        files = _files(reference, plan, made)
    except (Busy, Invalid, Unavailable) as error:
        status = 503 if isinstance(error, Busy | Unavailable) else 400
        return leaving.refused(reference, before, form, gettext(error.sentence), status)
    paper = form.way.data == Way.PAPER
    handed: list[Handed | None] = []
    refused = why_refused(
        lambda: handed.append(
            _stored(reference, before, plan, form, files, leaving.composer, paper=paper)
        )
    )
    if refused is not None:
        return leaving.refused(reference, before, form, *refused)
    if paper:
        return _pdf(files[0])
    assert handed[0] is not None
    return _hand_on(reference, before, handed[0], alert=plan.place is not None)


def _looked_again(reference: str, before: Before, form: LeavingForm, plan: Plan) -> Page:
    """What would leave by now; raises `Invalid`."""
    made = made_of(before, plan, opened_for(reference, before, plan))
    form.form_errors.append(
        gettext("Något har ändrats sedan du läste. Inget är skickat. Läs igenom det igen.")
    )
    return preview_page(reference, before, form, plan, made), 409


def _files(reference: str, plan: Plan, made: Made) -> list[FileOut]:
    """The document in both forms, and the case's files after it."""
    both = outgoing(made.document)
    found = [FileOut(form.name, form.media_type, form.data) for form in (both.pdf, both.json)]
    with reading() as session:
        for number in sorted(plan.chosen.files):
            note, data = casefiles.read(session, desk(), reference, number)
            media = FORMS[Kind(note.kind)].media_type if note.kind in set(Kind) else _UNKNOWN
            found.append(FileOut(safe_name(note.name), media, data))
    return found


def _stored(
    reference: str,
    before: Before,
    plan: Plan,
    form: LeavingForm,
    files: list[FileOut],
    composer: Composer,
    *,
    paper: bool,
) -> Handed | None:
    once = form.once.data or ""
    try:
        with writing() as session:
            handed = referring.send(
                session,
                desk(),
                reference,
                plan,
                sender_of(before.file.case.recipients),
                packet_speech(),
                files,
                form.digest.data or "",
                days=None if paper else settings().referral_days,
                once=f"{once}|{form.digest.data}|{form.way.data}",
                pinned=pinned(),
                now=now(),
            )
            unsent.settle(session, secret(), reference, composer, once, now=now())
            return handed
    except AlreadyWritten as error:
        if paper and _printed(reference, plan):  # the same document once more: nothing new leaves
            return None
        if paper:
            raise Conflict(
                "Det här underlaget är utskrivet och sedan tillbakataget. Gör ett nytt."
            ) from error
        raise Conflict(
            "Det är redan lämnat, och länken visades då. Har du den inte: "
            "ta tillbaka det i ärendet och gör ett nytt."
        ) from error


def _printed(reference: str, plan: Plan) -> bool:
    """Whether this packet went on paper, and nobody has taken that back."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        found = casefile.read(session, desk(), case, pinned=pinned()).referrals
    return any(
        (one.referral.id, one.referral.way, one.withdrawn) == (plan.id, Way.PAPER, None)
        for one in found
    )


def _pdf(file: FileOut) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.data, mimetype=file.media_type, headers=headers)


def _hand_on(reference: str, before: Before, handed: Handed, *, alert: bool) -> str:
    """The only page on which the link and the passphrase ever stand."""
    address = settings().handover_address or request.host_url.rstrip("/")
    return render(
        "casework/referred.html",
        reference=reference,
        to=jointed(before.receiver.name),
        link=f"{address}/handover/{handed.link.text}/sv",
        phrase=handed.phrase,
        last=day(ordering.last_day(now(), settings().referral_days)),
        alert=alert,
    )


def write_letter(reference: str, before: Before, form: ReferralForm) -> Page:
    """A letter for the person to send: nothing leaves by us, and only her own words are in it."""
    try:
        chosen, today = form.chosen(), local_date(now())
        told = form.written(to_do=before.to_do).complaint if before.to_do else None
        document = letter(today, before.receiver, before.case, chosen, packet_speech(), told)
        both = outgoing(document)
    except (Busy, Invalid, Unavailable) as error:
        status = 503 if isinstance(error, Busy | Unavailable) else 400
        return REFERRAL.refused(reference, before, form, gettext(error.sentence), status)
    return _pdf(FileOut(both.pdf.name, both.pdf.media_type, both.pdf.data))


@access(Access.DESK)
def recall(reference: str) -> Page:
    """Nobody outside can open it any more."""
    form = RecallForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    number = form.number()
    with writing() as session:
        referring.take_back(session, desk(), reference, number, pinned=pinned(), now=now())
    return back(reference, "#handovers")
