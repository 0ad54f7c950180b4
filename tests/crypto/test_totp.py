"""Codes of an app, as RFC 6238 says, and recovery codes, as people type them."""

import pytest

from incidents.crypto import staffkey, totp
from incidents.crypto.envelope import SealError

#: RFC 6238, appendix B, the last six of the eight digits.
SECRET = b"12345678901234567890"
VECTORS = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}
LENA, OMAR = b"l" * 16, b"o" * 16


@pytest.mark.parametrize("second", VECTORS)
def test_the_codes_are_those_of_the_standard(second: int) -> None:
    step = second // totp.STEP_SECONDS
    assert totp.at(SECRET, step) == VECTORS[second]
    assert totp.step_of(SECRET, VECTORS[second], second) == step


@pytest.mark.parametrize(("off", "counts"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_the_code_before_and_the_one_after_count_and_no_other(off: int, *, counts: bool) -> None:
    step = 1_234_567_890 // totp.STEP_SECONDS + off
    found = totp.step_of(SECRET, totp.at(SECRET, step), 1_234_567_890)
    assert found == (step if counts else None)


def test_a_code_may_have_a_gap() -> None:
    assert totp.step_of(SECRET, " 005 924 ", 1_234_567_890) is not None


@pytest.mark.parametrize("code", ["", "00592", "0059240", "٠٠٥٩٢٤", "abcdef", "-05924", "\0"])
def test_anything_else_is_no_code(code: str) -> None:
    assert totp.step_of(SECRET, code, 1_234_567_890) is None


def test_the_written_secret_comes_back_and_nothing_else_is_one() -> None:
    secret = totp.generate()
    assert totp.read(totp.written(secret)) == secret
    for text in ("", "A" * 31, "A" * 8, "ö" * 32, totp.written(secret).lower()):
        assert totp.read(text) is None


def test_the_address_names_account_and_municipality() -> None:
    address = totp.address(SECRET, "lena", "Strandviks kommun")
    assert address.startswith("otpauth://totp/Strandviks%20kommun:lena?")
    assert f"secret={totp.written(SECRET)}" in address


def test_the_sealed_secret_opens_with_its_owners_key_for_its_owner_alone() -> None:
    key = staffkey.generate()
    sealed = totp.seal(key, LENA, SECRET)
    assert totp.unseal(key, LENA, sealed) == SECRET
    for other, who in ((staffkey.generate(), LENA), (key, OMAR)):
        with pytest.raises(SealError):
            totp.unseal(other, who, sealed)


def test_a_recovery_code_counts_however_it_is_typed_and_for_one_account() -> None:
    code = totp.recovery_code()
    hashed = totp.recovery_hash(code, LENA)
    assert hashed is not None
    typed = code.upper().replace("-", "  ").replace("O", "0").replace("I", "1").replace("B", "8")
    assert totp.recovery_hash(typed, LENA) == hashed
    assert totp.recovery_hash(code, OMAR) != hashed
    assert totp.recovery_hash(code[:-1], LENA) is None
    assert totp.recovery_hash("123456", LENA) is None
