"""Linked data: what the parts of a catalogue have in common."""

from collections.abc import Mapping
from typing import Any

from incidents.publishing.wording import Say
from incidents.web.locale import catalogue

EU = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"sv": f"{EU}/language/SWE", "en": f"{EU}/language/ENG"}
#: The catalogue's own file.
OWN = "catalogue.jsonld"
Node = dict[str, Any]


def link(address: str, kind: str) -> Node:
    """Something at an address, and what it is."""
    return {"@id": address, "@type": kind}


def licence(about: Mapping[str, Any]) -> Node:
    """Licences are told apart by their address, and those of Creative Commons have one without s there."""
    plain = str(about["licence"]).replace(
        "https://creativecommons.org/", "http://creativecommons.org/"
    )
    return link(plain, "dct:LicenseDocument")  # fmt: skip


def both(sv: str, en: str) -> list[dict[str, str]]:
    """A text in two languages."""
    return [{"@language": "sv", "@value": sv}, {"@language": "en", "@value": en}]


def english() -> Say:
    """Translates."""
    return catalogue("en").gettext
