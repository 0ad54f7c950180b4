"""A ticket belongs to one draft and one second; a proof to one ticket."""

import hashlib

import pytest

from incidents.crypto.ticket import issue, issued, strength

KEY, DRAFT = b"k" * 32, b"d" * 32
TICKET = issue(KEY, DRAFT, 1234)


def test_a_ticket_tells_its_second_to_the_same_draft_under_the_same_key() -> None:
    assert issued(KEY, DRAFT, TICKET) == 1234


@pytest.mark.parametrize(
    ("key", "draft"), [(b"x" * 32, DRAFT), (KEY, b"x" * 32)], ids=["another key", "another draft"]
)
def test_another_key_or_draft_knows_nothing_of_it(key: bytes, draft: bytes) -> None:
    assert issued(key, draft, TICKET) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1234",
        "1234-",
        f"0{TICKET}",
        f"{TICKET}0",
        TICKET.upper(),
        TICKET.replace("1234", "1233"),
        TICKET.replace("1234", "١٢٣٤"),
        f"{TICKET} ",
        "9" * 5_000,
        f"1234-{'å' * 64}",
    ],
)
def test_what_was_never_issued_is_no_ticket(text: str) -> None:
    assert issued(KEY, DRAFT, text) is None


def test_a_proof_counts_the_zero_bits_in_front_of_the_hash_of_a_whole_block() -> None:
    block = (7).to_bytes(8, "big") + TICKET.encode()
    digest = hashlib.sha256(block.ljust(65_536, b"\0")).hexdigest()
    zeros = len(bin(int("1" + digest, 16))[3:]) - len(bin(int("1" + digest, 16))[3:].lstrip("0"))
    assert strength(TICKET, "7") == zeros
    best = max(range(200), key=lambda number: strength(TICKET, str(number)))
    assert strength(TICKET, str(best)) >= 5
    assert strength(issue(KEY, b"x" * 32, 1234), str(best)) < strength(TICKET, str(best))


@pytest.mark.parametrize("proof", ["", "-1", "1.5", "x", "٧", "9" * 17, str(2**53), "7 "])
def test_what_is_no_number_is_no_proof(proof: str) -> None:
    assert strength(TICKET, proof) == 0
