"""The language is in the path. Swedish is the source of every sentence; `TEXTS` say how a language calls itself."""

from dataclasses import dataclass

from flask import Flask, g, has_request_context, request, url_for
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept

from incidents.web.cookies import settings


@dataclass(frozen=True, slots=True)
class Language:
    """A language as its readers call it."""

    code: str
    name: str
    direction: str


NAMES = {
    "sv": Language("sv", "Svenska", "ltr"),
    "en": Language("en", "English", "ltr"),
    "ar": Language("ar", "العربية", "rtl"),
}
#: Scripts without Latin letters: the receipt shows the code as digits too.
NON_LATIN = frozenset({"ar"})


def init_locale(app: Flask) -> None:
    """Choose the language of each request from its path; the desk is Swedish."""
    Babel(app, default_locale="sv", locale_selector=current)

    @app.url_value_preprocessor
    def take(endpoint: str | None, values: dict[str, object] | None) -> None:
        # A page that does not exist has no values: its language is in the path, like everybody's (see `current`).
        if values is not None:
            g.lang = str(values.get("lang", "sv"))


def current() -> str:
    """The language of this request."""
    if not has_request_context():
        return "sv"
    lang = getattr(g, "lang", None) or _from_path()
    return lang if lang in NAMES else "sv"


def _from_path() -> str:
    return request.path.split("/", 2)[1]


def preferred(accept: LanguageAccept) -> str:
    """The offered language that a browser asks for; Swedish when none is."""
    return accept.best_match(settings().languages, "sv") or "sv"


@dataclass(frozen=True, slots=True)
class Switch:
    """A link to the same page in another language."""

    code: str
    name: str
    direction: str
    url: str


def switches() -> list[Switch]:
    """The offered languages with the address of this same step; answers lie in the draft and stay."""
    endpoint = request.endpoint
    values = request.view_args or {}
    rule = request.url_rule
    if (
        endpoint is None
        or "lang" not in values
        or rule is None
        or "GET" not in (rule.methods or ())
    ):
        endpoint, values = "reporting.start", {}
    found = []
    for code in settings().languages:
        language = NAMES[code]
        url = url_for(endpoint, **{**values, "lang": code})
        found.append(Switch(code, language.name, language.direction, url))
    return found
