"""A whole table taken in: what it says as it stands changes nothing, the rest is told cell by cell or refused."""

from dataclasses import replace

import pytest

from incidents.core.errors import Invalid
from incidents.core.help.amending import RULE_FIXED, export, taken_in
from incidents.core.help.differing import differences
from incidents.core.help.merging import NOTHING, whole
from incidents.core.help.reading import national
from incidents.core.help.strict import Flaw
from incidents.core.help.table import WHY, Row, TableError, read, written
from tests.core.help.test_amending import IDS, everything_at_once, here, table


def test_the_whole_table_taken_in_again_changes_nothing() -> None:
    own = everything_at_once()
    again = taken_in(national(), own, table(own))
    assert differences(whole(national(), own), whole(national(), again)) == ()
    assert here(again) == here(own)
    assert again.bodies == own.bodies


def test_what_a_table_says_otherwise_is_told_cell_by_cell() -> None:
    own = taken_in(national(), NOTHING, table(NOTHING, ("018-66 19 60", "018-66 19 61")))
    (found,) = differences(whole(national(), NOTHING), whole(national(), own))
    assert (found.kind, found.name) == (
        Row.CONTACT,
        "Antidiskrimineringsbyrån Uppsala: 018-66 19 61",
    )
    assert list(found.fields()) == [("value", "018-66 19 60", "018-66 19 61")]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("aktör;do;", "aktör;den_nya;"), WHY[Flaw.LOCAL]),
        (("kontakt;do.web;", "kontakt;do.hemsida;"), WHY[Flaw.LOCAL]),
        (("regel;limit.jo;", "regel;limit.ny;"), WHY[Flaw.LOCAL]),
        (("do@do.se", "do.se"), WHY[Flaw.CONTACT]),
        (("JO utreder som regel", "JO utreder alltid"), RULE_FIXED),
    ],
)
def test_a_table_that_says_what_it_may_not_is_refused(change: tuple[str, str], why: str) -> None:
    with pytest.raises((TableError, Invalid), match=why.partition(",")[0]):
        taken_in(national(), NOTHING, table(NOTHING, change))


def test_a_table_may_confirm_a_rule() -> None:
    before = next(rule for rule in national().rules if rule.id == "limit.jo")
    lines = written(export(national(), NOTHING)).splitlines(keepends=True)
    text = "".join(
        one.replace(";nej\r", ";ja\r") if one.startswith("regel;limit.jo;") else one
        for one in lines
    )
    given = read(text, local=True, both=True, beside=national(), known=IDS)
    own = taken_in(national(), NOTHING, given)
    assert own.checks == (replace(before, verified=True),)
    assert here(own).knows("limit.jo")
