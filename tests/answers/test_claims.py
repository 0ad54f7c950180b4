"""A number can be said when it follows from what is published; the independent check agrees about every one."""

from dataclasses import replace
from pathlib import Path

import pytest

from incidents.answers import telling
from incidents.answers.claims import CameIn, Cells, Claim, Known, Now, Register, Unfounded
from incidents.core.live import Figure
from incidents.core.publication import Publication, Table
from tests.answering import TODAY, claims_of, findings, known_of, publication_in


@pytest.fixture(scope="module")
def publication(published: Path) -> Publication:
    return publication_in(published)


@pytest.fixture(scope="module")
def known(publication: Publication) -> Known:
    return known_of(publication)


def hidden(publication: Publication) -> tuple[Table, tuple[str, ...]]:
    """A hidden cell of a table that sentences speak of."""
    return next(
        (table, cell)
        for table in publication.latest()
        for cell, count in table.values.items()
        if count is None
    )


def reply(publication: Publication) -> Table:
    return next(t for t in publication.latest() if [d.name for d in t.dims] == ["reply"])


def test_every_claim_of_every_sentence_passes_the_independent_check(
    published: Path, known: Known, tmp_path: Path
) -> None:
    claims = claims_of(known)
    assert any(isinstance(one.basis, Cells) for one in claims)
    assert findings(published, claims, tmp_path / "copy") == []


def test_a_hidden_number_in_a_sentence_is_no_claim_and_the_check_refuses_it(
    published: Path, known: Known, publication: Publication, tmp_path: Path
) -> None:
    table, cell = hidden(publication)
    basis = Cells(table.id, (cell,))
    assert known.claim(basis) is None
    with pytest.raises(Unfounded):
        known.check(Claim(3, basis))
    for guess in (3, 12):
        found = findings(published, [Claim(guess, basis)], tmp_path / str(guess))
        assert "contradiction" in found


def test_a_page_that_would_say_a_hidden_number_says_nothing_at_all(
    known: Known, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation: a program that makes its claims past the rule."""
    table, cell = hidden(publication)
    guess = Claim(3, Cells(table.id, (cell,)))
    monkeypatch.setattr(Known, "claim", lambda *_: guess)
    with pytest.raises(Unfounded):
        telling.answers(known, TODAY)


def test_a_number_that_was_mistyped_does_not_follow(
    published: Path, known: Known, tmp_path: Path
) -> None:
    wrong = [
        replace(one, value=one.value + 1)
        for one in claims_of(known)
        if isinstance(one.basis, Cells)
    ]
    for claim in wrong:
        with pytest.raises(Unfounded):
            known.check(claim)
    assert "contradiction" in findings(published, wrong[:1], tmp_path / "copy")


def test_sums_are_of_shown_parts_of_one_whole(known: Known, publication: Publication) -> None:
    table = publication.table("T1_2027Q4") or publication.latest()[0]
    ground = table.dims[0]
    assert ground.multiple
    two = tuple((code, *(d.total for d in table.dims[1:])) for code in ground.parts()[:2])
    assert known.value(Cells(table.id, two)) is None
    assert known.value(Cells(table.id, ())) is None
    assert known.value(Cells("T9@2027", ((),))) is None
    times = reply(publication)
    shown = [(code,) for code in times.dims[0].parts() if times.values[code,] is not None]
    assert known.value(Cells(times.id, tuple(shown[:2]))) == sum(
        times.values[cell] or 0 for cell in shown[:2]
    )
    assert known.value(Cells(times.id, (shown[0], shown[0]))) is None
    assert known.value(Cells(times.id, (shown[0], (times.dims[0].total,)))) is None


def test_what_came_in_adds_up_over_periods_of_one_length(known: Known) -> None:
    quarters = tuple(f"2027Q{n}" for n in range(1, 5))
    months = tuple(f"2027-{n:02}" for n in range(1, 13))
    assert known.value(CameIn(quarters)) == known.value(CameIn(months))
    assert known.value(CameIn((*quarters, "2027-01"))) is None
    assert known.value(CameIn(("2027Q1", "2027Q1"))) is None
    assert known.value(CameIn(("2031Q1",))) is None


def test_live_figures_and_the_register(known: Known) -> None:
    assert known.value(Now("2027", Figure.LATER)) == 1
    assert known.value(Now("2019", Figure.LATER)) is None
    assert (known.value(Register()), known.value(Register("done"))) == (6, 5)
