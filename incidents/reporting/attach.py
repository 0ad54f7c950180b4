"""The page where files are added to a report that is not sent yet, and taken away again."""

from flask import Blueprint, Response, abort, request

from incidents.actions import files
from incidents.actions.files import SealedFile
from incidents.core.files import ID_BYTES
from incidents.crypto.browserbox import BrowserSecret
from incidents.reporting import journey, present_files, steps, uploading, visit
from incidents.reporting.uploading import FilesForm, Upload
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.intake import takes_files
from incidents.web.locale import gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def register(pages: Blueprint) -> None:
    """The page's address."""
    pages.add_url_rule("/files", "files", attached, methods=["GET", "POST"])


@access(Access.PUBLIC)
@takes_files
def attached(lang: str) -> Page:
    """The report's files, and a field for more."""
    if not cookies.settings().files_most:
        abort(404)
    held = visit.current()
    away = steps.elsewhere(held, lang, opens_draft=False)
    if held.draft is None and held.receipt is None and request.method == "POST":
        return _no_report(away)
    if away is not None:
        return away
    assert held.secret is not None
    if request.method != "POST":
        return _page(FilesForm(held.secret), held)
    return _posted(held, held.secret, lang)


def _no_report(away: Response | None) -> Page:
    """The draft ran out, or there never was one: nothing is stored, and the page says so."""
    if visit.has_left() and away is not None:
        return away
    page = render(
        "error.html",
        title=gettext("Filen är inte sparad"),
        what_to_do=gettext(
            "Rapporten som filen hör till finns inte kvar här. Börja en ny rapport och lägg till filen igen."
        ),
        show_exit=True,
    )
    return page, 400


def _posted(held: Visit, secret: BrowserSecret, lang: str) -> Page:
    problem = uploading.refused()
    if problem is not None:
        form = FilesForm(secret, blank=True)
        return _page(form, held, problem)
    form = FilesForm(secret)
    if not form.validate():
        return _page(form, held)
    unwanted = _file_id(form.remove.data or "")
    if unwanted is not None:
        with writing() as session:
            files.remove(session, secret, unwanted, now=visit.now())
    kept, problems = _taken(secret)
    if problems:
        return _page(form, visit.current(), *problems)
    if not kept and unwanted is None:
        return _page(form, held, str(uploading.NOTHING_CHOSEN))
    return visit.go(journey.url("files", lang))


def _taken(secret: BrowserSecret) -> tuple[int, list[str]]:
    most = cookies.settings().files_most
    files.discard_expired(Direct(), now=visit.now())

    def keep(_: Upload, file: SealedFile) -> None:
        with writing() as session:
            files.attach(session, secret, file, most=most, now=visit.now())

    return uploading.take(keep)


def _file_id(text: str) -> bytes | None:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None


def _page(form: FilesForm, held: Visit, *problems: str) -> tuple[str, int]:
    shown = held.draft.files if held.draft else ()
    if problems:
        form.file.errors = list(problems[:1])
        form.form_errors = list(problems[1:])
    page = render(
        "reporting/files.html",
        form=form,
        files=present_files.lines(shown),
        room=len(shown) < cookies.settings().files_most,
        witness=held.draft is not None and not held.draft.story,
        settings=cookies.settings(),
        show_exit=True,
    )
    return page, 400 if request.method == "POST" else 200
