"""What a person gets in order to turn to a body herself."""

from datetime import date

import pytest

from incidents.core.help.directory import Body, Contact, ContactKind, Directory, Fact, Role
from incidents.core.self_referral import can_be_reached, contact_text
from incidents.web.locale import catalogue

CHECKED = date(2026, 11, 1)
LIMIT = Fact("limit.jo", "Klaga inom två år.", "jo.se", CHECKED, verified=True)


def fact(name: str) -> Fact:
    return Fact(name, name, "telefon", CHECKED, verified=True)


def body(*, anonymous: bool | None = None, **values: object) -> Body:
    contacts = (
        Contact(fact("local.x.phone"), ContactKind.PHONE, "0480-45 00 00"),
        Contact(fact("local.x.web"), ContactKind.WEB, "kalmar.se/hjalp"),
    )
    given = {"contacts": contacts, "own_words": True, **values}
    return Body(
        fact("local.x"),
        Role.BUREAU,
        "Byrån",
        "Ger råd.",
        anonymous=anonymous,
        **given,  # type: ignore[arg-type]
    )


def directory(*rules: str) -> Directory:
    return Directory((), (), frozenset(rules), (LIMIT,), ())


@pytest.mark.parametrize(
    ("one", "rules", "there", "missing"),
    [
        (body(), (), ("Byrån", "Ger råd.", "0480-45 00 00", "kalmar.se/hjalp"), ("Klaga", "heter")),
        (body(time_limit="limit.jo"), ("limit.jo",), ("Klaga inom två år.",), ()),
        # A limit that nobody has confirmed here is not told.
        (body(time_limit="limit.jo"), (), ("Byrån",), ("Klaga",)),
        (body(anonymous=True), (), ("Du behöver inte säga vad du heter.",), ("veta vem",)),
        (body(anonymous=False), (), ("De behöver veta vem du är.",), ("vad du heter",)),
    ],
)
def test_it_says_what_is_known_and_nothing_else(
    one: Body, rules: tuple[str, ...], there: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    text = contact_text(one, directory(*rules), str)
    assert [part for part in there if part not in text.split("\n")] == []
    assert [part for part in missing if part in text] == []


def test_the_municipalitys_own_words_stay_swedish_and_the_rest_is_translated() -> None:
    text = contact_text(body(anonymous=True), directory(), catalogue("en").gettext)
    assert "Ger råd." in text
    assert "You do not have to say what your name is." in text
    assert text.startswith("You can turn")


def test_a_body_that_cannot_be_reached_is_no_information() -> None:
    assert can_be_reached(body())
    assert not can_be_reached(body(contacts=()))
