"""Pooled feedback: a signed entry in each case for its readers and its reporter, and a row in each case's trail."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from incidents.actions import casefile, inbox, linking, pooling, telling
from incidents.actions.casework import AlreadyWritten, find, open_case
from incidents.actions.login import Desk
from incidents.actions.pooling import Given
from incidents.core.auditing import Act
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid, NotAllowed, NotFound
from incidents.core.linking import LinkKind
from incidents.core.pooled_text import Feedback, Receiver
from incidents.core.referral_packet.document import Sender
from incidents.core.report import NOTICE, Readers, Report
from incidents.core.saying import Saying, saying
from incidents.crypto.casecode import CaseCode
from incidents.store.models import AuditRecord, Case
from tests.looking import acting, desk_of, every_row, looking, sent
from tests.support import NOW, Installed

TEXT = "Flera har fått höra att en ledig lägenhet var borta."
SENDER = Sender("Strandvik", "Enheten", "0480-45 00 00")
HASH = "ab" * 32


def given(text: str = TEXT, to: str = "Bostadsbolaget", body: str = "") -> Given:
    return Given(Feedback(date(2026, 11, 27), SENDER, Receiver(to, body), text), HASH)


def reports(
    installation: Installed, *areas: str, login: str = "lena", notice: int = NOTICE
) -> tuple[Desk, dict[str, CaseCode]]:
    """A report of each area, opened by this handler: references and codes."""
    found: dict[str, CaseCode] = {}
    with looking(installation) as session:
        known = set(session.scalars(select(Case.reference)))
    for number, area in enumerate(areas):
        answers = {"contact_mode": ("code",), "area": (area,)}
        told = Report(f"Berättelse {number}.", "sv", Readers.NO, answers, notice=notice)
        code = sent(installation, told)
        with looking(installation) as session:
            (new,) = set(session.scalars(select(Case.reference))) - known
        known.add(new)
        found[new] = code
    desk = desk_of(installation, login)
    open_all(installation, desk, *found)
    return desk, found


def link(installation: Installed, desk: Desk, *references: str, kind: LinkKind) -> None:
    trust = installation.settings.trust
    with acting(installation) as session:
        linking.link(session, desk, references, kind, pinned=trust, now=NOW)


def open_all(installation: Installed, desk: Desk, *references: str) -> None:
    with acting(installation) as session:
        for reference in references:
            open_case(session, desk, reference, now=NOW)


def give(
    installation: Installed, desk: Desk, references: object, what: Given, once: str = "a"
) -> None:
    with acting(installation) as session:
        pooling.give(
            session,
            desk,
            list(references),  # type: ignore[call-overload]
            what,
            once=once,
            pinned=installation.settings.trust,
            now=NOW,
        )


def pooled(installation: Installed, code: CaseCode) -> list[Entry]:
    """What the reporter reads of it."""
    with looking(installation) as session:
        view = inbox.read(session, code, pinned=installation.settings.trust)
        return [entry for entry in view.entries if saying(entry) is Saying.POOLED]


def test_each_case_says_so_to_its_reporter_and_names_no_other(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing")
    give(installation, lena, found, given())
    for reference, code in found.items():
        (entry,) = pooled(installation, code)
        assert entry.author_name == "Lena Holm"
        assert entry.content["name"] == "Bostadsbolaget"
        assert entry.content["sha256"] == HASH
        assert entry.content["concerned"] == "all"
        assert "Inga av dina meningar står där, och inget ärendenummer." in str(
            entry.content["text"]
        )
        said = repr(entry.content)
        assert TEXT not in said
        assert not [other for other in found if other != reference and other in said]
    with looking(installation) as session:
        rows = session.execute(select(AuditRecord.act, AuditRecord.subject, AuditRecord.detail))
        trail = {subject: detail for act, subject, detail in rows if act is Act.CASE_POOLED}
    assert trail == dict.fromkeys(found, f"entry:2 note:3 sha256:{HASH}")
    assert "Bostadsbolaget" not in repr(every_row(installation))


def test_the_text_stands_in_each_case_for_the_staff_alone(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing")
    give(installation, lena, found, given())
    trust = installation.settings.trust
    for reference, code in found.items():
        with looking(installation) as session:
            file = casefile.read(session, lena, find(session, lena, reference), pinned=trust)
            theirs = inbox.read(session, code, pinned=trust).entries
        (note,) = (one for one in file.entries if one.entry.kind is Kind.NOTE)
        assert note.sound
        assert note.entry.author_name == "Lena Holm"
        assert note.entry.content["text"] == f"Samlad återkoppling till: Bostadsbolaget\n\n{TEXT}"
        assert note.entry.content["sha256"] == HASH
        assert [one.kind for one in theirs] == [Kind.REPORT, Kind.ANSWER]


def test_a_form_that_is_posted_again_writes_nothing(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing")
    give(installation, lena, found, given())
    before = every_row(installation)
    with pytest.raises(AlreadyWritten):
        give(installation, lena, found, given())
    # Another one, to the same receiver, would tell what is new in it.
    with pytest.raises(Invalid, match="måste vara nya"):
        give(installation, lena, found, given("Något annat."), once="b")
    assert every_row(installation) == before
    give(installation, lena, found, given(to="Hyresgästföreningen", body="hgf"), once="c")
    with pytest.raises(Invalid, match="måste vara nya"):
        give(installation, lena, found, given(to="Föreningen", body="hgf"), once="d")
    assert all(len(pooled(installation, code)) == 2 for code in found.values())


def test_after_a_stop_a_form_that_is_posted_again_gives_nothing(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing")
    give(installation, lena, found, given())
    code = next(iter(found.values()))
    with acting(installation) as session:
        trust = installation.settings.trust
        telling.stop(session, code, language="sv", once="s", pinned=trust, now=NOW)
    with pytest.raises(Invalid, match="bett oss att sluta"):
        give(installation, lena, found, given())


def test_links_are_followed_through_cases_that_were_opened(installation: Installed) -> None:
    lena, found = reports(installation, *["housing"] * 5)
    one, other, third, near, far = found
    chosen = (one, other, third)
    link(installation, lena, one, near, kind=LinkKind.SAME_PERSON)
    link(installation, lena, near, far, kind=LinkKind.SAME_PERSON)
    again = desk_of(installation, "lena")
    open_all(installation, again, *chosen, near)
    with pytest.raises(Invalid, match="inte har öppnat, eller inte kan öppna"):
        give(installation, again, chosen, given())
    assert pooled(installation, found[one]) == []
    give(installation, lena, chosen, given())
    # Another case of a person of whom they were told, and two of new ones.
    _, more = reports(installation, "housing", "housing")
    open_all(installation, lena, *more)
    with pytest.raises(Invalid, match="måste vara nya"):
        give(installation, lena, (far, *more), given("Något annat."), once="b")
    link(installation, lena, far, other, kind=LinkKind.SAME_PERSON)
    with pytest.raises(Invalid, match="från samma person"):
        give(installation, lena, chosen, given(to="Hyresgästföreningen"), once="c")


def test_whoever_was_not_told_of_it_before_is_not_among_them(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing")
    _, early = reports(installation, "housing", notice=1)
    open_all(installation, lena, *early)
    with pytest.raises(Invalid, match="fick inte veta om samlad återkoppling"):
        give(installation, lena, (*found, *early), given())


def test_four_at_once_are_one(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing")
    gate, ends = threading.Barrier(4), list[str]()

    def post() -> None:
        gate.wait(30)
        try:
            give(installation, lena, found, given())
        except AlreadyWritten:
            ends.append("again")
        else:
            ends.append("written")

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == ["again", "again", "again", "written"]
    assert [len(pooled(installation, code)) for code in found.values()] == [1, 1, 1]


def test_what_may_not_be_pooled_is_written_in_none(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing", "housing", "care")
    one, other, third, elsewhere = found
    before = every_row(installation)
    for chosen, what, why in (
        ((one, other), given(), "minst tre"),
        ((one, other, elsewhere), given(), "inte samma område"),
    ):
        with pytest.raises(Invalid, match=why):
            give(installation, lena, chosen, what)
    omar = desk_of(installation, "omar")
    with pytest.raises(NotAllowed):
        give(installation, omar, (one, other, third), given())
    with pytest.raises(NotFound):
        give(installation, desk_of(installation, "karin"), (one, other, third), given())
    after = every_row(installation)
    assert [
        name for name in ("case_file", "entry", "entry_key") if after[name] != before[name]
    ] == []
    link(installation, lena, one, other, kind=LinkKind.SAME_PERSON)
    with pytest.raises(Invalid, match="samma person"):
        give(installation, lena, (one, other, third), given())
    assert pooled(installation, found[third]) == []


def test_a_quotation_and_a_stop_are_found_when_it_is_written(installation: Installed) -> None:
    lena, found = reports(installation, "housing", "housing")
    answers = {"contact_mode": ("code",), "area": ("housing",)}
    story = "Hon sa att lägenheten redan var uthyrd."
    code = sent(installation, Report(story, "sv", Readers.NO, answers))
    with looking(installation) as session:
        every = session.scalars(select(Case.reference)).all()
    open_all(installation, lena, *every)
    with pytest.raises(Invalid, match="citerar"):
        give(installation, lena, every, given("Att lägenheten redan var uthyrd. " + story))
    with acting(installation) as session:
        trust = installation.settings.trust
        telling.stop(session, code, language="sv", once="s", pinned=trust, now=NOW)
    with pytest.raises(Invalid, match="bett oss att sluta"):
        give(installation, lena, every, given())
    assert pooled(installation, next(iter(found.values()))) == []
