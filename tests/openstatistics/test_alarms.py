"""Figures that nobody can vouch for are not shown, and one line in the log says which file it is."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.openstatistics.showing import app_on, text


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Listening()
    log = logging.getLogger("incidents")
    log.addHandler(handler)
    yield lines
    log.removeHandler(handler)


def test_figures_that_nobody_can_vouch_for_are_not_shown_and_alarm_once(
    published: Path, tmp_path: Path, said: list[str]
) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "copy"))
    path = folder / "publication.json"
    right = path.read_bytes()
    path.write_bytes(right.replace(b"r1_", b"r2_") + b" ")
    client = app_on(folder, tmp_path).test_client()
    for _ in range(3):
        answer = client.get("/sv/statistics")
        assert answer.status_code == 503
        assert "Siffrorna kan inte visas just nu" in answer.get_data(as_text=True)
    assert said == ["ALARM published publication.json is not what was released"]
    path.write_bytes(right)
    assert "oktober–december 2027" in text(client, "/sv/statistics")


def test_a_changed_table_is_missing_and_the_page_says_so(
    published: Path, tmp_path: Path, said: list[str]
) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "copy"))
    path = folder / "r8" / "T2_2027.json"
    path.write_bytes(path.read_bytes().replace(b"1", b"7"))
    client = app_on(folder, tmp_path).test_client()
    page = text(client, "/sv/statistics")
    assert "En del siffror saknas just nu" in page
    assert 'id="T2_2027"' not in page
    assert said == ["ALARM published r8/T2_2027.json is not what was released"]
