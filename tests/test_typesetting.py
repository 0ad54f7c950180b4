"""The child that sets a packet: what it refuses, and what it may cost."""

import threading

import pytest

from incidents.cleaning.limits import MIB, Limits
from incidents.core.errors import Busy, Invalid, Unavailable
from incidents.core.referral_packet.document import Document, Section
from incidents.core.referral_packet.document import Item as Said
from incidents.core.referral_packet.document import Kind as For
from incidents.typesetting import setting
from incidents.typesetting.setting import pdf
from tests.packets import (
    DAY,
    DO,
    made,
)


def test_a_letter_that_no_font_has_is_refused_with_a_sentence() -> None:
    odd = Document(
        For.LETTER,
        "",
        DAY,
        "sv",
        "Brev",
        DO,
        (Section("story", "Text", (Said("story", ("\U000e01ef \U0003134a",)),)),),
    )
    with pytest.raises(Invalid, match="typsnitt"):
        pdf(odd.pack())


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(memory_bytes=1024 * MIB, cpu_seconds=1, seconds=30), Invalid),
        (Limits(memory_bytes=40 * MIB), Unavailable),
    ],
    ids=["processor time", "memory"],
)
def test_a_child_that_wants_too_much_is_ended(limits: Limits, error: type[Exception]) -> None:
    long = Said("story", ("x" * 60 + " ",) * 30_000)
    document = Document(For.LETTER, "", DAY, "sv", "Brev", DO, (Section("story", "Text", (long,)),))
    with pytest.raises(error):
        pdf(document.pack(), limits)


def test_what_is_no_document_is_a_fault_of_ours_and_is_not_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(Unavailable):
        pdf(b'{"title": "Hemligt namn"}')
    assert "Hemligt" not in caplog.text
    assert "typesetting" in caplog.text


def test_a_second_document_waits_its_turn_and_is_refused_in_the_end() -> None:
    busy = Limits(memory_bytes=1024 * MIB, wait_seconds=0)
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with setting._place(0):
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    try:
        with pytest.raises(Busy):
            pdf(made().pack(), busy)
    finally:
        leave.set()
        holder.join()
