"""The language is in the path; the desk's is the browser's choice, Swedish to begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import Babel, Domain
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from incidents.core.languages import languages
from incidents.web.cookies import desk_language, settings

NAMES = languages()
CATALOGUES = Path(__file__).resolve().parents[1] / "translations"
#: Scripts without Latin letters: the receipt shows the code as digits too.
NON_LATIN = frozenset(code for code, language in NAMES.items() if not language.latin)


#: In which languages the desk is written.
AT_DESK = ("sv", "en")


def init_locale(app: Flask) -> None:
    """Choose the language of each request from its path; at the desk, from what staff chose."""
    _Babel(app, default_locale="sv", locale_selector=tag)

    @app.url_value_preprocessor
    def take(endpoint: str | None, values: dict[str, object] | None) -> None:
        # A page that does not exist has no values: its language is in the path, like everybody's (see `current`).
        if values is not None:
            g.lang = str(values.get("lang") or _chosen())


class _Sentences(Domain):
    """The product's catalogues without a look at context, locale and directories for each sentence."""

    def get_translations(self) -> Translations | NullTranslations:
        """The catalogue of this request."""
        return sentences()


class _Babel(Babel):
    """Flask-Babel with one domain for the application, not a new one for each request."""

    _domain: Domain | None = None

    @property
    def domain_instance(self) -> Domain:
        """The domain behind `gettext` and `lazy_gettext`."""
        if self._domain is None:
            self._domain = _Sentences(str(CATALOGUES))
        return self._domain


@cache
def catalogue(lang: str) -> Translations | NullTranslations:
    """A language's sentences: the extension's work, done once instead of dozens of times for each page."""
    return Translations.load(str(CATALOGUES), [lang])


def sentences() -> Translations | NullTranslations:
    """The catalogue of this request."""
    return catalogue(current())


class Words:
    """A language's sentences for its templates, safe for HTML; `%(name)s` is filled with escaped values."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        # As many as stand in the templates: what is looked up is never anything that somebody typed.
        self._known: dict[str, Markup] = {}

    def one(self, sentence: str, **values: object) -> str:
        """A sentence."""
        text = self._known.get(sentence)
        if text is None:
            text = Markup(catalogue(self._lang).gettext(sentence))  # noqa: S704 - our own catalogues, not input
            self._known[sentence] = text
        return text % values if "%" in text else text

    def number(self, one: str, many: str, num: int, **values: object) -> str:
        """The same, by number."""
        text = Markup(catalogue(self._lang).ngettext(one, many, num))  # noqa: S704 - our own catalogues, not input
        return text % {"num": num, **values} if "%" in text else text


def gettext(sentence: str, **values: object) -> str:
    """A sentence as plain text: the extension's `gettext`, in a fifth of its time."""
    text: str = sentences().gettext(sentence)
    return text % values if values else text


def lazy_gettext(sentence: str) -> LazyString:
    """A sentence that is translated each time it is shown: for what is made once, when the program starts."""
    return LazyString(gettext, sentence)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Sentences in another language than the request's: for what is read by somebody else."""
    before = g.get("lang")
    g.lang = lang
    try:
        yield
    finally:
        g.lang = before


def current() -> str:
    """The language of this request."""
    if not has_request_context():
        return "sv"
    lang = getattr(g, "lang", None) or _from_path()
    return lang if lang in NAMES else _chosen()


def tag() -> str:
    """The language of this request as browsers and dates call it."""
    return NAMES[current()].tag


def _chosen() -> str:
    """What staff chose for the desk; Swedish on every other page without a language in its path."""
    if not request.path.startswith("/desk"):
        return "sv"
    found = desk_language()
    return found if found in AT_DESK else "sv"


def _from_path() -> str:
    return request.path.split("/", 2)[1]


def preferred(accept: LanguageAccept) -> str:
    """The offered language that a browser asks for; Swedish when none is."""
    named = [code for code in settings().languages if code == NAMES[code].tag]
    return accept.best_match(named, "sv") or "sv"


@dataclass(frozen=True, slots=True)
class Switch:
    """A link to the same page in another language."""

    code: str
    tag: str
    name: str
    direction: str
    url: str


def switches() -> list[Switch]:
    """The offered languages with the address of this same step; answers lie in the draft and stay."""
    values = request.view_args or {}
    rule = request.url_rule
    if rule is None or "lang" not in values or "GET" not in (rule.methods or ()):
        return _switches_to("reporting.start")
    others = {name: value for name, value in values.items() if name != "lang"}
    return _switches_to(rule.endpoint, **others)


def desk_switches() -> list[Switch]:
    """The languages in which the desk is not shown now; the choice is posted to one address."""
    if not request.path.startswith("/desk"):
        return []
    there = [NAMES[code] for code in AT_DESK if code != current()]
    return [Switch(one.code, one.tag, one.name, one.direction, "") for one in there]


def _switches_to(endpoint: str, **values: Any) -> list[Switch]:
    found: list[Switch] = []
    if endpoint not in current_app.view_functions:  # the door of the start page is served elsewhere
        return found
    for code in settings().languages:
        language = NAMES[code]
        url = url_for(endpoint, **values, lang=code)
        found.append(Switch(code, language.tag, language.name, language.direction, url))
    return found
