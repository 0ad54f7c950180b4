"""Finds what may identify the writer of a story: e-mail addresses, phone and personal identity numbers.

A warning, never a block. Digits of every script count (a phone number written in Arabic digits is a phone number).
"""

import re
import unicodedata
from enum import StrEnum


class Identifier(StrEnum):
    """Kinds of identifying text."""

    EMAIL = "email"
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"


_EMAIL = re.compile(r"[^\s@<>()]+\s?@\s?[^\s@<>()]+\.[a-z]{2,}", re.IGNORECASE)
#: Ten digits in one that begin with 07 are a mobile number, also where they could be a day of birth.
_PERSONAL = re.compile(
    r"(?<!\d)(?!07\d{8}(?!\d))(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+ ]?\d{4}(?!\d)"
)
#: Dates and opening hours look like phone numbers: 05-06-2025, 08.30-17.00.
_DATE = re.compile(
    r"(?<![\d.])(?:\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2}|[0-2]?\d[.:][0-5]\d ?- ?[0-2]?\d[.:][0-5]\d)(?!\d)"
)
_PHONE = re.compile(r"(?<![\d.])(?:\+|00(?!0)|0(?!00))(?:[\s\-./()]{0,2}\d){6,13}(?!\d)")
_DIGIT = re.compile(r"\d")
#: A text with fewer has no number that could be anybody's.
_FEWEST_DIGITS = 6
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
#: Word processors write other dashes and spaces than keyboards do.
_PLAIN = {**dict.fromkeys(map(ord, "‐‑‒–—−"), "-"), ord("\u00a0"): " ", ord("\u202f"): " "}


def ascii_digits(text: str) -> str:
    """The same text with the digits of every script as 0-9, one character for one character."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def reachable(text: str) -> bool:
    """Whether a mail address or a telephone number stands in it, so that somebody can be asked."""
    return bool({Identifier.EMAIL, Identifier.PHONE} & set(identifiers(text)))


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Which kinds of identifying text stand in a story."""
    found = []
    if "@" in text and _EMAIL.search(text):
        found.append(Identifier.EMAIL)
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return tuple(found)
    plain = ascii_digits(text).translate(_PLAIN)
    if _PERSONAL.search(plain):
        found.append(Identifier.PERSONAL_NUMBER)
    if _PHONE.search(_DATE.sub(" ", _PERSONAL.sub(" ", plain))):
        found.append(Identifier.PHONE)
    return tuple(found)
