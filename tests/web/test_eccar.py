"""The report to ECCAR: what it says with and without tables, in both languages; its texts, its files, the trail."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pikepdf
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.chapters import Chapter, Kind
from incidents.core.figures import Figure
from incidents.core.figures import Kind as Whose
from incidents.core.measures import Measure, Status, Track
from incidents.core.measuring import Line, measured
from incidents.core.publication import CameIn, Erratum, Publication
from incidents.core.released import Number
from incidents.documents import html
from incidents.documents.model import Bullets, Document, Heading, Paragraph, Table
from incidents.eccar import words
from incidents.eccar.report import Material, report
from incidents.eccar.tables import divided
from incidents.store.models import AuditRecord
from incidents.web.locale import speaking
from tests.handmade import full, publication, table
from tests.keeping import plain
from tests.looking import every_row, looking
from tests.support import DeskUser, Installed, fields
from tests.test_roles import give

SPAN = "2025-2026"
REPORT, TEXTS = "/desk/eccar", "/desk/eccar/texts"
MEASURE = Measure(
    "abc23", "Se över köreglerna", 7, Track.IMPLEMENTATION, "Bostadsbolaget", "Eva Ström",
    date(2025, 2, 1), date(2025, 9, 1), Status.DONE, date(2025, 8, 1), "rule_problem", "Reglerna är ändrade.",
)  # fmt: skip
FIGURE = Figure(
    "bra22", Whose.BRA, 2025, "Anmälda hatbrott", Decimal(1234), "anmälningar", "Brå 2026", "Polisens anmälningar",
    date(2026, 9, 1),
)  # fmt: skip
TEXT = Chapter(
    "3-sv", Kind.TEXT, 3, "sv", "Vi har fått fler handläggare.\n\nKön är kortare.", "a", ""
)
ENGLISH = Chapter("3-en", Kind.TEXT, 3, "en", "We have more officers.", "a", "")
ALONE = Chapter("ex222", Kind.EXAMPLE, 3, "sv", "En person som söker bostad.", "a", "")
SWEDISH = re.compile(r"\w*[åäöÅÄÖ]\w*|\b(?:och|som|inte|av)\b")


def made(
    installation: Installed, publication: Publication | None, language: str = "sv"
) -> Document:
    material = Material(
        publication, (FIGURE,), (MEASURE,), (TEXT, ENGLISH, ALONE), "Strandvik", "0980-319 200", date(2027, 2, 1)
    )  # fmt: skip
    with installation.app.test_request_context("/desk/eccar"), speaking(language):
        return report(material, SPAN)


def said(document: Document) -> str:
    return plain(html.page(document).decode().partition("<main>")[2])


def test_support_and_hate_crime_come_first_after_what_was_learned(
    sqlite_installation: Installed,
) -> None:
    headings = [
        one.text
        for one in made(sqlite_installation, full()).blocks
        if isinstance(one, Heading) and one.level == 2
    ]
    assert headings[:2] == ["Det vi har lärt oss och ändrat", "Rapporter som kom in"]
    numbers = [int(one.partition(".")[0]) for one in headings[2:-2]]
    assert numbers == [3, 10, 1, 2, 4, 5, 6, 7, 8, 9]
    assert headings[-2:] == ["Så är siffrorna gjorda", "Fråga oss"]


def test_figures_stand_beside_those_of_the_span_before_with_the_sentence_on_trends(
    sqlite_installation: Installed,
) -> None:
    document = made(sqlite_installation, full())
    found = {one.caption: one for one in document.blocks if isinstance(one, Table)}
    assert found["Rapporter per grund"].rows == (
        ("Hudfärg, ursprung eller etnisk tillhörighet", "48", "60 %", "20"),
        ("Kön", "..", "..", ".."),
        ("Ålder", "0", "0 %", ".."),
    )
    assert list(found["Rapporter per grund"].bars) == [48, None, 0]
    page = said(document)
    assert "Andel som fått stöd 60 % (15 av 25) 40 % (10 av 25) +20 procentenheter" in page
    assert "Inkomna rapporter 80 (antal invånare är inte inskrivet)" in page
    # T0, and the commitments 3, 10 and 6, which have figures here.
    assert page.count("det kan betyda att fler vågar berätta") == 4
    assert "För få för att redovisas: Förskola, skola och utbildning." in page
    assert "Polisanmälda hathändelser 38 % (6 av 16) 38 % (6 av 16) 0 procentenheter" in page


def test_the_time_to_a_reply_adds_the_classes_of_its_table_together_and_is_called_so(
    sqlite_installation: Installed,
) -> None:
    shown: dict[tuple[str, ...], int] = {("ALL",): 60, ("d1",): 20, ("d5",): 20, ("d10",): 20}
    whole = table("reports", ["own"], SPAN, {("ALL",): 80})
    told = publication(table("replies", ["reply"], SPAN, shown), whole)
    with sqlite_installation.app.test_request_context("/desk/eccar"), speaking("sv"):
        pair = [measured(told, (), one, ["I06"])[0] for one in (SPAN, "2023-2024")]
        (found,) = divided((pair[0], pair[1]), SPAN)
        assert isinstance(found, Table)
        assert [(row[0], row[1]) for row in found.rows] == [
            ("Inom 1 arbetsdag", "20"),
            ("Inom 5 arbetsdagar", "40"),
            ("Inom 10 arbetsdagar", "60"),
        ]


#: With its thousands apart.
LARGE = "9\u00a0999\u00a0995"


def line(count: int, of: int, per: int = 100) -> Line:
    return Line("", Number(count), Number(of), per)


@pytest.mark.parametrize(
    ("now", "before", "shown", "moved"),
    [
        # Half a percent goes up, in even and in odd numbers alike.
        (line(1, 8), line(1, 40), "13 % (1 av 8)", "+10 procentenheter"),
        (line(27, 200), line(5, 40), "14 % (27 av 200)", "+1 procentenhet"),
        (line(5, 40), line(27, 200), "13 % (5 av 40)", "−1 procentenhet"),
        (line(1, 2), line(1, 2), "50 % (1 av 2)", "0 procentenheter"),
        (line(1, 8000, 1000), line(3, 8000, 1000), "0,13 per 1 000 (1)", "−0,25"),
        (line(9_999_995, 1000, 1000), line(0, 8, 1000), f"{LARGE},00 per 1 000 ({LARGE})", f"+{LARGE},00"),
    ],
)  # fmt: skip
def test_figures_are_rounded_half_up_and_a_change_is_that_of_the_figures_as_shown(
    sqlite_installation: Installed, now: Line, before: Line, shown: str, moved: str
) -> None:
    with sqlite_installation.app.test_request_context("/desk/eccar"), speaking("sv"):
        assert words.cell(now) == shown
        assert words.change(now, before) == moved


def test_where_there_can_be_more_of_the_one_than_of_the_other_it_is_called_no_share(
    sqlite_installation: Installed,
) -> None:
    with sqlite_installation.app.test_request_context("/desk/eccar"), speaking("sv"):
        found, earlier = line(702, 591), line(600, 600)
        told = "119 grunder per 100 rapporter (702 grunder, 591 rapporter)"
        assert words.cell(found, "I03") == told
        assert words.change(found, earlier, "I03") == "+19"
        assert (
            words.cell(line(25, 20), "I08") == "125 antagna per 100 gjorda (25 antagna, 20 gjorda)"
        )
    with sqlite_installation.app.test_request_context("/desk/eccar"), speaking("en"):
        told = "119 grounds per 100 reports (702 grounds, 591 reports)"
        assert words.cell(found, "I03") == told


def test_what_no_table_counts_stands_beside_what_came_in(sqlite_installation: Installed) -> None:
    quarters = (CameIn("2025Q1", 1_010, 1), CameIn("2025Q2", 70, 0), CameIn("2025-01", 9, None))
    told = replace(full(), came_in=quarters)
    for language, head, rows, left_out in (
        (
            "sv",
            "Varav inte med i tabellerna",
            (("januari–mars 2025", "1\u00a0010", "1"), ("april–juni 2025", "70", "0")),
            "Test, dubbletter och skräp är inte med i tabellerna.",
        ),
        (
            "en",
            "Of these, not in the tables",
            (("January–March 2025", "1,010", "1"), ("April–June 2025", "70", "0")),
            "Tests, duplicates and spam are not in the tables.",
        ),
    ):
        blocks = made(sqlite_installation, told, language).blocks
        found = next(one for one in blocks if isinstance(one, Table))
        assert (found.head[2], found.rows, found.bars) == (head, rows, (1_010, 70))
        assert Paragraph(left_out) in blocks


def erratum(release: str, table: str, english: str = "") -> Erratum:
    text = f"Rättat i {release} {table}".strip()
    return Erratum(release, table, date(2026, 5, 4), text, english)


#: With 2021 as the first year: r8 is of 2022, which is too old; r9 to r16 of the span before, r17 to r24 of its own.
WRITTEN = (
    erratum("r8", "", "Too old."),
    erratum("r9", "", "The title was wrong."),
    erratum("r17", "Treports-own@2025-2026", "Read *no* as *unknown*."),
    erratum("r24", ""),
    erratum("r25", "", "Too new."),
)


def corrected(installation: Installed, language: str) -> tuple[str, ...]:
    """What stands under the heading of corrections."""
    quarters = [
        CameIn(f"{year}Q{number}", 10, 0) for year in range(2021, 2028) for number in range(1, 5)
    ]
    told = replace(full(), came_in=tuple(quarters), errata=WRITTEN)
    blocks = made(installation, told, language).blocks
    heading = Heading(3, "Rättelser" if language == "sv" else "Corrections")
    found = blocks[blocks.index(heading) + 1]
    assert isinstance(found, Bullets)
    return found.items


def test_corrections_name_release_table_and_day_and_are_those_of_the_two_spans(
    sqlite_installation: Installed,
) -> None:
    own = "Gäller kommunens egen verksamhet, 2025–2026"
    assert corrected(sqlite_installation, "sv") == (
        "Publicering r9, januari–mars 2023. Rättelse 4 maj 2026: Rättat i r9",
        f"Publicering r17, {own}. Rättelse 4 maj 2026: Rättat i r17 Treports-own@2025-2026",
        "Publicering r24, oktober–december 2026. Rättelse 4 maj 2026: Rättat i r24",
    )


def test_the_english_report_has_the_english_words_of_a_correction_where_there_are_any(
    sqlite_installation: Installed,
) -> None:
    own = "Concerns the municipality's own operations, 2025–2026"
    assert corrected(sqlite_installation, "en") == (
        "Release r9, January–March 2023. Correction of 4 May 2026: The title was wrong.",
        f"Release r17, {own}. Correction of 4 May 2026: Read *no* as *unknown*.",
        "Release r24, October–December 2026. Correction of 4 May 2026: It stands in the report in Swedish.",
    )


def test_without_a_correction_of_the_two_spans_there_is_no_heading_of_them(
    sqlite_installation: Installed,
) -> None:
    told = replace(full(), errata=(erratum("r30", ""),))
    for one in (full(), told):
        assert Heading(3, "Rättelser") not in made(sqlite_installation, one).blocks


def test_one_measure_and_several_are_counted_in_grammar(sqlite_installation: Installed) -> None:
    decided = replace(MEASURE, id="abc24", status=Status.PLANNED, done=None)
    material = Material(
        None, (), (MEASURE, decided, replace(decided, id="abc25")), (), "Strandvik", "x", date(2027, 2, 1)
    )  # fmt: skip
    with sqlite_installation.app.test_request_context("/desk/eccar"), speaking("en"):
        document = report(material, SPAN)
    assert "1 finished, 2 decided" in said(document)


def test_measures_are_told_without_whom_to_ask_and_without_the_flag(
    sqlite_installation: Installed,
) -> None:
    page = said(made(sqlite_installation, None))
    assert "Se över köreglerna (Bostadsbolaget, klar). Reglerna är ändrade." in page
    assert "Eva Ström" not in page
    assert "rule_problem" not in page
    assert "1 234 anmälningar Brå 2026 Polisens anmälningar" in page


def test_with_no_table_at_all_the_report_still_says_something(
    sqlite_installation: Installed,
) -> None:
    page = said(made(sqlite_installation, None))
    assert "Inget kvartal av de här åren är publicerat än." in page
    assert "Inte publicerat för hela perioden än: Inkomna rapporter, Rapporter per grund" in page
    assert "det kan betyda att fler vågar berätta" not in page
    assert "Vi har fått fler handläggare." in page
    assert not re.search(r"\b(None|Why|no_table|hidden)\b", page)


@pytest.mark.parametrize("publication", [None, full()], ids=["nothing", "everything"])
def test_the_english_report_has_no_word_of_swedish(
    sqlite_installation: Installed, publication: Publication | None
) -> None:
    page = said(made(sqlite_installation, publication, "en"))
    assert "We have more officers." in page
    assert "1. Greater vigilance against racism" in page
    rest = page.replace("Brå", "")
    assert SWEDISH.findall(rest) == []


def test_an_example_waits_for_somebody_else(sqlite_installation: Installed) -> None:
    assert "En person som söker bostad." not in said(made(sqlite_installation, None))
    installation = sqlite_installation
    assert (
        give(installation.desk("ida"), "Lena Holm", "casework", "coordination").status_code == 303
    )
    per, lena = installation.desk("per"), installation.desk("lena")
    written = wrote(
        per, "new", text="En person som söker bostad får nej.", commitment="7", language="sv"
    )
    assert written.headers["Location"] == f"{TEXTS}?saved=edited"
    (place,) = re.findall(r"/texts/([a-z0-9]{5})\"", page_of(per, TEXTS))
    assert 'id="approve"' not in page_of(per, f"{TEXTS}/{place}")
    assert "får nej" not in page_of(per, REPORT)
    form = fields(page_of(lena, f"{TEXTS}/{place}"), 'id="approve"')
    token = {
        **form,
        "csrf_token": fields(page_of(per, f"{TEXTS}/{place}"), 'id="row"')["csrf_token"],
    }
    assert per.client.post(f"{TEXTS}/{place}/approve", data=token).status_code == 400
    assert lena.client.post(f"{TEXTS}/{place}/approve", data=form).status_code == 303
    assert "får nej" in page_of(per, REPORT)
    assert (
        wrote(
            lena, place, text="En person får nej igen.", commitment="7", language="sv"
        ).status_code
        == 303
    )
    assert "får nej igen" not in page_of(per, REPORT)
    earlier = page_of(per, f"{TEXTS}/{place}")
    assert "En person som söker bostad får nej." in earlier
    assert "Per Lindqvist" in earlier
    assert acts(installation) == ["chapters.changed", "chapters.approved", "chapters.changed"]


def test_an_example_in_another_language_waits_anew(sqlite_installation: Installed) -> None:
    installation = sqlite_installation
    give(installation.desk("ida"), "Lena Holm", "casework", "coordination")
    per, lena = installation.desk("per"), installation.desk("lena")
    typed = {"text": "A person is told no.", "commitment": "7"}
    wrote(per, "new", **typed, language="sv")
    (place,) = re.findall(r"/texts/([a-z0-9]{5})\"", page_of(per, TEXTS))
    form = fields(page_of(lena, f"{TEXTS}/{place}"), 'id="approve"')
    assert lena.client.post(f"{TEXTS}/{place}/approve", data=form).status_code == 303
    assert "A person is told no." in page_of(per, REPORT)
    assert wrote(per, place, **typed, language="en").status_code == 303
    assert '<option selected value="en">' in page_of(per, f"{TEXTS}/{place}")
    for language in ("sv", "en"):
        assert "A person is told no." not in page_of(per, f"{REPORT}?language={language}")
    form = fields(page_of(lena, f"{TEXTS}/{place}"), 'id="approve"')
    assert lena.client.post(f"{TEXTS}/{place}/approve", data=form).status_code == 303
    assert "A person is told no." in page_of(per, f"{REPORT}?language=en")
    assert "A person is told no." not in page_of(per, f"{REPORT}?language=sv")


def test_what_leads_to_somebody_is_refused_and_what_was_typed_stays(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    for typed, why in (
        ("Som i AD-2026-7K3QF", "Det står ett ärendenummer här."),
        ("Ring 070-174 06 05", "telefonnummer eller en mejladress"),
        ("x" * 4001, "Texten är för lång."),
    ):
        answer = wrote(per, "3-sv", text=typed)
        assert answer.status_code == 400
        assert why in answer.get_data(as_text=True)
        assert typed in answer.get_data(as_text=True)
    assert every_row(sqlite_installation)["register_version"] == []
    for place in ("11-sv", "3-ar", "x"):
        assert per.client.get(f"{TEXTS}/{place}").status_code == 404


def test_who_saves_second_is_told_and_keeps_what_was_typed(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    first = fields(page_of(per, f"{TEXTS}/3-sv"), 'id="row"')
    assert wrote(per, "3-sv", text="Den första.").status_code == 303
    answer = per.client.post(f"{TEXTS}/3-sv", data={**first, "text": "Den andra."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Den första." in page and "Den andra." in page
    again = {**fields(page, 'id="row"'), "text": "Den andra."}
    assert per.client.post(f"{TEXTS}/3-sv", data=again).status_code == 303
    assert wrote(per, "3-sv", text="").status_code == 303
    assert "Inget skrivet" in page_of(per, TEXTS)


def test_the_files_hold_the_same_report_and_the_trail_says_who_took_them(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    wrote(per, "3-sv", text="Vi har fått fler handläggare.")
    form = fields(page_of(per, f"{REPORT}?span=2025-2026"), 'id="file"')
    found = {}
    for kind in ("html", "pdf", "docx"):
        answer = per.client.post(f"{REPORT}/file", data={**form, "kind": kind})
        assert answer.status_code == 200
        assert (
            f'filename="eccar-2025-2026-utkast.sv.{kind}"' in answer.headers["Content-Disposition"]
        )
        found[kind] = answer.get_data()
    assert "Vi har fått fler handläggare." in found["html"].decode()
    opened = docx.Document(io.BytesIO(found["docx"]))
    assert opened.paragraphs[0].text == "Rapport till ECCAR 2025–2026"
    assert opened.paragraphs[1].text.startswith("Utkast. Rapporten är inte fryst.")
    with pikepdf.open(io.BytesIO(found["pdf"])) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == (
            "sv",
            "Rapport till ECCAR 2025–2026",
        )
    assert acts(sqlite_installation) == ["chapters.changed", *["export.eccar"] * 3]
    wrong = {**form, "kind": "exe"}
    assert per.client.post(f"{REPORT}/file", data=wrong).status_code == 400


def page_of(user: DeskUser, address: str) -> str:
    answer = user.client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def wrote(user: DeskUser, place: str, **values: str) -> TestResponse:
    form = fields(page_of(user, f"{TEXTS}/{place}"), 'id="row"')
    return user.client.post(f"{TEXTS}/{place}", data={**form, **values})


def acts(installation: Installed) -> list[str]:
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        told = [row.act.value for row in rows]
        return [one for one in told if "chapters" in one or "eccar" in one]
