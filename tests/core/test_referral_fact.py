"""A step of a referral: fixed size, exact inverse, the same bytes for good, nothing finer than a month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core import facts
from incidents.core.bases import BasisKind
from incidents.core.equality import is_voluntary
from incidents.core.help.directory import Role
from incidents.core.referral_entry import RESULTS, Way
from incidents.core.referral_fact import (
    ROLE_BYTES,
    STEPS,
    ReferralStep,
    is_referral,
    step_of,
    unpack,
)

steps = st.builds(
    ReferralStep,
    st.integers(2026, 2099),
    st.integers(1, 12),
    st.sampled_from(STEPS),
    st.sampled_from(["", *Role]),
    st.sampled_from([None, *BasisKind]),
    st.sampled_from(Way),
    st.sampled_from(["", *RESULTS]),
    st.booleans(),
)


@given(steps)
def test_it_comes_back_and_is_as_long_as_a_fact(step: ReferralStep) -> None:
    packed = step.pack()
    assert unpack(packed) == step
    assert len(packed) == facts.OTHER_SIZE
    assert is_referral(packed)
    assert not is_voluntary(packed)
    with pytest.raises(ValueError, match="fact version"):
        facts.unpack(packed)


def test_the_bytes_are_the_same_for_good() -> None:
    step = step_of(
        "result", "adb", BasisKind.CONSENT, Way.LINK, date(2026, 11, 27), result="help_given"
    )
    assert step.pack().hex() == (
        "82005200010400000100616462000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    )


def test_a_place_alert_rests_on_no_basis() -> None:
    step = step_of("made", "trygghet", None, Way.LINK, date(2026, 11, 27))
    assert step.pack()[6] == 2
    assert unpack(step.pack()).basis is None


@pytest.mark.parametrize("data", [b"", b"\x82", b"\x82" + b"\xff" * (facts.OTHER_SIZE - 1)])
def test_what_is_no_step_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="step"):
        unpack(data)


def test_every_role_fits() -> None:
    assert all(len(role.value.encode("ascii")) <= ROLE_BYTES for role in Role)
