"""A folder of releases: whole or nothing, the same bytes again, and every later change is found."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from incidents.checker.ledger import check_ledger
from incidents.checker.reading import Unreadable
from incidents.core.statistics.release import Rules
from incidents.publishing import folder as store
from incidents.publishing import simulate
from tests.statistics.commands import statistics
from tests.statistics.publications import DIMS

EXERCISE = simulate.Exercise(2400, 3, 4, Rules(), DIMS)
ONE_QUARTER = simulate.Exercise(600, 3, 1, Rules(), DIMS)
#: What `verify` says of a folder in which nothing is found.
UNSHOWN = (
    "No number from 1 to 4 is shown or follows, besides how many reports came in and how they were met"
    " (t0.csv), which is always told."
)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("released")
    assert len(list(simulate.run(EXERCISE, target))) == 4
    return target


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("first")
    list(simulate.run(ONE_QUARTER, target))
    return target


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "copy"))


@pytest.fixture
def small(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "small"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_exercise_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    list(simulate.run(ONE_QUARTER, tmp_path / "again"))
    assert bytes_of(tmp_path / "again") == bytes_of(small)


def test_all_formats_of_a_table_hold_the_same_numbers(released: Path) -> None:
    told = json.loads((released / "publication.json").read_text(encoding="utf-8"))
    assert {"r1", "r4"} <= {table["release"] for table in told["tables"]}
    for table in told["tables"]:
        path = released / table["csv"]
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        numbers = [int(row["antal"]) if row["antal"] else None for row in rows]
        assert [bool(row["status"]) for row in rows] == [n is None for n in numbers]
        excel = path.with_name(f"{path.stem}_excel.csv").read_bytes()
        assert excel.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(excel[3:].decode()), delimiter=";"))[1:]
        told_in_words = [line[len(table["dims"])] for line in lines]
        assert [None if said == ".." else int(said) for said in told_in_words] == numbers
        stat = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert stat["value"] == numbers
        assert stat["id"] == table["dims"]
        px = path.with_suffix(".px").read_text(encoding="utf-8-sig")
        data = px.partition("DATA=\n")[2].strip().removesuffix(";").split("\n")
        assert [None if d == '".."' else int(d) for d in data] == numbers
        book = openpyxl.load_workbook(path.parent / "tables.xlsx")
        begin = f"{table['id'].replace('@', ' ')} "
        (sheet,) = (book[name] for name in book.sheetnames if name.startswith(begin))
        cells = [row[-1] for row in sheet.iter_rows(min_row=3, values_only=True)]
        assert [None if cell == ".." else cell for cell in cells] == numbers
        book.close()


def test_every_description_says_by_which_rules_it_was_made(released: Path) -> None:
    record = json.loads((released / "r4" / "release.json").read_text(encoding="utf-8"))
    keys = ("release", "frozen", "rules_version", "threshold", "hidden", "licence", "contact")
    about = {key: record[key] for key in keys}
    assert about["frozen"] == "2027-01-30"
    for path in (released / "r4").glob("T*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        notes = content.get("notes")
        said = notes[0]["release"] if notes else content["extension"]
        assert {key: said[key] for key in keys} == about
    for path in (released / "r4").glob("*.px"):
        assert all(str(value) in path.read_text(encoding="utf-8-sig") for value in about.values())


def test_t0_is_told_exactly_for_every_month(released: Path) -> None:
    text = (released / "r4" / "t0.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    months = [int(row["inkomna"]) for row in rows if "Q" not in row["period"]]
    assert len(months) == 12
    assert sum(months) == 2400


def add_one(folder: Path) -> None:
    path = folder / "r1" / "t0.csv"
    path.write_bytes(path.read_bytes().replace(b"2026-01,", b"2026-01,1"))


def drop_history(folder: Path) -> None:
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["tables"] = [t for t in told["tables"] if t["release"] != "r1"]
    path.write_text(json.dumps(told), encoding="utf-8")


def drop_release(folder: Path) -> None:
    drop_history(folder)
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["releases"].remove("r1")
    path.write_text(json.dumps(told), encoding="utf-8")
    shutil.rmtree(folder / "r1")


def add_file(folder: Path) -> None:
    (folder / "r2" / "extra.csv").write_text("x", encoding="utf-8")


def lose_file(folder: Path) -> None:
    (folder / "r3" / "tables.xlsx").unlink()


@pytest.mark.parametrize("harm", [add_one, drop_history, drop_release, add_file, lose_file])
def test_what_was_changed_after_it_was_frozen_is_found(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    assert check_ledger(folder) == []
    harm(folder)
    assert {one.kind for one in check_ledger(folder)} == {"history"}


def corrected(*changes: dict[str, object]) -> bytes:
    """Corrections as the ledger writes them; each with something else than it should have."""
    one = {
        "number": 1,
        "release": "r1",
        "table": "",
        "date": "2026-06-01",
        "text": "En rubrik är fel.",
        "english": "",
    }
    told = [{**one, "number": n, **change} for n, change in enumerate(changes, start=1)]
    return json.dumps({"format": "incidents-errata/1", "errata": told}).encode()


def test_corrections_in_words_belong_to_the_folder(small: Path) -> None:
    table = json.loads((small / "publication.json").read_bytes())["tables"][0]["id"]
    store.put_errata(small, corrected({}, {"table": table}))
    assert check_ledger(small) == []
    assert json.loads(store.check(small))["findings"] == []


@pytest.mark.parametrize(
    "said",
    [
        corrected({}, {"number": 3}),
        corrected({"release": "r2"}),
        corrected({"table": "T99@2026"}),
        corrected({"more": "24 och inte 23"}),
        corrected({"text": None}),
        corrected({}).replace(b"errata/1", b"errata/2"),
        b'{"format": "incidents-errata/1", "errata": [], "rows": [1]}',
    ],
)
def test_what_only_looks_like_a_correction_is_found(small: Path, said: bytes) -> None:
    store.put_errata(small, said)
    assert [one.where for one in check_ledger(small)] == ["errata.json"]


@pytest.mark.parametrize("said", [b"{", b"[]", b'{"errata": 1, "format": "incidents-errata/1"}'])
def test_corrections_that_nobody_can_read_are_found(small: Path, said: bytes) -> None:
    store.put_errata(small, said)
    with pytest.raises(Unreadable):
        check_ledger(small)


def test_a_refused_release_leaves_nothing_behind(small: Path) -> None:
    before = bytes_of(small)
    path = small / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["releases"].append("r2")
    facts = store.Facts("r2", {}, [])
    with pytest.raises(store.Refused, match="history"):
        store.publish(small, facts, {}, json.dumps({**told, "tables": []}).encode())
    assert bytes_of(small) == before


def test_an_interruption_before_the_last_step_publishes_nothing(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads((small / "publication.json").read_text(encoding="utf-8"))
    told["releases"].append("r2")
    before = bytes_of(small)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    facts = store.Facts("r2", {}, [])
    with monkeypatch.context() as context:
        context.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            store.publish(small, facts, {}, json.dumps(told).encode())
    store.forget_unpublished(small)
    assert bytes_of(small) == before
    store.publish(small, facts, {}, json.dumps(told).encode())
    assert store.published(small)[-1] == "r2"
    record = json.loads((small / "r2" / "release.json").read_bytes())
    assert not {"withheld", "plan"} & record.keys()  # as it was frozen before there was either


def test_the_commands_simulate_and_verify(tmp_path: Path) -> None:
    target = tmp_path / "out"
    given = ("--reports", "40", "--seed", "2", "--quarters", "4", "--out", str(target))
    code, out, _ = statistics("simulate", *given)
    assert code == 0
    assert "r4: T" in out
    assert "only how many came in" in out
    shares = [int(word.strip("(%")) for word in out.split() if word.startswith("(")]
    assert shares
    assert max(shares) <= 30
    code, out, _ = statistics("verify", str(target))
    assert (code, out) == (0, f"{target}: nothing found. {UNSHOWN}\n")
    code, _, err = statistics("simulate", *given)
    assert (code, "is not empty" in err) == (1, True)
    (target / "r4" / "t0.csv").write_text("x", encoding="utf-8")
    code, out, _ = statistics("verify", str(target))
    assert code == 1
    assert "history: r4/t0.csv" in out
