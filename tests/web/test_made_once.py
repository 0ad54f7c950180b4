"""What is made once and used for every page is nobody's: no visitor sees what another one was shown."""

import re

from sqlalchemy import select
from wtforms import SelectField, StringField

from incidents.casework.addresses import case_url
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.models import Case
from incidents.web.forms import Form
from incidents.web.templates import options
from tests.looking import looking
from tests.support import Installed, fields

SECRET = BrowserSecret(b"s" * 32)


class Asking(Form):
    """A form of every kind of thing that a field can carry."""

    name = StringField("Namn", render_kw={"translate": "no"})
    colour = SelectField("Färg", choices=lambda: {"r": "Röd", "b": "Blå"}, validate_choice=False)


def test_two_forms_share_nothing_that_somebody_typed(installation: Installed) -> None:
    with installation.app.test_request_context(method="POST", data={"name": "Amira"}):
        first = Asking(SECRET)
        first.name.id, first.name.errors = "first", ["Fel."]
        first.colour.choices = {"g": "Grön"}
    with installation.app.test_request_context():
        second = Asking(SECRET)
        assert (first.name.data, second.name.data) == ("Amira", None)
        assert (second.name.id, list(second.name.errors)) == ("name", [])
        assert second.colour.choices == {"r": "Röd", "b": "Blå"}
        other = BrowserSecret(b"o" * 32)
        assert second.csrf_token._value() == SECRET.form_token("Asking")
        assert Asking(other).csrf_token._value() == other.form_token("Asking")


def test_the_choices_of_a_list_are_escaped_and_stand_under_their_headings() -> None:
    drawn = options({"": "Välj", "Skolor": {"a<b": "A & B", "c": "C"}}, "c")
    assert drawn == (
        '<option value="">Välj</option><optgroup label="Skolor">'
        '<option value="a&lt;b">A &amp; B</option>'
        '<option selected value="c">C</option></optgroup>'
    )


def test_the_address_of_a_case_is_the_one_that_the_framework_makes(
    installation: Installed,
) -> None:
    for root in ("", "/rapportera"):
        with installation.app.test_request_context(base_url=f"http://localhost{root}"):
            for reference in ("AD-2026-4DDYQ", "AD-2025-CZ37X"):
                address = case_url(reference, "case_answer")
                assert address == f"{root}/desk/cases/{reference}/answer"


def test_an_address_with_one_stroke_too_many_leads_nowhere_else(installation: Installed) -> None:
    client = installation.app.test_client()
    here = {"HTTP_HOST": "example.org", "SCRIPT_NAME": "/app"}
    away = client.get("/", environ_overrides={**here, "PATH_INFO": "//evil.example/"})
    assert (away.status_code, away.headers.get("Location")) == (404, None)
    mended = client.get("/", environ_overrides={**here, "PATH_INFO": "/sv//story"})
    assert mended.headers["Location"] == "http://example.org/app/sv/story"


FORMS = {"answer": "answer", "note": "note", "ask": "ask", "happened": "day"}


def test_each_case_has_its_own_values_in_the_forms_that_are_drawn_for_all(
    installation: Installed,
) -> None:
    pages: dict[str, str] = {}
    for login in ("lena", "omar"):
        desk = installation.desk(login)
        for _ in range(2):
            before = set(desk.queue("new"))
            installation.resident().send(f"En rapport som {login} läser.")
            (reference,) = set(desk.queue("new")) - before
            desk.answer_cover(reference)
            for number in range(len(pages)):
                desk.act(reference, "note", text=f"Anteckning {number}.")
            pages[reference] = desk.case(reference).get_data(as_text=True)
            again = desk.case(reference).get_data(as_text=True)
            assert ONCE.sub("", again) == ONCE.sub("", pages[reference])
            assert set(ONCE.findall(again)).isdisjoint(ONCE.findall(pages[reference]))
    with looking(installation) as session:
        now = {
            case.reference: {"version": str(case.version), "shown": str(case.entries)}
            for case in session.scalars(select(Case))
        }
    assert len({now[reference]["shown"] for reference in pages}) == len(pages)
    for reference, page in pages.items():
        assert not any(f"/{other}/" in page for other in pages if other != reference)
        for name, act in FORMS.items():
            found = fields(page, f'id="{name}"')
            assert f'action="/desk/cases/{reference}/{act}"' in page
            assert re.fullmatch("[0-9a-f]{64}", found["csrf_token"])
            assert {**now[reference], **found}.items() >= now[reference].items()
    tokens = [set(TOKENS.findall(page)) for page in pages.values()]
    assert tokens[0] == tokens[1]
    assert tokens[0].isdisjoint(tokens[2])
    once = [one for page in pages.values() for one in ONCE.findall(page)]
    assert len(set(once)) == len(once)


ONCE = re.compile(r'name="once" value="([0-9a-f]+)"')
TOKENS = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
