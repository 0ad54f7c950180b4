"""A place alert: about a place and no person. Nothing of a case can get in, and it lets nobody do anything with her."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.cleaning.kinds import CLEANED_AS, FORMS, Family
from incidents.core.bases import THERE, Act, Basis, BasisKind
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.help.directory import Role
from incidents.core.referral_entry import FILES, Referral, Reply, referral_in
from incidents.core.referral_ledger import demanded, may_say, referred, uncovered
from incidents.core.referral_packet.alert import (
    PICTURES,
    ROLES,
    Place,
    place_in,
    receivers,
)
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.document import Document
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.making import Made, Plan, make
from incidents.core.referral_packet.places import PLACES, WHAT
from incidents.core.referral_packet.writing import Overview, Written
from incidents.core.referral_page import Answer
from incidents.core.report import Contact
from incidents.core.vocabulary import vocabulary
from tests.core.helping import AS_DELIVERED
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
        {"what": ()},
        {"what": ("threatened",)},
        {"what": ("place", "damaged")},
        {"place_type": "digital"},
        {"place_type": "home"},
        {"place_type": ""},
        {"where": "  "},
        {"where": "x" * 201},
        {"where": "Torget\nEtt namn"},
        {"where": "Torget, ring 070-123 45 67"},
        {"where": "nn@example.se"},
        {"where": "\u200b\u00ad"},
        {"where": "Torget, ring 070\u00ad-123\u200b 45 67"},
        {"where": "nn\u00ad@exam\u200bple.se"},
        {"where": "Torget, se AD-2026-\u200b7K3QF"},
        {"where": "Torget\u2028Ett namn"},
        {"last": date(2026, 11, 1)},
    ],
)
def test_what_is_no_place_is_refused(change: dict[str, object]) -> None:
    place = replace(PLACE, **change)  # type: ignore[arg-type] # as a form may send it
    with pytest.raises(Invalid):
        replace(PLAN, place=place)
    assert (
        place_in(place.content()) == place
    )  # what was told once is read, whatever the rules are by now


def test_a_place_that_quotes_the_person_is_refused() -> None:
    said = "Det sitter lappar på den norra väggen i gångtunneln under järnvägen."
    quoted = replace(
        PLAN, place=replace(PLACE, where="Norra vä\u00adggen i gångtunneln under järnvägen")
    )
    for opened in (case(story=said), case(entry(30, Kind.MESSAGE, text=said))):
        with pytest.raises(Invalid, match="egna ord"):
            made(opened, quoted)
    assert made(EMPTY, quoted).document.kind is For.ALERT


def test_days_that_are_to_come_are_refused() -> None:
    with pytest.raises(Invalid, match="dagar som har varit"):
        alerted(place=replace(PLACE, last=date(2026, 11, 28)))


def test_what_is_told_stands_at_a_place_where_anybody_can_look() -> None:
    groups = {one.code: one.codes for one in vocabulary("what_happened").public()}
    assert tuple(WHAT) == groups["place"]
    assert set(PLACES) == vocabulary("place_type").public_codes - {"home", "digital"}
    said = " ".join([*WHAT.values(), *PLACES.values()]).lower()
    for word in ("nätet", "meddelanden", "boende", "hem", "hotad", "slagen", "hånad", "sexuell"):
        assert word not in said


SORT = {Role.SCHOOL: "school"}
OWN = {Role.SCHOOL: {"school"}, Role.LANDLORD: {"out", "other"}}


@pytest.mark.parametrize("role", ROLES)
def test_school_and_landlord_hear_of_their_own_sorts_of_place(role: Role) -> None:
    for sort in PLACES:
        plan = replace(PLAN, role=role.value, place=replace(PLACE, place_type=sort))
        if sort in OWN.get(role, PLACES):
            assert made(EMPTY, plan).document.kind is For.ALERT
        else:
            with pytest.raises(Invalid, match="får bara veta om"):
                made(EMPTY, plan)


def test_the_unit_itself_gets_none_and_whoever_takes_graffiti_away_does() -> None:
    assert Role.UNIT not in ROLES
    assert "sanering" in {body.fact.id for body in receivers(AS_DELIVERED)}


@pytest.mark.parametrize("role", Role)
def test_who_answers_for_no_place_gets_none_and_where_it_may_have_happened_no_picture(
    role: Role,
) -> None:
    plan = replace(PLAN, role=role.value, place=replace(PLACE, place_type=SORT.get(role, "out")))
    seen = replace(plan, chosen=Chosen(files=frozenset({7})), unseen=True)
    if role in ROLES:
        assert made(EMPTY, plan).basis is None
    else:
        with pytest.raises(Invalid, match="Välj vem"):
            made(EMPTY, plan)
    if role in ROLES and role not in THERE:
        assert made(case(), seen).document.files
    else:
        with pytest.raises(Invalid):
            made(case(), seen)


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


@given(st.sets(st.sampled_from(sorted(WHAT)), min_size=1), st.sampled_from(sorted(PLACES)))
def test_a_place_comes_back_from_its_entry(what: set[str], place_type: str) -> None:
    place = Place(tuple(sorted(what)), place_type, "Torget", DAY, DAY)
    assert place_in(place.content()) == place


def test_no_document_of_a_place_rests_on_anything_or_tells_the_case() -> None:
    document: Document = alerted()
    for change in ({"basis": Basis(BasisKind.CONSENT, 2)}, {"reference": "AD-2026-7K3QF"}):
        with pytest.raises(Invalid, match="platslarm"):
            replace(document, **change)
