"""A directory as a table: nothing is lost on the way out and in, nothing is a formula, a wrong row is named."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.help.columns import COLUMNS, HEADS
from incidents.core.help.merging import NOTHING, Source
from incidents.core.help.reading import local, national
from incidents.core.help.strict import Flaw
from incidents.core.help.table import WHY, TableError, read, written

FACT = {"source": "kommunens webbplats", "checked": "2026-11-01", "verified": True}
BODY: dict[str, Any] = {
    "id": "local.skola",
    "role": "huvudman",
    "name": "Skolförvaltningen",
    "about": 'Driver; kommunens "skolor".\nRing först.',
    "numbers": ["local.jour"],
    "contacts": [
        {"id": "local.skola.phone", "kind": "phone", "value": "+46 123-456 78", **FACT},
        {"id": "local.skola.web", "kind": "web", "value": "strandvik.se/skola", **FACT},
    ],
    "accepts": {"areas": ["school"], "needs": ["emotional"]},
    "who": ["under_18"],
    "region": ["Strandviks kommun"],
    "languages": ["sv", "ar"],
    "time_limit": "limit.ivo",
    "free": True,
    "anonymous": False,
    "unverified": ["languages"],
    **FACT,
}
NUMBER: dict[str, Any] = {
    "id": "local.jour",
    "number": "0123-456 00",
    "name": "Jouren",
    "about": "Kvällar.",
    "hours": "-",
    "when": ["child", "danger"],
    **FACT,
}
KNOWN = {"body": "adb.malmo", "takes_new": False, "source": "telefon", "checked": "2026-11-20"}


def own(**changes: Any) -> Source:
    document = {
        "version": 1,
        "bodies": [{**BODY, **changes}],
        "numbers": [NUMBER],
        "chosen": ["adb.malmo"],
        "known": [KNOWN],
    }
    return local(json.dumps(document))


def back(text: str) -> Source:
    return read(text, local=True, beside=national())


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def table(cells: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
    return text.getvalue()


def changed(row: int, head: str, cell: str) -> str:
    """The own directory with one cell changed; rows count as a spreadsheet's."""
    cells = rows(written(own()))
    cells[row - 1][HEADS.index(head)] = cell
    return table(cells)


def test_the_national_directory_comes_back_as_it_went_out() -> None:
    assert read(written(national()), local=False) == national()


def test_the_municipalitys_own_comes_back_with_what_it_names_of_the_national_one() -> None:
    assert back(written(own())) == own()
    assert back("\ufeff" + written(own())) == own()
    assert back(written(NOTHING)) == NOTHING


@given(st.text(min_size=1, max_size=40).filter(lambda said: said.strip()))
def test_whatever_a_name_says_it_comes_back_and_is_no_formula(name: str) -> None:
    source = own(name=name)
    text = written(source)
    assert back(text) == source
    for row in rows(text):
        assert [cell for cell in row if cell.lstrip()[:1] in set("=+-@＝＋－＠")] == []
        assert [cell for cell in row if cell[:1] in {"\t", "\r", "\n"}] == []


@pytest.mark.parametrize("name", ["=1+1", "+46", "-", "@a", "\t=1", " =1", "'x", "''=", "＝1"])
def test_what_a_spreadsheet_would_run_gets_a_mark_that_is_taken_off_again(name: str) -> None:
    text = written(own(name=name))
    assert rows(text)[1][HEADS.index("namn")] == "'" + name
    assert back(text) == own(name=name)


@pytest.mark.parametrize(
    ("row", "head", "cell", "flaw"),
    [
        (2, "id", "local.Skola", Flaw.ID),
        (2, "id", "skola", Flaw.LOCAL),
        (2, "id", "", Flaw.MISSING),
        (3, "id", "local.skola", Flaw.TWICE),
        (2, "roll", "polisen", Flaw.ROLE),
        (2, "roll", "skola", Flaw.CHOICE),
        (2, "namn", " ", Flaw.TEXT),
        (2, "om", "x" * 301, Flaw.TEXT),
        (2, "öppet", "alltid", Flaw.UNKNOWN),
        (2, "bara efter val", "ja", Flaw.UNKNOWN),
        (2, "gratis", "kanske", Flaw.FLAG),
        (2, "bekräftad", "ja!", Flaw.FLAG),
        (2, "kontrollerad", "24/11 2026", Flaw.DATE),
        (2, "områden", "school, moon", Flaw.CHOICE),
        (2, "var", "Kalmar", Flaw.REGION),
        (2, "språk", "svenska", Flaw.LANGUAGE),
        (2, "obekräftat", "free, name", Flaw.FORM),
        (3, "adress eller nummer", "ring oss", Flaw.CONTACT),
        (4, "kontaktväg", "fax", Flaw.CHOICE),
        (5, "ring", "112 nu", Flaw.CONTACT),
        (5, "visas vid", "jämt", Flaw.CHOICE),
        (7, "tar emot nya nu", "", Flaw.MISSING),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row_and_a_sentence(
    row: int, head: str, cell: str, flaw: Flaw
) -> None:
    with pytest.raises(TableError) as refused:
        back(changed(row, head, cell))
    assert (refused.value.row, refused.value.why) == (row, WHY[flaw])
    assert str(refused.value) == f"Rad {row}: {WHY[flaw]}"


@pytest.mark.parametrize(
    ("row", "head", "cell", "said"),
    [
        (1, "namn", "name", "Rubrikerna"),
        (2, "slag", "körsång", "Första fältet"),
        (2, "slag", "regel", "Första fältet"),
        (3, "hör till", "local.annan", "nedanför"),
        (2, "egna nummer", "local.ingen", "inte finns"),
        (2, "tidsgräns", "limit.none", "inte finns"),
        (6, "hör till", "adb.ingen", "inte finns"),
        (6, "namn", "Malmö", "Första fältet"),
        (7, "hör till", "adb.ingen", "inte finns"),
    ],
)
def test_a_row_that_fits_nowhere_is_refused_with_its_number(
    row: int, head: str, cell: str, said: str
) -> None:
    with pytest.raises(TableError, match=f"Rad {row}: .*{said}"):
        back(changed(row, head, cell))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", 1),
        (table([[*HEADS[:-1]]]), 1),
        (table([list(HEADS), ["aktör", "local.x"]]), 2),
        (table([list(HEADS)]) + '"', 2),
        (table([list(HEADS), []]) + 'aktör;"x"y', 3),
        (table([list(HEADS)]) + "x" * 200_000, 2),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_row(text: str, row: int) -> None:
    with pytest.raises(TableError) as refused:
        back(text)
    assert refused.value.row == row


def test_every_flaw_has_a_sentence_and_every_column_a_head_of_its_own() -> None:
    assert set(WHY) == set(Flaw)
    assert len(set(HEADS)) == len(COLUMNS) + 1
