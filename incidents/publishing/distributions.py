"""The files of a release as a catalogue tells of them: what each is, where it lies, how it may be used."""

from collections.abc import Mapping

from incidents.core.languages import sentence
from incidents.publishing.linked import EU, LANGUAGES, OWN, Node, both, english, licence, link
from incidents.publishing.report import Told
from incidents.publishing.wording import Say, caption

_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "px": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What each file that belongs to no table holds.
_WHOLE = {
    "t0": sentence("Rapporter som kom in, kvartal för kvartal"),
    "tables": sentence("Alla tabeller"),
    "report": sentence("Rapport om statistiken"),
}
#: What a table's file is called.
_KINDS = {"json": "JSON-stat", "px": "PX", "csv": "CSV"}


def distributions(told: Told, files: Mapping[str, bytes]) -> list[Node]:
    """One for each file that people or programs read by itself."""
    return [_distribution(name, files[name], told) for name in sorted(files) if _media(name)]


def _media(name: str) -> str | None:
    return None if "metadata" in name else _MEDIA.get(name.rpartition(".")[2])


def _distribution(name: str, data: bytes, told: Told) -> Node:
    language = "en" if name.startswith("report.en.") else "sv"
    return {
        "@id": f"{OWN}#{name}",
        "@type": "dcat:Distribution",
        "dct:title": both(name, name),
        "dct:description": both(_said(name, told, str), _said(name, told, english())),
        "dcat:accessURL": {"@id": name},
        "dcat:downloadURL": {"@id": name},
        "dct:format": _media(name),
        "dct:language": link(LANGUAGES[language], "dct:LinguisticSystem"),
        "dct:license": licence(told.about),
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(data))},
        "dcatap:availability": {"@id": f"{EU}/planned-availability/STABLE"},
    }


def _said(name: str, told: Told, say: Say) -> str:
    stem, _, ending = name.partition(".")
    kind = name.rpartition(".")[2]
    for table in told.tables:
        if stem.removesuffix("_excel") == table.slice.id.replace("@", "_"):
            words = "CSV för Excel" if stem.endswith("_excel") else _KINDS[ending]
            return f"{caption(table.slice, told.dims, say)} ({say(words)})"
    return f"{say(_WHOLE[stem])} ({kind.upper()})"
