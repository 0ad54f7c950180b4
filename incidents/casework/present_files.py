"""Files as the desk shows them."""

from collections.abc import Mapping
from typing import Any

from incidents.core.files import noted
from incidents.web.filewords import kind_words, size_words
from incidents.web.locale import gettext


def file_words(content: Mapping[str, Any]) -> str:
    """Kind, neutral name and size; the name alone when the entry says no more."""
    try:
        note = noted(content)
    except ValueError:
        return str(content.get("name", ""))
    words = {"kind": kind_words(note.kind), "name": note.name, "size": size_words(note.size)}
    return str(gettext("%(kind)s: %(name)s, %(size)s", **words))
