"""The catalogue of a release keeps DCAT-AP-SE, leads to every file, and says whom to ask however that is written."""

import json
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef

from incidents.core.publication import CameIn
from incidents.publishing.catalogue import dcat
from incidents.publishing.contact import contact_in
from incidents.publishing.days import first_and_last
from incidents.publishing.report import Told
from tests.publishing import profile, readers
from tests.publishing.profile import VCARD

BASE = "https://statistik.example/open/r1/"
ABOUT = {
    "release": "r1",
    "frozen": "2026-04-30",
    "rules_version": 1,
    "plan_version": 2,
    "threshold": 5,
    "hidden": ".. betyder ett litet tal",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "too_few": [],
    "group_disclosure": [],
}


def own(folder: Path) -> Path:
    told = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    return folder / str(told["releases"][-1])


def test_it_keeps_the_profile(folder: Path) -> None:
    graph = readers.catalogue(own(folder) / "catalogue.jsonld", BASE)
    assert profile.faults(graph) == []
    assert {kind for kind in profile.CLASSES if (None, RDF.type, kind) in graph} == (
        profile.CLASSES.keys() - {profile.SERIES_KIND}
    )


def test_it_leads_to_every_file_with_its_size(folder: Path) -> None:
    release = own(folder)
    graph = readers.catalogue(release / "catalogue.jsonld", BASE)
    record = json.loads((release / "release.json").read_text(encoding="utf-8"))
    (data,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(data) == BASE
    found = {}
    for one in graph.objects(data, DCAT.distribution):
        (address,) = graph.objects(one, DCAT.downloadURL)
        assert list(graph.objects(one, DCAT.accessURL)) == [address]
        (size,) = graph.objects(one, DCAT.byteSize)
        found[str(address).removeprefix(BASE)] = int(str(size))
    described = {n for n in record["files"] if not n.endswith((".jsonld", "metadata.json"))}
    assert found == {name: (release / name).stat().st_size for name in described}


def test_the_time_is_that_of_the_figures(folder: Path) -> None:
    graph = readers.catalogue(own(folder) / "catalogue.jsonld", BASE)
    (period,) = graph.subjects(RDF.type, DCTERMS.PeriodOfTime)
    assert [str(one) for one in graph.objects(period, DCAT.startDate)] == ["2026-01-01"]
    assert [str(one) for one in graph.objects(period, DCAT.endDate)] == ["2026-03-31"]


@pytest.mark.parametrize(
    ("codes", "days"),
    [
        (["2026Q4", "2026Q1"], ("2026-01-01", "2026-12-31")),
        (["2027H1"], ("2027-01-01", "2027-06-30")),
        (["2028-2029"], ("2028-01-01", "2029-12-31")),
        (["2028"], ("2028-01-01", "2028-12-31")),
    ],
)
def test_days_of_periods(codes: list[str], days: tuple[str, str]) -> None:
    found = first_and_last(codes)
    assert found
    assert tuple(one.isoformat() for one in found) == days


def test_no_period_has_no_days() -> None:
    assert first_and_last([]) is None


CONTACTS = {
    "Strandviks kommun": ("Strandviks kommun", (), (), ()),
    "Nätverket, natverket@example.se": (
        "Nätverket",
        ("mailto:natverket@example.se",),
        (),
        (),
    ),
    "Askby kommun, tel. 0123-456 78": ("Askby kommun", (), ("tel:+4612345678",), ()),
    "Askby kommun (+46 (0)8 123 456), e-post: statistik@askby.se.": (
        "Askby kommun",
        ("mailto:statistik@askby.se",),
        ("tel:+468123456",),
        (),
    ),
    "Fråga på https://askby.se/fraga eller www.askby.se": (
        "Fråga på, eller",
        (),
        (),
        ("https://askby.se/fraga", "https://www.askby.se"),
    ),
    "statistik@askby.se": ("statistik@askby.se", ("mailto:statistik@askby.se",), (), ()),
    "Rum 12, 2026": ("Rum 12, 2026", (), (), ()),
}


@pytest.mark.parametrize("text", CONTACTS)
def test_whom_to_ask_in_whatever_form_it_is_given(text: str) -> None:
    found = contact_in(text)
    assert (found.name, found.mails, found.phones, found.sites) == CONTACTS[text]
    graph = Graph()
    with readers.its_own_warnings():
        told = Told((), {}, {**ABOUT, "contact": text}, [CameIn("2026Q1", 3, 0)])
        data = dcat(told, {"t0.csv": b"period\r\n"})
        graph.parse(data=data, format="json-ld", publicID=BASE)
    assert profile.faults(graph) == []
    (contact,) = graph.subjects(RDF.type, VCARD.Organization)
    assert [str(one) for one in graph.objects(contact, VCARD.fn)] == [found.name]
    assert set(graph.objects(contact, VCARD.hasEmail)) == set(map(URIRef, found.mails))
    assert set(graph.objects(contact, VCARD.hasURL)) == set(map(URIRef, found.sites))
    called = [
        graph.value(one, VCARD.hasValue) for one in graph.objects(contact, VCARD.hasTelephone)
    ]
    assert called == list(map(URIRef, found.phones))
    (publisher,) = graph.subjects(RDF.type, FOAF.Agent)
    assert str(graph.value(publisher, FOAF.name)) == found.name
