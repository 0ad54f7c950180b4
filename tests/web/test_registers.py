"""The coordinator's registers as pages: measures and figures of others, their history and their tables."""

import re

import pytest
from sqlalchemy import delete, update

from incidents.store.models import RegisterVersion
from tests.keeping import plain
from tests.looking import acting, every_row
from tests.registering import (
    FIGURE,
    FIGURES,
    MEASURE,
    MEASURES,
    audited,
    chosen,
    exported,
    filled,
    today,
)
from tests.support import DeskUser, Installed, fields


def said(per: DeskUser, page: str) -> str:
    return plain(per.client.get(page).get_data(as_text=True).partition("<main")[2])


def kept(installation: Installed) -> list[str]:
    return every_row(installation)["register_version"]


def rows(per: DeskUser, home: str) -> list[str]:
    html = per.client.get(home).get_data(as_text=True)
    return list(dict.fromkeys(re.findall(rf"{home}/row/([a-z0-9]+)", html)))


def test_a_measure_is_added_answered_and_done(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    assert "Inga åtgärder än" in said(per, MEASURES)
    answer = filled(per, f"{MEASURES}/new")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MEASURES}?saved=added")
    page = said(per, answer.headers["Location"])
    assert "Tillagd" in page
    assert "1 åtgärd är försenad" in page
    assert "Bostadsbolaget 7. Rättvis tillgång till bostäder" in re.sub(
        r" (Enhet|Åtagande) ", " ", page
    )
    assert "Eva" not in page
    (row,) = rows(per, MEASURES)
    form = per.client.get(f"{MEASURES}/row/{row}").get_data(as_text=True)
    assert 'value="Eva Ström, eva.strom@kommunen.example"' in form
    done = {"status": "klar", "done": today().isoformat(), "answer": "Reglerna är ändrade."}
    assert filled(per, f"{MEASURES}/row/{row}", **done).status_code == 303
    assert "försenad" not in said(per, MEASURES)
    subject = f"measures:{row}"
    assert audited(sqlite_installation) == [
        ("measures.changed", subject, "version:1"),
        ("measures.changed", subject, "version:2"),
    ]
    assert filled(per, f"{MEASURES}/row/{row}", **done).status_code == 303
    assert len(kept(sqlite_installation)) == 2


def test_what_leads_to_somebody_is_refused_and_what_was_typed_stays(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    for column, typed, why in (
        ("text", "Följ upp AD-2026-7K3QF", "Det står ett ärendenummer här."),
        ("answer", "Ring henne på 070-174 06 05", "telefonnummer eller en mejladress"),
        ("contact", "19850709-9805", "Det står ett personnummer här."),
        ("commitment", "11", "Välj ett av orden i listan."),
        ("due", "i vår", "Skriv dagen så här"),
    ):
        answer = filled(per, f"{MEASURES}/new", **{column: typed})
        assert (column, answer.status_code) == (column, 400)
        html = answer.get_data(as_text=True)
        assert why in html
        assert f'href="#{column}"' in html
        assert "Se över köreglerna" in html or column == "text"
    assert kept(sqlite_installation) == []


def test_the_list_shows_what_is_asked_for(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    filled(per, f"{MEASURES}/new", text="Utbilda chefer", commitment="8", due="2099-01-01")
    filled(
        per,
        f"{MEASURES}/new",
        text="Klottersanera",
        commitment="10",
        status="klar",
        done="2026-03-01",
    )
    every = ["Se över köreglerna", "Utbilda chefer", "Klottersanera"]
    for query, shown in (
        ("", every),
        ("?status=late", every[:1]),
        ("?status=open", every[:2]),
        ("?status=done", every[2:]),
        ("?commitment=8", every[1:2]),
        ("?commitment=8&status=done", []),
        ("?commitment=99&status=x", every),
    ):
        page = per.client.get(f"{MEASURES}{query}").get_data(as_text=True)
        found = re.findall(r'row/[a-z0-9]+"><bdi>([^<]*)<', page)
        assert (query, found) == (query, shown)
    assert "Ingen åtgärd passar urvalet." in said(per, f"{MEASURES}?commitment=8&status=done")


def test_the_committee_sees_how_many_are_where_and_nobody_to_ask(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    assert "Inga åtgärder än" in said(per, f"{MEASURES}/overview")
    filled(per, f"{MEASURES}/new", answer="Vi börjar i vår.")
    filled(per, f"{MEASURES}/new", text="Stöd på fler språk", commitment="3", status="planerad")
    page = said(per, f"{MEASURES}/overview")
    assert (
        "7. Rättvis tillgång till bostäder Planerade 0 Pågår 1 Klara 0 Avbrutna 0 Försenade 1"
        in page
    )
    assert page.index("3. Bättre stöd") < page.index("7. Rättvis")
    assert "Vi börjar i vår." in page
    assert "Eva" not in page
    assert "@" not in page


def test_two_at_once_are_told_and_keep_what_they_typed(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    stale = fields(per.client.get(f"{MEASURES}/new"), 'id="row"')
    filled(per, f"{MEASURES}/new")
    answer = per.client.post(
        f"{MEASURES}/new", data={**stale, **MEASURE, "text": "Min egen åtgärd"}
    )
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Min egen åtgärd" in page
    assert "Det du skrev står kvar men är inte sparat." in page
    again = fields(page, 'id="row"')
    typed = {**again, **MEASURE, "text": "Min egen åtgärd"}
    assert per.client.post(f"{MEASURES}/new", data=typed).status_code == 303
    assert len(rows(per, MEASURES)) == 2


def test_whoever_saves_second_reads_what_holds_beside_what_she_typed(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    (row,) = rows(per, MEASURES)
    stale = fields(per.client.get(f"{MEASURES}/row/{row}"), 'id="row"')
    filled(per, f"{MEASURES}/row/{row}", unit="Skolan")
    typed = {**stale, **MEASURE, "unit": "Biblioteket"}
    answer = per.client.post(f"{MEASURES}/row/{row}", data=typed)
    assert answer.status_code == 409
    assert "Enhet som gör det Förut: Skolan Nu: Biblioteket" in plain(answer.get_data(as_text=True))
    empty = exported(per, MEASURES).splitlines()[0]
    form = fields(chosen(per, MEASURES, empty.encode()), 'id="save"')
    assert per.client.post(f"{MEASURES}/table/save", data=form).status_code == 303
    answer = per.client.post(f"{MEASURES}/row/{row}", data=typed)
    assert answer.status_code == 409
    again = fields(answer, 'id="row"')
    assert f'action="{MEASURES}/new"' in answer.get_data(as_text=True)
    kept_on = per.client.post(f"{MEASURES}/new", data={**again, **typed, "seen": again["seen"]})
    assert kept_on.status_code == 303
    assert "Biblioteket" in said(per, MEASURES)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_table_goes_out_is_changed_and_comes_in_after_a_look(
    sqlite_installation: Installed, encoding: str
) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    text = exported(per, MEASURES)
    assert text.startswith("\ufeffid;åtgärd;")
    assert "Filen säger det som redan gäller." in plain(
        chosen(per, MEASURES, text.encode()).get_data(as_text=True)
    )
    (row,) = rows(per, MEASURES)
    line = text.splitlines()[1]
    changed = text.removeprefix("\ufeff").replace("pågår", "planerad")
    changed += line.replace(row, "").replace("köreglerna", "blanketten") + "\r\n"
    preview = chosen(per, MEASURES, changed.encode(encoding))
    shown = plain(preview.get_data(as_text=True))
    assert "2 saker blir annorlunda. Inget är sparat än." in shown
    assert "Förut: Pågår Nu: Planerad" in shown
    assert "Åtgärd: Se över blanketten Ny" in shown
    assert len(kept(sqlite_installation)) == 1
    answer = per.client.post(f"{MEASURES}/table/save", data=fields(preview, 'id="save"'))
    assert answer.headers["Location"] == f"{MEASURES}?saved=table"
    assert len(rows(per, MEASURES)) == 2
    acts = [act for act, _, _ in audited(sqlite_installation)]
    assert acts == ["measures.changed", "export.measures", "measures.table_taken_in"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((";pågår;", ";snart;"), "Rad 2, status: Välj ett av orden i listan."),
        (("Se över", "AD-2026-7K3QF"), "Rad 2, åtgärd: Det står ett ärendenummer här."),
        (("id;", "nummer;"), "Rad 1: Rubrikerna stämmer inte."),
        (("2026-02-01", "2026-02-30"), "Rad 2, senast: Skriv dagen så här"),
    ],
)
def test_of_a_file_with_a_wrong_row_nothing_is_saved(
    sqlite_installation: Installed, change: tuple[str, str], why: str
) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    before = kept(sqlite_installation)
    text = exported(per, MEASURES).replace(*change)
    answer = chosen(per, MEASURES, text.encode())
    assert answer.status_code == 400
    assert why in plain(answer.get_data(as_text=True))
    form = fields(chosen(per, MEASURES, exported(per, MEASURES).encode()), "")
    past = per.client.post(f"{MEASURES}/table/save", data={**form, "table": text, "seen": "1"})
    assert past.status_code == 400
    assert kept(sqlite_installation) == before


def test_an_earlier_version_is_looked_at_and_taken_back(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    (row,) = rows(per, MEASURES)
    filled(per, f"{MEASURES}/row/{row}", due="2099-01-01")
    history = said(per, f"{MEASURES}/history")
    assert history.index("Version 2 Gäller nu") < history.index("Version 1")
    assert "Lade till : Se över köreglerna" in history.replace("till:", "till :")
    page = per.client.get(f"{MEASURES}/history/1")
    assert "Förut: 1 januari 2099 Nu: 1 februari 2026" in plain(page.get_data(as_text=True))
    answer = per.client.post(f"{MEASURES}/history/1", data=fields(page, 'id="back"'))
    assert answer.headers["Location"] == f"{MEASURES}?saved=taken_back"
    assert "1 åtgärd är försenad" in said(per, MEASURES)
    assert per.client.get(f"{MEASURES}/history/9").status_code == 404
    assert per.client.get(f"{MEASURES}/row/zzzzz").status_code == 404


def test_whoever_writes_in_the_database_is_found_out(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{MEASURES}/new")
    filled(per, f"{MEASURES}/new", text="Utbilda chefer")
    second = RegisterVersion.number == 2
    with acting(sqlite_installation) as session:
        changed = RegisterVersion.text + "x"
        session.execute(update(RegisterVersion).where(second).values(text=changed))
    page = said(per, MEASURES)
    assert "Registret stämmer inte med loggen" in page
    assert "Utbilda chefer" not in page
    assert "Den här versionen stämmer inte" in said(per, f"{MEASURES}/history/2")
    with acting(sqlite_installation) as session:
        session.execute(delete(RegisterVersion).where(second))
    assert "Registret stämmer inte med loggen" in said(per, MEASURES)
    assert "Registret stämmer inte med loggen" not in said(per, FIGURES)


def test_figures_of_others_stand_beside_each_other_and_no_number_is_made_of_them(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    assert "Inga siffror från andra än" in said(per, FIGURES)
    filled(per, f"{FIGURES}/new")
    filled(per, f"{FIGURES}/new", what="Anmälda hatbrott, religiöst motiv", value="18")
    filled(per, f"{FIGURES}/new", kind="do", what="Anmälningar", value="61,5")
    residents = {"kind": "folkmängd", "what": "", "value": "42 000", "unit": "personer"}
    assert filled(per, f"{FIGURES}/new", **residents).status_code == 303
    page = said(per, FIGURES)
    assert "läggs aldrig ihop" in page
    assert FIGURE["source"] in page
    assert FIGURE["method"] in page
    entered = {"23", "18", "61,5", "42 000"}
    besides = {
        "1",
        "2024",
        "2025",
        "2026",
        "10",
        "1 000",
        *(str(today().year - back) for back in (1, 2)),
    }
    found = set(re.findall(r"\d+(?:,\d+| 000)?", page))
    assert entered <= found <= entered | besides


def test_a_year_without_its_number_is_said(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    last, before = str(today().year - 1), str(today().year - 2)
    assert f"Folkmängden för {before} och {last} är inte inskriven." in said(per, FIGURES)
    residents = {"kind": "folkmängd", "what": "", "value": "42000", "unit": "personer"}
    filled(per, f"{FIGURES}/new", year=last, **residents)
    page = said(per, FIGURES)
    assert f"Folkmängden för {before} är inte inskriven." in page
    assert f"Antalet elever för {before} och {last} är inte inskrivet." in page
    again = filled(per, f"{FIGURES}/new", year=last, **{**residents, "value": "1"})
    assert again.status_code == 400
    assert "Samma sak står två gånger." in again.get_data(as_text=True)


def test_the_figures_are_taken_out_as_a_table(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    filled(per, f"{FIGURES}/new", value="12,5")
    text = exported(per, FIGURES)
    assert text.splitlines()[0] == "\ufeffid;slag;år;vad;tal;enhet;källa;metod;avläst"
    assert ";12,5;anmälningar;" in text
    assert [act for act, _, _ in audited(sqlite_installation)] == [
        "figures.changed",
        "export.figures",
    ]


def test_what_the_columns_are_called_is_what_the_table_calls_a_trigger(
    sqlite_installation: Installed,
) -> None:
    page = said(sqlite_installation.desk("per"), f"{MEASURES}/table")
    assert "status planerad, pågår, klar, avbruten" in page
    assert "utlöst av repeat_actor (Samma verksamhet flera gånger), repeat_place (" in page
