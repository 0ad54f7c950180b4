"""What the coordinator writes herself: what counts as other words, and what other words take away."""

from dataclasses import replace

import pytest

from incidents.core.chapters import Chapter, Kind, written

EXAMPLE = Chapter("ex222", Kind.EXAMPLE, 3, "sv", "A person looks for a home.", "per", "lena")


@pytest.mark.parametrize(
    "changed",
    [
        replace(EXAMPLE, text="Another one."),
        replace(EXAMPLE, commitment=7),
        replace(EXAMPLE, language="en"),
    ],
    ids=["words", "place", "language"],
)
def test_other_words_or_another_place_or_language_is_somebodys_own_and_not_approved(
    changed: Chapter,
) -> None:
    assert written((EXAMPLE,), changed, by="ida") == (replace(changed, written="ida", approved=""),)


def test_the_same_once_more_keeps_its_approval_and_none_takes_it_away() -> None:
    assert written((EXAMPLE,), EXAMPLE, by="ida") == (EXAMPLE,)
    assert written((EXAMPLE,), replace(EXAMPLE, text=""), by="ida") == ()
