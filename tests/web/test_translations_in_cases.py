"""Translations at the desk: versions beside the original, newest first, signed, and never read by the reporter."""

import re

from sqlalchemy import select, update

from incidents.actions import casefile, casework
from incidents.core.auditing import Act
from incidents.core.entry import Kind
from incidents.store.models import AuditRecord, Case, EntryRow
from tests.looking import acting, desk_of, looking
from tests.support import DeskUser, Installed, Resident

STORY = "قصة طويلة"
NEEDED = {"of": "1", "language": "sv", "translator": "interpreter_service"}


def prepared(installation: Installed) -> tuple[DeskUser, str, Resident, str]:
    """A report in Arabic, opened by Lena."""
    resident = Resident(installation.app.test_client(), "ar")
    code = resident.send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference, resident, code


def story(html: str) -> str:
    """The part of the page with the story."""
    return html.split('<article class="story">')[1].split("</article>", maxsplit=1)[0]


def test_it_stands_beside_the_original_with_who_and_what_and_the_older_ones_stay(
    installation: Installed,
) -> None:
    lena, reference, *_ = prepared(installation)
    lena.act(reference, "translation", text="En lång historia.", **NEEDED)
    machine = {**NEEDED, "translator": "machine", "source": "fa"}
    lena.act(reference, "translation", text="En historia.", **machine)
    shown = story(lena.case(reference).get_data(as_text=True))
    texts = re.findall(r'<div class="user-text"[^>]*lang="([^"]*)">([^<]*)</div>', shown)
    assert texts == [("ar", STORY), ("sv", "En historia."), ("sv", "En lång historia.")]
    assert "Översatt från persiska till svenska. Maskinöversättning, inte granskad." in shown
    assert "Översatt från arabiska till svenska. Tolk- eller översättningstjänst." in shown
    assert "Inlagt av Lena Holm" in shown
    assert "1 äldre översättning" in shown


def test_a_message_is_translated_where_it_stands_and_the_reporter_sees_nothing_of_it(
    installation: Installed,
) -> None:
    lena, reference, resident, code = prepared(installation)
    resident.come_back(code)
    resident.submit("inbox", text="رسالة")
    lena.act(reference, "translation", text="Ett meddelande.", **{**NEEDED, "of": "2"})
    thread = lena.case(reference).get_data(as_text=True).split('<ol class="thread">')[1]
    assert thread.split("</ol>", maxsplit=1)[0].count('<li class="entry') == 1
    assert "Ett meddelande." in thread
    assert "Ett meddelande." not in resident.get("inbox").get_data(as_text=True)


def test_the_same_form_posted_twice_is_one_version(installation: Installed) -> None:
    lena, reference, *_ = prepared(installation)
    for _ in range(2):
        values = {**NEEDED, "text": "En historia.", "once": "the same"}
        assert lena.act(reference, "translation", **values).status_code == 303
    assert story(lena.case(reference).get_data(as_text=True)).count("En historia.") == 1
    with looking(installation) as session:
        assert list(session.scalars(select(AuditRecord.act))).count(Act.CASE_TRANSLATED) == 1


def test_what_is_missing_is_asked_for_and_the_text_stays(sqlite_installation: Installed) -> None:
    lena, reference, *_ = prepared(sqlite_installation)
    refused = lena.act(reference, "translation", text="En historia.", of="", translator="pigeon")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert {"Välj vad som är översatt.", "Välj vem som har översatt."} <= set(
        re.findall(r'<a href="#\w+">([^<]*)</a>', html)
    )
    assert "En historia." in html
    foreign = lena.act(reference, "translation", text="En historia.", **{**NEEDED, "of": "9"})
    assert foreign.status_code == 400


def test_a_text_that_was_typed_when_the_log_in_had_ended_comes_back_in_its_field(
    sqlite_installation: Installed,
) -> None:
    _, reference, *_ = prepared(sqlite_installation)
    stranger = sqlite_installation.app.test_client()
    late = stranger.post(
        f"/desk/cases/{reference}/translation", data={**NEEDED, "text": "En historia."}
    )
    assert 'name="composer" value="translation"' in late.get_data(as_text=True)
    assert "En historia." in late.get_data(as_text=True)


def test_one_whose_signature_fails_stands_beside_nothing(sqlite_installation: Installed) -> None:
    lena, reference, *_ = prepared(sqlite_installation)
    lena.act(reference, "translation", text="En historia.", **NEEDED)
    with acting(sqlite_installation) as session:
        session.execute(update(EntryRow).where(EntryRow.number == 2).values(link=b"x" * 32))
    html = lena.case(reference).get_data(as_text=True)
    assert "En historia." not in story(html)
    assert "En översättning som inte hör till något i ärendet" in html


def test_it_is_sealed_to_the_readers_alone(installation: Installed) -> None:
    lena, reference, *_ = prepared(installation)
    lena.act(reference, "translation", text="En historia.", **NEEDED)
    desk = desk_of(installation, "omar")
    with looking(installation) as session:
        case = session.scalars(select(Case)).one()
        file = casefile.read(session, desk, case, pinned=installation.settings.trust)
        assert [one.entry.kind for one in file.entries] == [Kind.REPORT, Kind.TRANSLATION]
        assert all(one.sound for one in file.entries)
        assert casework.find(session, desk, reference).entries == 2
