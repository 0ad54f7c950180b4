"""The facts of two whole years are destroyed by a decision, and the kept counts go on protecting what comes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from incidents.actions import blocks, disposing, freezing, ledger
from incidents.actions.freezing import Correction, Made
from incidents.actions.login import Desk
from incidents.core.archive import Block, Kind
from incidents.core.auditing import Act
from incidents.core.closing import Quarter, whole_spans
from incidents.core.errors import Invalid, NotAllowed, NotFound, Unsafe
from incidents.publishing.closing import draft
from incidents.publishing.placing import place
from incidents.store.models import AuditRecord, FactBlock, FrozenReportFile
from tests.folding import fold, lay, report
from tests.looking import acting, desk_of, every_row, looking
from tests.releasing import DISTRICTS, referred, told
from tests.support import Installed

LATER = datetime(2028, 2, 1, 12, 0, tzinfo=UTC)


def closed(installation: Installed, desk: Desk, number: int, **kept: object) -> None:
    """A row of the ledger as a release leaves it, and its quarter closed."""
    quarter = Quarter(2026, number)
    with acting(installation) as session:
        values = ledger.values_of(
            desk, None, quarter, frozen=LATER.date(), rules=1, record=bytes(32), report="",
            document=kept,
        )  # fmt: skip
        signed = desk.signer.key.sign(ledger.next_statement(session, values))
        ledger.add(session, values, signed, None)


def freeze_report(
    installation: Installed, desk: Desk, *, whole: bool = True, seen: int = 0
) -> None:
    """The report on the span that these facts are of."""
    said = Correction("Allt är publicerat.") if seen else Correction()
    made = Made("2026-2027", whole, said, {}, {"sv.html": b"x"})
    with acting(installation) as session:
        pinned = installation.settings.trust
        freezing.freeze(session, desk, made, seen=seen, pinned=pinned, now=LATER)


def dispose(installation: Installed, desk: Desk, decision: str = "KS 2028/7") -> int:
    with acting(installation) as session:
        pinned = installation.settings.trust
        return disposing.dispose(session, desk, decision, pinned=pinned, now=LATER)


def months(installation: Installed) -> list[int]:
    with looking(installation) as session:
        return sorted(session.scalars(select(FactBlock.month)))


def ready(installation: Installed) -> Desk:
    """Facts of a span and of the quarter after it."""
    lay(installation, [report(2026, 1), report(2027, 12), report(2028, 1)])
    per = desk_of(installation, "per")
    fold(installation, per, now=LATER)
    return per


def test_a_frozen_span_loses_its_facts_and_no_other_month_does(installation: Installed) -> None:
    per = ready(installation)
    assert months(installation) == [72, 95, 96]
    closed(installation, per, 8, t0={})
    with pytest.raises(Invalid, match="Frys först rapporten"):
        dispose(installation, per)
    freeze_report(installation, per, whole=False)
    with pytest.raises(Invalid, match="Frys först rapporten"):
        dispose(installation, per)
    freeze_report(installation, per, seen=1)
    assert dispose(installation, per) == 2
    assert months(installation) == [96]
    with looking(installation) as session:
        assert [block.month for block in blocks.read(session, per).blocks] == [96]
        query = select(AuditRecord.subject, AuditRecord.detail)
        ((subject, detail),) = session.execute(
            query.where(AuditRecord.act == Act.FACTS_DISPOSED)
        ).all()
    assert (subject, detail.split(",")[0]) == ("decision:KS 2028/7", "months:2")
    with pytest.raises(NotFound):
        dispose(installation, per)


def test_nothing_goes_before_the_span_is_frozen_or_without_a_decision(
    sqlite_installation: Installed,
) -> None:
    per = ready(sqlite_installation)
    closed(sqlite_installation, per, 7, t0={})
    freeze_report(sqlite_installation, per)
    before = every_row(sqlite_installation)
    with pytest.raises(NotFound):
        dispose(sqlite_installation, per)
    with pytest.raises(Invalid):
        dispose(sqlite_installation, per, " ")
    with pytest.raises(NotAllowed):
        dispose(sqlite_installation, desk_of(sqlite_installation, "omar"))
    closed(sqlite_installation, per, 8)  # by a version that kept no T0
    with pytest.raises(Invalid):
        dispose(sqlite_installation, per)
    with acting(sqlite_installation) as session:
        block = session.get_one(FactBlock, 72)
        session.delete(block)
    with pytest.raises(Unsafe):
        dispose(sqlite_installation, per)
    with acting(sqlite_installation) as session:
        session.execute(update(FrozenReportFile).values(data=""))
    with pytest.raises(Unsafe):
        dispose(sqlite_installation, per)
    assert before
    assert months(sqlite_installation) == [95, 96]


def test_a_span_is_whole_with_its_eighth_quarter() -> None:
    assert whole_spans(None) == range(0)
    assert whole_spans(Quarter(2026, 7)) == range(72, 72)
    assert whole_spans(Quarter(2026, 15)) == range(72, 96)
    assert whole_spans(Quarter(2026, 16)) == range(72, 120)


def test_the_next_release_needs_no_fact_of_the_years_that_were_destroyed(tmp_path: object) -> None:
    """Two years, published; then the ninth quarter, from its own facts and what is kept of the years before."""
    held = [month_of(year, month) for year in (2026, 2027) for month in range(1, 13)]
    latest = [month_of(2028, month) for month in (1, 2, 3)]
    job = {
        "folder": f"{tmp_path}/published", "first_year": 2026, "contact": "X", "yearly": 40,
        "districts": DISTRICTS, "frozen": date(2028, 1, 30).isoformat(),
    }  # fmt: skip
    made = draft({**job, "number": 8, "history": []}, held)
    first = made["document"]
    assert first["t0"]["monthly"] == [20] * 24
    place({**job, "errata": "", "releases": [{"release": "r8", **made}]})
    later = {**job, "number": 9, "history": [{**first, "record": made["record"]}]}
    found = counted_in(later, latest)
    assert found["t0"]["monthly"] == [20] * 27  # type: ignore[index]
    assert found["cube"]["periods"] == ["2028Q1"]  # type: ignore[index]


def counted_in(job: dict[str, object], blocks_: list[Block]) -> dict[str, object]:
    """What the ledger would keep of the release."""
    found: dict[str, object] = draft(job, blocks_)["document"]
    return found


def month_of(year: int, month: int) -> Block:
    """A month of invented reports and some referrals."""
    packed = [*told((month,), 20, year * 100 + month), *referred(month, "do", 2)]
    number = (year - 2020) * 12 + month - 1
    found = {}
    for n, one in enumerate(packed):
        dated = one[:1] + number.to_bytes(2, "big") + one[3:]
        kind = Kind.REPORT if n < 20 else Kind.STEP
        found[n.to_bytes(16, "big")] = (kind, dated)
    return Block(number).with_facts(found)
