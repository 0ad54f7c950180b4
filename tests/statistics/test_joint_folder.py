"""The folder of several municipalities: made whole or not at all, verified with its parts, every changed byte found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incidents.checker.gate import check, kinds
from incidents.checker.ledger import check_ledger
from incidents.checker.reading import Unreadable, read
from incidents.publishing import folder as store
from incidents.publishing import joint
from incidents.publishing.members import NotJoinable
from tests.releasing import bytes_in
from tests.statistics.commands import publishing
from tests.statistics.municipalities import HIDES, SHOWS, joined, publish

COUNTS = {"ask": HIDES, "bo": SHOWS}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("room")
    joined(room / "out", *(publish(room / name, [counts]) for name, counts in COUNTS.items()))
    return room


@pytest.fixture
def out(room: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(room / "out", tmp_path / "out"))


def test_each_part_is_there_as_it_was(room: Path) -> None:
    assert bytes_in(room / "out" / "0180") == bytes_in(room / "ask")
    assert bytes_in(room / "out" / "0280") == bytes_in(room / "bo")
    assert not [path for path in room.iterdir() if path.name.startswith(".")]


def test_every_changed_byte_in_any_file_is_found(out: Path) -> None:
    assert check_ledger(out) == []
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert found(out), f"{path.relative_to(out)} at {place}"
        path.write_bytes(whole)
    assert check_ledger(out) == []


def found(folder: Path) -> bool:
    try:
        return check_ledger(folder) != []
    except Unreadable:
        return True


def test_corrections_of_a_part_come_with_it_and_stay_as_they_were(
    room: Path, tmp_path: Path
) -> None:
    corrected = Path(shutil.copytree(room / "ask", tmp_path / "ask"))
    one = {"number": 1, "release": "r1", "table": "", "date": "2026-06-01", "text": "Fel rubrik."}
    told = {"format": "incidents-errata/1", "errata": [{**one, "english": ""}]}
    store.put_errata(corrected, json.dumps(told).encode())
    out = tmp_path / "out"
    joined(out, corrected, room / "bo")
    assert check_ledger(out) == []
    inside = out / "0180" / store.ERRATA
    assert inside.read_bytes() == (corrected / store.ERRATA).read_bytes()
    inside.write_bytes(inside.read_bytes().replace(b"Fel rubrik", b"Fel siffra"))
    assert found(out)
    inside.unlink()
    assert found(out)


def drop_table(told: dict[str, Any]) -> None:
    told["tables"] = [t for t in told["tables"] if t["id"] != "0180/T3@2026Q1"]


def drop_known(told: dict[str, Any]) -> None:
    told["knowledge"] = told["knowledge"][1:]


def other_threshold(told: dict[str, Any]) -> None:
    told["threshold"] = 3


def swap(told: dict[str, Any]) -> None:
    for table in told["tables"]:
        if "filter" in table:
            table["filter"] = {"municipality": "0280"}


@pytest.mark.parametrize("harm", [drop_table, drop_known, other_threshold, swap])
def test_what_is_told_of_a_part_has_to_be_what_it_told_itself(
    out: Path, harm: Callable[[dict[str, Any]], None]
) -> None:
    rewrite(out, harm)
    assert {one.where for one in check_ledger(out)} & {"0180", "0280"}


def rewrite(out: Path, harm: Callable[[dict[str, Any]], None]) -> None:
    """Change what is described, and every hash with it, as somebody could who makes the whole folder anew."""
    told = json.loads((out / "publication.json").read_text(encoding="utf-8"))
    harm(told)
    record = json.loads((out / "joint" / "release.json").read_text(encoding="utf-8"))
    files = {name: (out / "joint" / name).read_bytes() for name in record["files"]}
    about = {k: v for k, v in record.items() if k not in ("files", "publication", "previous")}
    shutil.rmtree(out / "joint")
    facts = store.Facts("joint", about, record["tables"])
    store.write(out, facts, files, json.dumps(told).encode(), b"")


@pytest.mark.parametrize("constant", [{"own": "yes"}, {"municipality": "0180", "own": "yes"}])
def test_a_table_of_a_part_only_is_refused_here_too(out: Path, constant: dict[str, str]) -> None:
    def add(told: dict[str, Any]) -> None:
        own = next(t for t in told["tables"] if t["id"] == "0180/T3@2026Q1")
        told["tables"].append({**own, "id": "X", "filter": constant})

    rewrite(out, add)
    assert "filter" in kinds(check(read(out / "publication.json")))


def test_a_municipality_that_is_not_one_of_them_is_in_no_list(out: Path) -> None:
    rewrite(out, lambda told: told["tables"][0].update(filter={"municipality": "0999"}))
    with pytest.raises(Unreadable, match="municipality has no code 0999"):
        read(out / "publication.json")


def named(room: Path, *codes: str) -> list[joint.Named]:
    return [joint.Named(room / n, c, n) for n, c in zip(COUNTS, codes, strict=True)]


@pytest.mark.parametrize("code", ["", "joint", "0180/..", "ALL", "Å"])
def test_a_code_is_small_letters_and_digits(room: Path, code: str) -> None:
    with pytest.raises(NotJoinable, match="is no code"):
        named(room, "0280", code)


def test_what_cannot_be_joined_is_told_in_one_sentence_and_nothing_is_made(
    room: Path, tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(room / "ask", tmp_path / "changed"))
    (changed / "r1" / "t0.csv").write_text("x", encoding="utf-8")
    target = tmp_path / "new"
    for folders, sentence in (
        (("ask",), "at least two"),
        (("ask", "ask"), "have the same publication"),
        (("ask", "out"), "is a publication of several municipalities itself"),
        (("ask", "."), "holds no publication"),
        (("ask", str(changed)), "r1/t0.csv"),
    ):
        wish = [joint.Named(room / n, f"{i}", f"M{i}") for i, n in enumerate(folders)]
        with pytest.raises((NotJoinable, store.Refused), match=sentence):
            joint.join(wish, target, "")
    with pytest.raises(NotJoinable, match="name a new folder"):
        joint.join(named(room, "0180", "0280"), changed, "")
    with pytest.raises(NotJoinable, match="same code"):
        joint.join(named(room, "0180", "0180"), target, "")
    assert [path.name for path in tmp_path.iterdir()] == ["changed"]


def test_the_command_joins_and_says_what_is_wrong(room: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    given = ("join", str(room / "ask"), str(room / "bo"), "--out", str(target))
    status, _, err = publishing(*given, "--municipality", "0180=Ask")
    assert (status, err.count("\n"), target.exists()) == (1, 1, False)
    assert "name each folder's municipality once" in err
    both = ("--municipality", "0180=Ask", "--municipality", "0280=Bo")
    status, out, _ = publishing(*given, *both)
    assert (status, "J1@2026Q1: Kommun, Egen verksamhet" in out) == (0, True)


def test_municipalities_with_other_rules_are_not_joined(room: Path, tmp_path: Path) -> None:
    other = publish(tmp_path / "other", [COUNTS["ask"]], threshold=4)
    wish = [*named(room, "0180", "0280"), joint.Named(other, "0380", "Ce")]
    with pytest.raises(NotJoinable, match="by different rules"):
        joint.join(wish, tmp_path / "new", "")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
