"""The case code: as people write it, with no mistake that goes unnoticed, and with enough chance in it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.crypto import casecode
from incidents.crypto.casecode import ALPHABET, BITS, CaseCode, CodeError, parse
from tests.crypto.common import MANY

GOLDEN = CaseCode(bytes.fromhex("7fffffff54ab567314e0f52e"))
FEW = [
    GOLDEN,
    CaseCode(bytes(12)),
    CaseCode(((1 << BITS) - 1).to_bytes(12)),
    CaseCode(hashlib.sha256(b"a code").digest()[:12][:-1].rjust(12, b"\0")),
]
codes = st.integers(0, (1 << BITS) - 1).map(lambda number: CaseCode(number.to_bytes(12)))


def test_the_forms_and_keys_of_a_code_stay_as_they_are() -> None:
    assert GOLDEN.letters == "ZZZZ-ZZN9-ATPE-CAE1-X9EE"
    assert GOLDEN.digits == "39614 08124 47864 89895 53740 72780"
    assert GOLDEN.lookup_hash().hex() == (
        "deb75b963da092850950089e0ef8a0e1aafe558f4c5b12a4b3b603286393ec93"
    )
    assert hashlib.sha256(GOLDEN.public_key().raw).hexdigest() == (
        "8a0d660991de7338901b9f8f453fb690d3a5a1b5b073eec7f7094e19e8fd3cb0"
    )


def test_a_code_holds_95_random_bits_or_more() -> None:
    assert BITS >= 95
    seen = [casecode.generate() for _ in range(200)]
    assert len({code.secret for code in seen}) == 200
    every_bit = 0
    for code in seen:
        every_bit |= int.from_bytes(code.secret)
    assert every_bit == (1 << BITS) - 1


@MANY
@given(codes)
def test_both_forms_read_back(code: CaseCode) -> None:
    assert parse(code.letters) == code
    assert parse(code.digits) == code


def in_digits(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text)


@MANY
@given(codes)
def test_it_is_read_as_people_write_it(code: CaseCode) -> None:
    letters, digits = code.letters, code.digits
    for typed in (
        letters.lower(),
        letters.replace("-", ""),
        f"  {letters.replace('-', ' ')}\n",
        letters.replace("-", " – "),
        letters.replace("-", "\u2011"),
        letters.replace("-", "\u2212"),
        letters.replace("0", "O").replace("1", "I"),
        letters.lower().replace("0", "o").replace("1", "l"),
        f"\u200f{letters}\u200e",
        f"\u2066{letters}\u2069",
        f"\ufeff{letters}",
        "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in letters),
        digits.replace(" ", ""),
        digits.replace(" ", "-"),
        in_digits(digits, "٠"),
        in_digits(digits, "۰"),
        in_digits(digits, "0"),
        f"\u200f{in_digits(digits, '٠')}\u200e",
        digits.replace("0", "O"),
    ):
        assert parse(typed) == code, ascii(typed)


@pytest.mark.parametrize("code", FEW, ids=repr)
def test_every_wrong_character_in_the_letter_form_is_noticed(code: CaseCode) -> None:
    text = code.letters.replace("-", "")
    for place, right in enumerate(text):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(CodeError):
                parse(text[:place] + wrong + text[place + 1 :])


@pytest.mark.parametrize("code", FEW, ids=repr)
def test_every_swap_of_neighbours_in_the_letter_form_is_noticed(code: CaseCode) -> None:
    text = code.letters.replace("-", "")
    for place in range(len(text) - 1):
        one, other = text[place], text[place + 1]
        if one != other:
            with pytest.raises(CodeError):
                parse(text[:place] + other + one + text[place + 2 :])


@pytest.mark.parametrize("code", FEW, ids=repr)
def test_every_wrong_digit_in_the_digit_form_is_noticed(code: CaseCode) -> None:
    text = code.digits.replace(" ", "")
    for place, right in enumerate(text):
        for wrong in "0123456789".replace(right, ""):
            with pytest.raises(CodeError):
                parse(text[:place] + wrong + text[place + 1 :])


@MANY
@given(codes, st.integers(0, 19), st.integers(0, 29))
def test_a_missing_or_doubled_character_is_noticed(code: CaseCode, one: int, other: int) -> None:
    for text, place in (
        (code.letters.replace("-", ""), one),
        (code.digits.replace(" ", ""), other),
    ):
        for wrong in (text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:]):
            with pytest.raises(CodeError):
                parse(wrong)


def test_digits_beyond_the_largest_code_are_no_code() -> None:
    for number in (1 << BITS, 10**29 - 1):
        text = f"{number:029d}"
        for check in range(10):
            with pytest.raises(CodeError):
                parse(text + str(check))


@pytest.mark.parametrize("secret", [b"", bytes(11), bytes(13), b"\xff" * 12])
def test_a_secret_of_another_size_is_no_code(secret: bytes) -> None:
    with pytest.raises(ValueError, match="95 bits"):
        CaseCode(secret)


@MANY
@given(st.text(max_size=60) | st.text(alphabet=ALPHABET + "٠۹ -", max_size=40))
def test_arbitrary_text_is_a_code_or_the_one_error(typed: str) -> None:
    try:
        code = parse(typed)
    except CodeError:
        return
    assert parse(code.letters) == parse(code.digits) == code


@pytest.mark.parametrize("typed", ["", " ", "-" * 500, "0" * 5_000, "0" * 20 + " " * 5_000])
def test_nothing_and_too_much_are_no_code(typed: str) -> None:
    with pytest.raises(CodeError):
        parse(typed)


def test_id_and_key_are_independent_and_the_code_is_not_printed() -> None:
    code = casecode.generate()
    assert code.lookup_hash() not in {code.secret, code.key().secret}
    assert code.letters not in repr(code)
    assert code.secret.hex() not in repr(code)
