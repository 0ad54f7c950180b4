"""Who answers questions about the figures, as programs want it: a name, addresses and telephone numbers apart."""

import re
from dataclasses import dataclass

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_WEB = re.compile(r"(?:https?://|\bwww\.)[^\s<>,;()\"']+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])(?:\+|0)\d[\d\s()/–-]{4,}\d(?!\w)")
#: What introduces a number or an address, and says nothing once that stands by itself.
_WORDS = re.compile(
    r"\b(?:tel|tfn|telefon|phone|e-?post|e-?mail|mejl|mail|webb|web)\b[.:]*", re.IGNORECASE
)
_BETWEEN = " \t\r\n,;:|/()<>–-"
_SWEDEN = "+46"


@dataclass(frozen=True, slots=True)
class Contact:
    """`name` is all of the text where nothing else would be left. Addresses are such as links have."""

    name: str
    mails: tuple[str, ...]
    phones: tuple[str, ...]
    sites: tuple[str, ...]


def contact_in(text: str) -> Contact:
    """Taken apart; a text that has no address is a name alone."""
    left, found = text, []
    for kind in (_MAIL, _WEB, _PHONE):
        found.append([one.group().rstrip(".") for one in kind.finditer(left)])
        left = kind.sub(" , ", left)
    mails, sites, phones = found
    pieces = [one.strip(_BETWEEN) for one in re.split(r"[,;|\n]", _WORDS.sub(" ", left))]
    name = ", ".join(" ".join(one.split()) for one in pieces if one.strip("."))
    return Contact(
        name.rstrip(".") or text.strip(),
        tuple(f"mailto:{one}" for one in mails),
        tuple(f"tel:{_called(one)}" for one in phones),
        tuple(one if one[:4].casefold() == "http" else f"https://{one}" for one in sites),
    )


def _called(number: str) -> str:
    """With the country's number, which a Swedish one begins with 0 for."""
    digits = "".join(sign for sign in number.replace("(0)", "") if sign.isdigit())
    if number.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else f"{_SWEDEN}{digits[1:]}"
