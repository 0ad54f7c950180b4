"""Files in words: what kind it is and how large, in the reader's language."""

from flask_babel import format_decimal

from incidents.cleaning.kinds import FORMS, Family, Kind
from incidents.web.locale import gettext, lazy_gettext

KINDS = {
    Family.PHOTO: lazy_gettext("Foto"),
    Family.DOCUMENT: lazy_gettext("Dokument"),
    Family.SOUND: lazy_gettext("Ljud"),
}
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000


def kind_words(kind: str) -> str:
    """Photograph, document or sound; the code itself for a kind that this version does not know."""
    return str(KINDS[FORMS[Kind(kind)].family]) if kind in set(Kind) else kind


def size_words(size: int) -> str:
    """2,3 MB, or 40 kB."""
    if size >= _MEGABYTE:
        return str(gettext("%(size)s MB", size=format_decimal(round(size / _MEGABYTE, 1))))
    return str(gettext("%(size)s kB", size=format_decimal(max(1, round(size / _KILOBYTE)))))
