"""Voluntary answers after the receipt: stored once, sealed to statistics, with nothing that leads to a case."""

import os
from dataclasses import replace
from datetime import datetime

from incidents.actions import boxes
from incidents.actions.submit import Rings, seal_fact
from incidents.core.box import Receipt
from incidents.core.equality import Voluntary
from incidents.core.rings import Ring
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.direct import Transaction
from incidents.store.models import FactRow
from incidents.store.statements import Row


def seal_answers(answers: Voluntary, rings: Rings) -> Row:
    """The row that is stored, under a random id that stands nowhere else."""
    row_id = os.urandom(16)
    return {"id": row_id, "sealed": seal_fact(row_id, answers.pack(), rings[Ring.STATISTICS])}


def tell(rows: Transaction, secret: BrowserSecret, sealed: Row, *, now: datetime) -> bool:
    """Store the answers if this receipt has given none yet; whether they were stored."""
    held = boxes.load(rows, secret, now=now, lock=True)
    if not isinstance(held, Receipt) or held.voluntary or held.quarantine:
        return False
    rows.insert(FactRow, [sealed])
    boxes.save(rows, secret, replace(held, voluntary=True))
    return True
