"""The municipality's own lists: their form, what is offered, what stays readable, what a fact keeps."""

import json
from datetime import date
from importlib.resources import files

import pytest

from incidents.core import facts
from incidents.core.errors import Invalid
from incidents.core.facts import fact_of
from incidents.core.lists import DISTRICT, UNIT, ListError, OwnItem, read_list
from incidents.core.report import Readers, Report, asked_after, report_in
from incidents.core.reportcard import card_of

DAY = date(2026, 11, 24)
LANGUAGES = ("sv", "en", "ar")


def item(code: str, **more: object) -> dict[str, object]:
    return {"code": code, "name": {"sv": f"Område {code}"}, **more}


FIVE = [item(code) for code in "abcde"]


def read(items: object, *, name: str = DISTRICT, version: object = 1, **more: object) -> object:
    text = json.dumps({"version": version, "items": items, **more})
    return read_list(name, text, LANGUAGES)


@pytest.mark.parametrize("name", [DISTRICT, UNIT])
def test_the_demonstrations_lists_are_of_the_form(name: str) -> None:
    text = (files("incidents") / "data" / f"demo_{name}s.json").read_text(encoding="utf-8")
    found = read_list(name, text, LANGUAGES)
    assert 5 <= len(found.offered()) < len(found.items)


@pytest.mark.parametrize(
    ("items", "more", "what"),
    [
        ("x", {}, "items is a list"),
        (FIVE, {"version": 0}, "version"),
        (FIVE, {"version": True}, "version"),
        (FIVE, {"version": 65536}, "version"),
        (FIVE, {"extra": 1}, "nothing else"),
        (FIVE[:4], {}, "5 to 15"),
        ([item(f"x{n}") for n in range(16)], {}, "5 to 15"),
        ([*FIVE, item("a", name={"sv": "Annat"})], {}, "a is given twice"),
        ([*FIVE, item("f", name={"sv": "område A"})], {}, "same name"),
        ([*FIVE, item("Stor")], {}, "item 6: code"),
        ([*FIVE, item("å")], {}, "item 6: code"),
        ([*FIVE, item("ninechars")], {}, "item 6: code"),
        ([*FIVE, item("outside")], {}, "outside is taken"),
        ([*FIVE, item("f", name={"en": "Area"})], {}, "name has sv"),
        ([*FIVE, item("f", name={"sv": "Två\nrader"})], {}, "one line"),
        ([*FIVE, item("f", name={"sv": "x", "xx": "y"})], {}, "name has sv"),
        ([*FIVE, item("f", retired="ja")], {}, "retired"),
        ([*FIVE, item("f", kind="school")], {}, "item 6 has"),
        ([*FIVE, 7], {}, "item 6 has"),
        ([item("f")], {"name": UNIT}, "item 1 has"),
        ([item("f", kind="church")], {"name": UNIT}, "kind is one of"),
        ([item("f", kind=[])], {"name": UNIT}, "kind is one of"),
    ],
)
def test_a_list_that_is_not_of_its_form_is_refused_with_what_to_mend(
    items: object, more: dict[str, object], what: str
) -> None:
    with pytest.raises(ListError, match=what):
        read(items, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"items": []}'])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ListError):
        read_list(DISTRICT, text, LANGUAGES)


def test_a_retired_code_is_not_offered_and_stays_readable_and_an_unknown_one_reads_as_itself() -> (
    None
):
    text = json.dumps({"version": 3, "items": [*FIVE, item("gammal", retired=True)]})
    found = read_list(DISTRICT, text, LANGUAGES)
    assert [each.code for each in found.offered()] == list("abcde")
    read_as = {code: found.label(code, "ar") for code in ("a", "gammal", "borta", "outside")}
    assert read_as == {
        "a": "Område a",
        "gammal": "Område gammal",
        "borta": "borta",
        "outside": "Utanför kommunen",
    }


def test_a_name_is_in_the_readers_language_or_in_swedish() -> None:
    named = OwnItem("a", {"sv": "Norr", "en": "North"}, retired=False)
    assert (named.name("en"), named.name("ar")) == (("North", "en"), ("Norr", "sv"))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, set()),
        ({"what_happened": ("threatened",)}, {DISTRICT}),
        ({"area": ("leisure",)}, {DISTRICT}),
        ({"area": ("work",)}, set()),
        ({"area": ("education",)}, {UNIT}),
        ({"area": ("education",), "actor_type": ("unknown",)}, {UNIT}),
        ({"area": ("education",), "actor_type": ("person",)}, set()),
        ({"area": ("housing",), "actor_type": ("company", "person")}, {UNIT}),
        ({"area": ("outside",), "actor_type": ("municipality",)}, {DISTRICT, UNIT}),
    ],
)
def test_district_and_unit_are_asked_where_they_matter(
    answers: dict[str, tuple[str, ...]], found: set[str]
) -> None:
    assert asked_after(answers) & {DISTRICT, UNIT} == found


def placed(**answers: tuple[str, ...]) -> Report:
    versions = dict.fromkeys(answers, 7)
    return Report("Något hände.", "sv", Readers.NO, answers, list_versions=versions)


@pytest.mark.parametrize("groups", [(), ("a", "b"), ("Å",), ("ninechars",), ("",), ("a\n",)])
def test_an_answer_that_no_list_could_have_is_refused(groups: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        placed(district=groups)


@pytest.mark.parametrize("version", [-1, 65_536, "1", None, True])
def test_a_version_that_no_list_could_have_is_refused(version: object) -> None:
    with pytest.raises(Invalid):
        Report("x", "sv", Readers.NO, list_versions={DISTRICT: version})  # type: ignore[dict-item]


def test_the_sealed_report_keeps_the_answer_and_the_version_of_its_list() -> None:
    report = placed(district=("norr",), unit=("barn",))
    document = report.document()
    assert document["lists"] == {DISTRICT: 7, UNIT: 7}
    assert report_in(document, "sv") == report
    assert "lists" not in placed().document()
    assert report_in(placed().document(), "sv") == placed()


def test_the_fact_keeps_the_district_and_not_the_unit() -> None:
    fact = fact_of(placed(district=("norr",), unit=("12345678",)), DAY)
    assert fact.district == "norr"
    assert facts.unpack(fact.pack()) == fact
    assert len(fact.pack()) == len(fact_of(placed(), DAY).pack()) == facts.SIZE


def test_the_desk_card_has_room_for_both_codes() -> None:
    card = card_of(placed(district=("norr",), unit=("12345678",)), DAY)
    assert (card.place, card.unit) == ("norr", "12345678")
    assert len(card.pack()) == len(card_of(placed(), DAY).pack())
