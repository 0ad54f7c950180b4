"""DCAT-AP-SE 3.0.1 as its form templates have it: how often each property stands, and what it may be.

From https://github.com/diggsweden/DCAT-AP-SE (bundle.json) and its rules for harvesting: addresses of their own for
catalogue, data set, distribution, publisher and contact; licences of Creative Commons by their address without s.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, Node, URIRef

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
EU = "http://publications.europa.eu/resource/authority"
MANY = 99
SERIES_KIND = URIRef("http://www.w3.org/ns/dcat#DatasetSeries")
LANGUAGES = {"sv", "en"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A property: how often it stands at least and at most, and of what kind it is."""

    name: URIRef
    least: int
    most: int
    kind: str

    def faults(self, graph: Graph, thing: Node) -> Iterator[str]:
        """What is wrong with it."""
        found = list(graph.objects(thing, self.name))
        if not self.least <= len(found) <= self.most:
            yield f"{thing}: {self.name} stands {len(found)} times"
        if self.kind == "words" and {getattr(one, "language", None) for one in found} != LANGUAGES:
            yield f"{thing}: {self.name} is not in both languages"
        for one in found:
            if not _sound(self.kind, one):
                yield f"{thing}: {self.name} is {one!r}"


def _sound(kind: str, one: Node) -> bool:
    if kind == "words":
        return isinstance(one, Literal) and bool(str(one).strip())
    if kind == "literal":
        return isinstance(one, Literal)
    if kind == "text":
        return isinstance(one, Literal) and one.datatype is None
    if kind in ("date", "nonNegativeInteger"):
        return isinstance(one, Literal) and one.datatype == XSD[kind] and not one.ill_typed
    if kind == "node":
        return not isinstance(one, Literal)
    return isinstance(one, URIRef) and str(one).startswith(kind)


#: Mandatory, recommended, and of the rest what this catalogue has to say.
CATALOG = (
    Rule(DCTERMS.title, 2, 2, "words"),
    Rule(DCTERMS.description, 2, 2, "words"),
    Rule(DCTERMS.publisher, 1, 1, "http"),
    Rule(DCTERMS.license, 1, 1, "http://creativecommons.org/"),
    Rule(DCAT.dataset, 1, MANY, "http"),
    Rule(DCTERMS.issued, 1, 1, "date"),
    Rule(DCTERMS.modified, 1, 1, "date"),
    Rule(DCTERMS.language, 2, 2, f"{EU}/language/"),
    Rule(DCTERMS.spatial, 1, MANY, f"{EU}/country/SWE"),
    Rule(DCAT.themeTaxonomy, 1, 1, f"{EU}/data-theme"),
)
DATASET = (
    Rule(DCTERMS.title, 2, 2, "words"),
    Rule(DCTERMS.description, 2, 2, "words"),
    Rule(DCTERMS.publisher, 1, 1, "http"),
    Rule(DCAT.contactPoint, 1, 1, "http"),
    Rule(DCAT.keyword, 2, MANY, "words"),
    Rule(DCAT.theme, 1, MANY, f"{EU}/data-theme/"),
    Rule(DCTERMS.issued, 1, 1, "date"),
    Rule(DCTERMS.spatial, 1, MANY, f"{EU}/country/SWE"),
    Rule(DCTERMS.temporal, 1, MANY, "node"),
    Rule(DCTERMS.accessRights, 1, 1, f"{EU}/access-right/PUBLIC"),
    Rule(DCTERMS.accrualPeriodicity, 1, 1, f"{EU}/frequency/NEVER"),
    Rule(DCTERMS.identifier, 1, 1, "text"),
    Rule(DCTERMS.language, 1, 1, f"{EU}/language/SWE"),
    Rule(DCTERMS.provenance, 1, 1, "node"),
    Rule(DCAT.distribution, 1, MANY, "http"),
)
DISTRIBUTION = (
    Rule(DCTERMS.title, 2, 2, "words"),
    Rule(DCTERMS.description, 2, 2, "words"),
    Rule(DCAT.accessURL, 1, 1, "http"),
    Rule(DCAT.downloadURL, 1, 1, "http"),
    Rule(DCTERMS["format"], 1, 1, "text"),
    Rule(DCTERMS.license, 1, 1, "http://creativecommons.org/"),
    Rule(DCTERMS.language, 1, 1, f"{EU}/language/"),
    Rule(DCAT.byteSize, 1, 1, "nonNegativeInteger"),
    Rule(DCATAP.availability, 1, 1, f"{EU}/planned-availability/STABLE"),
)
AGENT = (
    Rule(FOAF.name, 1, 1, "literal"),
    Rule(DCTERMS.type, 1, 1, "http://purl.org/adms/publishertype/LocalAuthority"),
)
PERIOD = (Rule(DCAT.startDate, 1, 1, "date"), Rule(DCAT.endDate, 1, 1, "date"))
SERIES = (
    Rule(DCTERMS.title, 2, 2, "words"),
    Rule(DCTERMS.description, 2, 2, "words"),
    Rule(DCTERMS.publisher, 1, 1, "http"),
    Rule(DCAT.contactPoint, 1, 1, "http"),
    Rule(DCAT.keyword, 2, MANY, "words"),
    Rule(DCAT.theme, 1, MANY, f"{EU}/data-theme/"),
    Rule(DCTERMS.issued, 1, 1, "date"),
    Rule(DCTERMS.modified, 1, 1, "date"),
    Rule(DCTERMS.spatial, 1, MANY, f"{EU}/country/SWE"),
    Rule(DCTERMS.accrualPeriodicity, 1, 1, f"{EU}/frequency/QUARTERLY"),
)
CLASSES = {
    DCAT.Catalog: CATALOG,
    DCAT.Dataset: DATASET,
    SERIES_KIND: SERIES,
    DCAT.Distribution: DISTRIBUTION,
    FOAF.Agent: AGENT,
    DCTERMS.PeriodOfTime: PERIOD,
}
#: What has to have an address of its own.
NAMED = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, FOAF.Agent, VCARD.Organization)


def faults(graph: Graph) -> list[str]:
    """Everything in a catalogue that the profile does not allow."""
    found = [
        fault
        for kind, rules in CLASSES.items()
        for thing in graph.subjects(RDF.type, kind)
        for rule in rules
        for fault in rule.faults(graph, thing)
    ]
    found += [
        f"{thing} has no address"
        for kind in NAMED
        for thing in graph.subjects(RDF.type, kind)
        if not isinstance(thing, URIRef)
    ]
    relative = [one for triple in graph for one in triple if isinstance(one, URIRef)]
    return found + [f"{one} is not whole" for one in relative if ":" not in one]
