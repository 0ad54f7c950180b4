"""Reading a published folder: every number as its CSV has it, and nothing that was changed after it was frozen."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from incidents.core.publication import Damaged, LeftOut, Planned, Publication
from incidents.published import reading
from incidents.published.reading import content, read
from tests.published import publish


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "copy"))


def found(folder: Path) -> Publication:
    publication = read(folder)
    assert publication is not None
    return publication


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_where_nothing_is_published_there_is_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "missing") is None
    assert read(tmp_path) is None


def test_every_number_is_the_one_in_the_csv(published: Path) -> None:
    publication = found(published)
    told = json.loads((published / "publication.json").read_text(encoding="utf-8"))
    assert [table.id for table in publication.tables] == [one["id"] for one in told["tables"]]
    for table, one in zip(publication.tables, told["tables"], strict=True):
        cells = {
            tuple(row[dim.name] for dim in table.dims): int(row["antal"]) if row["antal"] else None
            for row in rows(published / one["csv"])
        }
        assert dict(table.values) == cells
    assert any(table.hides for table in publication.tables)


def test_what_came_in_is_the_newest_count(published: Path) -> None:
    came_in = found(published).came_in
    quarters = [one for one in came_in if one.excluded is not None]
    assert [one.period for one in quarters][::7] == ["2026Q1", "2027Q4"]
    assert sum(one.count for one in quarters) == 600
    assert len(came_in) - len(quarters) == 24
    for one in quarters:
        assert one.handling is not None
        met = one.handling.in_time + one.handling.later + one.handling.waiting
        assert met == one.count - (one.excluded or 0)


def test_a_release_says_when_and_how(published: Path) -> None:
    newest = found(published).newest
    assert (newest.id, newest.frozen, newest.threshold) == ("r8", date(2028, 1, 30), 5)
    assert newest.licence.startswith("https://creativecommons.org/")


def test_a_release_of_few_reports_says_what_it_leaves_out(tmp_path: Path) -> None:
    publish(tmp_path, 40, 4, seed=2)
    left_out = found(tmp_path).releases["r4"].left_out
    assert left_out[0] == LeftOut("T5", "Stöd, så långt när kvartalet stängdes", "2026")
    assert LeftOut("T7", "Hänvisningar", "2026-2027") in left_out[1:]
    assert {one.period for one in left_out[1:]} == {"2026-2027"}


def test_a_release_says_of_which_periods_its_two_years_have_tables(published: Path) -> None:
    releases = found(published).releases
    plan = releases["r1"].plan
    assert plan is not None
    assert plan.span == "2026-2027"
    assert {one.plan for one in releases.values()} == {plan}
    (support,) = (one for one in plan.tables if one.dims == ("support",))
    assert support == Planned("T5", "reports", ("support",), quarters=4)


@pytest.mark.parametrize(
    "plan",
    [
        {"span": "2026", "tables": []},
        {"span": "2026-2027"},
        {
            "span": "2026-2027",
            "tables": [{"table": "T1", "measure": "reports", "dims": [], "level": "week"}],
        },
    ],
)
def test_a_plan_that_is_none_is_not_believed(folder: Path, plan: dict[str, object]) -> None:
    record = json.loads((folder / "r8/release.json").read_bytes())
    with pytest.raises(Damaged):
        reading._release("r8", json.dumps({**record, "plan": plan}).encode())


def test_an_older_release_does_not_say_which_tables_come() -> None:
    assert reading._plan({}) is None


def test_the_newest_table_of_each_kind_has_those_before_it(published: Path) -> None:
    publication = found(published)
    table = publication.table("T2")
    assert table is not None
    assert (table.id, table.release) == ("T2@2027", "r8")
    assert [one.id for one in publication.earlier(table)] == ["T2@2026"]
    assert publication.table("T2_2026") == publication.earlier(table)[0]
    assert publication.table("T99") is None


def changed(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"8", b"9"))


def drop_a_release(folder: Path) -> None:
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["releases"].remove("r3")
    path.write_text(json.dumps(told), encoding="utf-8")


HARMS: dict[str, Callable[[Path], object]] = {
    "the description": lambda folder: changed(folder, "publication.json"),
    "an old record": lambda folder: changed(folder, "r2/release.json"),
    "the newest record": lambda folder: changed(folder, "r8/release.json"),
    "a record that is missing": lambda folder: (folder / "r5/release.json").unlink(),
    "a release that is left out": drop_a_release,
    "no JSON": lambda folder: (folder / "publication.json").write_bytes(b"\xff"),
    "a name that leads out": lambda folder: (folder / "publication.json").write_text(
        '{"releases": ["../x"]}', encoding="utf-8"
    ),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_releases_that_do_not_hang_together_are_not_believed(
    folder: Path, harm: Callable[[Path], object]
) -> None:
    harm(folder)
    with pytest.raises(Damaged):
        read(folder)


@pytest.mark.parametrize("name", ["r8/T2_2027.json", "r8/t0.csv"])
def test_a_changed_table_is_left_out_and_named(folder: Path, name: str) -> None:
    before = found(folder)
    changed(folder, name)
    after = found(folder)
    assert after.damaged == (name,)
    kept = [table for table in before.tables if f"r8/{table.name}.json" != name]
    assert list(after.tables) == kept
    assert (after.came_in == ()) is (name == "r8/t0.csv")


def test_only_what_a_release_names_is_given_and_only_as_it_was(folder: Path) -> None:
    release = found(folder).newest
    assert content(folder, release, "t0.csv") == (folder / "r8" / "t0.csv").read_bytes()
    with pytest.raises(KeyError):
        content(folder, release, "check.json")
    (folder / "r8" / "tables.xlsx").write_bytes(b"")
    with pytest.raises(Damaged, match=r"r8/tables\.xlsx"):
        content(folder, release, "tables.xlsx")


def test_an_older_release_says_in_sentences_alone_what_was_left_out() -> None:
    told = ["Grund och område, 2026Q1: för få för att redovisas", "Något annat"]
    found = reading._withheld({"too_few": told})
    assert found == (LeftOut("", "Grund och område", "2026Q1"), LeftOut("", "Något annat", ""))
    tables = [{"table": "T1@2026", "title": "Grund", "period": "2026"}]
    assert reading._withheld({"too_few": told, "withheld": tables}) == (
        LeftOut("T1", "Grund", "2026"),
    )
