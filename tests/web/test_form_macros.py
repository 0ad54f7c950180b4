"""What people type, the errors that they are told, and the way from one to the other."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import ValidationError

from tests.web.rendering import ARABIC, MARKUP, Step, elements, render, sound, step, text_of

TYPED = ["{{ f.text_input(form.name) }}", "{{ f.textarea(form.story) }}"]


@pytest.mark.parametrize("source", TYPED)
def test_what_people_type_is_not_handed_to_spelling_or_translation_services(source: str) -> None:
    control = next(e for e in elements(render(source, form=step("x"))) if e.get("name"))
    expected = {
        "autocomplete": "off",
        "spellcheck": "false",
        "autocorrect": "off",
        "translate": "no",
        "dir": "auto",
    }
    assert {name: control.get(name) for name in expected} == expected


@pytest.mark.parametrize("source", TYPED)
def test_no_control_cuts_what_was_typed_or_lets_the_browser_refuse_it(source: str) -> None:
    control = next(e for e in elements(render(source, form=step("x"))) if e.get("name"))
    assert {"maxlength", "required", "pattern"}.isdisjoint(control.attrib)
    assert control.get("aria-required") == "true"


class TestErrors:
    """The summary, the sentence at the field, and the way between them."""

    FIELDS = (
        "{{ f.error_summary(form) }}{{ f.textarea(form.story, hint='h') }}{{ f.text_input(form.name) }}"
        "{{ f.radios(form.role, hint='h') }}{{ f.checkboxes(form.wish) }}{{ f.select(form.who) }}"
        "{{ f.checkbox(form.agree) }}{{ f.password(form.secret) }}"
    )

    def html(self) -> str:
        return render(self.FIELDS, form=step(role="unknown", wish="z", who="9"))

    def test_nothing_is_printed_without_errors(self) -> None:
        assert render("{{ f.error_summary(form) }}", form=step("x")) == ""
        assert render("{{ frame.title_prefix(form) }}", form=step("x")) == ""

    def test_the_page_with_errors_is_sound(self) -> None:
        sound(self.html())

    def test_the_title_says_that_there_is_an_error(self) -> None:
        html = render("{{ frame.title_prefix(form) }}", form=step(name="x"))
        assert html == "Fel: "

    def test_the_summary_can_take_the_focus_without_a_script(self) -> None:
        summary = next(e for e in elements(self.html()) if e.get("class") == "error-summary")
        assert summary.get("tabindex") == "-1"
        assert "autofocus" in summary.attrib

    def test_every_link_leads_to_a_control(self) -> None:
        found = list(elements(self.html()))
        targets = {e.attrib["href"].removeprefix("#") for e in found if e.tag == "a"}
        controls = {e.get("id") for e in found if e.tag in {"input", "textarea", "select"}}
        assert targets == {"story", "name", "role-0", "wish-0", "who", "agree", "secret"}
        assert targets <= controls

    def test_the_field_says_the_same_sentence_as_the_summary(self) -> None:
        found = list(elements(self.html()))
        for link in (e for e in found if e.tag == "a"):
            name = link.attrib["href"].removeprefix("#").removesuffix("-0")
            error = next(e for e in found if e.get("id") == f"{name}-error")
            assert "".join(error.itertext()).strip() == f"Fel: {link.text}"

    def test_the_control_is_marked_and_described_by_hint_and_error(self) -> None:
        found = {e.get("id"): e for e in elements(self.html()) if e.get("id")}
        assert found["story"].get("aria-invalid") == "true"
        assert found["story"].get("aria-describedby") == "story-hint story-error"
        assert found["name"].get("aria-describedby") == "name-error"
        assert found["role"].get("aria-describedby") == "role-hint role-error"

    def test_an_error_of_a_hidden_field_is_told_without_a_link(self) -> None:
        form = step("x")
        form.csrf_token.errors = ["Sidan hade legat öppen för länge."]
        html = render("{{ f.error_summary(form) }}", form=form)
        assert "Sidan hade legat öppen för länge." in text_of(html)
        assert [e for e in elements(html) if e.tag == "a"] == []

    def test_an_error_with_markup_in_it_is_text(self) -> None:
        def refuse(form: Form, field: Any) -> None:
            raise ValidationError(MARKUP)

        form = Step(MultiDict({"name": "x"}))
        form.validate(extra_validators={"name": [refuse]})
        html = render("{{ f.error_summary(form) }}{{ f.text_input(form.name) }}", form=form)
        sound(html)
        assert text_of(html).count(MARKUP) == 2


def test_a_posted_value_comes_back_exactly() -> None:
    html = render("{{ f.textarea(form.story) }}", form=step(story="\n först\n" + MARKUP + ARABIC))
    area = next(e for e in elements(html) if e.tag == "textarea")
    assert "".join(area.itertext()) == "\n först\n" + MARKUP + ARABIC


@pytest.mark.parametrize("value", [MARKUP, ARABIC, '" autofocus onfocus="x'])
def test_what_was_typed_in_a_line_is_one_attribute(value: str) -> None:
    html = render("{{ f.text_input(form.name) }}", form=step(name=value))
    sound(html)
    (control,) = (e for e in elements(html) if e.tag == "input")
    assert control.get("value") == value
    assert {"onfocus", "autofocus", "onerror"}.isdisjoint(control.attrib)


def test_a_passphrase_never_comes_back() -> None:
    assert "hemlig" not in render("{{ f.password(form.secret) }}", form=step(secret="hemlig"))


def test_the_chosen_answers_are_checked_and_only_they() -> None:
    form = step(role="a", wish="y", name="x")
    html = render("{{ f.radios(form.role) }}{{ f.checkboxes(form.wish) }}", form=form)
    checked = [e.get("value") for e in elements(html) if "checked" in e.attrib]
    assert checked == ["a", "y"]


def test_several_forms_on_one_page_share_no_id() -> None:
    html = render("{{ f.hidden_fields(form) }}{{ f.hidden_fields(form) }}", form=step("x"))
    assert [e.attrib for e in elements(html) if e.tag == "input"] == [
        {"type": "hidden", "name": "csrf_token", "value": "x"}
    ] * 2
