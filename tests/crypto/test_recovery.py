"""Paper shares: any two of three bring the secret back, one tells nothing, and a slip of the pen is noticed."""

from itertools import combinations, permutations

import pytest
import shamir_mnemonic
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.rings import Ring
from incidents.crypto import recovery
from incidents.crypto.envelope import SealError
from incidents.crypto.recovery import RecoverySecret, ShareError, combine, split
from tests.crypto.common import MANY, SECRET, ring_secret

RECOVERY = RecoverySecret(SECRET)
SHARES = split(RECOVERY)


def test_there_are_three_shares_of_33_words() -> None:
    assert [len(share.split()) for share in SHARES] == [33, 33, 33]
    assert len(set(SHARES)) == 3


def test_any_two_shares_in_any_order_give_the_secret() -> None:
    for pair in permutations(SHARES, 2):
        assert combine(list(pair)) == RECOVERY
    assert combine(SHARES) == RECOVERY


def test_one_share_alone_or_twice_gives_nothing() -> None:
    for share in SHARES:
        with pytest.raises(ShareError):
            combine([share])
        with pytest.raises(ShareError):
            combine([share, share])
    with pytest.raises(ShareError):
        combine([])


def test_shares_of_two_sets_do_not_mix() -> None:
    others = split(recovery.generate())
    again = split(RECOVERY)
    for one in SHARES:
        for other in (*others, *again):
            with pytest.raises(ShareError):
                combine([one, other])


def test_every_mistyped_word_is_noticed() -> None:
    for place in range(33):
        typed = SHARES[0].split()
        typed[place] = "academic" if typed[place] != "academic" else "acid"
        with pytest.raises(ShareError):
            combine([" ".join(typed), SHARES[1]])


def test_swapped_missing_and_foreign_words_are_noticed() -> None:
    typed = SHARES[0].split()
    place = next(i for i in range(5, 32) if typed[i] != typed[i + 1])
    swapped = [*typed[:place], typed[place + 1], typed[place], *typed[place + 2 :]]
    for wrong in (swapped, typed[:-1], [*typed, typed[-1]], [*typed[:-1], "smörgås"], []):
        with pytest.raises(ShareError):
            combine([" ".join(wrong), SHARES[1]])


def test_a_share_is_read_as_people_type_it() -> None:
    typed = f"  {SHARES[0].upper()}\n".replace(" ", "  ")
    assert combine([typed, SHARES[1]]) == RECOVERY


def test_shares_of_a_shorter_secret_are_something_else() -> None:
    foreign = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], b"x" * 16)[0]
    with pytest.raises(ShareError):
        combine(foreign[:2])


@MANY
@given(st.lists(st.text(max_size=200), max_size=3))
def test_arbitrary_text_is_refused_with_the_one_error(shares: list[str]) -> None:
    with pytest.raises(ShareError):
        combine(shares)
    with pytest.raises(ShareError):
        combine([SHARES[0], *shares])


def test_the_recovery_key_opens_every_rings_secret_and_nothing_that_was_moved() -> None:
    for ring in Ring:
        secret = ring_secret(ring)
        sealed = recovery.seal_ring(RECOVERY.public(), secret, 1)
        assert recovery.open_ring(RECOVERY, ring, 1, sealed) == secret
        with pytest.raises(SealError):
            recovery.open_ring(RECOVERY, ring, 2, sealed)
        with pytest.raises(SealError):
            recovery.open_ring(recovery.generate(), ring, 1, sealed)
    for one, other in combinations(Ring, 2):
        sealed = recovery.seal_ring(RECOVERY.public(), ring_secret(one), 1)
        with pytest.raises(SealError):
            recovery.open_ring(RECOVERY, other, 1, sealed)


def test_root_and_recovery_key_are_independent_and_nothing_is_printed() -> None:
    assert RECOVERY.root().private_bytes_raw() != RECOVERY.value
    assert SECRET.hex() not in repr(RECOVERY)
    assert repr(SECRET) not in repr(RECOVERY)
