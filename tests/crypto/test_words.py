"""Words: enough chance in six of them, and no two numbers with the same word."""

from incidents.crypto import words
from incidents.crypto.words import PASSPHRASE_WORDS, WORD_BITS, WORDS, fingerprint_words, word


def test_every_number_has_a_word_of_its_own() -> None:
    assert len({word(number) for number in range(WORDS)}) == WORDS


def test_a_passphrase_holds_75_bits_or_more() -> None:
    assert PASSPHRASE_WORDS * WORD_BITS >= 75
    made = [words.passphrase() for _ in range(50)]
    assert len(set(made)) == 50
    assert all(len(phrase.split()) == PASSPHRASE_WORDS for phrase in made)
    assert all(phrase.replace(" ", "").isascii() for phrase in made)


def test_the_words_of_a_key_stay_as_they_are_and_differ_between_keys() -> None:
    assert fingerprint_words(b"key") == "seru gipu gifa mynu myby byku"
    assert fingerprint_words(b"key") != fingerprint_words(b"kez")
    assert len(fingerprint_words(b"key").split()) == 6
    assert fingerprint_words(b"key", 3) == " ".join(fingerprint_words(b"key").split()[:3])
