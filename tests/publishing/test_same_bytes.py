"""The same release has the same bytes: in another process, on another day, in another zone, order and language."""

import os
import subprocess
import sys
from pathlib import Path

from tests.releasing import bytes_in
from tests.statistics.municipalities import SHOWS, publish

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("later.py")
HERE = {"TZ": "Europe/Stockholm", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"}
#: No UTF-8 unless the product says so itself.
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "PYTHONHASHSEED": "4711",
    "LC_ALL": "POSIX",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
}


def made(room: Path, other: Path, days: int, where: dict[str, str]) -> dict[str, bytes]:
    room.mkdir()
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(days), str(room), str(other)],
        cwd=room,
        env={**os.environ, "PYTHONPATH": str(ROOT), **where},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return bytes_in(room)


def test_every_file_has_the_same_bytes_whenever_and_wherever_it_is_made(tmp_path: Path) -> None:
    other = publish(tmp_path / "bo", [SHOWS])
    first = made(tmp_path / "first", other, 0, HERE)
    second = made(tmp_path / "second", other, 400, ELSEWHERE)
    assert {"tables.xlsx", "catalogue.jsonld", "check.json"} <= {Path(name).name for name in first}
    assert len({Path(name).parent for name in first if name.endswith(".px")}) == 3
    assert first == second
