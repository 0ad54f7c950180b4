"""The register-only track: the question about conflict of interest, then the report with one act; then the next."""

import secrets
from datetime import date
from typing import Any

from flask import request, url_for
from wtforms import HiddenField, RadioField, ValidationError

from incidents.actions import cards, casefile, conflict, counting, unsent
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten
from incidents.casework import present, present_coding
from incidents.casework.forms import CoverForm, VersionForm
from incidents.casework.present import CoverSheet
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, go, now, pinned, secret
from incidents.casework.words import CODED, FINDINGS
from incidents.core.clock import local_date
from incidents.core.coding import FIELDS
from incidents.core.entry import Kind
from incidents.core.only_counted import Finding, standing
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render


class CountForm(VersionForm):
    """What the report counts as. `version` is how many entries the case had; `once` is new on each page."""

    once = HiddenField(default=lambda: secrets.token_hex(16))
    finding = RadioField(
        lazy_gettext("Vad ska rapporten räknas som?"),
        choices=lambda: {one.value: str(words) for one, words in FINDINGS.items()},
        validate_choice=False,
    )
    #: The report after this one, whose cover sheet stands beside it, and the question of that sheet.
    following = HiddenField()
    next_conflict = RadioField(
        lazy_gettext("Är du jävig i nästa rapport?"),
        choices=lambda: {
            "no": gettext("Nej, öppna den härnäst"),
            "yes": gettext("Ja, eller jag vill tänka efter"),
        },
        validate_choice=False,
    )

    def validate_finding(self, field: Any) -> None:
        """An answer is needed."""
        if field.data not in list(Finding):
            raise ValidationError(gettext("Välj vad rapporten räknas som."))


@access(Access.DESK)
def show_count(reference: str) -> Page:
    """The cover sheet of the track, and after it the report. A post answers the one or the other."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        opened = deeds.is_opened(session, desk(), case)
        card = cards.of_case(session, desk(), case.id)
        fitting = counting.fits(case, card, desk().actor.staff_id)
    if request.method == "GET":
        if not fitting:
            return back(reference)
        return _report(reference) if opened else _cover(reference)
    return _count(reference) if opened else _answer_cover(reference)


def _cover(reference: str, failed: CoverForm | None = None) -> Page:
    today = local_date(now())
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        card = cards.of_case(session, desk(), case.id)
        people = deeds.colleagues(session, desk(), case)
        left = counting.left(session, desk(), today=today)
    return render(
        "casework/count_cover.html",
        reference=reference,
        cover=present.cover(case, card, today),
        left=left.count,
        form=(failed or CoverForm(secret(), blank=True)).offer(people, desk().actor.staff_id),
    )


def _answer_cover(reference: str) -> Page:
    """As on every cover sheet: *no* opens the case, which is audited; *yes* closes it to this person, unread."""
    form = CoverForm(secret())
    if not form.validate():
        page = _cover(reference, form)
        return (page, 400) if isinstance(page, str) else page
    with writing() as session:
        if form.conflict.data == "yes":
            also = form.closed_to()
            conflict.declare(session, desk(), reference, also=also, pinned=pinned(), now=now())
            unsent.forget(session, secret(), reference, now=now())
            return go(url_for("casework.queue", view="register", declared=1))
        deeds.open_case(session, desk(), reference, now=now())
    return go(url_for("casework.count", reference=reference))


def _report(reference: str, failed: CountForm | None = None) -> str:
    """The report, what is coded by it, and the one question; without the question where it was dealt with meanwhile."""
    today = local_date(now())
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        file = casefile.read(session, desk(), case, pinned=pinned())
        left = counting.left(session, desk(), today=today, but=reference)
    fitting = counting.fits(case, file.card, desk().actor.staff_id) and not file.codings
    form = failed or CountForm(secret(), blank=True)
    form.version.data = str(case.entries)
    following = _beside(form, left, today) if fitting else None
    answers = present_coding.answers_of(file)
    return render(
        "casework/count.html",
        reference=reference,
        report=file.report,
        language=_language(file),
        facts=present.facts(file.report) if file.report else [],
        codes=_codes(file),
        hints=present_coding.hint_words(answers, None),
        files=sum(read.entry.kind is Kind.FILE for read in file.entries),
        unsound=file.unreadable or any(not read.sound for read in file.entries),
        left=left.count,
        next_url=_next(left),
        following=following,
        fitting=fitting,
        form=form,
    )


def _beside(form: CountForm, left: counting.Track, today: date) -> CoverSheet | None:
    """The cover sheet of the next report; an answer that was given to another one's is taken back."""
    with reading() as session:
        found = counting.beside(session, desk(), left.first) if left.first else None
    if found is None or left.first != form.following.data:
        form.next_conflict.data = None
    form.following.data = left.first if found else ""
    return present.cover(*found, today) if found else None


def _codes(file: CaseFile) -> list[tuple[str, list[str]]]:
    """The codes that the reporter's groups stand for, in words."""
    codes = standing(present_coding.answers_of(file))
    return [
        (str(CODED[name]), present_coding.words(codes, name)) for name in FIELDS if name in codes
    ]


def _language(file: CaseFile) -> str:
    code = file.report.language if file.report else ""
    return str(LANGUAGE_NAMES.get(code, code))


def _next(left: counting.Track) -> str:
    """To the next report of the track, or to its empty list."""
    if left.first is None:
        return url_for("casework.queue", view="register")
    return url_for("casework.count", reference=left.first)


def _count(reference: str) -> Page:
    form = CountForm(secret())
    if not form.validate():
        return _report(reference, form), 400
    refused = why_not(lambda: _store(reference, form))
    if refused is not None:
        form.version.errors, status = [refused[0]], refused[1]
        return _report(reference, form), status
    following = form.following.data or ""
    if form.next_conflict.data == "no" and following and _opened(following):
        return go(url_for("casework.count", reference=following))
    with reading() as session:
        left = counting.left(session, desk(), today=local_date(now()))
    return go(_next(left))


def _opened(following: str) -> bool:
    with writing() as session:
        return counting.go_on(session, desk(), following, now=now())


def _store(reference: str, form: CountForm) -> None:
    """Once, however often it is posted."""
    try:
        with writing() as session:
            counting.count(
                session,
                desk(),
                reference,
                Finding(form.finding.data),
                entries=form.number(),
                once=form.once.data or "",
                pinned=pinned(),
                now=now(),
            )
    except AlreadyWritten:
        return
