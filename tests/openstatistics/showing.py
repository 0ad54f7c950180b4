"""What stands in the tables of a page, and an application that shows a folder."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from incidents import create_app
from tests.support import settings_for


@dataclass
class Table:
    """A table of a page: its caption, the text of each row's cells, and the numbers alone."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def app_on(folder: Path, data: Path, **changes: object) -> Flask:
    """The whole application on a folder; there is no database, and these pages need none."""
    return create_app(settings_for(data, f"sqlite:///{data}/none.db", published=folder, **changes))


def text(client: FlaskClient, path: str) -> str:
    """A page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Table] = []
        self.into = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append(Table())
        elif tag == "tr":
            self.found[-1].rows.append([])
        elif tag in ("th", "td"):
            self.found[-1].rows[-1].append("")
        if tag in ("caption", "th", "td"):
            self.into = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and (said := self.found[-1].rows[-1][-1]):
            self.found[-1].numbers.append(said)
        if tag in ("caption", "th", "td"):
            self.into = ""

    def handle_data(self, data: str) -> None:
        if self.into == "caption":
            self.found[-1].caption += data
        elif self.into:
            self.found[-1].rows[-1][-1] += data


def tables_in(html: str) -> list[Table]:
    """The tables of a page."""
    parser = _Tables()
    parser.feed(html)
    return parser.found
