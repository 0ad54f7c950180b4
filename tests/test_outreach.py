"""Poster, card and paper form: tagged PDF in each language, the right words and address, no boxes for letters."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
import segno

from incidents.core.languages import languages
from incidents.core.vocabulary import vocabulary
from incidents.outreach import __main__ as command
from incidents.outreach.sheets import Sheet, SheetError, pdf
from incidents.outreach.words import QUESTIONS, said
from incidents.qr import QUIET, matrix, svg
from incidents.settings import Settings, SettingsError, load
from tests.qr_reader import read

ADDRESS = "https://beratta.strandvik.example/sv/"
LANGUAGES = list(languages())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"INCIDENTS_DATA": str(tmp_path)})


def spoken(content: bytes) -> str:
    """What a screen reader gets from a PDF: the letters behind each font's glyphs, without spaces."""
    text = ""
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            fonts = {
                str(name): _letters(font) for name, font in page.Resources.get("/Font", {}).items()
            }
            text += _shown(page, fonts)
    return re.sub(r"\s", "", text)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """The font's ToUnicode map."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar\s(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return found


def _shown(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    said_here = ""
    for one in pikepdf.parse_content_stream(page):
        operands, operator = one.operands, one.operator
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
                    said_here += "".join(letters.get(code, "") for code in codes)
    return said_here


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sheet", list(Sheet))
def test_a_sheet_is_tagged_for_screen_readers_and_says_its_language(
    settings: Settings, sheet: Sheet, lang: str
) -> None:
    content = pdf(sheet, said(settings, lang, ADDRESS))
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == languages()[lang].tag
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
        assert "/StructTreeRoot" in document.Root


@pytest.mark.parametrize("lang", ["sv", "sv-lattlast", "en"])
@pytest.mark.parametrize("sheet", list(Sheet))
def test_its_words_can_be_read_out(settings: Settings, sheet: Sheet, lang: str) -> None:
    words = said(settings, lang, ADDRESS)
    text = spoken(pdf(sheet, words))
    wanted = {Sheet.FORM: ["paper", "story", "post", "not_us"]}.get(
        sheet, ["title", "lead", "code"]
    )
    for name in (*wanted, "danger", "phone_number", "visit_address", "municipality", "address"):
        assert re.sub(r"[\s-]", "", str(words[name])) in text.replace("-", ""), name


def test_the_arabic_sheet_has_arabic_letters_for_every_word(settings: Settings) -> None:
    words = said(settings, "ar", ADDRESS)
    text = spoken(pdf(Sheet.POSTER, words))
    missing = set(str(words["title"])) - set(text) - {" "}
    assert words["rtl"] is True
    assert missing == set()


def test_the_form_asks_the_public_questions_with_all_their_answers(settings: Settings) -> None:
    text = spoken(pdf(Sheet.FORM, said(settings, "sv", ADDRESS))).replace("-", "")
    for name in QUESTIONS:
        asked = vocabulary(name)
        for sentence in (asked.question, *(choice.label for choice in asked.public())):
            assert re.sub(r"[\s-]", "", sentence) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_qr_code_leads_to_the_first_page_in_that_language(
    settings: Settings, lang: str
) -> None:
    address = command.address_of(settings, lang)
    assert address == f"https://beratta.strandvik.example/{lang}/"
    drawn = said(settings, lang, address)["qr"]
    assert isinstance(drawn, str)
    assert read(drawing(drawn)) == address


def drawing(picture: str) -> list[list[bool]]:
    """The squares of an SVG, read back from its path."""
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    size = int(root.attrib["viewBox"].split()[2]) - 2 * QUIET
    rows = [[False] * size for _ in range(size)]
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", root[1].attrib["d"]):
        rows[int(y) - QUIET][int(x) - QUIET] = True
    return rows


def test_the_drawing_is_the_code(settings: Settings) -> None:
    assert drawing(svg(ADDRESS)) == matrix(ADDRESS)
    assert segno.make(ADDRESS, error="q", micro=False).error == "Q"


@pytest.mark.parametrize("sheet", list(Sheet))
def test_a_letter_that_no_font_has_is_refused_by_name(settings: Settings, sheet: Sheet) -> None:
    words = {**said(settings, "sv", ADDRESS), "municipality": "Strandvik \U0001034f\ue123"}
    with pytest.raises(SheetError, match=r"no font on this machine can print .*install Noto"):
        pdf(sheet, words)


def run(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The console command in a process of its own."""
    start = "import sys; from incidents.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, "outreach", *arguments],
        env={**os.environ, "INCIDENTS_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_command_writes_the_sheet_and_says_where_it_leads(tmp_path: Path) -> None:
    out = tmp_path / "poster.pdf"
    done = run(tmp_path, "poster", "--lang", "ar", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{out}: poster for https://beratta.strandvik.example/ar/\n"
    assert out.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("arguments", "environment", "said_why"),
    [
        (["--lang", "xx"], {}, "--lang is one of the offered languages: sv sv-lattlast en ar"),
        (["--source", "lena"], {}, "--source is one of: municipal_web staff school"),
        (["--out", "/nowhere/x.pdf"], {}, "/nowhere/x.pdf cannot be written"),
        ([], {"PUBLIC_ADDRESS": ""}, "PUBLIC_ADDRESS is missing"),
        ([], {"PUBLIC_ADDRESS": "http://strandvik.example"}, "PUBLIC_ADDRESS is the https"),
        ([], {"MUNICIPALITY_NAME": "\U0001034f\ue123"}, "no font on this machine can print"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], said_why: str
) -> None:
    out = tmp_path / "poster.pdf"
    done = run(tmp_path, "poster", "--out", str(out), *arguments, **environment)
    assert done.returncode == 1
    assert said_why in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*.pdf*")) == []


def test_the_sheets_hold_no_sentence_of_their_own() -> None:
    folder = Path(command.__file__).parents[1] / "data" / "outreach"
    for path in folder.glob("*.typ"):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        assert re.findall(r"[åäöÅÄÖ]", code) == [], path.name


def test_what_is_said_is_data(settings: Settings) -> None:
    words = said(settings, "sv", ADDRESS)
    assert json.loads(json.dumps(words)) == words
    with pytest.raises(SettingsError):
        command.address_of(settings, "xx")
