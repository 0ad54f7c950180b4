"""Referrals behind the pages: nothing leaves without a basis, both sides read what is said, and what ends ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from incidents.actions import (
    basing,
    conflict,
    entries,
    parcels,
    receiver,
    referring,
    standing,
    telling,
)
from incidents.actions.basing import Filed
from incidents.actions.casework import AlreadyWritten
from incidents.actions.parcels import Gone
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.bases import BasisKind, Duty, Urgency
from incidents.core.consent import Answer as Word
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unsafe
from incidents.core.mail import Kind as MailKind
from incidents.core.referral_entry import Reply
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import Receiver
from incidents.core.referral_packet.writing import Written
from incidents.core.referral_page import Answer
from incidents.crypto import staffkey
from incidents.store.models import (
    AuditRecord,
    Case,
    FactRow,
    HandoverFile,
    HandoverRow,
    ReporterKey,
)
from tests.looking import acting, every_row, looking
from tests.referring import BUREAU, PLAN, STORY, TODAY, Referring, asked
from tests.support import NOW, Installed

YES = Answer(Reply.ACCEPT)
LATER = NOW + timedelta(days=15)


def _files(installation: Installed) -> int:
    with looking(installation) as session:
        return session.scalar(select(func.count()).select_from(HandoverFile)) or 0


def test_the_chain_from_a_yes_to_a_result_is_read_on_both_sides(installation: Installed) -> None:
    case = asked(installation).send()
    assert case.stage() == "sent"
    with pytest.raises(NotFound):
        case.fetch(0)  # the cover comes first
    case.say(YES)
    assert (case.fetch(0), case.fetch(1), case.fetch(0)) == (b"%PDF-1", b"{}", b"%PDF-1")
    assert case.stage() == "accepted"
    case.say(Answer(Reply.SAVED))
    with pytest.raises(NotFound):
        case.fetch(0)
    assert _files(installation) == 0
    assert case.stage() == "received"
    case.say(Answer(Reply.TALK, text="Hej, vill du prata med oss?"))
    case.write("Ja, gärna på torsdag.")
    with looking(installation) as session:
        heard = receiver.from_person(session, case.look(), case.key)
    assert [one.content["text"] for one in heard] == ["Ja, gärna på torsdag."]
    case.say(Answer(Reply.RESULT, "help_given", "Vi har hjälpt till."))
    assert case.stage() == "concluded"
    for entries_ in ([one.entry for one in case.file().entries], case.inbox().entries):
        said = [one.content.get("reply") for one in entries_ if one.kind is Kind.HANDED]
        assert said == ["accept", "saved", "talk", "result"]
    assert all(one.sound for one in case.file().entries)
    assert BUREAU.name in {one.author_name for one in case.inbox().entries}


def test_what_left_is_audited_with_the_hash_of_its_bytes_and_no_name(
    installation: Installed,
) -> None:
    case = asked(installation).send()
    referral = case.file().referrals[0].referral
    with looking(installation) as session:
        row = select(AuditRecord.detail).where(AuditRecord.act == Act.CASE_REFERRED)
        assert session.scalars(row).all() == [f"entry:4 sha256:{referral.sent}"]
    assert referral.basis is not None
    assert (referral.basis.number, referral.receiver) == (2, BUREAU)
    assert "first" in referral.told
    for told in (STORY, BUREAU.name, BUREAU.body, "hyresvärd"):
        assert told not in repr(every_row(installation))


@pytest.mark.parametrize("word", [None, Word.NO])
def test_without_a_yes_nothing_leaves(sqlite_installation: Installed, word: Word | None) -> None:
    case = asked(sqlite_installation, yes=False)
    if word:
        case.decide(2, word)
    with pytest.raises(Invalid):
        case.make()
    with pytest.raises(Invalid):
        case.send(digest="0" * 64)
    assert case.file().referrals == ()


def test_a_yes_taken_back_between_preview_and_sending_stops_it(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation)
    digest = case.make().digest
    case.decide(2, Word.WITHDRAW)
    with pytest.raises(Invalid):
        case.send(digest=digest)


def test_what_was_not_looked_at_is_not_sent(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation)
    case.ask("contact")  # it changes what the packet says is not agreed
    digest = case.make().digest
    number = case.inbox().entries[-1].number
    case.decide(number, Word.YES)
    with pytest.raises(Conflict):
        case.send(digest=digest)
    with looking(sqlite_installation) as session:
        assert list(session.scalars(select(HandoverRow.id))) == []


def test_the_same_form_posted_twice_sends_once(installation: Installed) -> None:
    case = asked(installation).send()
    with pytest.raises(AlreadyWritten):
        case.send()
    assert len(case.file().referrals) == 1
    assert _files(installation) == 2


def test_a_yes_taken_back_afterwards_destroys_what_lies_there(installation: Installed) -> None:
    case = asked(installation).send()
    case.say(YES)
    case.decide(2, Word.WITHDRAW)
    with pytest.raises(Gone):
        case.look()
    with pytest.raises(Gone):
        case.say(Answer(Reply.SAVED))
    assert _files(installation) == 0
    assert case.stage() == "ended"


def test_a_stop_ends_every_referral_and_lets_none_begin(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    with acting(sqlite_installation) as session:
        telling.stop(session, case.code, language="sv", once="s", pinned=case.pinned, now=NOW)
    with pytest.raises(Gone):
        case.look()
    assert case.stage() == "ended"
    with pytest.raises(NotAllowed):
        case.send(once="again", digest="0" * 64)


def test_a_body_that_says_no_ends_the_files_and_says_nothing_after(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    case.say(Answer(Reply.DECLINE, "no_capacity", "Först i mars."))
    assert case.stage() == "declined"
    assert _files(sqlite_installation) == 0
    for number, reply in enumerate((YES, Answer(Reply.TALK, text="Hej"), Answer(Reply.CONFLICT))):
        with pytest.raises(Conflict):
            case.say(reply, once=f"{number}")
    assert asked_again(case).stage() == "sent"


def asked_again(case: Referring) -> Referring:
    return case.send(once="again")


def test_a_body_writes_to_nobody_who_has_not_agreed_to_it(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation, "share_deidentified").send()
    case.say(YES)
    for reply in (Answer(Reply.TALK, text="Hej"), Answer(Reply.RESULT, "help_given")):
        with pytest.raises(Conflict):
            case.say(reply)
    with pytest.raises(NotFound):
        case.write("Hej")


@pytest.mark.parametrize("days", [14, 15, 365, 366])
def test_the_files_end_after_their_days_and_the_page_after_a_year(
    sqlite_installation: Installed, days: int
) -> None:
    case = asked(sqlite_installation).send()
    case.say(YES)
    then = NOW + timedelta(days=days)
    if days == 14:
        assert case.fetch(0, now=then)
    else:
        with pytest.raises((NotFound, Gone)):
            case.fetch(0, now=then)
    if days <= 365:
        case.say(Answer(Reply.RESULT, "investigated"), now=then)
    else:
        with pytest.raises(Gone):
            case.look(now=then)


def test_what_has_run_out_is_destroyed_at_the_next_log_in(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    with acting(sqlite_installation) as session:
        parcels.empty_expired(session, today=TODAY + timedelta(days=14))
    assert _files(sqlite_installation) == 2
    with acting(sqlite_installation) as session:
        parcels.empty_expired(session, today=TODAY + timedelta(days=15))
    assert _files(sqlite_installation) == 0
    assert case.stage(now=LATER) == "expired"


def test_a_body_that_is_silent_for_thirty_days_is_called_up_until_it_answers(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    with looking(sqlite_installation) as session:
        late = [parcels.unanswered(session, TODAY + timedelta(days=days)) for days in (30, 31)]
        look = standing.look(session)
    assert [len(one) for one in late] == [0, 1]
    counted = (
        look.counts(MailKind.SUMMARY, case.lena.actor.staff_id, TODAY + timedelta(days=days))
        for days in (30, 31)
    )
    assert [one.silent for one in counted] == [0, 1]
    case.say(Answer(Reply.DECLINE, "unknown"), now=LATER)
    with looking(sqlite_installation) as session:
        assert parcels.unanswered(session, TODAY + timedelta(days=31)) == []
        assert parcels.awaited(session) == {}


def test_taken_back_by_the_handler_it_opens_no_more(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    for expected in (None, Conflict):
        with acting(sqlite_installation) as session:
            values = (session, case.lena, case.reference, 4)
            if expected:
                with pytest.raises(expected):
                    referring.take_back(*values, pinned=case.pinned, now=NOW)
            else:
                referring.take_back(*values, pinned=case.pinned, now=NOW)
    assert case.stage() == "withdrawn"
    with pytest.raises(Gone):
        case.look()


def test_on_paper_there_is_no_link_and_the_case_says_what_left(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send(days=None, files=(b"%PDF-1",))
    assert case.handed is None
    referral = case.file().referrals[0].referral
    assert (referral.way, referral.lying, case.stage()) == ("paper", None, "sent")
    with looking(sqlite_installation) as session:
        assert list(session.scalars(select(HandoverRow.id))) == []


def test_a_case_that_is_closed_to_somebody_takes_its_referrals_back(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    with acting(sqlite_installation) as session:
        conflict.declare(session, case.lena, case.reference, pinned=case.pinned, now=NOW)
    with pytest.raises(Gone):
        case.say(YES)
    assert _files(sqlite_installation) == 0


def test_nobody_who_writes_the_database_answers_in_the_bodys_name(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    content = Answer(Reply.RESULT, "help_given", "Förfalskat.").content(4)
    with acting(sqlite_installation) as session:
        row = session.scalars(select(Case)).one()
        forged = Entry(
            row.id,
            5,
            Kind.HANDED,
            TODAY.isoformat(),
            "sv",
            content,
            entries.last_link(session, row.id),
            author_name=BUREAU.name,
        )
        staff = case_recipients(session, row.id, row.recipients, case.pinned)
        signer = staffkey.generate().signing()
        entries.write(session, [entries.prepare(forged, staff, signer=signer)])
        session.execute(update(Case).values(entries=5))
    assert [one.sound for one in case.file().entries] == [True] * 4 + [False]
    assert case.stage() == "sent"


def test_a_reporters_key_that_was_exchanged_stops_what_the_body_says(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    stranger = staffkey.generate().public().raw
    with acting(sqlite_installation) as session:
        session.execute(update(ReporterKey).values(public_key=stranger))
    with pytest.raises(Unsafe):
        case.say(YES)


def test_two_files_of_one_parcel_cannot_be_exchanged(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    case.say(YES)
    with acting(sqlite_installation) as session:
        rows = {row.place: row for row in session.scalars(select(HandoverFile))}
        rows[0].sealed, rows[1].sealed = rows[1].sealed, rows[0].sealed
    with pytest.raises(NotFound):
        case.fetch(0)


def test_another_parcels_key_opens_nothing(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    other = replace(case, handed=case.send(once="again").handed)
    assert case.handed and other.handed
    with looking(sqlite_installation) as session:
        found = receiver.look(session, case.handed.link, other.key, today=TODAY)
    assert found is None


def test_a_stop_leaves_what_a_law_demands(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation, yes=False)
    told_ = "Ett barn kan fara illa."
    duty = Duty("soc", "Socialtjänsten", "concern", "Lena Holm", told_, Urgency.CHILD)
    with acting(sqlite_installation) as session:
        basing.announce(
            session,
            case.lena,
            case.reference,
            duty,
            filed=Filed("once", 2),
            pinned=case.pinned,
            now=NOW,
        )
    plan = replace(
        PLAN,
        kind=For.SUPPORT,
        receiver=Receiver("soc", "Socialtjänsten"),
        chosen=Chosen(),
        written=Written(),
        duty=3,
    )
    told = replace(case, plan=plan)
    sent = told.send()
    basis = sent.file().referrals[0].referral.basis
    assert basis is not None
    assert basis.kind is BasisKind.LEGAL_DUTY
    assert sent.look().page.acts == frozenset()
    with acting(sqlite_installation) as session:
        telling.stop(session, case.code, language="sv", once="s", pinned=case.pinned, now=NOW)
    assert sent.look().page.to == "Socialtjänsten"
    told.send(once="after the stop")


@pytest.mark.parametrize("word", [Word.NO, Word.WITHDRAW])
def test_what_the_ledger_covers_no_longer_ends_whichever_question_said_so(
    installation: Installed, word: Word
) -> None:
    case = asked(installation).send()
    case.say(YES)
    number = case.ask("talk")  # asked once more, about the same body and act
    if word is Word.WITHDRAW:
        case.decide(number, Word.YES)
    case.look()
    case.decide(number, word)
    with pytest.raises(Gone):
        case.look()
    with pytest.raises(NotFound):
        case.write("Hej")
    assert case.stage() == "ended"


def test_a_no_about_something_else_ends_nothing(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    other = case.ask("contact", body=Receiver("boj", "Brottsofferjouren"))
    case.decide(other, Word.NO)
    assert case.look().page.to == BUREAU.name


def test_a_form_posted_twice_is_said_once(installation: Installed) -> None:
    case = asked(installation).send()
    case.say(YES, once="a")
    case.say(YES, once="a")
    for _ in range(2):
        case.say(Answer(Reply.TALK, text="Hej"), once="b")
    case.say(Answer(Reply.TALK, text="Hej"), once="c")
    said = [one.content.get("reply") for one in case.inbox().entries if one.kind is Kind.HANDED]
    assert said == ["accept", "talk", "talk"]


def test_what_is_over_cannot_be_taken_but_declined(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send()
    with pytest.raises(Conflict):
        case.say(YES, now=LATER)
    case.say(Answer(Reply.DECLINE, "no_capacity"), now=LATER)
    assert case.stage(now=LATER) == "declined"


def test_a_conflict_can_show_after_reading_and_ends_the_files(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation).send()
    case.say(YES)
    case.say(Answer(Reply.TALK, text="Hej"))
    case.write("Hej!")
    case.say(Answer(Reply.CONFLICT))
    with pytest.raises(NotFound):  # nobody reads it there any more
        case.write("Är ni kvar?")
    assert (case.stage(), _files(sqlite_installation)) == ("conflict", 0)


def test_a_paper_that_never_went_is_taken_back(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation).send(days=None, files=(b"%PDF-1",))
    with acting(sqlite_installation) as session:
        referring.take_back(session, case.lena, case.reference, 4, pinned=case.pinned, now=NOW)
    assert case.stage() == "withdrawn"
    with pytest.raises(Conflict), acting(sqlite_installation) as session:
        referring.take_back(session, case.lena, case.reference, 4, pinned=case.pinned, now=NOW)


def test_each_step_is_a_fact_of_its_own_that_nobody_at_the_desk_opens(
    sqlite_installation: Installed,
) -> None:
    case = asked(sqlite_installation)
    before = _facts(sqlite_installation)
    case = case.send()
    for answer in (YES, Answer(Reply.SAVED), Answer(Reply.RESULT, "help_given")):
        case.say(answer)
    assert _facts(sqlite_installation) == before + 3


def _facts(installation: Installed) -> int:
    with looking(installation) as session:
        return session.scalar(select(func.count()).select_from(FactRow)) or 0
