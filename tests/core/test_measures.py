"""The measures register, without a page: what may stand in it, as a table and back, and what is late."""

from datetime import date

import pytest

from incidents.core.commitments import COMMITMENTS, ORDER
from incidents.core.measures import MEASURES, Measure, Status, late_first, overdue, overview
from incidents.core.register import Wrong, fresh_id, put
from incidents.core.sheet import TableError

TODAY = date(2026, 11, 27)
CELLS = {
    "text": "Se över köreglerna",
    "commitment": "7",
    "track": "genomförande",
    "unit": "Bostadsbolaget",
    "contact": "Eva Ström, 0123-456 78, eva.strom@kommunen.example",
    "proposed": "2026-09-01",
    "due": "2026-12-31",
    "status": "pågår",
    "trigger": "rule_problem",
}


def measure(id_: str = "abc23", **cells: str) -> Measure:
    return MEASURES.item(id_, {**CELLS, **cells}, TODAY)


def test_a_measure_is_written_as_a_table_and_read_again() -> None:
    both = (
        measure(),
        measure("def45", text="=1+1; på\ntvå rader", status="klar", done="2026-10-02"),
    )
    text = MEASURES.written(both)
    assert text.splitlines()[0] == (
        "id;åtgärd;åtagande;spår;enhet;kontaktperson;föreslagen;senast;status;klar den;utlöst av;svar"
    )
    assert "'=1+1" in text
    assert MEASURES.read(text) == both
    assert MEASURES.read("\ufeff" + text.replace("pågår", " PÅGÅR "), today=TODAY) == both


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("text", " ", "Fyll i"),
        ("text", "Möte om AD-2026-7K3QF", "ärendenummer"),
        ("text", "ad–2026–7k3qf igen", "ärendenummer"),
        ("answer", "Ring 070-174 06 05", "telefonnummer"),
        ("answer", "Ring ٠٧٠-١٧٤ ٠٦ ٠٥", "telefonnummer"),
        ("unit", "eva@kommunen.example", "mejladress"),
        ("text", "850709-9805 ska få svar", "personnummer"),
        ("contact", "19850709-9805", "personnummer"),
        ("contact", "Eva, om AD-2026-7K3QF", "ärendenummer"),
        ("unit", "två\nrader", "en rad"),
        ("text", "x" * 301, "för lång"),
        ("commitment", "11", "i listan"),
        ("commitment", "", "Fyll i"),
        ("track", "annat", "i listan"),
        ("status", "nästan", "i listan"),
        ("trigger", "AD-2026-7K3QF", "i listan"),
        ("due", "31/12 2026", "Skriv dagen"),
        ("due", "2026-W48-2", "Skriv dagen"),
        ("due", "0226-12-31", "Skriv dagen"),
        ("proposed", "2026-11-28", "inte kommit"),
        ("done", "2026-10-01", "Bara en åtgärd som är klar"),
    ],
)
def test_what_may_not_stand_there_is_said_of_its_column(column: str, cell: str, why: str) -> None:
    with pytest.raises(Wrong, match=why) as refused:
        measure(**{column: cell})
    assert refused.value.column == column


@pytest.mark.parametrize(
    ("done", "why"),
    [("", "vilken dag"), ("2026-11-28", "inte kommit"), ("2026-08-31", "innan den föreslogs")],
)
def test_what_is_done_has_a_day_that_has_come(done: str, why: str) -> None:
    with pytest.raises(Wrong, match=why):
        measure(status="klar", done=done)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id;åtgärd", "id;sak"), "Rad 1: Rubrikerna"),
        (("pågår", "snart"), "Rad 2: Välj ett av orden"),
        (("abc23;", "zzz99;"), "Rad 2: Det id:t finns inte"),
        ((";rule_problem;", ";rule_problem"), "Rad 2: Raden har för många eller för få"),
        (("Se över", '"Se över'), "Rad 2: Ett citattecken"),
    ],
)
def test_a_wrong_row_is_named(change: tuple[str, str], said: str) -> None:
    text = MEASURES.written((measure(),)).replace(*change)
    with pytest.raises(TableError, match=said):
        MEASURES.read(text, today=TODAY, known={"abc23"})


def test_the_same_row_twice_and_an_empty_file_are_refused() -> None:
    text = MEASURES.written((measure(), measure()))
    with pytest.raises(TableError, match="Rad 3: Samma sak"):
        MEASURES.read(text)
    with pytest.raises(TableError, match="Rad 1: Rubrikerna"):
        MEASURES.read("")


def test_a_row_without_an_id_is_new_and_gets_one_that_nobody_has() -> None:
    text = MEASURES.written((measure(),))
    more = text + text.splitlines()[1].replace("abc23", "") + "\r\n"
    letters = iter("ABC23DEF45")
    ids = MEASURES.read(
        more,
        today=TODAY,
        known={"abc23"},
        fresh=lambda: fresh_id({"abc23"}, lambda _: next(letters)),
    )
    assert [one.id for one in ids] == ["abc23", "def45"]


def test_a_version_that_is_older_than_the_last_columns_is_still_read() -> None:
    text = (
        MEASURES.written((measure(),)).replace(";svar", "").replace("rule_problem;", "rule_problem")
    )
    assert MEASURES.read(text) == (measure(),)
    with pytest.raises(TableError, match="Rad 1"):
        MEASURES.read(text, today=TODAY, known={"abc23"})


def test_a_version_that_was_kept_is_read_though_it_breaks_a_rule_that_came_later() -> None:
    text = MEASURES.written((measure(),)).replace("Se över köreglerna", "Ring 070-174 06 05")
    assert MEASURES.read(text)[0].text == "Ring 070-174 06 05"
    with pytest.raises(TableError, match="telefonnummer"):
        MEASURES.read(text, today=TODAY, known={"abc23"})


def test_late_is_what_should_have_been_done_and_stands_first() -> None:
    late = measure("late1", due="2026-11-26")
    today = measure("today", due="2026-11-27", status="planerad")
    done = measure("done1", due="2026-01-02", status="klar", done="2026-11-20")
    dropped = measure("drop1", due="2026-01-01", status="avbruten")
    every = [dropped, done, today, late]
    assert [one.id for one in late_first(every, TODAY)] == ["late1", "today", "done1", "drop1"]
    assert overdue(every, TODAY) == 1


def test_the_overview_counts_by_commitment_support_and_hate_crime_first() -> None:
    every = [
        measure("a2222", commitment="1", due="2026-01-01"),
        measure("b2222", commitment="10", status="planerad"),
        measure("c2222", commitment="3", status="klar", done="2026-10-01"),
        measure("d2222", commitment="1", status="avbruten"),
    ]
    found = overview(every, TODAY)
    assert [one.commitment for one in found] == [3, 10, 1]
    first = found[2]
    counted = (first.planned, first.ongoing, first.done, first.dropped, first.late)
    assert counted == (0, 1, 0, 1, 1)
    assert sorted(ORDER) == list(COMMITMENTS)
    assert overview([], TODAY) == ()


def test_what_is_put_takes_the_place_of_its_own_id_and_says_what_differs() -> None:
    old, other = measure(), measure("def45")
    new = measure(status="klar", done="2026-11-27")
    after = put((old, other), new, MEASURES.key)
    assert after == (new, other)
    assert new.status is Status.DONE
    (found,) = MEASURES.differences((old, other), after)
    assert list(found.fields()) == [("status", "pågår", "klar"), ("done", "", "2026-11-27")]
    (gone,) = MEASURES.differences((old, other), (other,))
    assert (gone.id, gone.after) == ("abc23", None)
