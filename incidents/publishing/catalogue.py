"""The release as an entry for dataportal.se: DCAT-AP-SE 3 in JSON-LD, Swedish and English.

Addresses are relative to where the folder lies. Whatever a harvester keeps has one of its own, as it asks for; the
publisher's and the contact's are the same in each release as long as these are.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from incidents.publishing.contact import Contact, contact_in
from incidents.publishing.days import first_and_last
from incidents.publishing.distributions import distributions
from incidents.publishing.linked import EU, LANGUAGES, OWN, Node, both, english, licence, link
from incidents.publishing.report import Told
from incidents.publishing.stated import in_one_line
from incidents.publishing.wording import Say, title

_THEMES = (f"{EU}/data-theme/JUST", f"{EU}/data-theme/SOCI")
_SWEDEN = f"{EU}/country/SWE"
_NAMES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_KEYWORDS = (
    ("diskriminering", "discrimination"),
    ("hatbrott", "hate crime"),
    ("mänskliga rättigheter", "human rights"),
)
_WHAT = (
    "Antal rapporter om diskriminering och hathändelser som kommunen har tagit emot.",
    "Numbers of reports of discrimination and hate incidents that the municipality has received.",
)


def dcat(told: Told, files: Mapping[str, bytes]) -> bytes:
    """A catalogue with one data set, and a distribution for each file that people or programs read by itself."""
    about = told.about
    contact = contact_in(str(about["contact"]))
    day = {"@type": "xsd:date", "@value": about["frozen"]}
    publisher = _publisher(contact)
    content = {
        "@context": _NAMES,
        "@id": OWN,
        "@type": "dcat:Catalog",
        "dct:title": both(
            "Statistik om diskriminering och hathändelser",
            "Statistics on discrimination and hate incidents",
        ),
        "dct:description": both(*_WHAT),
        "dct:publisher": publisher,
        "dct:license": licence(about),
        "dct:language": [link(one, "dct:LinguisticSystem") for one in LANGUAGES.values()],
        "dct:issued": day,
        "dct:modified": day,
        "dct:spatial": link(_SWEDEN, "dct:Location"),
        "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme"},
        "dcat:dataset": {
            "@id": "./",
            "@type": "dcat:Dataset",
            "dct:identifier": about["release"],
            "dct:title": both(
                f"Diskriminering och hathändelser, publicering {about['release']}",
                f"Discrimination and hate incidents, release {about['release']}",
            ),
            "dct:description": both(_tables(told, _WHAT[0]), _tables(told, _WHAT[1], english())),
            "dct:publisher": publisher,
            "dcat:contactPoint": _contact(contact),
            "dct:issued": day,
            "dct:language": link(LANGUAGES["sv"], "dct:LinguisticSystem"),
            "dct:spatial": link(_SWEDEN, "dct:Location"),
            **_temporal(told),
            # What is frozen never changes; the next quarter is a data set of its own.
            "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/NEVER"},
            "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
            "dct:provenance": {
                "@type": "dct:ProvenanceStatement",
                "dct:description": both(in_one_line(about), _in_english(about)),
            },
            "dcat:theme": [{"@id": one} for one in _THEMES],
            "dcat:keyword": [text for pair in _KEYWORDS for text in both(*pair)],
            "dcat:distribution": distributions(told, files),
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _tables(told: Told, what: str, say: Say = str) -> str:
    titles = dict.fromkeys(title(one.slice, told.dims, say) for one in told.tables)
    return " ".join([what, *(f"{one}." for one in titles)])


def _in_english(about: Mapping[str, Any]) -> str:
    """What `stated` says in Swedish."""
    most = about["threshold"] - 1
    return (
        f"Release: {about['release']}. Frozen: {about['frozen']}. Version of the rules: {about['rules_version']}, "
        f"of the plan: {about['plan_version']}. Threshold (k): {about['threshold']}; numbers from 1 to {most} are "
        f"not shown. '..' is a small number (1-{most}), or a number that would give one away. "
        f"Licence: {about['licence']}. Contact: {about['contact']}."
    )


def _temporal(told: Told) -> Node:
    codes = [one.period for one in told.came_in] + [one.slice.period.code for one in told.tables]
    found = first_and_last(codes)
    if found is None:
        return {}
    first, last = ({"@type": "xsd:date", "@value": one.isoformat()} for one in found)
    period = {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    return {"dct:temporal": period}


def _publisher(contact: Contact) -> Node:
    kind = "http://purl.org/adms/publishertype/LocalAuthority"
    return {
        "@id": _own_address("publisher", contact.name),
        "@type": "foaf:Agent",
        "foaf:name": {"@language": "sv", "@value": contact.name},
        "dct:type": {"@id": kind},
    }


def _contact(contact: Contact) -> Node:
    """A part that the text does not have is not there: an address that nobody gave would lead nowhere."""
    found: Node = {
        "@id": _own_address("contact", repr(contact)),
        "@type": "vcard:Organization",
        "vcard:fn": contact.name,
    }
    if contact.mails:
        found["vcard:hasEmail"] = [{"@id": one} for one in contact.mails]
    if contact.phones:
        called = [{"@type": "vcard:Voice", "vcard:hasValue": {"@id": o}} for o in contact.phones]
        found["vcard:hasTelephone"] = called
    if contact.sites:
        found["vcard:hasURL"] = [{"@id": one} for one in contact.sites]
    return found


def _own_address(kind: str, said: str) -> str:
    """Beside the releases, by what it says: one address for the same thing in all of them."""
    return f"../#{kind}-{sha256(said.encode()).hexdigest()[:12]}"
