"""A record was given out after a request: what became known of the report is counted, sealed and without its case.

Protector and check have to reckon with it (STATISTICS.md, "Must hold"; docs/adr/0058). Each report is asked for and
judged on its own; that judgement is made elsewhere, and this is what follows from it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import case_facts, casefile, single_facts
from incidents.actions.casework import audited, writable
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.clock import local_date
from incidents.core.errors import Invalid, Unsafe
from incidents.core.given_fact import Attribute, given
from incidents.core.languages import sentence


def note(
    session: Session,
    desk: Desk,
    reference: str,
    attributes: Collection[Attribute],
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """Note that a record of the case was given out, and what of the report it shows besides when it came in.

    `Invalid` where nothing is named: that a report came in is public. The trail has which attributes, and no value.
    """
    case = writable(session, desk, reference, version)
    if not attributes:
        raise Invalid(
            sentence("Välj vad som framgick. Framgick inget av det här behövs ingen anteckning.")
        )
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    today = local_date(now)
    secret = encode(dict(file.report.content))
    told = given(
        case_facts.fact_now(file.report, file), secret, attributes, today.year, today.month
    )
    single_facts.count(session, told.pack(), pinned=pinned)
    detail = ",".join(sorted(attributes))
    audited(session, desk, Act.CASE_GIVEN_OUT, case, detail=detail, now=now)
