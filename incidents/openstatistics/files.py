"""The files, at addresses that never change. Handed out only as they were frozen, and only what a release names."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import Response, request, url_for

from incidents.core.errors import NotFound
from incidents.core.publication import Damaged, Publication
from incidents.documents.html import policy
from incidents.openstatistics import everything as all_numbers
from incidents.openstatistics.catalogue import CATALOGUE, as_xml, whole
from incidents.openstatistics.package import packed
from incidents.openstatistics.pages import Page, damaged
from incidents.openstatistics.series import Series, as_csv, description, series
from incidents.published.reading import RECORD, content
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.published import shelf

JSON, LINKED, RDF = "application/json", "application/ld+json", "application/rdf+xml"
_MEDIA = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".csv-metadata.json": "application/csvm+json",
    ".json": JSON,
    ".jsonld": LINKED,
    ".px": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: A frozen file is never another one; what describes everything changes with each release.
_FROZEN, _CHANGES = "public, max-age=86400", "public, max-age=300"
#: A file runs and loads nothing. Programs on other sites may read it: it is open data.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Access-Control-Allow-Origin": "*",
}


@access(Access.PUBLIC)
def file(release: str, name: str) -> Page:
    """A file that the release names."""
    return _answer(lambda publication: _file(publication, release, name))


@access(Access.PUBLIC)
def publication() -> Page:
    """The description of everything published; the paths in it lead on from `/statistics/files/`."""
    return _answer(lambda found: _tagged(found.described, JSON, _CHANGES))


@access(Access.PUBLIC)
def catalogue() -> Page:
    """The catalogue of all releases."""
    return _answer(lambda found: _tagged(_catalogue(found), LINKED, _CHANGES))


@access(Access.PUBLIC)
def catalogue_xml() -> Page:
    """The same for harvesters, which read RDF/XML."""
    return _answer(lambda found: _tagged(as_xml(_catalogue(found)), RDF, _CHANGES))


@access(Access.PUBLIC)
def package() -> Page:
    """Everything that is published, with the program that checks it."""
    return _answer(lambda found: _tagged(shelf().kept(found, packed), "application/zip", _CHANGES))


@access(Access.PUBLIC)
def series_file(kind: str) -> Page:
    """All periods of a kind of table in one file, made from the tables as they are published."""
    return _answer(lambda found: _tagged(as_csv(_series(found, kind)), _MEDIA[".csv"], _CHANGES))


@access(Access.PUBLIC)
def series_described(kind: str) -> Page:
    """What stands in that file."""
    media = _MEDIA[".csv-metadata.json"]

    return _answer(
        lambda found: _tagged(description(_series(found, kind), _newest(found)), media, _CHANGES)
    )


@access(Access.PUBLIC)
def everything() -> Page:
    """Every number of every table in one file; not while one of the tables is left out."""

    def made(found: Publication) -> Response:
        if found.damaged:
            raise Damaged(found.damaged[0])
        return _tagged(all_numbers.as_csv(found), _MEDIA[".csv"], _CHANGES)

    return _answer(made)


@access(Access.PUBLIC)
def everything_described() -> Page:
    """What stands in that file."""
    media = _MEDIA[".csv-metadata.json"]
    return _answer(
        lambda found: _tagged(all_numbers.description(found, _newest(found)), media, _CHANGES)
    )


def _newest(found: Publication) -> Mapping[str, Any]:
    record: Mapping[str, Any] = json.loads(found.records[found.newest.id])
    return record


def _series(publication: Publication, kind: str) -> Series:
    found = series(publication, kind)
    if found is None:
        raise NotFound("Filen finns inte.")
    return found


def _answer(made: Callable[[Publication], Response]) -> Page:
    try:
        found = shelf().publication()
        if found is None:
            raise NotFound("Inget är publicerat än.")
        return made(found)
    except Damaged as damage:
        shelf().alarm(damage)
        return damaged()


def _file(found: Publication, name: str, file_name: str) -> Response:
    release = found.releases.get(name)
    if release is not None and file_name == RECORD:
        return _tagged(found.records[name], JSON, _FROZEN)
    if release is None or file_name not in release.files:
        raise NotFound("Filen finns inte.")
    known = release.files[file_name]
    # A page is sent anew: with a 304 some browsers would change its policy, which only the file itself tells.
    if known in request.if_none_match and not file_name.endswith(".html"):
        return _same(known, _FROZEN)
    return _whole(content(shelf().folder, release, file_name), known, _media(file_name), _FROZEN)


def _catalogue(found: Publication) -> bytes:
    named: Mapping[str, bytes] = {
        name: content(shelf().folder, release, CATALOGUE)
        for name, release in found.releases.items()
        if CATALOGUE in release.files
    }
    address = cookies.settings().public_address
    page = f"{address}{url_for('statistics.page', lang='sv')}" if address else ""
    return whole(named, f"{address}/statistics/files/", page)


def _media(name: str) -> str:
    ends = sorted((end for end in _MEDIA if name.endswith(end)), key=len)
    return _MEDIA[ends[-1]] if ends else "application/octet-stream"


def _tagged(data: bytes, media: str, cached: str) -> Response:
    known = sha256(data).hexdigest()
    if known in request.if_none_match:
        return _same(known, cached)
    return _whole(data, known, media, cached)


def _whole(data: bytes, known: str, media: str, cached: str) -> Response:
    headers = {**_HEADERS, "Content-Type": media, "Cache-Control": cached, "ETag": f'"{known}"'}
    if media.startswith(
        "text/html"
    ):  # a report: a page of its own, with the one style sheet that stands in it
        headers["Content-Security-Policy"] = policy(data)
    return Response(data, headers=headers)


def _same(known: str, cached: str) -> Response:
    """The reader has it already."""
    headers = {**_HEADERS, "Cache-Control": cached, "ETag": f'"{known}"'}
    return Response(status=304, headers=headers)
