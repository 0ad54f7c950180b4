"""Desk cards as those lay them who cannot open any: sealed to each reader, beside whatever lies there already."""

import os
from collections.abc import Iterable

from incidents.crypto.envelope import Purpose
from incidents.crypto.sealing import CARD_BYTES, Recipient, seal
from incidents.store.statements import Row


def seal_card(reader: Recipient, case_id: bytes, card: bytes) -> bytes:
    """A packed card, sealed to one reader; every card has the same size."""
    return seal(
        reader.key, Purpose.DESK_CARD, case_id, card, epoch=reader.epoch, minimum=CARD_BYTES
    )


def card_row(case_id: bytes, reader: Recipient, card: bytes) -> Row:
    """The row of such a card."""
    return {
        "id": os.urandom(16),
        "case_id": case_id,
        "holder": reader.name,
        "sealed": seal_card(reader, case_id, card),
    }


def card_rows(case_id: bytes, readers: Iterable[Recipient], card: bytes) -> list[Row]:
    """One row for each reader."""
    return [card_row(case_id, reader, card) for reader in readers]
