"""The page on which staff record what was done in a case and what came of it."""

from flask import request
from sqlalchemy.exc import OperationalError

from incidents.actions import casefile
from incidents.actions import casework as deeds
from incidents.actions import work as work_deeds
from incidents.actions.casework import AlreadyWritten
from incidents.casework import present_work
from incidents.casework.opening import show_case
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.casework.work_form import WorkForm
from incidents.core.errors import Conflict, Unsafe
from incidents.core.work import Work
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.errors import alarm, describe, log
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.templates import render


@access(Access.DESK)
def show_work(reference: str) -> Page:
    """The form, and what is posted by it. Refused, it keeps what was chosen."""
    if request.method == "GET":
        return _page(reference)
    form = WorkForm(secret())
    if not form.validate():
        return _refused(reference, form, 400)
    try:
        _store(reference, form)
    except Conflict as error:
        return _refused(reference, form, 409, gettext(error.sentence))
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
        why = gettext("Vi kunde inte spara just nu. Det du valde är kvar.")
        return _refused(reference, form, 503, why)
    except Unsafe as error:
        alarm(error)
        return _refused(reference, form, 503, gettext(error.at_desk))
    return back(reference, "#work")


def _store(reference: str, form: WorkForm) -> None:
    """Once, however often it is posted."""
    try:
        with writing() as session:
            work_deeds.record(
                session,
                desk(),
                reference,
                form.work(),
                version=form.number(),
                once=form.once.data or "",
                pinned=pinned(),
                now=now(),
            )
    except AlreadyWritten:
        return


def _refused(reference: str, form: WorkForm, status: int, why: str = "") -> Page:
    if why:
        form.version.errors = [why]
    page = _page(reference, form, faster=status == 409)
    return (page, status) if isinstance(page, str) else page


def _page(reference: str, failed: WorkForm | None = None, *, faster: bool = False) -> Page:
    """The page; the case with its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        closed = not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE
        file = None if closed else casefile.read(session, desk(), case, pinned=pinned())
    if file is None:
        return back(reference) if failed is None else (show_case(reference)[0], 400)
    entry, held = file.works[-1] if file.works else (None, Work())
    form = failed or WorkForm(secret(), blank=True)
    if failed is None:
        form.take(held)
    if failed is None or faster:  # The next try says that the colleague's record has been seen.
        form.version.data = str(entry.number if entry else 0)
    return render(
        "casework/work.html",
        reference=reference,
        form=form,
        before=present_work.summary(file, moment),
        faster=faster,
    )
