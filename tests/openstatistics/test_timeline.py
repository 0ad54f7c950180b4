"""A number over time: every period has its words, and a hidden one is neither drawn nor guessed."""

import re
from xml.etree import ElementTree as ET

import pytest

from incidents.openstatistics.charts import Bar
from incidents.openstatistics.timeline import timeline
from tests.openstatistics.test_charts import ARABIC, SWEDISH, parsed, widths

SHOWN = (Bar("2024", 40), Bar("2025", None), Bar("2026", 0), Bar("2027", 10))


def test_bars_share_a_scale_and_leave_room_for_words_and_number() -> None:
    assert widths(timeline(SHOWN, 80, SWEDISH)) == [20, 5]
    assert max(widths(timeline(SHOWN, 40, SWEDISH))) + 44 < 85


def test_a_hidden_period_has_no_bar_no_line_and_no_place_of_its_own() -> None:
    rows = [timeline([Bar("2025", None)], most, SWEDISH) for most in (5, 5000)]
    assert rows[0] == rows[1]
    root = parsed(timeline(SHOWN, 40, SWEDISH))
    assert {one.tag for one in root} == {"line", "text", "rect"}
    assert len([one for one in root if one.tag == "line"]) == 1
    assert [one.text for one in root.iter("text")] == [
        "2024", "40", "2025", "..", "2026", "0", "2027", "10",
    ]  # fmt: skip


def test_the_text_alternative_has_every_period() -> None:
    assert parsed(timeline(SHOWN, 40, SWEDISH)).attrib["aria-label"] == (
        "Stapeldiagram: Grund. 2024: 40. 2025: visas inte. 2026: 0. 2027: 10"
    )


def test_from_right_to_left_words_and_bars_begin_at_the_right() -> None:
    root: ET.Element = parsed(timeline(SHOWN, 40, ARABIC))
    for one in root.iter("rect"):
        assert float(one.attrib["x"].rstrip("%")) + float(one.attrib["width"].rstrip("%")) == 56
    labels = [one for one in root.iter("text") if "class" not in one.attrib]
    assert {one.attrib["x"] for one in labels} == {"100.00%"}


@pytest.mark.parametrize("shown", [(), (Bar("2024", 0),), (Bar("2024", None),)])
def test_nothing_zero_and_hidden_alone_have_no_bar(shown: tuple[Bar, ...]) -> None:
    assert widths(timeline(shown, 0, SWEDISH)) == []


def test_a_label_is_text_and_never_markup() -> None:
    drawn = timeline([Bar('<script>"&', 5)], 5, SWEDISH)
    assert re.findall(r"<(?!/)(\w+)", drawn) == ["svg", "line", "text", "rect", "text"]
