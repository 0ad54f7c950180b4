"""Nothing leaves without a row that covers it: a consent, or a duty with its provision."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.bases import (
    PROVISIONS,
    Act,
    Basis,
    BasisKind,
    Duty,
    Leaving,
    Urgency,
    basis_for,
    check_leads,
    duty_in,
    newest,
    recognisable,
)
from incidents.core.consent import State, ledger
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.help.directory import Role
from incidents.core.vocabulary import vocabulary

DAY = date(2026, 11, 2)
TOLD = "Ett barn i familjen kan fara illa."


def said(number: int, kind: Kind, **content: object) -> Entry:
    day = DAY + timedelta(days=number - 1)
    said = {"text": "", **content}
    return Entry(bytes(16), number, kind, day.isoformat(), "sv", said, b"", author_name="Lena")


def ask(number: int, body: str, *acts: Act, act: str = "ask") -> Entry:
    return said(
        number, Kind.ANSWER, act=act, body=body, name="B", acts=[*acts], how="telefon", text="Vad."
    )


def reply(number: int, question: int, answer: str) -> Entry:
    return said(number, Kind.MESSAGE, act="consent", question=question, answer=answer)


def duty(**changes: Any) -> Duty:
    stated = {"body": "soc", "name": "Socialtjänsten", "provision": "concern"}
    return Duty(**{**stated, "decided_by": "Lena", "told": TOLD, **changes})


def announced(number: int, which: Duty) -> Entry:
    return said(number, Kind.ANSWER, **which.content())


def covering(leaving: Leaving, *entries: Entry, on: date | None = None) -> Basis | None:
    today = on or DAY + timedelta(days=len(entries) + 1)
    return basis_for(leaving, ledger(entries), entries, today)


def test_the_words_are_those_of_the_vocabularies() -> None:
    assert {one.value for one in Act} == {item.code for item in vocabulary("consent_act").items}
    kinds = {item.code for item in vocabulary("legal_basis").items}
    assert {one.value for one in BasisKind} == kinds


@pytest.mark.parametrize(
    ("acts", "leaving", "covered"),
    [
        ([Act.SHARE_DEIDENTIFIED], Leaving("do"), True),
        ([Act.SHARE_IDENTIFIED], Leaving("do"), True),
        ([Act.SHARE_IDENTIFIED], Leaving("do", identified=True), True),
        ([Act.SHARE_DEIDENTIFIED], Leaving("do", identified=True), False),
        ([Act.SHARE_IDENTIFIED], Leaving("rfsl"), False),
        ([Act.CONTACT, Act.TALK, Act.ANSWER_BACK], Leaving("do"), False),
        ([Act.SHARE_DEIDENTIFIED], Leaving("do", acts=frozenset({Act.TALK})), False),
        ([Act.SHARE_DEIDENTIFIED, Act.TALK], Leaving("do", acts=frozenset({Act.TALK})), True),
    ],
)
def test_a_consent_covers_its_body_and_its_acts(
    acts: list[Act], leaving: Leaving, *, covered: bool
) -> None:
    given_ = [ask(1, "do", *acts), reply(2, 1, "yes")]
    assert (covering(leaving, *given_) == Basis(BasisKind.CONSENT, 1)) is covered
    assert covering(leaving, *given_[:1]) is None
    assert covering(leaving, *given_, reply(3, 1, "withdraw")) is None
    assert covering(leaving, *given_, said(3, Kind.MESSAGE, act="stop")) is None


def test_what_was_said_aloud_counts_and_is_taken_back_in_the_inbox() -> None:
    aloud = ask(1, "do", Act.SHARE_IDENTIFIED, act="oral")
    assert covering(Leaving("do", identified=True), aloud) == Basis(BasisKind.CONSENT, 1)
    assert ledger([aloud])[0].aloud == "telefon"
    assert covering(Leaving("do"), aloud, reply(2, 1, "withdraw")) is None
    stop = said(1, Kind.MESSAGE, act="stop")
    late = ask(2, "do", Act.SHARE_IDENTIFIED, act="oral")
    assert [question.state for question in ledger([stop, late])] == [State.WITHDRAWN]


def test_a_duty_covers_its_own_words_from_the_day_after_and_nothing_else() -> None:
    entry = announced(1, duty())
    leaving = Leaving("soc", told=TOLD)
    assert covering(leaving, entry, on=DAY) is None
    basis = Basis(BasisKind.LEGAL_DUTY, 1, "concern")
    assert covering(leaving, entry, on=DAY + timedelta(days=1)) == basis
    later = DAY + timedelta(days=9)
    for other in (
        Leaving("soc", told=f"{TOLD} Mer."),
        Leaving("soc"),
        Leaving("do", told=TOLD),
        Leaving("soc", identified=True, told=TOLD),
        Leaving("soc", acts=frozenset({Act.TALK}), told=TOLD),
    ):
        assert covering(other, entry, on=later) is None


def test_waiting_is_left_out_only_where_a_child_may_be_in_danger() -> None:
    entry = announced(1, duty(urgency=Urgency.CHILD))
    assert covering(Leaving("soc", told=TOLD), entry, on=DAY) is not None
    with pytest.raises(Invalid):
        duty(provision="school", urgency=Urgency.CHILD)


def test_a_duty_may_be_done_the_day_after_or_at_once_for_a_child() -> None:
    assert duty().first_day(DAY) == DAY + timedelta(days=1)
    assert duty(urgency=Urgency.CHILD).first_day(DAY) == DAY


def test_a_duty_leads_to_those_whom_its_law_names_and_to_nobody_else() -> None:
    led = {one.code: {role for role in Role if leads(one.code, role)} for one in PROVISIONS}
    assert led == {
        "concern": {Role.SOCIAL_SERVICES},
        "school": {Role.SCHOOL},
        "education": {Role.SCHOOL, Role.COMMITTEE},
        "employer": {Role.PERSONNEL, Role.COMMITTEE},
    }
    assert not leads("hunch", Role.SOCIAL_SERVICES)


def leads(provision: str, role: Role) -> bool:
    try:
        check_leads(provision, role)
    except Invalid:
        return False
    return True


@pytest.mark.parametrize(
    ("role", "acts", "said"),
    [
        (Role.THE_BODY, ["share_deidentified"], True),
        (Role.LANDLORD, ["contact", "share_identified"], True),
        (Role.SCHOOL, ["contact", "talk"], False),
        (Role.DO, ["share_deidentified"], False),
        (Role.BUREAU, ["share_identified"], False),
    ],
)
def test_those_who_were_there_may_understand_who_it_is(
    role: Role, acts: list[str], *, said: bool
) -> None:
    assert recognisable(role, acts) is said


def test_a_no_to_the_latest_question_ends_what_was_allowed_before() -> None:
    before = [ask(1, "do", Act.SHARE_DEIDENTIFIED), reply(2, 1, "yes")]
    again = [*before, ask(3, "do", Act.SHARE_DEIDENTIFIED)]
    assert covering(Leaving("do"), *again) == Basis(BasisKind.CONSENT, 1)
    assert covering(Leaving("do"), *again, reply(4, 3, "no")) is None
    other = [*before, ask(3, "do", Act.TALK), reply(4, 3, "no")]
    assert covering(Leaving("do"), *other) == Basis(BasisKind.CONSENT, 1)


def test_the_newest_entry_of_the_ledger() -> None:
    message, event = said(5, Kind.MESSAGE), said(6, Kind.MESSAGE, act="event")
    assert newest([]) == newest([message, event]) == 0
    assert newest([ask(1, "do", Act.TALK), reply(2, 1, "yes"), message, event]) == 2
    assert newest([announced(3, duty()), said(4, Kind.MESSAGE, act="stop"), message]) == 4


def test_a_stop_takes_back_consents_and_no_duty() -> None:
    entries = [announced(1, duty()), said(2, Kind.MESSAGE, act="stop")]
    assert covering(Leaving("soc", told=TOLD), *entries) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"provision": "hunch"},
        {"body": ""},
        {"name": " "},
        {"name": "x" * 121},
        {"decided_by": ""},
        {"decided_by": "x" * 121},
        {"told": " "},
        {"told": "x" * 4001},
    ],
)
def test_a_duty_says_what_is_asked_of_it(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        duty(**wrong)


def test_a_duty_is_read_as_it_was_written_and_from_nobody_but_staff() -> None:
    entry = announced(1, duty())
    assert duty_in(entry) == duty()
    assert duty_in(said(1, Kind.MESSAGE, **duty().content())) is None
    assert duty_in(said(1, Kind.ANSWER, **{**duty().content(), "urgency": "soon"})) is None
    assert duty_in(said(1, Kind.ANSWER, **{**duty().content(), "told": "", "text": ""})) is None


BODIES = st.sampled_from(["do", "rfsl", "soc"])
ACTS = st.sets(st.sampled_from(list(Act)), min_size=1)
STEPS = st.one_of(
    st.tuples(st.just("ask"), BODIES, ACTS),
    st.tuples(st.just("oral"), BODIES, ACTS),
    st.tuples(st.sampled_from(["yes", "no", "withdraw"]), st.integers(1, 12), st.none()),
    st.tuples(st.sampled_from(["stop", "go_on"]), st.none(), st.none()),
    st.tuples(st.just("duty"), BODIES, st.sampled_from([one.code for one in PROVISIONS])),
)
LEAVING = st.builds(
    Leaving,
    BODIES,
    identified=st.booleans(),
    acts=st.frozensets(st.sampled_from([Act.TALK, Act.ANSWER_BACK])),
    told=st.sampled_from(["", TOLD]),
)


def entries_of(steps: list[tuple[Any, Any, Any]]) -> list[Entry]:
    found = []
    for number, (what, first, second) in enumerate(steps, start=1):
        if what in ("ask", "oral"):
            found.append(ask(number, first, *sorted(second), act=what))
        elif what == "duty":
            found.append(announced(number, duty(body=first, provision=second)))
        elif what in ("stop", "go_on"):
            found.append(said(number, Kind.MESSAGE, act=what))
        else:
            found.append(reply(number, first, what))
    return found


@given(steps=st.lists(STEPS, max_size=12), leaving=LEAVING)
def test_whatever_the_ledger_nothing_leaves_without_a_row_that_covers_it(
    steps: list[tuple[Any, Any, Any]], leaving: Leaving
) -> None:
    entries = entries_of(steps)
    basis = covering(leaving, *entries)
    if basis is None:
        return
    row = entries[basis.number - 1]
    assert row.content["body"] == leaving.body
    if basis.kind is BasisKind.LEGAL_DUTY:
        assert row.content["act"] == "duty"
        assert row.content["text"] == leaving.told
        assert not leaving.identified
        assert not leaving.acts
        return
    after = entries[basis.number :]
    acts = set(row.content["acts"])  # type: ignore[call-overload] # a list, as the entry was made
    assert acts >= leaving.acts
    assert Act.SHARE_IDENTIFIED in acts or not leaving.identified
    assert acts & {Act.SHARE_IDENTIFIED, Act.SHARE_DEIDENTIFIED}
    answers = [e.content["answer"] for e in after if e.content.get("question") == basis.number]
    assert row.content["act"] == "oral" or "yes" in answers
    last_stop = max((e.number for e in entries if e.content.get("act") == "stop"), default=0)
    yes_after = [
        e.number
        for e in after
        if e.content.get("question") == basis.number and e.content.get("answer") == "yes"
    ]
    assert basis.number > last_stop or any(number > last_stop for number in yes_after)
