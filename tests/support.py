"""What tests share: an installation with known people, and the two sides of the product as people use them."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents import create_app
from incidents.actions import install
from incidents.actions.install import NewStaff
from incidents.core.permissions import Role
from incidents.crypto import recovery, words
from incidents.crypto.recovery import RecoverySecret
from incidents.crypto.staffkey import Cost
from incidents.settings import Settings, load
from incidents.store.database import database, writing

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEOPLE = (
    ("lena", "Lena Holm", (Role.CASEWORK,)),
    ("omar", "Omar Sjöberg", (Role.CASEWORK,)),
    ("karin", "Karin Ek", (Role.INDEPENDENT,)),
    ("per", "Per Lindqvist", (Role.COORDINATION,)),
    ("ida", "Ida Norén", (Role.ADMINISTRATION,)),
    ("rut", "Rut Ahlin", (Role.AUDIT,)),
)


@dataclass(frozen=True)
class Installed:
    """An installation that a test may use and look into."""

    app: Flask
    settings: Settings
    recovery: RecoverySecret
    passphrases: dict[str, str]

    def resident(self) -> "Resident":
        """A new browser of a resident."""
        return Resident(self.app.test_client())

    def desk(self, login: str) -> "DeskUser":
        """A new browser of a staff member, logged in."""
        user = DeskUser(self.app.test_client())
        user.log_in(login, self.passphrases[login])
        return user


def settings_for(data: Path, url: str, **changes: object) -> Settings:
    """Demonstration settings on a database of the test's own."""
    base = load({"INCIDENTS_DATA": str(data), "INCIDENTS_DATABASE_URL": url})
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def installed(settings: Settings) -> Installed:
    """Keys and people on an empty schema; the passphrases are random in each test."""
    people = [NewStaff(login, name, roles, words.passphrase()) for login, name, roles in PEOPLE]
    secret = recovery.generate()
    first = create_app(settings, ())
    with first.app_context(), writing() as session:
        pinned = install.install(session, secret, people, mode="demo", now=NOW, cost=CHEAP)
        engine = database.engine
    engine.dispose()
    settings = dataclasses.replace(settings, trust=pinned)
    app = create_app(settings)
    return Installed(app, settings, secret, {p.login: p.passphrase for p in people})


def fields(page: str | TestResponse, marker: str) -> dict[str, str]:
    """The hidden and preset values of the form whose tag contains `marker` (an id or an action)."""
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        if marker in form.split(">", 1)[0]:
            return dict(_inputs(form))
    msg = f"no form with {marker}"
    raise AssertionError(msg)


def _inputs(form: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<input\b[^>]*>", form):
        kind = re.search(r'\btype="([^"]*)"', tag)
        if kind and kind.group(1) in ("radio", "checkbox") and not re.search(r"\bchecked\b", tag):
            continue
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name:
            yield name.group(1), unescape(value.group(1)) if value else ""


class Resident:
    """A resident's browser without JavaScript."""

    def __init__(self, client: FlaskClient, lang: str = "sv") -> None:
        self.client, self.lang = client, lang

    def get(self, page: str) -> TestResponse:
        """Open a page of the journey."""
        return self.client.get(f"/{self.lang}/{page}")

    def submit(self, page: str, **values: object) -> TestResponse:
        """Open a step, fill in, press its button."""
        form = fields(self.get(page), 'id="step"')
        return self.client.post(f"/{self.lang}/{page}", data={**form, **values})

    def send(self, story: str, *, device: str = "own", readers: str = "no", **you: object) -> str:
        """The whole journey; returns the case code from the receipt."""
        self.client.post(f"/{self.lang}/before", data={"device": device, "readers": readers})
        assert self.submit("story", story=story).status_code == 303
        assert self.submit("you", **{"contact_mode": "code", **you}).status_code == 303
        assert self.submit("check").status_code == 303
        return code_on(self.get("receipt"))

    def come_back(self, code: str) -> TestResponse:
        """Open the inbox with a code."""
        answer = self.client.post(f"/{self.lang}/return", data={"code": code})
        return answer if answer.status_code != 303 else self.get("inbox")


def code_on(page: TestResponse) -> str:
    """The case code in the element with id=case-code."""
    html = page.get_data(as_text=True)
    found = re.search(
        r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", re.sub(r"<[^>]*>", "", html.split('id="case-code"')[1])
    )
    assert found
    return found.group(0)


class DeskUser:
    """A staff member's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def log_in(self, login: str, passphrase: str) -> TestResponse:
        """Log in; asserts nothing."""
        return self.client.post("/desk/login", data={"name": login, "passphrase": passphrase})

    def queue(self, view: str = "all") -> list[str]:
        """The references in a view, in order, each once, from all its pages."""
        found: dict[str, None] = {}
        address: str | None = f"/desk/?view={view}"
        while address:
            page = self.client.get(address).get_data(as_text=True)
            found |= dict.fromkeys(re.findall(r"/desk/cases/([A-Z]+-\d+-[0-9A-Z]+)", page))
            after = re.search(r'rel="next" href="([^"]+)"', page)
            address = unescape(after[1]) if after else None
        return list(found)

    def case(self, reference: str) -> TestResponse:
        """The case's page: cover sheet or case."""
        return self.client.get(f"/desk/cases/{reference}")

    def answer_cover(self, reference: str, conflict: str = "no") -> TestResponse:
        """Answer the question about conflict of interest."""
        form = fields(self.case(reference), 'id="cover"')
        return self.client.post(
            f"/desk/cases/{reference}/open", data={**form, "conflict": conflict}
        )

    def act(self, reference: str, act: str, **values: object) -> TestResponse:
        """Use one of the forms on the opened case."""
        form = fields(self.case(reference), f"/{reference}/{act}")
        return self.client.post(f"/desk/cases/{reference}/{act}", data={**form, **values})
