"""Charts: every bar has its label and number, and a hidden number is neither drawn nor said."""

import re
from xml.etree import ElementTree as ET

import pytest

from incidents.openstatistics.charts import Bar, Words, bars, number

SWEDISH = Words("Stapeldiagram: Grund", "visas inte", right_to_left=False)
ARABIC = Words("مخطط", "غير معروض", right_to_left=True)
SHOWN = (Bar("Kön", 40), Bar("Ålder", None), Bar("Religion", 0), Bar("Annat", 10))


def parsed(drawn: str) -> ET.Element:
    return ET.fromstring(str(drawn))  # noqa: S314 - our own drawing


def widths(drawn: str) -> list[float]:
    return [float(one.attrib["width"].rstrip("%")) for one in parsed(drawn).iter("rect")]


def test_bars_are_as_long_as_their_numbers_and_the_longest_leaves_room() -> None:
    assert widths(bars(SHOWN, SWEDISH)) == [80, 20]


def test_a_hidden_number_has_no_bar_and_no_place_of_its_own() -> None:
    hidden = Bar("Ålder", None)
    alone = [bars([Bar("Kön", 40), hidden], SWEDISH), bars([Bar("Kön", 9000), hidden], SWEDISH)]
    pieces = [[(one.tag, one.attrib, one.text) for one in parsed(drawn)][-2:] for drawn in alone]
    assert pieces[0] == pieces[1]
    assert [text for _, _, text in pieces[0]] == ["Ålder", ".. visas inte"]


def test_the_text_alternative_has_every_number_and_says_what_is_hidden() -> None:
    assert parsed(bars(SHOWN, SWEDISH)).attrib["aria-label"] == (
        "Stapeldiagram: Grund. Kön: 40. Ålder: visas inte. Religion: 0. Annat: 10"
    )


def test_from_right_to_left_bars_begin_at_the_right() -> None:
    root = parsed(bars(SHOWN, ARABIC))
    for one in root.iter("rect"):
        assert float(one.attrib["x"].rstrip("%")) + float(one.attrib["width"].rstrip("%")) == 100
    labels = [one for one in root.iter("text") if "class" not in one.attrib]
    assert {one.attrib["x"] for one in labels} == {"100%"}


def test_a_long_label_takes_several_lines_and_none_is_lost() -> None:
    label = "Könsöverskridande identitet eller uttryck, att vara transperson"
    root = parsed(bars([Bar(label, 7)], SWEDISH))
    lines = [one.text or "" for one in root.iter("text")][:-1]
    assert " ".join(lines) == label
    assert len(lines) > 1


@pytest.mark.parametrize("shown", [(), (Bar("Kön", 0),), (Bar("Kön", None),)])
def test_nothing_zero_and_hidden_alone_are_drawn_without_bars(shown: tuple[Bar, ...]) -> None:
    assert widths(bars(shown, SWEDISH)) == []


def test_a_label_is_text_and_never_markup() -> None:
    drawn = bars([Bar('<script>"&', 5)], Words('"><b>', "x", right_to_left=False))
    assert re.findall(r"<(?!/)(\w+)", drawn) == ["svg", "line", "text", "rect", "text"]


def test_thousands_are_parted_by_a_space() -> None:
    assert number(1234567) == "1\u202f234\u202f567"
