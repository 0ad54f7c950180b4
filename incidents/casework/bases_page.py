"""On which basis something may leave a case: the ledger of its consents and duties, and the forms that add to it."""

from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from incidents.actions import basing, casefile, unsent
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.casework import present, present_bases
from incidents.casework.addresses import case_url
from incidents.casework.basing_form import BasisForm, OralForm
from incidents.casework.duty_form import DutyForm
from incidents.casework.opening import show_case
from incidents.casework.storing import store_once, why_refused
from incidents.casework.visit import Page, back, desk, go, now, pinned, secret
from incidents.core.bases import newest
from incidents.core.box import Unsent
from incidents.core.clock import local_date
from incidents.core.filled import filled_in, filled_text
from incidents.core.workflow import OPEN, Status
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.basiswords import LAWS
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.moments import moment
from incidents.web.templates import render


@access(Access.DESK)
def show_bases(reference: str) -> Page:
    """The ledger and the two forms."""
    return _page(reference)


@access(Access.DESK)
def hear(reference: str) -> Page:
    """A yes that was said aloud is written down."""
    form = OralForm(secret())

    def deed(session: Session) -> None:
        basing.hear(
            session,
            desk(),
            reference,
            form.heard(),
            language=form.chosen_language(),
            filed=form.filed(),
            pinned=pinned(),
            now=now(),
        )

    return _post(reference, form, deed)


@access(Access.DESK)
def announce(reference: str) -> Page:
    """The person is told in the inbox what the law makes us tell."""
    form = DutyForm(secret())

    def deed(session: Session) -> None:
        basing.announce(
            session,
            desk(),
            reference,
            form.duty(),
            translated=form.in_own_language(),
            filed=form.filed(),
            pinned=pinned(),
            now=now(),
        )

    return _post(reference, form, deed)


def _post(reference: str, form: BasisForm, deed: Callable[[Session], None]) -> Page:
    """Once, however often it is posted; refused, the form keeps what was typed."""
    if not form.validate():
        return _page(reference, form, 400)
    refused = why_refused(
        lambda: store_once(deed, lambda session: _settle(session, reference, form))
    )
    if refused is None:
        return go(f"{case_url(reference, 'bases')}?saved={form.composer.value}")
    form.about.errors = [refused[0]]
    return _page(reference, form, refused[1])


def _settle(session: Session, reference: str, form: BasisForm) -> None:
    unsent.settle(session, secret(), reference, form.composer, form.once.data or "", now=now())


def _page(reference: str, failed: BasisForm | None = None, status: int = 200) -> Page:
    """The page; the case with its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        closed = not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE
        file = None if closed else casefile.read(session, desk(), case, pinned=pinned())
        kept = unsent.kept(session, secret(), reference, now=now())
    if file is None:
        return back(reference) if failed is None else (_at_the_cover(reference, failed), status)
    if status == 409 and failed is not None:  # the next try says that the news has been read
        failed.about.data = str(newest(file.said))
    oral, duty = _form(OralForm, file, failed, kept), _form(DutyForm, file, failed, kept)
    return _drawn(file, oral, duty, failed), status


def _at_the_cover(reference: str, failed: BasisForm) -> str:
    """The case is closed to this log-in: its cover sheet comes first, and carries along what was filled in."""
    text = filled_text(dict(request.form.lists()))
    carried = Unsent(reference, failed.composer, text, now(), once=failed.once.data or "")
    return show_case(reference, carried=carried if text else None)[0]


def _form(
    kind: type[BasisForm], file: CaseFile, failed: BasisForm | None, kept: Unsent | None
) -> BasisForm:
    """The refused form, the one that waits since an older log-in, or an empty one."""
    if isinstance(failed, kind):
        return failed
    form = kind(secret(), blank=True)
    form.about.data = str(newest(file.said))
    if kept is not None and kept.composer is kind.composer:
        form.take(filled_in(kept.text, [field.name for field in form]))
    return form


def _drawn(file: CaseFile, oral: BasisForm, duty: BasisForm, failed: BasisForm | None) -> str:
    """Fields that both forms have are told apart by their ids."""
    oral["text"].id, duty["text"].id = "oral-text", "duty-text"
    spoken = file.report.language if file.report else "sv"
    return render(
        "casework/bases.html",
        reference=file.case.reference,
        form=failed,
        bodies=present_bases.bodies_of(file, local_date(now())),
        laws={code: str(asks) for code, (_, asks) in LAWS.items()},
        oral=oral,
        duty=duty,
        stopped=moment(file.stop.moment) if file.stop else "",
        may_ask=present.may_ask(file.case, file.card) and file.stop is None,
        may_hear=(file.stop is None and file.case.status in OPEN) or oral is failed,
        spoken=str(LANGUAGE_NAMES.get(spoken, spoken)) if spoken != "sv" else "",
        saved=request.args.get("saved", ""),
    )
