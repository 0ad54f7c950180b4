"""Draft, receipt and inbox under the cookie's secret."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.crypto.browserbox import BOX_MINIMUM, BrowserSecret
from tests.crypto.common import MANY, truncated, with_flipped_bits

SECRET = BrowserSecret(bytes(range(32)))


@MANY
@given(st.binary(max_size=10_000))
def test_what_was_kept_opens_with_the_same_cookie(content: bytes) -> None:
    again = BrowserSecret.from_cookie(SECRET.to_cookie())
    assert again is not None
    assert again.open(SECRET.seal(content)) == content


def test_another_cookie_opens_nothing() -> None:
    assert BrowserSecret.generate().open(SECRET.seal(b"text")) is None


def test_a_touched_row_opens_as_nothing() -> None:
    sealed = SECRET.seal(b"text")
    touched = [*with_flipped_bits(sealed[:64]), *with_flipped_bits(sealed[-20:])]
    assert {SECRET.open(damaged) for damaged in touched} == {None}
    assert {SECRET.open(damaged) for damaged in truncated(sealed[:100])} == {None}


@MANY
@given(st.binary(max_size=200))
def test_arbitrary_bytes_in_the_row_are_nothing(content: bytes) -> None:
    assert SECRET.open(content) is None


@MANY
@given(st.none() | st.text(max_size=50) | st.text(alphabet="ABab01-_=+/", min_size=42, max_size=44))
def test_an_arbitrary_cookie_is_read_or_is_nothing(text: str | None) -> None:
    found = BrowserSecret.from_cookie(text)
    assert found is None or found.to_cookie() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "left",
        SECRET.to_cookie()[:-1],
        SECRET.to_cookie() + "=",
        SECRET.to_cookie() + "A",
        SECRET.to_cookie()[:-1] + "!",
        SECRET.to_cookie()[:-1] + "å",
        SECRET.to_cookie()[:-1] + "9",
        base64.b64encode(b"\xff" * 32).decode().rstrip("="),
        "\0" * 43,
    ],
)
def test_a_malformed_cookie_is_nothing(text: str) -> None:
    assert BrowserSecret.from_cookie(text) is None


def test_short_contents_have_one_size() -> None:
    sizes = {len(SECRET.seal(b"x" * length)) for length in (0, 1, 100, 1_000, BOX_MINIMUM - 4)}
    assert len(sizes) == 1
    assert len(SECRET.seal(b"x" * BOX_MINIMUM)) > sizes.pop()


def test_the_rows_id_is_neither_the_secret_nor_a_key() -> None:
    box = SECRET.seal(b"text")
    assert SECRET.row_id != SECRET.value
    assert BrowserSecret(SECRET.row_id).open(box) is None


def test_a_token_is_of_one_browser_and_one_form() -> None:
    token = SECRET.form_token("story")
    assert SECRET.accepts_token("story", token)
    assert not SECRET.accepts_token("check", token)
    assert not BrowserSecret.generate().accepts_token("story", token)
    for wrong in (None, "", token[:-1], token.upper(), token + "0", "å\ud800"):
        assert not SECRET.accepts_token("story", wrong)


def test_a_secret_has_32_bytes_and_is_not_printed() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BrowserSecret(b"short")
    assert SECRET.to_cookie() not in repr(SECRET)
    assert SECRET.value.hex() not in repr(SECRET)
