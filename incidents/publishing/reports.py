"""The report of a release as files: three forms in two languages, whose clock is the day on which it was frozen."""

from functools import cache
from importlib.resources import files

import typst

from incidents.documents.docx import docx
from incidents.documents.html import page
from incidents.documents.model import Document
from incidents.publishing.report import Told, release_report
from incidents.typesetting.standards import STANDARDS
from incidents.web.locale import catalogue

LANGUAGES = ("sv", "en")


def report_files(told: Told) -> dict[str, bytes]:
    """Each form in each language by its name."""
    found = {}
    for language in LANGUAGES:
        document = release_report(told, language, catalogue(language).gettext)
        found[f"report.{language}.html"] = page(document)
        found[f"report.{language}.docx"] = docx(document)
        found[f"report.{language}.pdf"] = _pdf(document)
    return found


def _pdf(document: Document) -> bytes:
    """In this process: it serves no page, and what is set here are our own words and numbers."""
    template = (files("incidents") / "data" / "typesetting" / "report.typ").read_bytes()
    said = {"said": document.pack().decode()}
    made: bytes = typst.compile(
        template, font_paths=_fonts(), sys_inputs=said, pdf_standards=list(STANDARDS["report"])
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Read once for all that a process sets."""
    return typst.Fonts()
