"""A case's links: seen, made and taken away, and a double merged with the case in which work goes on."""

from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from incidents.actions import casefile, likeness, linking, merging
from incidents.actions import casework as deeds
from incidents.actions.casework import AlreadyWritten
from incidents.actions.merging import Words
from incidents.casework import present, present_links
from incidents.casework.link_forms import LinksForm, MergeForm, UnlinkForm, references
from incidents.casework.opening import show_case
from incidents.casework.present_replies import spoken
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.languages import languages
from incidents.core.replies import MERGED
from incidents.core.workflow import Status
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import catalogue, gettext
from incidents.web.templates import render

Deed = Callable[[Session], None]


@access(Access.DESK)
def show_links(reference: str) -> Page:
    """The links with a form for more of them. Refused, it keeps what was chosen."""
    if request.method == "GET":
        return _page(reference)
    form = LinksForm(secret())
    picked = references([*request.form.getlist("reference"), form.other.data or ""])
    others = [one for one in picked if one != reference]
    sound = form.validate()
    if not others:
        form.other.errors = [gettext("Välj eller skriv minst ett annat ärende.")]
    if not sound or not others:
        return _refused(reference, form, 400)
    _check_open(reference)

    def deed(session: Session) -> None:
        kind, name = form.chosen(), form.name.data or ""
        chosen = (reference, *others)
        linking.link(session, desk(), chosen, kind, name, pinned=pinned(), now=now())

    refused = done(deed)
    if refused is not None:
        form.other.errors = [refused[0]]
        return _refused(reference, form, refused[1])
    return back(reference, "#links")


def _check_open(reference: str) -> None:
    """Nothing is done in a case before its cover sheet, whatever is wrong with the other one."""
    with reading() as session:
        deeds.writable(session, desk(), reference)


def done(deed: Deed) -> tuple[str, int] | None:
    """Do it, once however often it is posted; or why not, as a sentence, and the answer's status."""

    def store() -> None:
        try:
            with writing() as session:
                deed(session)
        except AlreadyWritten:
            return
        except (Invalid, NotAllowed, NotFound) as error:
            raise Conflict(error.sentence) from error

    return why_not(store)


@access(Access.DESK)
def unlink(reference: str) -> Page:
    """Take a link away."""
    form = UnlinkForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    _check_open(reference)
    kind, other = form.chosen(), form.other.data or ""
    with writing() as session:
        linking.unlink(session, desk(), reference, other, kind, pinned=pinned(), now=now())
    return back(reference, "#links")


@access(Access.DESK)
def merge(reference: str) -> Page:
    """Close the case as a double of another one."""
    form = MergeForm(secret())
    if not form.validate():
        return _refused(reference, form, 400)
    _check_open(reference)

    def deed(session: Session) -> None:
        merging.merge(
            session,
            desk(),
            reference,
            form.reference(),
            _words(session, reference),
            version=form.number(),
            pinned=pinned(),
            now=now(),
        )

    refused = done(deed)
    if refused is not None:
        form.leading.errors = [refused[0]]
        return _refused(reference, form, refused[1])
    return back(reference)


def _words(session: Session, reference: str) -> Words:
    """What stands in the inbox: in the reporter's language as far as we have it."""
    case = deeds.writable(session, desk(), reference)
    report = casefile.read(session, desk(), case, pinned=pinned()).report
    code = spoken(report.language if report else "sv")
    text = catalogue(code).gettext(MERGED)
    return Words(text, languages()[code].tag, "" if code == "sv" else MERGED)


def _refused(reference: str, form: LinksForm | MergeForm, status: int) -> Page:
    page = _page(reference, form)
    return (page, status) if isinstance(page, str) else page


def _page(reference: str, failed: LinksForm | MergeForm | None = None) -> Page:
    """The page; the case with its cover sheet or its quarantine comes first."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        closed = not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE
        if closed:
            return back(reference) if failed is None else (show_case(reference)[0], 400)
        file = casefile.read(session, desk(), case, pinned=pinned())
        links = present_links.panel(linking.look(session, desk(), file))
        alike = present_links.alike(likeness.hints(session, desk(), file))
    merging_form = failed if isinstance(failed, MergeForm) else MergeForm(secret(), blank=True)
    merging_form.version.data = str(case.version)
    return render(
        "casework/links.html",
        reference=reference,
        links=links,
        alike=alike,
        picked=request.form.getlist("reference"),
        failed=failed,
        form=failed if isinstance(failed, LinksForm) else LinksForm(secret(), blank=True),
        unlink_form=UnlinkForm(secret(), blank=True),
        merge_form=merging_form,
        can_merge=case.status is Status.NEW or present.can_close(case),
    )
