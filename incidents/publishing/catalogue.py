"""The release as an entry for dataportal.se: DCAT-AP-SE in JSON-LD, Swedish and English."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.core.statistics.release import Published
from incidents.publishing.formats import title

_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "px": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dcat(tables: Sequence[Published], about: Mapping[str, Any], files: Sequence[str]) -> bytes:
    """A catalogue with one data set; addresses are relative to where the folder is put."""
    content = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Catalog",
        "dct:title": _both("Statistik om diskriminering", "Statistics on discrimination"),
        "dct:description": _both(
            "Antal rapporter om diskriminering och hathändelser.",
            "Numbers of reports of discrimination and hate incidents.",
        ),
        "dct:publisher": _publisher(about),
        "dcat:dataset": {
            "@id": about["release"],
            "@type": "dcat:Dataset",
            "dct:title": _both(f"Publicering {about['release']}", f"Release {about['release']}"),
            "dct:description": _both(
                "; ".join(title(t) for t in tables) or "Antal inkomna rapporter",
                f"{len(tables)} tables. {about['hidden'].split(' ')[0]}: not shown.",
            ),
            "dct:publisher": _publisher(about),
            "dct:issued": {"@type": "xsd:date", "@value": about["frozen"]},
            "dct:accessRights": {
                "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
            },
            "dcat:contactPoint": {"@type": "vcard:Organization", "vcard:fn": about["contact"]},
            "dcat:distribution": [_distribution(name, about) for name in files if _media(name)],
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _publisher(about: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": about["contact"]}


def _both(sv: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "sv", "@value": sv}, {"@language": "en", "@value": en}]


def _media(name: str) -> str | None:
    return None if "metadata" in name else _MEDIA.get(name.rpartition(".")[2])


def _distribution(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": _both(name, name),
        "dcat:accessURL": {"@id": name},
        "dct:format": _media(name),
        "dct:license": {"@id": about["licence"]},
    }
