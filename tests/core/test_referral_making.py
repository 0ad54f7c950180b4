"""Whatever the ledger says: what is made rests on a row that covers it, and no body may do more than was agreed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from incidents.core.bases import Act, BasisKind, Duty, Urgency, duty_in
from incidents.core.canonical import encode
from incidents.core.consent import Answer, State, ledger
from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.promise import day_of
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import Receiver
from incidents.core.referral_packet.making import Made, Plan, make
from incidents.core.referral_packet.writing import Overview, Written
from incidents.core.report import Contact, Readers, Report
from tests.packets import DAY, ID, SENDER, SWEDISH

BODIES = ("boj", "soc")
WORDS = ("Ett barn kan fara illa.", "Något annat.")
SHARES = (Act.SHARE_DEIDENTIFIED, Act.SHARE_IDENTIFIED)


def entry(number: int, kind: Kind, day: date, **content: object) -> Entry:
    author = b"a" * 16 if kind is Kind.ANSWER else b""
    moment = f"{day}T10:00:00+00:00" if author else str(day)
    said = {"text": "", **content}
    return Entry(bytes(16), number, kind, moment, "sv", said, FIRST, author, "Lena")


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A report, and after it questions, answers, stops and duties in any order."""
    report = Report("Det hände.", "sv", Readers.NO, {"area": ("housing",)})
    found = [entry(1, Kind.REPORT, DAY - timedelta(days=9), **report.document())]
    asked: list[int] = []
    for number in range(2, 3 + draw(st.integers(0, 8))):
        day = DAY - timedelta(days=draw(st.integers(0, 3)))
        what = draw(st.sampled_from(["ask", "answer", "answer", "duty", "stop", "go_on"]))
        if what == "answer" and asked:
            found.append(draw(answers(number, day, asked)))
        elif what in ("stop", "go_on"):
            found.append(entry(number, Kind.MESSAGE, day, act=what))
        elif what == "duty":
            found.append(draw(duties(number, day)))
        else:
            asked.append(number)
            found.append(draw(questions(number, day)))
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn, number: int, day: date) -> Entry:
    body, share = draw(st.sampled_from(BODIES)), draw(st.sampled_from(SHARES))
    acts = {share, *draw(st.sets(st.sampled_from(list(Act))))}
    return entry(number, Kind.ANSWER, day, act="ask", body=body, name=body, acts=sorted(acts))


@st.composite
def answers(draw: st.DrawFn, number: int, day: date, asked: list[int]) -> Entry:
    question = draw(st.sampled_from(asked))
    answer = draw(st.sampled_from([Answer.YES, Answer.YES, *Answer]))
    said = {"act": "consent", "question": question, "answer": answer.value}
    return entry(number, Kind.MESSAGE, day, **said)


@st.composite
def duties(draw: st.DrawFn, number: int, day: date) -> Entry:
    body, urgency = draw(st.sampled_from(BODIES)), draw(st.sampled_from([None, Urgency.CHILD]))
    duty = Duty(body, body, "concern", "Lena", draw(st.sampled_from(WORDS)), urgency)
    return entry(number, Kind.ANSWER, day, **duty.content())


@st.composite
def plans(draw: st.DrawFn, entries: tuple[Entry, ...]) -> Plan:
    """Mostly one that could be: a duty of the ledger, with nothing chosen beside it."""
    body = draw(st.sampled_from(BODIES))
    known = [one.number for one in entries if duty_in(one)]
    duty = draw(st.sampled_from([0, 0, *known, 1]))
    plain = bool(duty) and draw(st.booleans())
    chosen = Chosen(story=draw(st.booleans()), contact=draw(st.booleans()))
    return Plan(
        For.SUPPORT,
        Receiver(body, body),
        Chosen() if plain else chosen,
        Written() if plain else Written(Overview(wants="Stöd")),
        ID,
        DAY,
        duty,
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[Entry, ...], Plan]:
    entries = draw(ledgers())
    return entries, draw(plans(entries))


CONTACT = Contact("phone", "070-123 45 67", "")


def case_of(entries: tuple[Entry, ...]) -> Opened:
    return Opened(DAY, "AD-2026-7K3QF", entries, ledger(entries), CONTACT)


@given(situations())
def test_what_is_made_rests_on_a_row_that_covers_it(
    situation: tuple[tuple[Entry, ...], Plan],
) -> None:
    entries, plan = situation
    case = case_of(entries)
    try:
        made = make(case, plan, SENDER, SWEDISH, today=DAY)
    except Invalid:
        return
    assert made.basis is not None
    if made.basis.kind is BasisKind.LEGAL_DUTY:
        _check_duty(entries, plan, made)
        return
    body = plan.receiver.body
    number = made.basis.number
    question = next(one for one in case.questions if one.number == number)
    assert (question.body, question.state) == (body, State.GIVEN)
    shares = {"share_identified"} | (set() if plan.chosen.contact else {"share_deidentified"})
    assert shares & set(question.acts)
    for act in made.acts:
        latest = [one for one in case.questions if one.body == body and act.value in one.acts][-1]
        assert latest.state is State.GIVEN
    assert made.acts <= {Act.TALK, Act.ANSWER_BACK}


def test_a_masked_name_is_in_no_word_of_what_the_body_reads_first() -> None:
    said = Overview(
        wants="Att Kalle Ek ber om ursäkt",
        counterparty="KALLE  EK på Ekbolaget",
        interpreter="Kalle\u00ad Ek vet",
    )
    consent = (
        entry(1, Kind.REPORT, DAY, **Report("Det hände.", "sv", Readers.NO, {}).document()),
        entry(
            2, Kind.ANSWER, DAY, act="ask", body="boj", name="boj", acts=[Act.SHARE_DEIDENTIFIED]
        ),
        entry(3, Kind.MESSAGE, DAY, act="consent", question=2, answer="yes"),
    )
    plan = Plan(
        For.SUPPORT, Receiver("boj", "boj"), Chosen(masked=("kalle ek",)), Written(said), ID, DAY
    )
    made = make(case_of(consent), plan, SENDER, SWEDISH, today=DAY)
    told = encode(made.cover.plain()).decode().casefold()
    assert "ekbolaget" in told
    assert "kalle" not in told


@pytest.mark.parametrize("kind", BasisKind)
def test_the_situations_hold_what_is_covered(kind: BasisKind) -> None:
    """Else the test above could not fail."""

    def covered(situation: tuple[tuple[Entry, ...], Plan]) -> bool:
        try:
            made = make(case_of(situation[0]), situation[1], SENDER, SWEDISH, today=DAY)
        except Invalid:
            return False
        return made.basis is not None and made.basis.kind is kind

    unshrunk = settings(phases=[Phase.generate], max_examples=2000)
    assert find(situations(), covered, settings=unshrunk)


def _check_duty(entries: tuple[Entry, ...], plan: Plan, made: Made) -> None:
    assert made.basis is not None
    number = made.basis.number
    found = next(one for one in entries if one.number == number)
    duty = duty_in(found)
    assert duty is not None
    assert duty.body == plan.receiver.body
    assert duty.first_day(day_of(found.moment)) <= DAY
    assert made.acts == frozenset()
    assert plan.chosen == Chosen()
    told = next(one for one in made.document.sections if one.name == "told")
    assert told.items[0].values == (duty.told,)


def test_another_case_another_digest() -> None:
    yes = entry(2, Kind.ANSWER, DAY, act="ask", body="boj", name="boj", acts=["share_deidentified"])
    said = entry(3, Kind.MESSAGE, DAY, act="consent", question=2, answer="yes")
    report = Report("Det hände.", "sv", Readers.NO, {"area": ("housing",)})
    first = entry(1, Kind.REPORT, DAY, **report.document())
    plan = Plan(For.SUPPORT, Receiver("boj", "boj"), Chosen(), Written(), ID, DAY)
    case = Opened(DAY, "AD-2026-7K3QF", (first, yes, said), ledger([first, yes, said]))
    made = make(case, plan, SENDER, SWEDISH, today=DAY)
    for other in (
        replace(plan, chosen=Chosen(story=True)),
        replace(plan, written=Written(Overview(counterparty="Bolaget"))),
        replace(plan, id="A23456789BCD"),
        replace(plan, day=DAY + timedelta(days=1)),
    ):
        assert make(case, other, SENDER, SWEDISH, today=DAY).digest != made.digest
    assert make(case, plan, SENDER, SWEDISH, today=DAY).digest == made.digest
    with pytest.raises(Invalid):
        make(case, replace(plan, receiver=Receiver("soc", "soc")), SENDER, SWEDISH, today=DAY)
