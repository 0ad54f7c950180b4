"""A place alert behind the pages: no yes carries it and no no ends it, but a stop does; nobody writes to the person."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from incidents.actions import telling
from incidents.actions.parcels import Gone
from incidents.core.consent import Answer as Word
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.referral_entry import Reply, reply_in
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import Receiver
from incidents.core.referral_packet.making import Plan
from incidents.core.referral_packet.writing import Written
from incidents.core.referral_page import Answer
from incidents.store.models import FactRow
from tests.looking import acting, looking
from tests.packets import ID, PLACE, SAFETY
from tests.referring import BUREAU, TODAY, Referring, asked
from tests.support import NOW, Installed

PLAN = Plan(For.ALERT, SAFETY, Chosen(), Written(), ID, TODAY, role="trygghet", place=PLACE)
YES = Answer(Reply.ACCEPT)


def alerted(installation: Installed, plan: Plan = PLAN) -> Referring:
    """Sent about a case in which the person was asked something else, and has not answered."""
    return replace(asked(installation, yes=False), plan=plan).send()


def test_it_needs_no_yes_and_no_no_ends_it(installation: Installed) -> None:
    case = alerted(installation)
    referral = case.file().referrals[0].referral
    assert (referral.basis, referral.acts, referral.place) == (None, frozenset(), PLACE)
    assert referral.told == ("alert", "about")
    case.decide(2, Word.NO)
    about_them = case.ask("share_identified", "talk", body=SAFETY)
    case.decide(about_them, Word.NO)
    page = case.look().page
    assert (page.alert, page.to, page.cover.name) == (True, SAFETY.name, "alert")
    assert page.role == "trygghet"


def test_a_stop_ends_it_and_lets_none_begin(sqlite_installation: Installed) -> None:
    case = alerted(sqlite_installation)
    with acting(sqlite_installation) as session:
        telling.stop(session, case.code, language="sv", once="s", pinned=case.pinned, now=NOW)
    with pytest.raises(Gone):
        case.look()
    assert case.stage() == "ended"
    with pytest.raises(NotAllowed):
        case.send(once="again", digest="0" * 64)


def test_whoever_was_told_of_no_alerts_is_asked_first(sqlite_installation: Installed) -> None:
    case = replace(asked(sqlite_installation, notice=0), plan=PLAN)
    with pytest.raises(NotAllowed, match="fick inte veta om platslarm"):
        case.send()
    assert case.file().referrals == ()


def test_they_say_how_it_went_and_nothing_to_the_person(sqlite_installation: Installed) -> None:
    case = alerted(sqlite_installation)
    with looking(sqlite_installation) as session:
        before = session.scalar(select(func.count()).select_from(FactRow)) or 0
    case.say(YES)
    for number, reply in enumerate((Answer(Reply.TALK, text="Hej"), Answer(Reply.CONFLICT))):
        with pytest.raises(Conflict):
            case.say(reply, once=f"{number}")
    with pytest.raises(NotFound):
        case.write("Hej")
    for text in ("Vi har tvättat väggen.", "Den är ren, och vi har satt upp en lampa."):
        case.say(Answer(Reply.RESULT, text=text), once=text)
    assert case.stage() == "concluded"
    said = [one.content for one in case.inbox().entries if one.content.get("reply")]
    assert [(one["reply"], one["text"]) for one in said] == [
        ("accept", ""),
        ("result", ""),
        ("result", ""),
    ]
    (found,) = case.file().referrals
    written = [one.content["text"] for one in found.replies if reply_in(one) is Reply.WORDS]
    assert written == ["Vi har tvättat väggen.", "Den är ren, och vi har satt upp en lampa."]
    assert all(one.sound for one in case.file().entries)
    with pytest.raises(Conflict):
        case.say(Answer(Reply.WORDS, text="Hej"), once="words")
    with looking(sqlite_installation) as session:
        after = session.scalar(select(func.count()).select_from(FactRow)) or 0
    assert after == before + 3  # taken, and told twice


def test_who_answers_for_no_place_gets_none(sqlite_installation: Installed) -> None:
    case = asked(sqlite_installation)  # a yes to the bureau is one to something else
    for plan in (replace(PLAN, receiver=BUREAU, role="adb"), replace(PLAN, role="")):
        with pytest.raises(Invalid):
            replace(case, plan=plan).send()
    pictures = replace(PLAN, chosen=Chosen(files=frozenset({2})), unseen=True, role="huvudman")
    pictures = replace(pictures, place=replace(PLACE, place_type="school"))
    school = replace(pictures, receiver=Receiver("huvudman", "Skolan"))
    with pytest.raises(Invalid, match="Bilder lämnas inte"):
        replace(case, plan=school).send()
    assert case.file().referrals == ()
