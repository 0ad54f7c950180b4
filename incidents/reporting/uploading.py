"""What a form with files brings: each file cleaned and sealed one after another, or a sentence that says why not."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import abort, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests
from wtforms import FileField, HiddenField, StringField

from incidents.actions.files import SealedFile, clean_and_seal
from incidents.cleaning.limits import MIB
from incidents.cleaning.reasons import SENTENCES, Reason
from incidents.core.errors import Invalid, Unsafe
from incidents.web import cookies
from incidents.web.errors import alarm
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

NOTHING_CHOSEN = lazy_gettext("Välj en fil först.")
_NOT_SAVED = lazy_gettext(
    "Vi kunde inte spara filen just nu. Vänta en stund och skicka filen igen."
)


class FilesForm(Form):
    """Files for a report that is not sent yet. The files are read apart from the fields."""

    file = FileField(lazy_gettext("Välj en eller flera filer"))
    remove = StringField()


class SendFilesForm(Form):
    """Files that are sent from the inbox."""

    file = FileField(lazy_gettext("Välj en eller flera filer"))
    once = HiddenField()


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came: its bytes, and their hash, by which a repeated post is known."""

    data: bytes
    digest: bytes


def refused() -> str | None:
    """The sentence for a body that the server did not take; None when it is there. Reads the form."""
    try:
        values = [value for values in request.form.listvalues() for value in values]
    except RequestEntityTooLarge:
        return str(
            gettext(
                "Det blev för mycket på en gång. Skicka en fil i taget, högst %(megabytes)d MB.",
                megabytes=cookies.settings().file_megabytes,
            )
        )
    except TooManyRequests:
        return str(gettext(SENTENCES[Reason.BUSY]))
    if any("\0" in value for value in values):
        abort(400)
    return None


def uploads() -> Iterator[Upload]:
    """The files of the form; an empty field sends a nameless nothing. What a file was called is never looked at."""
    for part in request.files.getlist("file"):
        data = part.stream.read()
        if data or part.filename:
            yield Upload(data, hashlib.sha256(data).digest())
        part.close()


def take(keep: Callable[[Upload, SealedFile], None]) -> tuple[int, list[str]]:
    """Clean, seal and `keep` each file; returns how many were kept, and a sentence for each that was not."""
    kept, problems = 0, list[str]()
    seen = 0
    for seen, upload in enumerate(uploads(), 1):
        try:
            keep(upload, _sealed(upload))
        except Unsafe as error:
            alarm(error)
            problems.append(_told(seen, gettext(error.sentence)))
        except Invalid as error:
            problems.append(_told(seen, gettext(error.sentence)))
        except _TooLarge:
            problems.append(_told(seen, _too_large()))
        except OperationalError:
            problems.append(_told(seen, str(_NOT_SAVED)))
        else:
            kept += 1
    if seen == 1:
        problems = [problem.partition(": ")[2] for problem in problems]
    return kept, problems


class _TooLarge(Exception):
    """The file is larger than the setting allows."""


def _sealed(upload: Upload) -> SealedFile:
    megabytes = cookies.settings().file_megabytes
    if len(upload.data) > megabytes * MIB:
        raise _TooLarge
    return clean_and_seal(upload.data, megabytes)


def _told(number: int, sentence: str) -> str:
    return str(gettext("Fil %(number)d", number=number)) + ": " + sentence


def _too_large() -> str:
    return str(
        gettext(
            "Filen är större än %(megabytes)d MB. Skicka en mindre kopia eller bara det viktiga. "
            "Spara originalet själv: polisen kan behöva det.",
            megabytes=cookies.settings().file_megabytes,
        )
    )
