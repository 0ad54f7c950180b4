"""Nothing is made that no consent and no duty covers, and the first page says what is not agreed to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.bases import Act, Basis, BasisKind
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Document, Receiver
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.packet import packet
from incidents.core.referral_packet.writing import (
    Complaint,
    Overview,
    Party,
    Written,
)
from incidents.core.vocabulary import vocabulary
from tests.packets import (
    DO,
    INSIDE,
    NOTHING,
    SWEDISH,
    TOLD,
    ask,
    case,
    dutiful,
    entry,
    head,
    section,
    words,
)

acts = st.sets(st.sampled_from([act.value for act in Act]), min_size=1)


@given(agreed=acts, contact=st.booleans(), others=st.booleans())
def test_nothing_is_made_without_a_yes_that_covers_it(
    agreed: set[str], *, contact: bool, others: bool
) -> None:
    opened = case(agreed=tuple(agreed))
    body = "malmo" if others else "boj"
    about = replace(head(), receiver=Receiver(body, "B"))
    shares = {"share_identified"} if contact else {"share_identified", "share_deidentified"}
    covered = not others and not shares.isdisjoint(agreed)
    try:
        document = packet(about, opened, Chosen(story=True, contact=contact), SWEDISH)
    except Invalid:
        assert not covered
        return
    assert covered
    wider = {"share_deidentified"} if "share_identified" in agreed else set()
    listed = next(i for i in document.sections[0].items if i.name == "not_agreed")
    every = {item.code for item in vocabulary("consent_act").items}
    assert set(listed.codes) == every - agreed - wider


@pytest.mark.parametrize(
    "later",
    [
        entry(20, Kind.MESSAGE, act="consent", question=13, answer="withdraw"),
        entry(20, Kind.MESSAGE, act="stop"),
    ],
)
def test_a_consent_that_was_taken_back_covers_nothing(later: Any) -> None:
    with pytest.raises(Invalid, match="inte sagt ja"):
        packet(head(), case(later), NOTHING, SWEDISH)


def test_a_later_question_without_a_yes_is_not_agreed() -> None:
    oral = ask(20, "boj", "share_identified")
    again = replace(oral, content={**oral.content, "act": "ask"})
    with pytest.raises(Invalid, match="inte sagt ja"):
        packet(head(), case(again), NOTHING, SWEDISH)


def test_the_basis_is_the_consent_that_covers_it_not_another() -> None:
    opened = case(ask(20, "boj", "talk"), ask(21, "boj", "share_deidentified"))
    for number, contact in ((20, False), (21, True), (99, False)):
        about = replace(head(), basis=Basis(BasisKind.CONSENT, number))
        with pytest.raises(Invalid, match="inte sagt ja"):
            packet(about, opened, Chosen(contact=contact), SWEDISH)
    about = replace(head(), basis=Basis(BasisKind.CONSENT, 21))
    assert packet(about, opened, NOTHING, SWEDISH).basis == about.basis


def test_who_complains_is_told_only_where_that_is_agreed() -> None:
    named = Written(complaint=Complaint(complainant=Party("Zaynab")))
    unnamed = case(agreed=("share_deidentified",))
    assert "Zaynab" in words(packet(head(For.DO), case(), NOTHING, SWEDISH, named))
    with pytest.raises(Invalid, match="vem hen är"):
        packet(head(For.DO), unnamed, NOTHING, SWEDISH, named)


def test_a_duty_tells_its_own_words_and_nothing_else() -> None:
    document = packet(dutiful(), case(), NOTHING, SWEDISH)
    assert [one.name for one in document.sections] == ["first", "about", "told"]
    assert section(document, "told") == {"told": (TOLD,)}
    assert section(document, "first").keys() == {"contact", "not_agreed"}
    assert section(document, "about")["basis"] == (
        "Skyldighet enligt lag: socialtjänstlagen 19 kap. 1 § (orosanmälan)",
    )
    assert [word for word in INSIDE if word in words(document)] == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: packet(dutiful(), case(), Chosen(story=True), SWEDISH),
        lambda: packet(dutiful(), case(), NOTHING, SWEDISH, Written(Overview("Hjälp"))),
        lambda: packet(replace(dutiful(), receiver=DO), case(), NOTHING, SWEDISH),
        lambda: packet(
            replace(dutiful(), basis=Basis(BasisKind.LEGAL_DUTY, 9, "school")),
            case(),
            NOTHING,
            SWEDISH,
        ),
        lambda: packet(
            replace(dutiful(), basis=Basis(BasisKind.LEGAL_DUTY, 4, "concern")),
            case(),
            NOTHING,
            SWEDISH,
        ),
    ],
)
def test_a_duty_covers_nothing_more_and_nobody_else(make: Callable[[], Document]) -> None:
    with pytest.raises(Invalid):
        make()
