"""What languages are called, and in which direction they are written."""

from collections.abc import Iterable
from functools import lru_cache

from babel.support import NullTranslations

from incidents.core.languages import languages
from incidents.web.locale import lazy_gettext, sentences

LANGUAGE_NAMES = {
    "sv": lazy_gettext("svenska"),
    "en": lazy_gettext("engelska"),
    "ar": lazy_gettext("arabiska"),
    "fa": lazy_gettext("persiska"),
    "so": lazy_gettext("somaliska"),
    "bs": lazy_gettext("bosniska, kroatiska, serbiska"),
    "ckb": lazy_gettext("sorani (kurdiska)"),
    "es": lazy_gettext("spanska"),
    "fi": lazy_gettext("finska"),
    "fr": lazy_gettext("franska"),
    "pl": lazy_gettext("polska"),
    "rom": lazy_gettext("romani"),
    "ru": lazy_gettext("ryska"),
    "ti": lazy_gettext("tigrinja"),
    "tr": lazy_gettext("turkiska"),
    "uk": lazy_gettext("ukrainska"),
    "sv-lattlast": lazy_gettext("lättläst svenska"),
}
#: Languages written from right to left, also those that the product itself does not speak.
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "ur", "yi"})


def language_tags(codes: Iterable[str]) -> list[str]:
    """What these languages are called in a text: easy Swedish is Swedish."""
    known = languages()
    return list(dict.fromkeys(known[code].tag if code in known else code for code in codes))


def named(tags: Iterable[str]) -> dict[str, str]:
    """What these languages are called in the reader's."""
    return _named(tuple(tags), sentences())


@lru_cache(maxsize=64)
def _named(tags: tuple[str, ...], _spoken: NullTranslations) -> dict[str, str]:
    return {tag: str(LANGUAGE_NAMES[tag]) for tag in tags}


def direction(tag: str) -> str:
    """For the attribute `dir` of a text in this language."""
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
