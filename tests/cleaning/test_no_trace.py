"""The child process with real files: it says nothing but its answer, and leaves nothing behind."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.cleaning.clean import clean
from incidents.cleaning.exchange import exchange
from incidents.cleaning.kinds import Kind, kind_of
from incidents.cleaning.limits import MIB, Limits
from incidents.cleaning.reasons import Reason
from tests.cleaning.papers import EVERYTHING, paper
from tests.cleaning.pictures import (
    exif,
    heic,
    planted_jpeg,
    planted_png,
    planted_webp,
    profile,
    scene,
)
from tests.cleaning.planting import MARK, holds_marker, sample
from tests.cleaning.test_child import reason_of
from tests.cleaning.test_exchange import python
from tests.cleaning.test_sound import planted_flac, planted_mp3

ROOT = Path(__file__).resolve().parents[2]
DAMAGED = (
    planted_jpeg(scene())[:900],
    planted_png(scene())[:900],
    planted_webp(scene())[:200],
    paper(*EVERYTHING)[:3000],
    sample("tone.flac")[:5000],
    sample("tone.m4a")[:1500],
    sample("tone-vorbis.ogg")[:3000],
    b"\0\0\0\x18ftypheic" + MARK * 20,
    b"ID3" + MARK * 20,
)
WHOLE: dict[Kind, Callable[[], bytes]] = {
    Kind.JPEG: lambda: planted_jpeg(scene(), orientation=6, icc_profile=profile()),
    Kind.PNG: lambda: planted_png(scene().convert("P"), orientation=6, icc=profile()),
    Kind.WEBP: lambda: planted_webp(scene()),
    Kind.HEIC: lambda: heic(scene(), exif=exif(), xmp=MARK),
    Kind.PDF: lambda: paper(*EVERYTHING),
    Kind.MP3: planted_mp3,
    Kind.FLAC: planted_flac,
}


def child(data: bytes, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    """The child as the web worker starts it, but with a place for temporary files and with its complaints kept."""
    kind = kind_of(data)
    assert kind is not None
    return subprocess.run(
        [sys.executable, "-B", "-m", "incidents.cleaning.child", kind, *Limits().words()],
        input=data,
        capture_output=True,
        check=False,
        cwd=folder,
        env={"TMPDIR": str(folder), "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        timeout=60,
    )


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_refused_in_silence(data: bytes, tmp_path: Path) -> None:
    ran = child(data, tmp_path)
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert ran.stdout == b"refused damaged\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_cleaned_in_silence(kind: Kind, tmp_path: Path) -> None:
    planted = WHOLE[kind]()
    ran = child(planted, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"cleaned ")
    assert holds_marker(planted)
    assert not holds_marker(ran.stdout.partition(b"\n")[2])
    assert list(tmp_path.iterdir()) == []


def test_the_parent_makes_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path)
    clean(planted_jpeg(scene()))
    assert reason_of(DAMAGED[0]) is Reason.DAMAGED
    assert list(tmp_path.iterdir()) == []


ORDINARY = """
import os, sys
from incidents.cleaning import child
if os.getuid() == 0:
    load = child.cleaner_for
    def cleaner_for(kind):
        cleaner = load(kind)
        os.setresuid(65534, 65534, 65534)
        return cleaner
    child.cleaner_for = cleaner_for
child.main(sys.argv[1:])
"""


@pytest.mark.parametrize("kind", WHOLE)
def test_a_child_of_an_ordinary_user_needs_no_more_than_it_has(kind: Kind) -> None:
    """Root may start processes beyond every limit, so that a decoder's thread would not be missed there."""
    command = [*python(ORDINARY), kind, *Limits().words()]
    answer = exchange(command, WHOLE[kind](), seconds=20, most=MIB)
    assert answer.output is not None
    assert answer.output.startswith(b"cleaned ")
