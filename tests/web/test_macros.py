"""Every piece of a page with nothing, with markup, from right to left and with very long values."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask, get_template_attribute
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from tests.support import Installed

MARKUP = "<script>alert(1)</script> \"'&"
ARABIC = "مرحبا، هذا نص طويل"
LONG = "Ä" * 5_000
VALUES = {"none": None, "empty": "", "markup": MARKUP, "rtl": ARABIC, "long": LONG}
START_MOST_BYTES = 25_000


class Everything(Form):
    """One field of each kind."""

    line = StringField("Rad")
    text = TextAreaField("Text")
    secret = PasswordField("Lösenordsfras")
    hidden = HiddenField()
    one = RadioField("Ett val", choices={"a": "A", "b": "B"}, validate_choice=False)
    many = SelectMultipleField("Flera val", choices={"a": "A", "b": "B"}, validate_choice=False)
    pick = SelectField("Lista", choices={"": "Välj", "a": "A"}, validate_choice=False)
    box = BooleanField("Ja")


@pytest.fixture(params=list(VALUES))
def value(request: pytest.FixtureRequest) -> str | None:
    """A value that a piece must bear."""
    return VALUES[request.param]


@pytest.fixture
def app(sqlite_installation: Installed) -> Iterator[Flask]:
    """The application with a request under way."""
    with sqlite_installation.app.test_request_context("/sv/"):
        yield sqlite_installation.app


def draw(file: str, macro: str, *arguments: Any, **named: Any) -> str:
    """A macro's output; fails on what no page may show."""
    html = str(get_template_attribute(f"macros/{file}.html", macro)(*arguments, **named))
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    allowed = {"expected-closing-tag-but-got-eof"}
    wrong = [code for _, code, _ in parser.errors if code not in allowed]
    assert wrong == [], html
    text = "".join(tree.itertext())
    attributes = [v for element in tree.iter() for v in getattr(element, "attrib", {}).values()]
    assert "None" not in text
    assert all("None" not in one for one in attributes)
    assert not [element for element in tree.iter() if element.tag == "script"]
    ids = Counter(re.findall(r'\bid="([^"]*)"', html))
    assert [one for one, count in ids.items() if count > 1] == []
    return html


def filled(value: str | None, *, wrong: bool) -> Everything:
    """A form that holds the value everywhere, with or without errors."""
    form = Everything()
    for field in form:
        field.data = [value] if field.name == "many" else value
        if wrong:
            field.errors = [value or "Fel sak"]
        if value:
            field.label.text = value
    return form


CONTROLS = {
    "text_input": "line",
    "textarea": "text",
    "password": "secret",
    "radios": "one",
    "checkboxes": "many",
    "select": "pick",
    "checkbox": "box",
    "honeypot": "line",
}


@pytest.mark.parametrize("macro", CONTROLS)
@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong"])
@pytest.mark.usefixtures("app")
def test_a_control_has_a_label_and_shows_any_value(
    macro: str, value: str | None, *, wrong: bool
) -> None:
    form = filled(value, wrong=wrong)
    options = {} if macro == "honeypot" else {"hint": value}
    html = draw("form", macro, form[CONTROLS[macro]], **options)
    controls = re.findall(r"<(?:input|textarea|select)\b[^>]*>", html)
    assert controls
    for control in controls:
        identity = re.search(r'\bid="([^"]+)"', control)
        assert identity
        assert f'for="{identity.group(1)}"' in html
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    for name in " ".join(described).split():
        assert f'id="{name}"' in html


@pytest.mark.usefixtures("app")
def test_what_was_typed_stands_in_the_control_unchanged(value: str | None) -> None:
    form = filled(value, wrong=True)
    parse = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment
    area = parse(draw("form", "textarea", form.text)).find(".//textarea")
    line = parse(draw("form", "text_input", form.line)).find(".//input")
    assert (area.text or "").lstrip("\r\n") == (value or "")
    assert line.get("value") == (value or "")
    for control in (area, line):
        assert control.get("spellcheck") == "false"
        assert control.get("autocomplete") == "off"
        assert control.get("translate") == "no"
        assert control.get("maxlength") is None


@pytest.mark.usefixtures("app")
def test_error_summary_links_to_the_first_control_of_each_field(value: str | None) -> None:
    form = filled(value, wrong=True)
    html = draw("form", "error_summary", form)
    page = "".join(draw("form", macro, form[name]) for macro, name in list(CONTROLS.items())[:7])
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) == 7
    for target in links:
        assert re.search(rf'<(?:input|textarea|select)[^>]*\bid="{target}"', page), target
    assert 'tabindex="-1" autofocus' in html


@pytest.mark.usefixtures("app")
def test_a_form_without_errors_has_no_summary() -> None:
    assert draw("form", "error_summary", filled(None, wrong=False)) == ""
    assert draw("form", "error_summary", None) == ""


@pytest.mark.usefixtures("app")
def test_pieces_of_a_page_show_any_value(value: str | None) -> None:
    rows = [(value, value), (value, [value]), (value, [value, value]), (value, [])]
    for html in (
        draw("page", "tag", value),
        draw("page", "user_text", value, value),
        draw("page", "steps", value, 1, 3),
        draw("page", "facts", rows),
        draw("page", "facts", None),
        draw("page", "summary_list", [(*row, value) for row in rows]),
        draw("page", "code_display", value, value),
        draw("page", "thread_item", "note", value, value, value, value),
        draw("page", "thread_item", "other", value, value, value, value),
        draw("page", "empty_state", value, value),
        draw("page", "pager", value, value, value),
        draw("page", "step_nav", value, value),
        draw("page", "notice", "danger", value),
        draw("page", "panel", value, "next"),
        draw("page", "disclosure", value),
        draw("form", "button", value, name=value, value=value),
        draw("form", "link_button", value, value),
        draw("form", "hidden_fields", filled(value, wrong=False)),
        draw("desk", "deadline", value, late=True),
        draw(
            "desk", "views", [{"label": value, "url": value or "/", "count": None, "current": True}]
        ),
        draw("frame", "brand", "/", value, None, "lock"),
        draw("frame", "log_out", value, "/desk/logout", value),
    ):
        assert MARKUP not in html


@pytest.mark.usefixtures("app")
def test_a_row_of_the_queue_shows_any_value(value: str | None) -> None:
    # A row is valid inside a table only.
    row = get_template_attribute("macros/desk.html", "queue_row")(value, value, [(value, value)])
    table = get_template_attribute("macros/desk.html", "queue")(value, [value], caller=lambda: row)
    assert "None" not in str(table)
    assert "<script>" not in str(table)


@pytest.mark.usefixtures("app")
def test_typed_text_keeps_its_line_breaks_and_its_own_direction() -> None:
    html = draw("page", "user_text", f"  två\n\n{ARABIC}", "ar")
    assert f"  två\n\n{ARABIC}</div>" in html
    assert 'dir="auto"' in html
    assert 'lang="ar"' in html
    assert 'translate="no"' in html


@pytest.mark.usefixtures("app")
def test_the_code_s_element_holds_exactly_the_code_from_left_to_right() -> None:
    html = draw("page", "code_display", "AB12-CD34", "12345-67890")
    element = re.search(r'<bdi[^>]*id="case-code"[^>]*>(.*?)</bdi>', html)
    assert element
    assert re.sub(r"<[^>]*>", "", element.group(1)) == "AB12-CD34"
    assert 'dir="ltr"' in element.group(0)


def test_the_first_page_with_its_styles_is_at_most_25_kilobytes(
    sqlite_installation: Installed,
) -> None:
    client = sqlite_installation.app.test_client()
    page = client.get("/sv/")
    html = page.get_data(as_text=True)
    loaded = re.findall(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"', html)
    assert len(loaded) == 2
    sizes = {"page": len(page.get_data())}
    for address in loaded:
        with client.get(address) as answer:
            sizes[address] = len(answer.get_data())
    assert sum(sizes.values()) <= START_MOST_BYTES, sizes
    assert all(size > 0 for size in sizes.values())
