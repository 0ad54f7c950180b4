"""All releases as one catalogue for dataportal.se (DCAT-AP-SE): what each says of itself, with whole addresses.

Each release is a data set, and all of them are one series. Harvesters want RDF/XML; the same statements stand in both.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from incidents.core.publication import Damaged

CATALOGUE = "catalogue.jsonld"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_QUARTERLY = "http://publications.europa.eu/resource/authority/frequency/QUARTERLY"
#: What all releases have in common is said of their series as the newest says it.
_COMMON = ("dct:publisher", "dcat:contactPoint", "dct:spatial", "dcat:theme", "dcat:keyword")
Node = dict[str, Any]


def whole(releases: Mapping[str, bytes], base: str, page: str = "") -> bytes:
    """One catalogue with a data set for each release; `base` is where their files lie, `page` shows them to people."""
    content: Node = {}
    sets: list[Node] = []
    for name, raw in releases.items():
        try:
            content = _addressed(json.loads(raw), f"{base}{name}/")
            data = {**content["dcat:dataset"], "@id": f"{base}{name}/"}
            sets.append({**data, "dcat:inSeries": {"@id": base}})
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise Damaged(f"{name}/{CATALOGUE}") from error
    shown = {"foaf:homepage": {"@id": page, "@type": "foaf:Document"}} if page else {}
    series = _series(content, sets, base)
    # What all have in common is said by the newest.
    content |= {
        "@id": f"{base.removesuffix('files/')}{CATALOGUE}",
        "dct:issued": sets[0]["dct:issued"],
        **shown,
        "dcat:dataset": [*sets, series],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _series(content: Mapping[str, Any], sets: list[Node], base: str) -> Node:
    newest = sets[-1]
    return {
        "@id": base,
        "@type": "dcat:DatasetSeries",
        "dct:title": content["dct:title"],
        "dct:description": content["dct:description"],
        **{name: newest[name] for name in _COMMON if name in newest},
        "dct:issued": sets[0]["dct:issued"],
        "dct:modified": newest["dct:issued"],
        "dct:accrualPeriodicity": {"@id": _QUARTERLY},
    }


def _addressed(told: Any, base: str) -> Any:
    """With addresses that hold wherever it is read."""
    if isinstance(told, dict):
        return {
            name: urljoin(base, value) if name == "@id" else _addressed(value, base)
            for name, value in told.items()
        }
    return [_addressed(one, base) for one in told] if isinstance(told, list) else told


def as_xml(catalogue: bytes) -> bytes:
    """The same statements as RDF/XML."""
    told = json.loads(catalogue)
    names = told.pop("@context")
    spaces = "".join(f" xmlns:{name}={quoteattr(url)}" for name, url in names.items())
    body = "\n".join(_element(told, names))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="{_RDF}"{spaces}>\n{body}\n</rdf:RDF>\n'
    ).encode()


def _element(told: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Something with a kind, and what is said of it."""
    kind = told["@type"]
    about = f" rdf:about={quoteattr(told['@id'])}" if "@id" in told else ""
    yield f"<{kind}{about}>"
    for name, value in told.items():
        if not name.startswith("@"):
            for one in value if isinstance(value, list) else [value]:
                yield from _said(name, one, names)
    yield f"</{kind}>"


def _said(name: str, one: Any, names: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(one, dict):
        yield f"<{name}>{escape(str(one))}</{name}>"
    elif "@value" in one:
        yield f"<{name}{_marked(one, names)}>{escape(one['@value'])}</{name}>"
    elif "@type" in one:
        yield f"<{name}>"
        yield from _element(one, names)
        yield f"</{name}>"
    else:
        yield f"<{name} rdf:resource={quoteattr(one['@id'])}/>"


def _marked(one: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The language of a text, or the kind of a value."""
    if "@language" in one:
        return f" xml:lang={quoteattr(one['@language'])}"
    space, _, kind = one["@type"].partition(":")
    return f" rdf:datatype={quoteattr(names[space] + kind)}"
