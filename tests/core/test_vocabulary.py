"""The closed lists: shape of the file, public groups, labels."""

import json
from importlib.resources import files

import pytest

from incidents.core.deadlines import SERVICE_DAYS
from incidents.core.facts import DIMENSIONS
from incidents.core.vocabulary import Vocabulary, vocabularies, vocabulary

RAW = json.loads((files("incidents") / "data" / "vocabularies.json").read_text(encoding="utf-8"))
NAMES = sorted(vocabularies())


def test_the_lists_are_those_of_the_file() -> None:
    assert sorted(RAW) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_plain_and_different_and_every_label_says_something(name: str) -> None:
    codes = [item["code"] for item in RAW[name]["items"]]
    assert len(set(codes)) == len(codes) > 0
    assert [code for code in codes if not (code.isascii() and code.isprintable())] == []
    assert [
        i["code"] for i in RAW[name]["items"] if not (i["sv"].strip() and i["en"].strip())
    ] == []
    assert isinstance(RAW[name]["multi"], bool)


@pytest.mark.parametrize("name", NAMES)
def test_a_resident_chooses_among_nine_at_most(name: str) -> None:
    if "public" in RAW[name]:
        assert 2 <= len(vocabulary(name).groups) <= 9


@pytest.mark.parametrize("name", [name for name in NAMES if RAW[name].get("public")])
def test_the_public_groups_hold_every_code_exactly_once_but_for_those_of_the_staff(
    name: str,
) -> None:
    public = RAW[name]["public"]
    grouped = [code for choice in public["choices"] for code in choice["codes"]]
    staff = public.get("staff_only", [])
    codes = [item["code"] for item in RAW[name]["items"]]
    assert len(set(grouped)) == len(grouped)
    assert set(grouped) | set(staff) == set(codes)
    assert set(grouped) & set(staff) == set()
    names = [choice["group"] for choice in public["choices"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_a_facts_mask_has_a_bit_for_every_public_choice(name: str) -> None:
    assert len(vocabulary(name).public()) <= 16


def test_a_label_that_is_not_in_the_list_reads_as_itself() -> None:
    role = vocabulary("reporter_role")
    assert (role.label("self"), role.label("retired")) == ("Jag har själv blivit utsatt", "retired")
    assert (role.public_label("self"), role.public_label("retired")) == ("Mig själv", "retired")


def test_a_list_without_groups_offers_its_codes() -> None:
    plain = Vocabulary("x", False, vocabulary("priority").items, "", ())
    assert [choice.code for choice in plain.public()] == ["p1", "p2", "p3", "p4"]
    assert len(SERVICE_DAYS) == 4


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        vocabulary("foreign")
