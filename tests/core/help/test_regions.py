"""What a body says of whom it takes: where it works, what it accepts, what the municipality knows of it today."""

import json
from typing import Any

import pytest

from incidents.core.help.accepting import Accepts, Who
from incidents.core.help.directory import Body, Directory, Role
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import local, national
from incidents.core.help.regions import COUNTIES, EVERYWHERE, covers
from incidents.core.help.strict import DirectoryError
from tests.core.helping import AS_DELIVERED, TODAY

FACT = {"source": "kommunens webbplats", "checked": "2026-11-01", "verified": True}
SCHOOL: dict[str, Any] = {
    "id": "local.skola",
    "role": "huvudman",
    "name": "Skolförvaltningen",
    "about": "Driver kommunens skolor.",
    "contacts": [],
    **FACT,
}
KNOWN: dict[str, Any] = {
    "body": "adb.malmo",
    "takes_new": False,
    "commissioned": True,
    "source": "telefon",
    "checked": "2026-11-20",
}


def own(**changes: Any) -> str:
    return json.dumps({"version": 1, "bodies": [], "numbers": [], **changes})


def school(**changes: Any) -> str:
    return own(bodies=[{**SCHOOL, **changes}])


def here(*names: str, file: str = "", confirmed: tuple[str, ...] = ()) -> Directory:
    source = local(file) if file else NOTHING
    return merged(national(), source, dict.fromkeys(confirmed, TODAY), names)


def bureaus(directory: Directory) -> list[str]:
    return [body.fact.id for body in directory.bodies_for(Role.BUREAU)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((), ["adb"]),
        (("Jönköpings län", "Strandviks kommun"), ["adb"]),
        (("Kalmar län", "Strandviks kommun"), ["adb.sydost"]),
        (("Västmanlands län",), ["adb.humanitas"]),
        (("Skåne län", "Malmö kommun"), ["adb.malmo"]),
        # Of these bureaus only the city is known.
        (("Skåne län",), ["adb"]),
        # Where this one works nobody has verified.
        (("Göteborgs kommun",), ["adb"]),
    ],
)
def test_a_bureau_is_shown_where_the_municipality_lies_in_its_region(
    names: tuple[str, ...], shown: list[str]
) -> None:
    assert bureaus(here(*names)) == shown


def test_a_region_that_waits_counts_once_it_is_confirmed() -> None:
    assert bureaus(here("Göteborgs kommun", confirmed=("adb.vast.region",))) == ["adb.vast"]


def test_a_chosen_bureau_is_shown_wherever_the_municipality_lies_and_hides_what_waits() -> None:
    (bureau,) = here("Kalmar län", file=own(chosen=["adb.vast"])).bodies_for(Role.BUREAU)[1:]
    assert (bureau.fact.id, bureau.region) == ("adb.vast", ())
    waiting = here("Kalmar län", file=own(chosen=["adb.vast"])).unconfirmed
    assert "adb.vast.region" in {fact.id for fact in waiting}


def test_every_named_bureau_says_where_it_works_and_takes_what_bureaus_take() -> None:
    named = [body for body in national().bodies if body.fact.id.startswith("adb.")]
    assert [body.fact.id for body in named if not body.region] == []
    assert len(named) == 17
    (general,) = AS_DELIVERED.bodies_for(Role.BUREAU)
    (uppsala,) = here("Uppsala län").bodies_for(Role.BUREAU)
    assert general.accepts is not None
    assert (uppsala.accepts, uppsala.free, uppsala.anonymous) == (general.accepts, True, True)


def test_whom_we_refer_to_says_what_it_takes() -> None:
    silent = {b.role for b in AS_DELIVERED.bodies if b.accepts is None}
    assert silent == {Role.UNIT, Role.REGISTRAR}


def test_an_own_body_takes_what_it_says_or_else_what_the_general_one_takes() -> None:
    def accepted(**changes: Any) -> Accepts | None:
        (found,) = here(file=school(**changes)).bodies_for(Role.SCHOOL)
        return found.accepts

    (general,) = AS_DELIVERED.bodies_for(Role.SCHOOL)
    assert accepted() == general.accepts
    assert accepted(accepts={"areas": ["school"]}) == Accepts(areas=("school",))
    waits = {"accepts": {"areas": ["school"]}, "unverified": ["accepts"]}
    assert accepted(**waits) is None


def test_what_the_municipality_knows_of_a_body_stands_at_it_with_its_own_day() -> None:
    def bureau(**confirmed: Any) -> Body:
        file = own(chosen=["adb.malmo"], known=[KNOWN])
        return here(file=file, **confirmed).bodies_for(Role.BUREAU)[0]

    standing = bureau().standing
    assert standing is not None
    assert (standing.takes_new, standing.commissioned) == (False, True)
    assert standing.fact.says == "Tar emot nya ärenden nu: nej. På uppdrag av kommunen: ja"
    assert standing.fact.checked.isoformat() == "2026-11-20"
    renewed = bureau(confirmed=("adb.malmo.known",)).standing
    assert renewed is not None
    assert renewed.fact.checked == TODAY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accepts": {"areas": ["moon"]}}, "there is no moon"),
        ({"accepts": {"areas": ["school", "school"]}}, "given twice"),
        ({"accepts": {"area": ["school"]}}, "unknown: area"),
        ({"accepts": ["school"]}, "an object"),
        ({"who": ["everybody"]}, "there is no everybody"),
        ({"region": ["Kalmar"]}, "neither a county"),
        ({"region": ["kalmar län"]}, "neither a county"),
        ({"region": [" kommun"]}, "neither a county"),
        ({"region": ["hela landet", "Kalmar län"]}, "stands alone"),
        ({"languages": ["Swedish"]}, "no language"),
        ({"free": "ja"}, "neither true nor false"),
        ({"unverified": ["region"]}, "says no region"),
        ({"unverified": ["name"]}, "says no name"),
    ],
)
def test_what_is_not_quite_right_is_refused_with_the_body(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(DirectoryError, match=f"local.skola.*{said}"):
        local(school(**changes))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([KNOWN, KNOWN], "given twice"),
        ([{**KNOWN, "takes_new": None, "commissioned": None}], "neither"),
        ([{**KNOWN, "takes_new": "nej"}], "neither true nor false"),
        ([{"body": "adb.malmo", "takes_new": True}], "missing: checked, source"),
    ],
)
def test_what_is_known_of_a_body_is_read_as_strictly(known: Any, said: str) -> None:
    with pytest.raises(DirectoryError, match=said):
        local(own(known=known))


@pytest.mark.parametrize(
    "file", [own(known=[{**KNOWN, "body": "adb.nowhere"}]), school(time_limit="limit.none")]
)
def test_a_body_or_a_rule_that_does_not_exist_is_refused(file: str) -> None:
    with pytest.raises(DirectoryError, match="there is no"):
        here(file=file)


def test_where_nothing_is_said_nobody_knows_whether_it_is_here() -> None:
    assert covers((), ("Kalmar län",)) is None
    assert covers(("Kalmar län",), ()) is None
    assert covers((EVERYWHERE,), ()) is True
    assert covers(("Kalmar län",), ("Kalmar kommun",)) is False
    assert len(set(COUNTIES)) == 21


def test_for_whom_a_body_is_there_is_one_of_a_closed_list() -> None:
    (shelter,) = here(file=school(role="jourer", who=["women"])).bodies_for(Role.SHELTER)
    assert shelter.who == (Who.WOMEN,)
