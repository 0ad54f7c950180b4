"""A place alert: about a place and no person. Nothing of a case can get in, and it lets nobody do anything with her."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.cleaning.kinds import CLEANED_AS, FORMS, Family
from incidents.core.bases import Act, Basis, BasisKind
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.referral_entry import FILES, Referral, Reply, referral_in
from incidents.core.referral_ledger import demanded, may_say, referred, uncovered
from incidents.core.referral_packet.alert import (
    PICTURES,
)
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.document import Document
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.making import Made, Plan, make
from incidents.core.referral_packet.writing import Overview, Written
from incidents.core.referral_page import Answer
from incidents.core.report import Contact
from tests.packets import (
    ANSWERS,
    BODIES,
    DAY,
    ID,
    INSIDE,
    PLACE,
    SAFETY,
    SENDER,
    STORY,
    SWEDISH,
    alerted,
    case,
    entry,
    section,
    words,
)

PLAN = Plan(For.ALERT, SAFETY, Chosen(), Written(), ID, DAY, role="trygghet", place=PLACE)
EMPTY = Opened(DAY, "AD-2026-22222", ())
texts = st.text(min_size=1, max_size=40).filter(str.strip)


def made(opened: Opened, plan: Plan = PLAN) -> Made:
    return make(opened, plan, SENDER, SWEDISH, today=DAY)


@given(story=texts, more=st.lists(texts, max_size=3), agreed=st.booleans(), contact=texts)
def test_whatever_the_case_holds_the_same_bytes_leave(
    story: str, more: list[str], *, agreed: bool, contact: str
) -> None:
    said = [entry(30 + at, Kind.MESSAGE, text=text) for at, text in enumerate(more)]
    opened = case(*said, story=story, agreed=("share_identified",) if agreed else ("contact",))
    opened = replace(opened, contact=Contact("phone", contact, contact))
    found, nothing = made(opened), made(EMPTY)
    assert found == nothing
    assert found.document.pack() == nothing.document.pack()


def test_no_word_of_the_case_is_in_it_and_no_answer_that_was_not_chosen() -> None:
    said = words(made(case()).document) + str(made(case()).cover.plain())
    told = [*INSIDE, *BODIES, "Arabiska", *(word for word in STORY.split() if len(word) > 3)]
    labels = [SWEDISH.title(name) for name in ANSWERS]
    for word in [*told, *labels, *ANSWERS, "Personen har", "samtycke"]:
        assert word not in said


def test_it_says_what_where_when_and_that_it_is_about_nobody() -> None:
    document = alerted()
    assert [one.name for one in document.sections] == ["alert", "about"]
    said = section(document, "alert")
    assert said["what_happened"] == (
        "Klotter eller skadegörelse",
        "Flygblad eller hatsymboler",
    )
    assert said["where"] == ("Gångtunneln vid Torget",)
    assert said["period"] == ("Från 2026-11-02 till 2026-11-20",)
    assert section(document, "about")["notes"] == (
        "Det här gäller en plats, inte en person.",
        "Vem som har berättat står inte här. Försök inte ta reda på det.",
        "Kommunen har inte prövat vad som hände.",
    )
    assert (document.basis, document.reference) == (None, "")


@pytest.mark.parametrize(
    "change",
    [
        {"chosen": Chosen(story=True)},
        {"chosen": Chosen(reference=True)},
        {"chosen": Chosen(contact=True)},
        {"written": Written(Overview(wants="Stöd"))},
        {"duty": 9},
        {"place": None},
        {"kind": For.SUPPORT},
        {"unseen": True},
        {"chosen": Chosen(files=frozenset({7}))},
    ],
)
def test_nothing_else_can_be_planned_with_it(change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        replace(PLAN, **change)  # type: ignore[arg-type] # as a form may send it


def test_only_pictures_of_the_case_go_along() -> None:
    with_files = replace(PLAN, chosen=Chosen(files=frozenset({7})), unseen=True)
    found = made(case(), with_files)
    document = found.document
    assert found.digest != replace(found, unseen=False).digest
    assert [note.name for note in document.files] == ["bild-1.jpg"]
    assert section(document, "alert")["files"] == ("bild-1.jpg",)
    for number in (1, 4, 99):
        with pytest.raises(Invalid):
            made(case(), replace(with_files, chosen=Chosen(files=frozenset({number}))))


def test_the_pictures_are_those_that_cleaning_makes() -> None:
    photos = {kind for kind, form in FORMS.items() if form.family is Family.PHOTO}
    assert {made.value for kind in photos for made in CLEANED_AS[kind]} == PICTURES


def test_what_is_said_in_the_entry_is_read_back() -> None:
    referral = Referral(
        For.ALERT, SAFETY, None, frozenset(), ("alert", "about"), ID, "d", "s", place=PLACE
    )
    photos = replace(referral, told=("alert", "about", FILES), unseen=True)
    for one in (referral, photos):
        assert referral_in(entry(40, Kind.HANDOVER, **one.content())) == one
    unlooked = {name: said for name, said in photos.content().items() if name != "unseen"}
    assert referral_in(entry(40, Kind.HANDOVER, **unlooked)) is None
    kept = entry(40, Kind.HANDOVER, **referral.content())
    found = referred([kept])
    assert (uncovered(found, ()), demanded(found)) == ([], [])


@pytest.mark.parametrize(
    "change",
    [{"basis": Basis(BasisKind.CONSENT, 2)}, {"place": None}, {"acts": frozenset({Act.TALK})}],
)
def test_an_entry_that_mixes_both_is_none(change: dict[str, object]) -> None:
    whole = (For.ALERT, SAFETY, None, frozenset[Act](), ("alert",), ID, "d", "s")
    referral = Referral(*whole, place=PLACE)
    with pytest.raises(ValueError, match="place alert"):
        replace(referral, **change)  # type: ignore[arg-type] # as a database may hold it
    wrong: tuple[dict[str, object], ...] = (
        {"place": None},
        {"place": {}},
        {"place": {"what": 1}},
        {"acts": ["talk"]},
    )
    for broken in wrong:
        assert referral_in(entry(40, Kind.HANDOVER, **{**referral.content(), **broken})) is None


def test_a_body_says_yes_no_and_how_it_went_and_nothing_to_the_person() -> None:
    allowed = {reply for reply in Reply if may_say(frozenset(), reply, alert=True)}
    assert allowed == {Reply.ACCEPT, Reply.DECLINE, Reply.SAVED, Reply.RESULT, Reply.WORDS}
    assert not may_say(frozenset(Act), Reply.WORDS)
    assert Answer(Reply.RESULT, text="Klottret är borta.").code == ""
    with pytest.raises(Invalid):
        Answer(Reply.RESULT)


def test_no_document_of_a_place_rests_on_anything_or_tells_the_case() -> None:
    document: Document = alerted()
    for change in ({"basis": Basis(BasisKind.CONSENT, 2)}, {"reference": "AD-2026-7K3QF"}):
        with pytest.raises(Invalid, match="platslarm"):
            replace(document, **change)
