"""Help in return on the pages: without a report, after the answers, for young people, and on the receipt."""

import re

import pytest

from tests.looking import every_row
from tests.support import Installed, Resident, fields

DANGER = {"safety": "danger"}


def text(resident: Resident, page: str) -> str:
    return resident.get(page).get_data(as_text=True)


def told(installation: Installed, about: dict[str, object], you: dict[str, object]) -> Resident:
    """A resident who stands on *check*."""
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="En händelse.")
    resident.submit("about", **about)
    resident.submit("you", **{"contact_mode": "code", **you})
    return resident


def test_help_without_a_report_takes_answers_and_keeps_nothing(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    before = every_row(sqlite_installation)
    general = text(resident, "help")
    answer = resident.client.post(
        "/sv/help", data={"area": "work", "when_coarse": "d14", "what_happened": "treated"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Diskrimineringsombudsmannen (DO)" in general
    assert "En rapport här stoppar ingen tidsfrist." in general
    assert page != general
    assert 'value="work" checked' in page
    assert "Set-Cookie" not in answer.headers
    assert every_row(sqlite_installation) == before


def test_a_foreign_answer_is_refused_in_words(sqlite_installation: Installed) -> None:
    answer = sqlite_installation.resident().client.post("/sv/help", data={"area": "nowhere"})
    assert answer.status_code == 400
    assert "Välj ett av svaren i listan." in answer.get_data(as_text=True)


def test_the_page_for_young_people_speaks_to_them(sqlite_installation: Installed) -> None:
    page = text(sqlite_installation.resident(), "young")
    assert "<h1>För dig som är 12–17 år</h1>" in page
    assert "Det är inte ditt fel" in page
    assert "116 111" in page
    longest = max(
        len(sentence.split())
        for paragraph in re.findall(r"<p>([^<]+)</p>", page)
        for sentence in re.split(r"(?<=[.?!]) ", paragraph)
    )
    assert longest <= 16


@pytest.mark.parametrize(
    ("you", "heading", "number"),
    [
        (DANGER, "Är någon i fara nu: ring 112", "112"),
        ({"safety": "child"}, "Är någon i fara nu: ring 112", "112"),
        ({"consequence": "suicidal"}, "Du är inte ensam. Prata med någon nu.", "90101"),
    ],
)
def test_a_dangerous_answer_shows_help_at_once_and_never_blocks_sending(
    sqlite_installation: Installed, you: dict[str, object], heading: str, number: str
) -> None:
    resident = told(sqlite_installation, {}, you)
    page = text(resident, "check")
    assert heading in page.split('class="answers"')[0]
    assert number in page.split('class="answers"')[0]
    form = fields(page, 'id="step"')
    assert resident.client.post("/sv/check", data=form).headers["Location"] == "/sv/receipt"


def test_duties_are_said_before_sending_where_they_can_apply(
    sqlite_installation: Installed,
) -> None:
    child = told(sqlite_installation, {"area": "education"}, {"safety": "child"})
    calm = told(sqlite_installation, {"area": "service"}, {"safety": "safe", "under18": "no"})
    assert "Det här måste vi göra" in text(child, "check")
    assert "Det här måste vi göra" not in text(calm, "check")


def test_the_receipt_gives_help_from_the_answers(sqlite_installation: Installed) -> None:
    resident = told(
        sqlite_installation, {"area": "housing", "when_coarse": "d14"}, {"wish": "information"}
    )
    resident.submit("check")
    page = text(resident, "receipt")
    for heading in ("Dina rättigheter", "Så lång tid har du", "De här kan hjälpa dig"):
        assert heading in page
    assert "Diskrimineringsombudsmannen (DO)" in page
    assert "Tiden går ut någon gång mellan" in page
    assert "förbjudet att straffa dig" in page


def test_questions_that_do_not_follow_are_not_asked_and_not_kept(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="En händelse.")
    resident.submit("about", what_happened="treated", area="work")
    page = text(resident, "grounds")
    assert 'name="ground"' in page
    assert 'name="bias_motive"' not in page
    assert 'name="place_type"' not in page
    form = fields(page, 'id="step"')
    resident.client.post(
        "/sv/grounds", data={**form, "ground": "age", "bias_motive": "roma", "place_type": "out"}
    )
    resident.submit("about", what_happened="attacked", area="work")
    assert "checked" not in text(resident, "grounds").split('name="bias_motive"', 1)[1]
    assert 'value="age" checked' in text(resident, "grounds")


def test_the_button_to_send_keeps_what_its_screen_holds(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    answer = resident.submit("story", story="En händelse.", to="check")
    assert answer.headers["Location"] == "/sv/check"
    answer = resident.submit("about", area="housing", to="check")
    assert answer.headers["Location"] == "/sv/check"
    assert "Bostad: hyra" in text(resident, "check")
