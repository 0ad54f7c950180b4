"""A case's files: opened by a post that is audited, then shown or downloaded by this log-in alone.

A page that only shows changes nothing, so it cannot audit: it asks for a token that the post has handed out.
"""

import hmac

from flask import Response, request, url_for

from incidents.actions import casefiles
from incidents.casework.forms import FileForm
from incidents.casework.present_files import file_words
from incidents.casework.visit import Page, desk, go, now, secret
from incidents.cleaning.kinds import FORMS, Kind
from incidents.core.errors import Invalid, NotFound
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.templates import render

#: What may be shown in a page: cleaned pictures. Everything else is downloaded.
PICTURES = frozenset({Kind.JPEG, Kind.PNG})
SANDBOX = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@access(Access.DESK)
def open_file(reference: str) -> Page:
    """The handler opens a file of an opened case."""
    form = FileForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    number = _number(form.number.data or "")
    with writing() as session:
        casefiles.open_for(session, desk(), reference, number, now=now())
    return go(_address("casework.case_file_page", reference, number))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid("Det finns ingen sådan fil i ärendet.")
    return int(text)


def _token(reference: str, number: int) -> str:
    return secret().form_token(f"file {reference} {number}")


def _address(endpoint: str, reference: str, number: int) -> str:
    token = _token(reference, number)
    return url_for(endpoint, reference=reference, number=number, opened=token)


def _check_opened(reference: str, number: int) -> None:
    given = request.args.get("opened", "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, _token(reference, number).encode()):
        raise NotFound("Öppna filen från ärendet.")


@access(Access.DESK)
def page(reference: str, number: int) -> Page:
    """A picture, blurred until it is asked for; or a file to download."""
    _check_opened(reference, number)
    with reading() as session:
        note = casefiles.described(session, desk(), reference, number)
    return render(
        "casework/file.html",
        reference=reference,
        words=file_words(note.content()),
        picture=note.kind in PICTURES,
        address=_address("casework.case_file_content", reference, number),
    )


@access(Access.DESK)
def content(reference: str, number: int) -> Page:
    """The bytes, from an address that can run and load nothing."""
    _check_opened(reference, number)
    with reading() as session:
        note, data = casefiles.read(session, desk(), reference, number)
    shown = note.kind in PICTURES
    known = note.kind in set(Kind)
    kind = FORMS[Kind(note.kind)].media_type if known else "application/octet-stream"
    how = "inline" if shown else "attachment"
    headers = {
        "Content-Security-Policy": SANDBOX,
        "Content-Disposition": f'{how}; filename="{safe_name(note.name)}"',
    }
    return Response(data, mimetype=kind, headers=headers)


def safe_name(name: str) -> str:
    """The neutral name; anything else that somebody wrote in the database becomes `fil`."""
    plain = name.isascii() and name.replace("-", "").replace(".", "").isalnum()
    return name if plain and len(name) < 40 else "fil"
