"""Sets a sheet as a tagged PDF that a screen reader can read (PDF/UA-1), or refuses it with a sentence."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files

import typst


class Sheet(StrEnum):
    """What can be printed."""

    POSTER = "poster"
    CARD = "card"
    FORM = "form"


class SheetError(Exception):
    """The sheet cannot be printed as it should be; the message says what to do."""


_MISSING = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)


def pdf(sheet: str, said: Mapping[str, object]) -> bytes:
    """A sheet as PDF, by its name. The type setter refuses a letter that no font has, where others print a box."""
    source = files("incidents") / "data" / "outreach"
    text = (source / "style.typ").read_bytes() + (source / f"{sheet}.typ").read_bytes()
    try:
        return typst.compile(text, sys_inputs={"said": json.dumps(said)}, pdf_standards="ua-1")
    except typst.TypstError as error:
        raise SheetError(_reason(str(error))) from error


def _reason(message: str) -> str:
    missing = _MISSING.search(message)
    if missing is None:
        return f"the sheet cannot be set: {message}"
    return (
        f"no font on this machine can print {missing.group(1)}: install Noto fonts "
        "(Debian: fonts-noto-core) or change the text"
    )
