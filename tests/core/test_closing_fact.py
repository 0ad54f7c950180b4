"""A closed case as statistics see it."""

from datetime import date

import pytest

from incidents.core import facts
from incidents.core.archive import Kind, kind_of, month_of
from incidents.core.case_fact import Known, closing
from incidents.core.closing_fact import Closing, unpack
from incidents.core.linking import Link, LinkKind
from incidents.core.work import Work


def test_the_packed_form_is_fixed() -> None:
    one = Closing(2026, 11, changed=True, same_person=(b"person",), same_event=(b"event1",))
    packed = one.pack()
    assert len(packed) == facts.OTHER_SIZE
    assert packed[:4].hex() == "83005201"
    assert unpack(packed) == one
    assert (kind_of(packed), month_of(packed)) == (Kind.CLOSING, 82)


@pytest.mark.parametrize(
    "odd", [b"", b"\x83", bytes(facts.OTHER_SIZE), b"\x83\x00\x52\x02" + bytes(51)]
)
def test_anything_else_is_refused(odd: bytes) -> None:
    with pytest.raises(ValueError, match="no closed case"):
        unpack(odd)


def test_it_says_whether_something_changed_and_what_counts_as_one() -> None:
    link = Link(LinkKind.SAME_PERSON, b"other", token=b"person")
    known = Known(work=Work({"outcome": ("apology",)}), links=(link,), reason="completed")
    assert closing(known, date(2026, 12, 31)) == Closing(
        2026, 12, changed=True, same_person=(b"person",)
    )
    assert closing(Known(reason="completed"), date(2026, 12, 31)) == Closing(
        2026, 12, changed=False
    )


@pytest.mark.parametrize("reason", ["duplicate", "abuse"])
def test_what_counts_in_no_table_is_no_closed_case(reason: str) -> None:
    assert closing(Known(reason=reason), date(2026, 12, 31)) is None
