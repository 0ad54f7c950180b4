"""One coding for several reports of one event: the same form as for one case, written to each of them or to none."""

from flask import request, url_for

from incidents.actions import casefile, together
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.actions.together import Readiness
from incidents.casework import present_coding, present_links
from incidents.casework.coding_form import CodingForm
from incidents.casework.coding_page import BESIDE, MORE_PART, hate_open
from incidents.casework.link_forms import references
from incidents.casework.links_page import done
from incidents.casework.opening import show_case
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.box import Composer, Unsent
from incidents.core.coding_text import versions_in, versions_text
from incidents.core.danger import Answers, priority
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.templates import render


@access(Access.DESK)
def show_together_coding() -> Page:
    """The form, and what is posted by it. Refused, it keeps what was chosen."""
    if request.method == "GET":
        return _page(references(request.args.getlist("reference")))
    form = CodingForm(secret())
    versions = versions_in(form.version.data or "")
    if not form.validate():
        return _refused(list(versions), form, 400)
    refused = done(
        lambda session: together.code(
            session,
            desk(),
            versions,
            form.coding(),
            once=form.once.data or "",
            pinned=pinned(),
            now=now(),
        )
    )
    if refused is not None:
        form.version.errors = [refused[0]]
        return _refused(list(versions), form, refused[1])
    return go(url_for("casework.together", reference=list(versions), coded=1))


def _refused(chosen: list[str], form: CodingForm, status: int) -> Page:
    page = _page(chosen, form)
    return (page, status) if isinstance(page, str) else page


def _page(chosen: list[str], failed: CodingForm | None = None) -> Page:
    """The form; the page of the chosen cases comes first where one of them is not ready or they are too many."""
    with reading() as session:
        found = together.look(session, desk(), chosen)
        unready = [one for one in found if one.state is not Readiness.READY]
        if failed is None and (unready or len(found) < 2):
            return go(url_for("casework.together", reference=chosen))
        first = next((one for one in found if one.state is Readiness.UNOPENED), None)
        if first is not None and failed is not None:
            return _at_the_cover(first.reference, failed)
        files = [
            casefile.read(session, desk(), case, pinned=pinned())
            for one in found
            if one.state is Readiness.READY
            for case in (deeds.find(session, desk(), one.reference),)
        ]
    answers = _all_answers(files)
    form = failed or _blank(files)
    faster = failed is not None and bool(failed.version.errors)
    before = versions_in(form.version.data or "")
    form.version.data = versions_text(_versions(files))
    return render(
        "casework/together_coding.html",
        references=[file.case.reference for file in files],
        reports=[_report(file) for file in files],
        form=form,
        near=form.arrange(answers),
        said=_said(files),
        hints=present_coding.hint_words(answers, None),
        coded=[_coded(file, before) for file in files if file.codings],
        left_out=present_links.chosen(unready),
        faster=faster,
        hate_open=hate_open(form, answers),
        more_open=any(form[name].errors or name in form.codes() for name in MORE_PART),
    )


def _at_the_cover(reference: str, failed: CodingForm) -> Page:
    """A case is closed to this log-in: its cover sheet comes first, and carries along what was ticked."""
    once = failed.once.data or ""
    carried = Unsent(reference, Composer.CODING, failed.ticked(), now(), once=once)
    return show_case(reference, carried=carried if carried.text else None)[0], 400


def _versions(files: list[CaseFile]) -> dict[str, int]:
    return {
        file.case.reference: file.codings[-1][0].number if file.codings else 0 for file in files
    }


def _blank(files: list[CaseFile]) -> CodingForm:
    """What holds where the coded ones say the same; otherwise only the most urgent of their priorities."""
    form = CodingForm(secret(), blank=True)
    held = [file.codings[-1][1] for file in files if file.codings]
    if held and all(one.document() == held[0].document() for one in held):
        form.take(held[0].codes)
        return form
    levels = [
        file.card.priority if file.card else priority(present_coding.answers_of(file))
        for file in files
    ]
    form.take({"priority": (f"p{min(*levels, 4)}",)})
    return form


def _all_answers(files: list[CaseFile]) -> Answers:
    """What any of them said."""
    every: dict[str, dict[str, None]] = {}
    for file in files:
        for name, groups in present_coding.answers_of(file).items():
            every.setdefault(name, {}).update(dict.fromkeys(groups))
    return {name: tuple(groups) for name, groups in every.items()}


def _said(files: list[CaseFile]) -> dict[str, list[tuple[str, list[str]]]]:
    """The reporters' own answers that stand beside each list, case by case."""
    return {
        name: [
            (file.case.reference, said)
            for file in files
            if (said := _groups(present_coding.answers_of(file), beside))
        ]
        for name, beside in BESIDE.items()
    }


def _groups(answers: Answers, names: tuple[str, ...]) -> list[str]:
    return [words for name in names for words in present_coding.groups(answers, name)]


def _report(file: CaseFile) -> tuple[str, str, str, str]:
    """Reference, story, and its language as a tag and in words."""
    language = file.report.language if file.report else ""
    story = str(file.report.content["story"]) if file.report else ""
    return file.case.reference, story, language, str(LANGUAGE_NAMES.get(language, language))


def _coded(file: CaseFile, before: dict[str, int]) -> str:
    """Who coded a case, and whether that is newer than the form."""
    summary = present_coding.summary(file, moment)
    assert summary is not None
    entry, _ = file.codings[-1]
    reference = file.case.reference
    if reference in before and before[reference] != entry.number:
        return gettext(
            "%(reference)s: kodat av %(who)s %(when)s, efter att du öppnade sidan.",
            reference=reference,
            who=summary.by,
            when=summary.when,
        )
    return gettext(
        "%(reference)s: kodat av %(who)s %(when)s.",
        reference=reference,
        who=summary.by,
        when=summary.when,
    )
