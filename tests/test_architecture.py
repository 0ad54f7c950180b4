"""The layers hold, also when a process serves one door alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from incidents import DOORS

ROOT = Path(__file__).resolve().parents[1]
LOADED = """
import json, sys
from incidents import create_app
create_app(doors={doors!r})
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {
    "fido2",
    "numpy",
    "highspy",
    "PIL",
    "lxml",
    "mutagen",
    "pikepdf",
    "pillow_heif",
    "segno",
    "typst",
    "xlsxwriter",
}


def modules_with(doors: list[str], data: Path) -> set[str]:
    """The modules of a fresh process that serves these doors."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(doors=doors)],
        cwd=ROOT,
        env={**os.environ, "INCIDENTS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("door", "other"),
    [("reporting", "handover"), ("handover", "reporting"), ("statistics", "reporting")],
)
def test_a_door_to_the_outside_alone_loads_nothing_that_opens(
    tmp_path: Path, door: str, other: str
) -> None:
    loaded = modules_with([door], tmp_path)
    assert DOORS[door] in loaded
    apart = ("casework", "accounts", "cli", "demo", other)
    foreign = tuple(f"incidents.{name}" for name in apart)
    opening = {
        f"incidents.crypto.{name}"
        for name in ("keyring", "opening", "recovery", "sessionkey", "staffkey")
    }
    deeds = {
        f"incidents.actions.{name}" for name in ("casework", "thread", "login", "queue", "install")
    }
    assert {name for name in loaded if name.startswith(foreign)} == set()
    assert loaded & (opening | deeds) == set()


def test_no_web_process_loads_a_heavy_library(tmp_path: Path) -> None:
    loaded = modules_with([*DOORS], tmp_path)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


def test_no_web_process_loads_what_sends_mail(tmp_path: Path) -> None:
    loaded = modules_with([*DOORS], tmp_path)
    assert {"smtplib", "incidents.actions.outbox", "incidents.mailing"} & loaded == set()


def test_the_desk_is_not_served_without_the_log_in(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        modules_with(["casework"], tmp_path)
    assert "serve accounts together with casework" in refused.value.stderr


def test_ready_answers_are_not_served_without_what_they_rest_on(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        modules_with(["accounts", "coordination", "answers"], tmp_path)
    assert "serve coordination and statistics together" in refused.value.stderr
