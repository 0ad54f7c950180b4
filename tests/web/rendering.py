"""Rendering the macros and layouts alone, and judging what they print."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
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
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

import incidents.web.theme
from incidents.web.templates import FILTERS, shown

ROOT = Path(incidents.web.theme.__file__).parent.parent
TEMPLATES = ROOT / "templates"

MARKUP = '<script>alert("x")</script>\'"><img src=x onerror=y>&amp;'
ARABIC = "قال لي المالك إن الشقة قد أُجّرت 070-123 45"
LONG = "Diskrimineringsombudsmannen" * 400
VALUES = {"none": None, "empty": "", "markup": MARKUP, "arabic": ARABIC, "long": LONG}


def environment() -> Environment:
    """The product's templates with untranslated sentences; an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters.update({**FILTERS, "static": "/static/{}".format})
    return made


ENVIRONMENT = environment()


def render(source: str, **context: Any) -> str:
    """The HTML of a template that has the macros as f, p, d, book, kept, frame, pk and st."""
    files = {"form": "f", "page": "p", "desk": "d", "frame": "frame", "passkey": "pk"}
    files |= {"directory": "book", "register": "kept", "statistics": "st"}
    imports = "".join(
        f'{{% import "macros/{file}.html" as {name} %}}' for file, name in files.items()
    )
    return ENVIRONMENT.from_string(imports + source).render(**context)


def parsed(html: str) -> Element:
    """The elements; html5lib in strict mode raises on anything that the HTML standard calls an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(f"<!doctype html><html><title>t</title>{html}")
    return tree


def elements(html: str) -> Iterator[Element]:
    return parsed(html).iter()


def text_of(html: str) -> str:
    return "".join(parsed(html).find("body").itertext())  # type: ignore[union-attr]


def sound(html: str) -> None:
    """No printed None, unique ids, every reference has its target, every control a label, no markup of others."""
    found = list(elements(html))
    ids = Counter(element.attrib["id"] for element in found if "id" in element.attrib)
    assert [name for name, times in ids.items() if times > 1] == []
    assert "None" not in html
    for element in found:
        assert element.tag not in {"script", "img"}
        assert not any(name.startswith("on") or name == "style" for name in element.attrib)
        references = [*element.get("aria-describedby", "").split(), *element.get("for", "").split()]
        references += element.get("aria-labelledby", "").split()
        assert [name for name in references if name not in ids] == []
    labelled = {element.attrib["for"] for element in found if "for" in element.attrib}
    controls = [e for e in found if e.tag in {"input", "textarea", "select"}]
    named = [e for e in controls if e.get("type") != "hidden"]
    assert [e.attrib["name"] for e in named if e.get("id") not in labelled] == []


def choices(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class Step(Form):
    """One field of every kind."""

    csrf_token = HiddenField()
    story = TextAreaField("Berättelse", [InputRequired("Skriv något."), Length(max=10)])
    name = StringField("Namn", [InputRequired("Skriv ett namn."), Length(max=9)])
    role = RadioField("Roll", [InputRequired("Välj en roll.")], choices=choices(("a", "A")))
    wish = SelectMultipleField("Önskan", choices=choices(("x", "X"), ("y", "Y")))
    who = SelectField("Vem", choices=choices(("1", "Ett"), ("2", "Två")))
    agree = BooleanField("Ja", [InputRequired("Kryssa i rutan.")])
    secret = PasswordField("Lösenfras", [InputRequired("Skriv din lösenfras.")])


def step(value: str | None = None, **data: Any) -> Step:
    """A form whose texts and labels are `value`; with keywords it is posted and validated."""
    if data:
        form = Step(MultiDict(data))
        form.validate()
        return form
    form = Step(data={"story": value, "name": value, "csrf_token": value})
    form.role.choices = choices(("a", value or ""), ("b", "B"))
    for field in form:
        field.label.text = value if value is not None else ""
    return form


def languages(number: int) -> list[SimpleNamespace]:
    every = [("sv", "Svenska", "ltr"), ("ar", "العربية", "rtl"), ("en", "English", "ltr")]
    every += [(f"x{n}", f"Språk {n}", "ltr") for n in range(20)]
    return [
        SimpleNamespace(code=code, tag=code, name=name, direction=direction, url=f"/{code}/")
        for code, name, direction in every[:number]
    ]


def page(layout: str, value: str | None) -> str:
    """A page in a layout, rendered as Flask does: an unknown name is empty."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=shown,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters.update({**FILTERS, "static": "/static/{}".format})
    made.globals["url_for"] = lambda _, filename: f"/static/{filename}"
    source = "{% extends layout %}{% block title %}T{% endblock %}{% block main %}M{% endblock %}"
    return made.from_string(source).render(
        layout=layout,
        locale="sv",
        direction="ltr",
        municipality=value or "",
        demo=True,
        languages=languages(3),
        theme_url="/theme.css",
        show_exit=True,
        exit_token=value,
        staff_name=value,
        back_url="#",
        form=None,
        desk_nav=[{"url": "#", "label": value or "", "count": 3, "current": True}],
    )
