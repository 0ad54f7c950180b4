"""The page where files are sent from the inbox."""

import secrets

from flask import Blueprint, Response, abort, request

from incidents.actions import inbox as deeds
from incidents.actions.files import SealedFile
from incidents.actions.inbox_files import send_file
from incidents.reporting import journey, uploading, visit
from incidents.reporting.code_page import Opened, opened
from incidents.reporting.uploading import SendFilesForm, Upload
from incidents.store.database import writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.intake import takes_files
from incidents.web.locale import NAMES, gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def register(pages: Blueprint) -> None:
    """The page's address."""
    pages.add_url_rule("/inbox/files", "inbox_files", inbox_files, methods=["GET", "POST"])


@access(Access.PUBLIC)
@takes_files
def inbox_files(lang: str) -> Page:
    """A field for files; what is chosen is sent at once."""
    if not cookies.settings().files_most:
        abort(404)
    found = opened()
    if found is None:
        return _run_out(lang)
    if request.method != "POST":
        return _page(found, SendFilesForm(found.secret))
    return _posted(found, lang)


def _posted(found: Opened, lang: str) -> Page:
    secret = found.secret
    problem = uploading.refused()
    if problem is not None:
        return _page(found, SendFilesForm(secret, blank=True), problem)
    form = SendFilesForm(secret)
    if not form.validate():
        return _page(found, form)
    kept, problems = _taken(found, form.once.data or "", lang)
    if problems:
        return _page(found, form, *problems, sent=kept)
    if not kept:
        return _page(found, form, str(uploading.NOTHING_CHOSEN))
    return visit.go(f"{journey.url('inbox', lang)}?sent=files#latest")


def _run_out(lang: str) -> Page:
    """The inbox is closed by now: nothing is stored, and the page says so."""
    if visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    if request.method != "POST":
        return visit.go(journey.url("come_back", lang))
    page = render(
        "error.html",
        title=gettext("Filen är inte skickad"),
        what_to_do=gettext("Inkorgen hade stängts. Öppna den med din kod och skicka filen igen."),
        show_exit=True,
    )
    return page, 400


def _taken(found: Opened, once: str, lang: str) -> tuple[int, list[str]]:
    settings = cookies.settings()

    def keep(upload: Upload, file: SealedFile) -> None:
        try:
            with writing() as session:
                send_file(
                    session,
                    found.code,
                    file,
                    once=f"{once}|{upload.digest.hex()}",
                    language=NAMES[lang].tag,
                    most=settings.files_most,
                    pinned=settings.trust,
                    now=visit.now(),
                )
                found.keep_open(session, text_too=True)
        except deeds.AlreadySent:
            return

    return uploading.take(keep)


def _page(found: Opened, form: SendFilesForm, *problems: str, sent: int = 0) -> tuple[str, int]:
    form.once.data = form.once.data or secrets.token_hex(16)
    if problems:
        form.file.errors = list(problems[:1])
        form.form_errors = list(problems[1:])
    page = render(
        "reporting/inbox_files.html",
        form=form,
        sent=sent,
        unsent=bool(found.unsent("inbox").strip()),
        settings=cookies.settings(),
        show_exit=True,
    )
    return page, 400 if request.method == "POST" else 200
