"""The sealed fact of a report follows what the desk knows, in the same transaction, also after it was folded."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from incidents.actions import casework, coding, handling, linking, thread, work
from incidents.actions.login import Desk
from incidents.core import closing_fact, facts
from incidents.core.closing_fact import Closing, is_closing
from incidents.core.coding import Coding
from incidents.core.facts import Excluded, Fact
from incidents.core.handled import NOTHING, Handled, Mark
from incidents.core.linking import LinkKind
from incidents.core.rings import Ring
from incidents.core.work import Work
from incidents.core.workflow import Status
from incidents.crypto.envelope import Purpose
from incidents.crypto.unsealing import open_sealed
from incidents.store.models import Case, FactRow
from tests.looking import a_report, acting, desk_of, looking, sent
from tests.support import NOW, Installed

CODES = {"scope": ("crime_possible",), "hate_event": ("yes",), "priority": ("p3",)}


def started(installation: Installed, reports: int = 1) -> tuple[Desk, list[str]]:
    """Lena has these reports, and has opened them."""
    for _ in range(reports):
        sent(installation, a_report())
    lena = desk_of(installation, "lena")
    with looking(installation) as session:
        references = sorted(session.scalars(select(Case.reference)))
    with acting(installation) as session:
        for reference in references:
            casework.open_case(session, lena, reference, now=NOW)
    return lena, references


def version_of(installation: Installed, reference: str) -> int:
    with looking(installation) as session:
        return session.scalars(select(Case.version).where(Case.reference == reference)).one()


def told(installation: Installed) -> list[Fact]:
    """Every fact, as the coordinator's key opens it; all are as long."""
    per = desk_of(installation, "per")
    with looking(installation) as session:
        rows = session.execute(select(FactRow.id, FactRow.sealed)).all()
    key = per.opener.secrets[Ring.STATISTICS, 1].private().load()
    assert len({len(sealed) for _, sealed in rows}) == 1
    opened = (open_sealed(key, Purpose.FACT, id_, sealed) for id_, sealed in rows)
    return [facts.unpack(one) for one in opened if not is_closing(one)]


def closings(installation: Installed) -> list[Closing]:
    """Every fact of a closed case."""
    per = desk_of(installation, "per")
    with looking(installation) as session:
        rows = session.execute(select(FactRow.id, FactRow.sealed)).all()
    key = per.opener.secrets[Ring.STATISTICS, 1].private().load()
    opened = (open_sealed(key, Purpose.FACT, id_, sealed) for id_, sealed in rows)
    return [closing_fact.unpack(one) for one in opened if is_closing(one)]


def handled(installation: Installed) -> list[Handled]:
    return [one.handled for one in told(installation) if one.handled != NOTHING]


def test_a_fact_follows_coding_answer_work_and_closing(installation: Installed) -> None:
    lena, (reference,) = started(installation)
    assert [one.handled for one in told(installation)] == [NOTHING]
    trust = installation.settings.trust
    with acting(installation) as session:
        coding.code(session, lena, reference, Coding(CODES), version=0, pinned=trust, now=NOW)
    (known,) = handled(installation)
    assert (known.scope, known.reply) == ("crime_possible", "")
    with acting(installation) as session:
        thread.answer(session, lena, reference, "Hej", language="sv", pinned=trust, now=NOW)
    assert handled(installation)[0].reply == "d1"
    done = Work({"measure": ("counsel_talk",), "outcome": ("apology",)})
    with acting(installation) as session:
        work.record(session, lena, reference, done, version=0, pinned=trust, now=NOW)
        me, case = lena.actor.staff_id, casework.find(session, lena, reference)
        handling.assign(session, lena, reference, me, version=case.version, pinned=trust, now=NOW)
    version = version_of(installation, reference)
    with acting(installation) as session:
        handling.close(
            session, lena, reference, "completed", version=version, pinned=trust, now=NOW
        )
    (known,) = handled(installation)
    assert known.marks == {Mark.CODED, Mark.SUPPORTED}
    assert closings(installation) == [Closing(2026, NOW.month, changed=True)]


def test_a_closed_case_is_counted_once_however_often_it_is_opened_again(
    sqlite_installation: Installed,
) -> None:
    lena, references = started(sqlite_installation, 2)
    trust = sqlite_installation.settings.trust
    with acting(sqlite_installation) as session:
        linking.link(session, lena, references, LinkKind.SAME_PERSON, pinned=trust, now=NOW)
    reference = references[0]

    def act(deed: Callable[..., None], *what: object) -> None:
        version = version_of(sqlite_installation, reference)
        with acting(sqlite_installation) as session:
            deed(session, lena, reference, *what, version=version, pinned=trust, now=NOW)

    act(handling.assign, lena.actor.staff_id)
    act(handling.close, "completed")
    (counted,) = closings(sqlite_installation)
    assert (counted.changed, len(counted.same_person)) == (False, 1)
    act(handling.move, Status.REOPENED)
    act(handling.move, Status.ACTIVE)
    act(handling.close, "completed", ("apology",))
    assert closings(sqlite_installation) == [counted]


def test_what_is_closed_as_abuse_is_left_out_until_it_is_opened_again(
    sqlite_installation: Installed,
) -> None:
    lena, (reference,) = started(sqlite_installation)
    trust, me = sqlite_installation.settings.trust, lena.actor.staff_id
    with acting(sqlite_installation) as session:
        version = casework.find(session, lena, reference).version
        handling.assign(session, lena, reference, me, version=version, pinned=trust, now=NOW)
    version = version_of(sqlite_installation, reference)
    with acting(sqlite_installation) as session:
        handling.close(session, lena, reference, "abuse", version=version, pinned=trust, now=NOW)
    assert [one.excluded for one in told(sqlite_installation)] == [Excluded.ABUSE]
    assert closings(sqlite_installation) == []
    assert [one.reply for one in handled(sqlite_installation)] == ["d1"]
    version = version_of(sqlite_installation, reference)
    with acting(sqlite_installation) as session:
        handling.move(
            session, lena, reference, Status.REOPENED, version=version, pinned=trust, now=NOW
        )
    assert [one.excluded for one in told(sqlite_installation)] == [None]


def test_linked_cases_have_a_token_in_common_until_they_are_parted(
    installation: Installed,
) -> None:
    lena, (one, other, third) = started(installation, 3)
    trust = installation.settings.trust

    def link(*references: str, kind: LinkKind) -> None:
        with acting(installation) as session:
            linking.link(session, lena, references, kind, pinned=trust, now=NOW)

    link(one, other, kind=LinkKind.SAME_EVENT)
    first = {known.same_event for known in handled(installation)}
    assert [len(tokens) for tokens in first] == [1]
    link(other, third, kind=LinkKind.SAME_EVENT)
    assert {known.same_event for known in handled(installation)} == first
    link(one, third, kind=LinkKind.SAME_PERSON)
    assert sorted(len(known.same_person) for known in handled(installation)) == [0, 1, 1]
    link(one, third, kind=LinkKind.SERIES)
    assert {known.same_event for known in handled(installation)} == first
    for pair in ((one, other), (other, third)):
        with acting(installation) as session:
            linking.unlink(session, lena, *pair, LinkKind.SAME_EVENT, pinned=trust, now=NOW)
    assert {known.same_event for known in handled(installation)} == {()}


def test_after_it_was_folded_a_report_that_is_coded_has_a_fact_again_under_the_same_id(
    sqlite_installation: Installed,
) -> None:
    lena, (reference,) = started(sqlite_installation)
    with acting(sqlite_installation) as session:
        before = session.scalars(select(FactRow.id)).all()
        session.execute(delete(FactRow))
    trust = sqlite_installation.settings.trust
    with acting(sqlite_installation) as session:
        coding.code(session, lena, reference, Coding(CODES), version=0, pinned=trust, now=NOW)
    with looking(sqlite_installation) as session:
        assert session.scalars(select(FactRow.id)).all() == before


def test_a_coding_that_is_rolled_back_leaves_the_fact_as_it_was(
    sqlite_installation: Installed,
) -> None:
    lena, (reference,) = started(sqlite_installation)
    trust = sqlite_installation.settings.trust

    def broken() -> None:
        with acting(sqlite_installation) as session:
            coding.code(session, lena, reference, Coding(CODES), version=0, pinned=trust, now=NOW)
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        broken()
    assert [one.handled for one in told(sqlite_installation)] == [NOTHING]
