"""The mark of a device: of one account and one generation, silent about both."""

import base64

import pytest

from incidents.crypto import device, staffkey

KEY = staffkey.generate()
LENA, OMAR = b"l" * 16, b"o" * 16


def known(mark: str | None, staff: bytes = LENA, generation: int = 3) -> bool:
    return device.is_known(KEY.signing_public(), staff, generation, mark)


def test_a_mark_counts_for_its_account_and_generation_alone() -> None:
    mark = device.mark(KEY, LENA, 3)
    assert known(mark)
    assert not known(mark, OMAR)
    assert not known(mark, LENA, 4)
    other = staffkey.generate().signing_public()
    assert not device.is_known(other, LENA, 3, mark)


def test_a_mark_says_nothing_of_whose_it_is_and_is_another_each_time() -> None:
    marks = {device.mark(KEY, LENA, 3) for _ in range(3)}
    assert len(marks) == 3
    for mark in marks:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        assert LENA not in raw
        assert KEY.signing_public() not in raw


@pytest.mark.parametrize("shown", [None, "", "x", "A" * 107, "ö" * 107, "A" * 5000, "\0"])
def test_anything_else_is_no_mark(shown: str | None) -> None:
    assert not known(shown)


def test_a_mark_that_was_touched_is_none() -> None:
    mark = device.mark(KEY, LENA, 3)
    for place in (0, 30, 60, 100):
        changed = "A" if mark[place] != "A" else "B"
        assert not known(mark[:place] + changed + mark[place + 1 :])
