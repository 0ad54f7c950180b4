"""The page on which a case is coded, beside the reporter's own answers."""

from flask import request
from sqlalchemy.orm import Session

from incidents.actions import casefile, unsent
from incidents.actions import casework as deeds
from incidents.actions import coding as coding_deeds
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.casework import present_coding
from incidents.casework.coding_form import CodingForm
from incidents.casework.opening import show_case
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.casework.words import TITLES
from incidents.core.box import Composer, Unsent
from incidents.core.coding import HATE_PART
from incidents.core.coding_hints import hate_event_likely
from incidents.core.danger import Answers, priority
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.moments import moment
from incidents.web.templates import render

#: What the reporter answered that bears on a list: it stands beside it.
BESIDE = {
    "scope": ("wish",),
    "hate_event": ("what_happened",),
    "priority": ("safety", "consequence"),
    "area": ("area",),
    "ground": ("ground",),
    "actor_type": ("actor_type",),
    "own_operation": ("actor_type",),
    "form": ("what_happened",),
    "ground_basis": ("ground",),
    "event_type": ("what_happened",),
    "bias_motive": ("bias_motive",),
    "bias_indicator": ("place_type",),
    "need": ("wish", "interpreter_need"),
    "corroboration": ("frequency",),
}

#: The lists that are folded away until something in them is chosen or refused.
MORE_PART = ("form", "ground_basis", "own_operation", "need", "corroboration")


@access(Access.DESK)
def show_coding(reference: str) -> Page:
    """The form, and what is posted by it. Refused, it keeps what was chosen."""
    if request.method == "GET":
        return _page(reference)
    form = CodingForm(secret())
    if not form.validate():
        return _refused(reference, form, 400)
    refused = why_not(lambda: _store(reference, form))
    if refused is not None:
        form.version.errors, status = [refused[0]], refused[1]
        return _refused(reference, form, status)
    return back(reference, "#coding")


def _store(reference: str, form: CodingForm) -> None:
    """Once, however often it is posted."""
    try:
        with writing() as session:
            coding_deeds.code(
                session,
                desk(),
                reference,
                form.coding(),
                version=form.number(),
                once=form.once.data or "",
                pinned=pinned(),
                now=now(),
            )
            _settle(session, reference, form)
    except AlreadyWritten:
        with writing() as session:
            _settle(session, reference, form)


def _settle(session: Session, reference: str, form: CodingForm) -> None:
    once = form.once.data or ""
    unsent.settle(session, secret(), reference, Composer.CODING, once, now=now())


def _refused(reference: str, form: CodingForm, status: int) -> Page:
    page = _page(reference, form, faster=status == 409)
    return (page, status) if isinstance(page, str) else page


def _page(reference: str, failed: CodingForm | None = None, *, faster: bool = False) -> Page:
    """The page; the case with its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        closed = not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE
        file = None if closed else casefile.read(session, desk(), case, pinned=pinned())
        kept = unsent.kept(session, secret(), reference, now=now())
    if file is None:
        return back(reference) if failed is None else _at_the_cover(reference, failed)
    answers = present_coding.answers_of(file)
    form = failed or _blank(file, answers)
    waits = failed is None and kept is not None and kept.composer is Composer.CODING
    if waits and kept:
        form.take_kept(kept)
    if faster:  # The next try says that the colleague's coding has been seen.
        form.version.data = _version(file)
    return render(
        "casework/coding.html",
        reference=reference,
        report=file.report,
        language=_language(file),
        form=form,
        near=form.arrange(answers),
        said=_said(answers),
        hints=present_coding.hint_words(answers, file.codings[-1][1] if file.codings else None),
        before=present_coding.summary(file, moment),
        faster=faster,
        unsent=waits,
        hate_open=hate_open(form, answers),
        more_open=any(form[name].errors or name in form.codes() for name in MORE_PART),
    )


def _at_the_cover(reference: str, failed: CodingForm) -> Page:
    """The case is closed to this log-in: its cover sheet comes first, and carries along what was ticked."""
    once = failed.once.data or ""
    carried = Unsent(reference, Composer.CODING, failed.ticked(), now(), once=once)
    return show_case(reference, carried=carried if carried.text else None)[0], 400


def _blank(file: CaseFile, answers: Answers) -> CodingForm:
    """The coding that holds. Before there is one only the priority stands, as the queue has it already."""
    form = CodingForm(secret(), blank=True)
    level = file.card.priority if file.card else priority(answers)
    form.take(file.codings[-1][1].codes if file.codings else {"priority": (f"p{level}",)})
    form.version.data = _version(file)
    return form


def _version(file: CaseFile) -> str:
    return str(file.codings[-1][0].number if file.codings else 0)


def _language(file: CaseFile) -> str:
    code = file.report.language if file.report else ""
    return str(LANGUAGE_NAMES.get(code, code))


def _said(answers: Answers) -> dict[str, list[tuple[str, list[str]]]]:
    """The reporter's answers that stand beside each list."""
    return {
        name: [
            (str(TITLES[one]), present_coding.groups(answers, one))
            for one in beside
            if one in answers
        ]
        for name, beside in BESIDE.items()
    }


def hate_open(form: CodingForm, answers: Answers) -> bool:
    """Whether the part on hate events is unfolded: it may be one, or something of it is chosen already."""
    codes = form.codes()
    answered = codes.get("hate_event", ())
    chosen = any(name in codes for name in HATE_PART)
    return (
        chosen
        or answered in (("yes",), ("unclear",))
        or (not answered and hate_event_likely(answers))
    )
