"""The reporter's code: 95 random bits, written as 20 letters and digits or as 30 digits; both open the same case.

High entropy makes a slow derivation needless: a wrong guess costs the server one hash and one index look-up.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass

from incidents.crypto.hybrid import PrivateKey, PublicKey, derive
from incidents.crypto.labels import Label

BITS = 95
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
LETTERS = 20
DIGITS = 30
REPORTER = "reporter"
_SECRET_BYTES = 12
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LONGEST_TYPED = 200  # a code with generous separators; more is not looked at
# Spaces, dashes and minus, points, and what cannot be seen: soft hyphen, joiners, direction marks, byte order mark.
_SEPARATORS = re.compile(
    r"[\s\-_.·:,\u00ad\u061c\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff]+"
)


class CodeError(ValueError):
    """What was typed is not a code: wrong length, foreign characters, or the check character disagrees."""


@dataclass(frozen=True, slots=True)
class CaseCode:
    """A case code; its secret yields, by independent derivations, the look-up id and the reporter's key."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != _SECRET_BYTES or int.from_bytes(self.secret) >> BITS:
            raise ValueError("a case code has 95 bits")

    def __repr__(self) -> str:
        return "CaseCode(...)"

    @property
    def letters(self) -> str:
        """`7K3Q-F9X2-...`: 19 characters and a check character in five groups of four."""
        number = int.from_bytes(self.secret)
        symbols = [(number >> (5 * place)) & 31 for place in reversed(range(LETTERS - 1))]
        text = "".join(ALPHABET[symbol] for symbol in [*symbols, _check_symbol(symbols)])
        return "-".join(text[i : i + 4] for i in range(0, LETTERS, 4))

    @property
    def digits(self) -> str:
        """29 digits and a check digit in six groups of five, for keyboards without Latin letters."""
        text = f"{int.from_bytes(self.secret):029d}"
        text += _check_digit(text)
        return " ".join(text[i : i + 5] for i in range(0, DIGITS, 5))

    def lookup_hash(self) -> bytes:
        """What the case row stores: a hash of the look-up id, from which neither id nor key can be derived."""
        return hashlib.sha256(derive(self.secret, Label.CASE_LOOKUP)).digest()

    def key(self) -> PrivateKey:
        """The reporter's private key."""
        return PrivateKey(derive(self.secret, Label.CASE_KEY))

    def message_id(self, form: str, text: str) -> bytes:
        """Where a message lies: the same for one form with one text. Keyed, so it tells nothing of either."""
        said = f"{len(form)}|{form}|{text}".encode()
        return hmac.digest(derive(self.secret, Label.MESSAGE_ID), said, "sha256")[:16]

    def public_key(self) -> PublicKey:
        """The key to which staff seal what the reporter may read."""
        return self.key().public()


def generate() -> CaseCode:
    """A new code from the operating system's random source."""
    return CaseCode(secrets.randbits(BITS).to_bytes(_SECRET_BYTES))


def normalise(typed: str) -> str:
    """Upper case, separators and direction marks away, digits of every script and full-width letters to ASCII."""
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    return "".join(
        str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text
    )


def parse(typed: str) -> CaseCode:
    """Read a code as people write it; raises `CodeError`. O reads as 0, I and L as 1."""
    if len(typed) > _LONGEST_TYPED:
        raise CodeError
    text = normalise(typed).translate(_FORGIVEN)
    if len(text) == DIGITS and text.isascii() and text.isdigit():
        return _from_digits(text)
    return _from_letters(text)


def _from_digits(text: str) -> CaseCode:
    number = int(text[:-1])
    if _check_digit(text[:-1]) != text[-1] or number >> BITS:
        raise CodeError
    return CaseCode(number.to_bytes(_SECRET_BYTES))


def _from_letters(text: str) -> CaseCode:
    if len(text) != LETTERS or any(c not in ALPHABET for c in text):
        raise CodeError
    symbols = [ALPHABET.index(c) for c in text]
    if _check_symbol(symbols[:-1]) != symbols[-1]:
        raise CodeError
    number = 0
    for symbol in symbols[:-1]:
        number = number << 5 | symbol
    return CaseCode(number.to_bytes(_SECRET_BYTES))


def _check_symbol(symbols: list[int]) -> int:
    """A polynomial check over GF(32) (x^5 + x^2 + 1): finds each single error and each swap of neighbours."""
    check = 0
    for symbol in symbols:
        check = (check << 1) ^ (0x25 if check & 16 else 0) ^ symbol
    return (check << 1) ^ (0x25 if check & 16 else 0)


def _check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10."""
    remainder = 10
    for digit in digits:
        total = (remainder + int(digit)) % 10 or 10
        remainder = total * 2 % 11
    return str((11 - remainder) % 10)
