"""Whoever is under 18 and was subjected to it is asked, on a page of its own, whether guardians may be contacted."""

import pytest

from tests.support import Installed, Resident

YOUNG = {"reporter_role": "self", "under18": "yes", "contact_mode": "code"}


def at_you(installation: Installed) -> Resident:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Någon hotade mig.")
    return resident


@pytest.mark.parametrize(
    "you",
    [{}, {"under18": "no"}, {"reporter_role": "child"}, {"under18": "unsaid"}],
)
def test_nobody_else_is_asked(sqlite_installation: Installed, you: dict[str, str]) -> None:
    resident = at_you(sqlite_installation)
    others = {"contact_mode": "code"} if not you else {**YOUNG, **you}
    assert resident.submit("you", **others).headers["Location"] == "/sv/check"
    assert resident.get("guardians").headers["Location"] == "/sv/check"
    assert "vårdnadshavare" not in resident.get("check").get_data(as_text=True)


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("yes", "Får kontaktas"),
        ("no", "Får inte kontaktas, om inte lagen kräver det"),
        ("unsure", "Fråga den unga först"),
    ],
)
def test_the_answer_stands_on_check_on_the_cover_sheet_and_in_the_case(
    sqlite_installation: Installed, answer: str, shown: str
) -> None:
    resident = at_you(sqlite_installation)
    assert resident.submit("you", **YOUNG).headers["Location"] == "/sv/guardians"
    assert resident.submit("guardians", guardians=answer).headers["Location"] == "/sv/check"
    assert "Kontakt med vårdnadshavare" in resident.get("check").get_data(as_text=True)
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    cover = lena.case(reference).get_data(as_text=True)
    assert shown in cover
    assert "Någon hotade mig." not in cover
    lena.answer_cover(reference)
    assert "Får vårdnadshavare kontaktas" in lena.case(reference).get_data(as_text=True)


def test_it_may_be_skipped_is_asked_once_and_is_gone_when_it_no_longer_applies(
    sqlite_installation: Installed,
) -> None:
    resident = at_you(sqlite_installation)
    resident.submit("you", **YOUNG)
    assert resident.submit("guardians").headers["Location"] == "/sv/check"
    resident.submit("guardians", guardians="no")
    assert resident.submit("you", **YOUNG).headers["Location"] == "/sv/check"
    resident.submit("you", **{**YOUNG, "under18": "no"})
    assert "vårdnadshavare" not in resident.get("check").get_data(as_text=True)
    assert resident.submit("you", **YOUNG).headers["Location"] == "/sv/guardians"


def test_an_answer_changed_from_check_is_asked_on_the_way_back(
    sqlite_installation: Installed,
) -> None:
    resident = at_you(sqlite_installation)
    resident.submit("you", contact_mode="code")
    assert resident.submit("you?back=check", **YOUNG).headers["Location"] == "/sv/guardians"


DANGEROUS = [
    ({"safety": "danger"}, "112"),
    ({"safety": "child"}, "112"),
    ({"consequence": "suicidal"}, "90101"),
]


@pytest.mark.parametrize(("danger", "number"), DANGEROUS)
def test_a_dangerous_answer_shows_help_on_whatever_page_comes_next(
    sqlite_installation: Installed, danger: dict[str, str], number: str
) -> None:
    for you, following in (({}, "check"), (YOUNG, "guardians")):
        resident = at_you(sqlite_installation)
        given = {"contact_mode": "code", **you, **danger}
        assert resident.submit("you", **given).headers["Location"] == f"/sv/{following}"
        page = resident.get(following).get_data(as_text=True)
        assert f">{number}</bdi>" in page.split('<form id="step"')[0]
    refused = at_you(sqlite_installation).submit("you", contact_mode="phone", **danger)
    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    assert f">{number}</bdi>" in page.split('<form id="step"')[0]


@pytest.mark.parametrize(("danger", "number"), DANGEROUS)
def test_a_dangerous_answer_puts_the_case_first_and_never_keeps_anybody_from_sending(
    sqlite_installation: Installed, danger: dict[str, str], number: str
) -> None:
    sqlite_installation.resident().send("En vanlig berättelse.")
    sqlite_installation.resident().send("Bara att det räknas.", wish="register", **danger)
    lena = sqlite_installation.desk("lena")
    first = lena.queue()[0]
    page = lena.case(first).get_data(as_text=True)
    assert "Fara" in page
    assert "Bara registrering" in page
    assert number
