"""The audit trail against somebody who can write the database and knows the source."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incidents.actions import audit
from incidents.actions.chains import Finding
from incidents.core.auditing import Act, AuditRow
from incidents.store.database import reading, writing
from incidents.store.models import AuditChain, AuditRecord, RetiredKey, Staff
from tests.support import Installed

Attack = Callable[[Session], object]


def findings(worked: Installed, known: dict[str, tuple[int, str]] | None = None) -> list[Finding]:
    with worked.app.app_context(), reading() as session:
        return audit.verify_all(session, worked.settings.trust, known)


def attack(worked: Installed, deed: Attack) -> None:
    with worked.app.app_context(), writing() as session:
        deed(session)


def case_rows(session: Session) -> list[AuditRecord]:
    query = select(AuditRecord).where(AuditRecord.chain != audit.INSTALLATION)
    return list(session.scalars(query.order_by(AuditRecord.number)))


def recompute(session: Session, sign: Callable[[AuditRow], bytes] | None = None) -> None:
    """What the source tells an attacker to do after a change: link and hash every row of the case's chain anew."""
    previous = b"\0" * 32
    record = None
    for number, record in enumerate(case_rows(session), start=1):
        row = AuditRow(
            record.chain,
            number,
            record.at,
            record.actor_id,
            record.act,
            record.subject,
            record.detail,
            previous,
        )
        record.number, record.previous = number, previous
        record.signature = sign(row) if sign else record.signature
        record.digest = previous = row.digest(record.signature)
        session.flush()
    assert record is not None
    session.execute(
        update(AuditChain)
        .where(AuditChain.chain == record.chain)
        .values(number=record.number, head=record.digest)
    )


def test_an_untouched_trail_verifies(worked: Installed) -> None:
    assert findings(worked) == []
    with worked.app.app_context(), reading() as session:
        acts = [row.act for row in case_rows(session)]
    assert acts == [Act.CASE_OPENED, Act.CASE_ASSIGNED, Act.CASE_STATUS, Act.CASE_NOTED]


def change_detail(session: Session) -> None:
    case_rows(session)[1].detail = "none"


def change_time(session: Session) -> None:
    case_rows(session)[0].at = "2026-01-01T00:00:00+00:00"


def blame_a_colleague(session: Session) -> None:
    omar = session.scalars(select(Staff.id).where(Staff.login == "omar")).one()
    case_rows(session)[0].actor_id = omar


def remove_the_first(session: Session) -> None:
    session.delete(case_rows(session)[0])
    session.flush()


def remove_the_middle(session: Session) -> None:
    session.delete(case_rows(session)[1])
    session.flush()


def swap_two(session: Session) -> None:
    """The two rows change places; their numbers, links and hashes stay with the place."""
    one, other = case_rows(session)[1:3]
    for name in ("at", "actor_id", "act", "subject", "detail", "signature"):
        before, after = getattr(one, name), getattr(other, name)
        setattr(one, name, after)
        setattr(other, name, before)


ATTACKS = [
    change_detail,
    change_time,
    blame_a_colleague,
    remove_the_first,
    remove_the_middle,
    swap_two,
]


@pytest.mark.parametrize("deed", ATTACKS)
@pytest.mark.parametrize("hashes", ["left alone", "recomputed"])
def test_a_changed_trail_is_found_also_when_every_hash_is_recomputed(
    worked: Installed, deed: Attack, hashes: str
) -> None:
    def both(session: Session) -> None:
        deed(session)
        if hashes == "recomputed":
            recompute(session)

    attack(worked, both)
    assert findings(worked) != []


def test_an_attacker_who_puts_a_key_of_their_own_into_the_staff_row_is_found(
    worked: Installed,
) -> None:
    stranger = Ed25519PrivateKey.generate()

    def forge(session: Session) -> None:
        public = stranger.public_key().public_bytes_raw()
        session.execute(update(Staff).where(Staff.login == "lena").values(signing_public=public))
        change_detail(session)
        recompute(session, lambda row: stranger.sign(row.statement()))

    attack(worked, forge)
    problems = {finding.problem for finding in findings(worked)}
    assert problems == {"signature does not verify"}


@pytest.mark.parametrize(
    "values",
    [
        {"public_key": b"short"},
        {"signing_public": b"short"},
        {"certificate": b""},
        {"certificate_signer": "nobody"},
        {"certificate_signer": "ring:none:x"},
        {"certificate_signer": "ring:casework:99"},
    ],
    ids=str,
)
def test_a_staff_row_that_was_made_unreadable_is_found_and_stops_nothing(
    worked: Installed, values: dict[str, object]
) -> None:
    attack(worked, lambda s: s.execute(update(Staff).where(Staff.login == "lena").values(values)))
    assert {finding.problem for finding in findings(worked)} == {"signature does not verify"}


def test_an_attacker_who_adds_a_retired_key_of_their_own_is_found(worked: Installed) -> None:
    stranger = Ed25519PrivateKey.generate()

    def forge(session: Session) -> None:
        lena = session.scalars(select(Staff).where(Staff.login == "lena")).one()
        public = stranger.public_key().public_bytes_raw()
        session.add(
            RetiredKey(
                staff_id=lena.id,
                signing_public=public,
                public_key=lena.public_key,
                certificate_signer=lena.certificate_signer,
                certificate=lena.certificate,
            )
        )
        change_detail(session)
        recompute(session, lambda row: stranger.sign(row.statement()))

    attack(worked, forge)
    assert {finding.problem for finding in findings(worked)} == {"signature does not verify"}


def test_a_trail_that_was_cut_off_is_found_by_a_head_that_was_kept_outside(
    worked: Installed,
) -> None:
    with worked.app.app_context(), reading() as session:
        kept = audit.heads(session)

    def cut(session: Session) -> None:
        last = case_rows(session)[-1]
        session.execute(delete(AuditRecord).where(AuditRecord.digest == last.digest))
        session.execute(
            update(AuditChain)
            .where(AuditChain.chain == last.chain)
            .values(number=last.number - 1, head=last.previous)
        )

    attack(worked, cut)
    assert findings(worked) == []  # nothing inside the database can tell
    assert [finding.problem for finding in findings(worked, kept)] == [
        "rows are missing at the end"
    ]
