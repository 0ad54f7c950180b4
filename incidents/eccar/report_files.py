"""The report in each form and language: as a draft, as an edition, and made again from what is kept of one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from incidents.actions.freezing import Correction
from incidents.core.chapters import LANGUAGES
from incidents.documents import docx, html, stored
from incidents.documents.model import Document
from incidents.eccar.report import Material, report
from incidents.typesetting.setting import REPORT, pdf
from incidents.web.locale import gettext, speaking
from incidents.web.moments import day


class Kind(StrEnum):
    """A form of the report."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


MEDIA = {Kind.HTML: "text/html", Kind.PDF: "application/pdf", Kind.DOCX: docx.MEDIA}
_WRITE: Mapping[Kind, Callable[[Document], bytes]] = {
    Kind.HTML: html.page,
    Kind.PDF: lambda document: pdf(document.pack(), template=REPORT),
    Kind.DOCX: docx.docx,
}


def write(document: Document, kind: Kind) -> bytes:
    """A file; the same bytes for the same document."""
    return _WRITE[kind](document)


def draft(material: Material, span: str, language: str) -> Document:
    """The report as it would be frozen now, and it says that it is not."""
    with speaking(language):
        made = report(material, span)
        standing = gettext("Rapporten är inte fryst. Texter och siffror kan ändras.")
        return replace(made, mark=gettext("Utkast."), standing=standing)


def edition(
    material: Material, span: str, number: int, correction: Correction, on: date
) -> dict[str, Document]:
    """The report as it is frozen on a day, by language; that day is its clock."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            mark = gettext("Utgåva %(number)s.", number=number)
            standing = _standing(number, correction, on, language)
            made = report(material, span)
            found[language] = replace(made, day=on, mark=mark, standing=standing)
    return found


def _standing(number: int, correction: Correction, on: date, language: str) -> str:
    said = [gettext("Fryst den %(day)s.", day=day(on))]
    if number > 1:
        said.append(gettext("Den ersätter utgåva %(number)s.", number=number - 1))
        changed = correction.text if language == "sv" else correction.english
        said.append(
            gettext("Ändrat: %(changed)s", changed=changed)
            if changed
            else gettext("Vad som är ändrat står i rapporten på svenska.")
        )
    return " ".join(said)


def name_of(language: str, kind: Kind) -> str:
    """How a file is called among those of an edition."""
    return f"{language}.{kind}"


def kept(documents: Mapping[str, Document]) -> dict[str, str]:
    """What is kept of an edition, by language."""
    return {language: stored.written(document) for language, document in documents.items()}


def remade(content: Mapping[str, str]) -> dict[str, bytes]:
    """Every file of an edition from what is kept of it."""
    documents = {language: stored.read(text) for language, text in content.items()}
    return {
        name_of(language, kind): write(document, kind)
        for language, document in documents.items()
        for kind in Kind
    }
