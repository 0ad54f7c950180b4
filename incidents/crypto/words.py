"""Pronounceable words for passphrases and for comparing keys by voice: two syllables, no letter beyond a-z, no list."""

import hashlib
import math
import re
import secrets

CONSONANTS = "bdfghjklmnprstv"
VOWELS = "aeiouy"
SYLLABLES = tuple(consonant + vowel for consonant in CONSONANTS for vowel in VOWELS)
WORDS = len(SYLLABLES) ** 2
WORD_BITS = math.log2(WORDS)
PASSPHRASE_WORDS = 6


def word(number: int) -> str:
    """The word with this number, 0 <= number < WORDS."""
    first, second = divmod(number, len(SYLLABLES))
    return SYLLABLES[first] + SYLLABLES[second]


def passphrase() -> str:
    """Six words of the operating system's random source: 77.9 bits."""
    return " ".join(word(secrets.randbelow(WORDS)) for _ in range(PASSPHRASE_WORDS))


def tidy(said: str) -> str:
    """Words as somebody typed what they heard: whatever stands between them, in capitals or not."""
    return " ".join(re.findall(r"[a-z]+", said.lower()))


def fingerprint_words(material: bytes, count: int = PASSPHRASE_WORDS) -> str:
    """Words that two people read to each other to compare a key."""
    number = int.from_bytes(hashlib.sha512(b"incidents/v1/words" + material).digest())
    words = []
    for _ in range(count):
        number, index = divmod(number, WORDS)
        words.append(word(index))
    return " ".join(words)
