"""Every macro, given nothing, markup, right-to-left and very long values, prints sound and safe HTML."""

import re

import pytest
from markupsafe import escape

from tests.web.rendering import (
    ARABIC,
    LONG,
    MARKUP,
    VALUES,
    elements,
    languages,
    page,
    render,
    sound,
    step,
    text_of,
)

values = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())

CONTROLS = {
    "text_input": "{{ f.text_input(form.name, hint=v, optional=True) }}",
    "textarea": "{{ f.textarea(form.story, rows=4, hint=v, counter=v) }}",
    "radios": "{{ f.radios(form.role, hint=v, hints={'a': v}) }}",
    "radios as heading": "{{ f.radios(form.role, hint=v, heading='h1', inline=True) }}",
    "checkboxes": "{{ f.checkboxes(form.wish, hint=v, hints={'x': v}) }}",
    "checkbox": "{{ f.checkbox(form.agree, hint=v) }}",
    "select": "{{ f.select(form.who, hint=v) }}",
    "password": "{{ f.password(form.secret, hint=v) }}",
    "hidden_fields": "{{ f.hidden_fields(form) }}",
    "honeypot": "{{ f.honeypot(form.name) }}",
    "error_summary": "{{ f.error_summary(form) }}",
    "button": "{{ f.button(v, name='a', value=v, icon='lock') }}",
    "link_button": "{{ f.link_button(v, v, 'secondary') }}",
}

PIECES = {
    "notice": "{% call p.notice('info', v) %}{{ v or '' }}{% endcall %}",
    "danger": "{% call p.notice('danger', v) %}{% endcall %}",
    "panel": "{% call p.panel(v, tone='next') %}{{ v or '' }}{% endcall %}",
    "steps": "{{ p.steps(v, 1, 3) }}{{ p.steps(v) }}",
    "own_words": "{{ p.own_words(v) }}",
    "user_text": "{{ p.user_text(v, 'ar') }}",
    "summary_list": "{{ p.summary_list([(v, v, '#a'), ('B', [v, v], none), ('C', [], '#c')]) }}",
    "answers": "{{ p.answers({'heading': v, 'rows': [('', v), (v, [v, v])], 'unanswered': [v, v], 'change': '#'}) }}",
    "facts": "{{ p.facts([(v, v), ('B', [v])]) }}",
    "code_display": "{{ p.code_display(v, v) }}",
    "tag": "{{ p.tag(v, 'good', 'clock') }}",
    "disclosure": "{% call p.disclosure(v) %}{{ v or '' }}{% endcall %}",
    "thread": "<ol>{% for k in ('reporter', 'answer', 'note') %}"
    "{{ p.thread_item(k, v, v, v, v, 'ar') }}{% endfor %}</ol>",
    "exit_bar": "{{ p.exit_bar('sv', v) }}",
    "empty_state": "{{ p.empty_state(v, v) }}",
    "pager": "{{ p.pager(v, v, v) }}",
    "step_nav": "{{ p.step_nav(v, v) }}",
    "views": "{{ d.views([{'url': '#', 'label': v, 'count': v, 'current': true}], v) }}",
    "queue": "{% call d.queue(v, [v, v]) %}"
    "{{ d.queue_row({'url': v, 'reference': v, 'priority': v, 'assignee': v, 'received': v, 'due': v, 'late': true,"
    " 'unread': true, 'status': {'text': v, 'tone': 'good'}, 'tags': [{'text': v, 'tone': 'good'}]}) }}{% endcall %}",
    "agenda": "{% call d.queue(v, [v], 'agenda') %}{{ d.agenda_row({'url': v, 'reference': v, 'what': v, 'day': v,"
    " 'left': v, 'pressing': true, 'assignee': v, 'status': {'text': v, 'tone': 'good'}}) }}{% endcall %}",
    "history": "{% call d.queue(v, [v], 'history') %}{{ d.history_row({'when': v, 'who': v, 'what': v, 'detail': v}) }}"
    "{% endcall %}",
    "trail": "{% call d.queue(v, [v], 'trail') %}{{ d.trail_row({'url': v, 'wrong': true, 'line': {'when': v, 'who': v,"
    " 'what': v, 'more': v, 'about': v}}) }}{% endcall %}",
    "deadline": "{{ d.deadline(v, true) }}{{ d.deadline(v) }}",
    "brand": "{{ frame.brand('#', v, none, 'message') }}",
    "footer_name": "{{ frame.footer_name(v, false) }}",
    "menu": "{{ frame.desk_menu([{'url': '#', 'label': v or '', 'count': v, 'current': true}]) }}",
    "log_out": "{{ frame.log_out(v, '#', v) }}",
    "passkey": "<form{{ pk.attributes({'deed': 'show', 'place': {'host': v, 'origin': v}, 'options': v}) }}>"
    "{{ pk.elsewhere({'place': {'origin': v}}) }}</form><form{{ pk.attributes(none) }}></form>{{ pk.script(none) }}",
    "directory line": "{{ book.line({'id': v, 'name': v, 'url': v, 'swedish': true, 'own': true, 'hidden': false,"
    " 'age': {'checked': v, 'old': true, 'waiting': 2}}) }}"
    "{{ book.age({'checked': v, 'old': true, 'waiting': 0}, true) }}",
    "directory deed": "{{ book.deed('checked', v, v, v, v, body=v, name=v) }}",
    "directory notices": "{{ book.saved(v) }}{{ book.problem(v) }}{{ book.broken(v) }}",
    "directory versions": "{{ book.versions([{'url': v, 'number': v, 'holds': true, 'sound': false, 'what': v,"
    " 'about': v, 'day': v, 'who': v}], v) }}",
    "directory differences": "{{ book.differences([{'kind': v, 'name': v, 'what': v, 'tone': 'good',"
    " 'cells': [{'label': v, 'old': v, 'new': v}]}]) }}",
    "register": "{{ kept.saved(v) }}{{ kept.broken(v) }}{{ kept.back(v, v) }}{{ kept.holds([{'kind': v, 'name': v,"
    " 'what': v, 'tone': 'good', 'cells': [{'label': v, 'old': v, 'new': v}]}]) }}",
    "statistics section": "{{ st.section({'name': 'T1', 'title': v, 'caption': v, 'counts': v, 'about': v, 'head': v,"
    " 'across': v, 'columns': [v, v], 'rows': [{'label': v, 'cells': [v, none], 'total': true}], 'hides': true,"
    " 'several': true, 'charts': [{'caption': v, 'drawn': v}], 'files': [{'url': v, 'text': v}],"
    " 'earlier': [{'url': v, 'text': v}], 'series': {'url': v, 'text': v}, 'embed': v}, 4) }}",
    "statistics around": "{{ st.exercise() }}{{ st.left([v, v]) }}"
    "{{ st.reports([]) }}{{ st.reports([{'url': v, 'text': v}]) }}"
    "{{ st.terms({'id': v, 'licence': v, 'contact': v}, v, false) }}",
    "title_prefix": "{{ frame.title_prefix(form) }}",
}

ALL = CONTROLS | PIECES


@values
@pytest.mark.parametrize("source", ALL.values(), ids=ALL.keys())
def test_every_macro_prints_sound_html_for_every_kind_of_value(
    source: str, value: str | None
) -> None:
    html = render(source, v=value, form=step(value))
    sound(html)
    if value == MARKUP:
        assert "<script" not in html


@pytest.mark.parametrize("value", [MARKUP, ARABIC, LONG, " blank first\r\n\r\n  and indented"])
@pytest.mark.parametrize(
    "source",
    [
        "{{ p.user_text(v) }}",
        "{{ p.thread_item('reporter', 'A', 'B', 'C', v) }}",
        "{{ f.textarea(form.story) }}",
        "{{ p.summary_list([('A', v, none)]) }}",
    ],
)
def test_what_people_typed_is_shown_exactly_and_takes_its_own_direction(
    source: str, value: str
) -> None:
    html = render(source, v=value, form=step(value))
    shown = [e for e in elements(html) if e.get("dir") == "auto" or e.tag in {"bdi", "textarea"}]
    expected = value.replace("\r\n", "\n")
    assert expected in ["".join(e.itertext()) for e in shown]


@pytest.mark.parametrize("code", ["7K3QF-2MD9X-H4TWB-PZ8RC", "48213-90577-16032"])
def test_the_text_of_the_code_is_exactly_the_code_and_left_to_right(code: str) -> None:
    found = list(elements(render("{{ p.code_display(v) }}", v=code)))
    shown = next(e for e in found if e.get("id") == "case-code")
    assert "".join(shown.itertext()) == code
    assert shown.get("dir") == "ltr"


def test_the_kinds_of_a_thread_differ_without_colour() -> None:
    items = {
        kind: render("{{ p.thread_item(k, 'Namn', 'i dag', 'svenska', 'x') }}", k=kind)
        for kind in ("reporter", "answer", "note")
    }
    drawings = {re.findall(r' d="([^"]+)"', html)[0] for html in items.values()}
    assert len(drawings) == 3
    assert "Bara för handläggare" in items["note"]
    assert "Bara för handläggare" not in items["answer"]


def test_leaving_is_a_post_that_needs_no_script() -> None:
    found = list(elements(render("{{ p.exit_bar('ar') }}")))
    form = next(e for e in found if e.tag == "form")
    assert (form.get("method"), form.get("action")) == ("post", "/ar/exit")
    assert [e.get("type") for e in found if e.tag == "button"] == ["submit"]


@pytest.mark.parametrize("expanded", [True, False])
@pytest.mark.parametrize("number", [2, 3, 12])
def test_each_language_stands_in_its_own_name(number: int, *, expanded: bool) -> None:
    html = render("{{ p.language_switch(l, 'ar', e) }}", l=languages(number), e=expanded)
    sound(html)
    links = [e for e in elements(html) if e.tag == "a"]
    assert [(e.get("lang"), e.text) for e in links] == [(x.code, x.name) for x in languages(number)]
    assert [e.get("lang") for e in links if e.get("aria-current")] == ["ar"]


@pytest.mark.parametrize("number", [0, 1])
def test_there_is_no_switch_without_a_choice(number: int) -> None:
    assert render("{{ p.language_switch(l, 'sv') }}", l=languages(number)) == ""


def test_a_finished_piece_of_html_is_not_escaped_twice() -> None:
    html = render("{{ p.facts([('A', p.tag(v, 'good'))]) }}", v="<b>")
    assert text_of(html).strip() == "A<b>"


def test_an_unknown_symbol_draws_nothing() -> None:
    assert render("{{ 'unknown'|icon }}{{ none|icon }}") == ""


LAYOUTS = ("layouts/public.html", "layouts/desk.html", "layouts/bare.html")


@pytest.mark.parametrize("layout", LAYOUTS)
@values
def test_a_layout_is_sound_with_every_kind_of_value(layout: str, value: str | None) -> None:
    html = page(layout, value)
    assert "None" not in html
    assert str(escape(MARKUP)) in html or value != MARKUP or "bare" in layout
    assert html.count("<main ") == 1
