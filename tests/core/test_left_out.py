"""What is said to be left out of everything that is published: of each kind, what no later shown table replaces."""

from dataclasses import replace
from datetime import date

import pytest

from incidents.core.publication import LeftOut, Publication, Release, Table


def publication(shown: tuple[str, ...], *left_out: tuple[LeftOut, ...]) -> Publication:
    """Tables by their ids, and what each release left out, in order."""
    tables = tuple(
        Table(one, "r1", "reports", "Titel", one.partition("@")[2], (), {}) for one in shown
    )
    release = Release("", date(2027, 1, 30), 5, "", "", (), {})
    releases = {
        f"r{number}": replace(release, id=f"r{number}", left_out=one)
        for number, one in enumerate(left_out, start=1)
    }
    return Publication("x", b"", {}, releases, tables, (), (), (), b"")


@pytest.mark.parametrize(
    ("left", "shown", "is_said"),
    [
        ("T8@2026", (), True),
        ("T8@2026", ("T8@2025",), True),
        ("T8@2026", ("T8@2027",), False),
        ("T8@2026", ("T9@2027",), True),
        ("T4@2026Q4", ("T4@2026Q3",), True),
        ("T4@2026Q3", ("T4@2026Q4",), False),
        ("T4@2026H2", ("T4@2026Q4",), True),
        ("T4@2026H1", ("T4@2026Q4",), False),
        ("T7@2026-2027", ("T7@2028",), False),
        ("T7@2028-2029", ("T7@2027",), True),
        # A table of which the two years have none, and one that is shown one division at a time.
        ("T1@2026-2027", ("T1a@2028",), False),
        ("T1a@2026-2027", ("T1@2028",), False),
        ("T1a@2026-2027", ("T1b@2028",), True),
        ("T1@2026-2027", ("T11@2028",), True),
    ],
)
def test_it_is_said_until_a_later_table_of_its_kind_is_shown(
    left: str, shown: tuple[str, ...], *, is_said: bool
) -> None:
    kind, _, period = left.partition("@")
    one = LeftOut(kind, "Titel", period)
    found = publication(shown, (one,), ())
    assert found.left_out() == ((one,) if is_said else ())


def test_each_is_said_once_in_the_order_of_the_plan() -> None:
    two, ten = LeftOut("T2", "B", "2026-2027"), LeftOut("T10", "A", "2026-2027")
    first, second = LeftOut("T8", "C", "2026"), LeftOut("T8", "C", "2027")
    found = publication((), (first, ten, two), (ten, two), (second, ten, two))
    assert found.left_out() == (two, first, second, ten)


def test_a_sentence_of_an_older_release_is_said_as_long_as_it_is_the_newest() -> None:
    sentence = LeftOut("", "Något annat", "")
    assert publication((), (), (sentence,)).left_out() == (sentence,)
    assert publication((), (sentence,), ()).left_out() == ()
