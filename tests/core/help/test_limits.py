"""Which time limits (DOMAIN 1.6) apply to which answers."""

from datetime import date, timedelta

import pytest

from incidents.core.clock import add_months
from incidents.core.help.answers import Situated
from incidents.core.help.directory import Directory
from incidents.core.help.limits import COUNTED, span_of
from incidents.core.help.spans import Kind, Limit, Span, State, Window, window
from incidents.core.referral import help_for
from incidents.core.vocabulary import vocabulary
from tests.core.helping import ALL_CONFIRMED, AS_DELIVERED, TODAY, confirming, helped


def d(text: str) -> date:
    return date.fromisoformat(text)


def only(limits: tuple[Limit, ...], kind: Kind) -> Limit:
    (found,) = [limit for limit in limits if limit.kind is kind]
    return found


def test_a_known_day_is_one_last_day() -> None:
    told = {"area": ("housing",), "when_coarse": ("y2",)}
    found = help_for(told, today=TODAY, directory=AS_DELIVERED, happened=d("2026-05-31"))
    (limit,) = found.limits
    assert limit.span == Span(d("2028-05-31"), d("2028-05-31"))
    assert limit.says.swedish == "Räkna med %(late)s som sista dag."


def test_the_bucket_is_seen_from_the_day_of_the_answer_and_the_state_from_today() -> None:
    told = {"area": ("work",), "when_coarse": ("d14",)}
    later = TODAY + timedelta(days=10)
    found = help_for(told, today=later, directory=AS_DELIVERED, answered=TODAY)
    limit = only(found.limits, Kind.DISMISSAL)
    assert (limit.state, limit.span) == (
        State.PERHAPS_PASSED,
        Span(TODAY, TODAY + timedelta(days=14)),
    )


@pytest.mark.parametrize(("left", "urgent"), [(14, False), (13, True), (0, True), (-1, False)])
def test_a_limit_is_pointed_out_only_when_its_late_end_is_less_than_a_fortnight_away(
    left: int, *, urgent: bool
) -> None:
    happened = add_months(TODAY + timedelta(days=left), -24)
    told = {"area": ("care",)}
    found = help_for(told, today=TODAY, directory=AS_DELIVERED, happened=happened)
    assert only(found.limits, Kind.OTHER_AREA).urgent is urgent


def kinds(directory: Directory = AS_DELIVERED, **answers: str) -> list[str]:
    return [limit.kind.value for limit in helped(directory, **answers).limits]


@pytest.mark.parametrize("area", ["education", "housing", "leisure", "authority", "service"])
def test_outside_work_one_may_sue_for_two_years(area: str) -> None:
    limit = only(helped(area=area, when_coarse="d14").limits, Kind.OTHER_AREA)
    assert limit.rule.source == "diskrimineringslagen 6 kap. 6 §"
    assert limit.span == Span(d("2028-11-10"), d("2028-11-24"))


@pytest.mark.parametrize("area", ["education", "housing", "work", "other"])
def test_who_was_under_18_has_two_years_from_the_birthday_and_no_dates(area: str) -> None:
    limit = only(helped(area=area, under18="yes", when_coarse="older").limits, Kind.MINOR)
    assert (limit.state, limit.span, limit.says.values) == (State.FROM_18, None, ())
    assert kinds(area=area, under18="yes").count("other_area") == 0


@pytest.mark.parametrize(("under18", "told"), [("no", 0), ("unsaid", 1)])
def test_who_has_not_said_their_age_is_told_of_the_birthday(under18: str, told: int) -> None:
    limit = only(helped(area="care", under18=under18).limits, Kind.OTHER_AREA)
    assert len(limit.notes) == told


def test_work_has_the_short_limits_also_for_who_was_under_18() -> None:
    assert kinds(area="work") == ["dismissal", "work", "other_area"]
    assert kinds(area="work", under18="yes") == ["dismissal", "work", "minor"]


def test_a_dismissal_may_have_as_little_as_two_weeks() -> None:
    limit = only(helped(area="work", when_coarse="d14").limits, Kind.DISMISSAL)
    assert limit.span == Span(TODAY, d("2026-12-08"))
    assert limit.notes == ()


def test_the_numbers_of_working_life_are_shown_only_when_confirmed() -> None:
    hidden = only(helped(area="work", when_coarse="d14").limits, Kind.WORK)
    assert (hidden.state, hidden.span) == (State.UNKNOWN, None)
    shown = helped(confirming("limit.work"), area="work", when_coarse="d14").limits
    assert only(shown, Kind.WORK).span == Span(d("2027-03-10"), d("2027-03-24"))


def test_a_confirmed_claim_for_damages_after_dismissal_has_four_months() -> None:
    found = helped(confirming("limit.dismissal_damages"), area="work", when_coarse="now").limits
    dismissals = [limit.span for limit in found if limit.kind is Kind.DISMISSAL]
    assert dismissals == [
        Span(d("2026-12-08"), d("2026-12-08")),
        Span(d("2027-03-24"), d("2027-03-24")),
    ]


def test_a_confirmed_month_without_instruction_is_a_note_to_the_dismissal() -> None:
    limits = helped(confirming("limit.dismissal_month"), area="work").limits
    assert [note.source for note in only(limits, Kind.DISMISSAL).notes] == [
        "lagen om anställningsskydd 40 §"
    ]


@pytest.mark.parametrize(("actor", "notes"), [("work", 1), ("municipality", 2), ("public", 2)])
def test_a_passive_union_and_a_public_appointment_are_notes_to_working_life(
    actor: str, notes: int
) -> None:
    limit = only(helped(area="work", actor_type=actor).limits, Kind.WORK)
    assert len(limit.notes) == notes
    assert {note.source for note in limit.notes} == {"diskrimineringslagen 6 kap. 4 §"}


def test_outside_the_act_only_crimes_have_limits() -> None:
    assert kinds(area="outside", what_happened="insulted") == []
    assert kinds(ALL_CONFIRMED, area="outside", what_happened="insulted") == ["crime"]
    assert kinds(area="outside", what_happened="attacked") == ["other"]


@pytest.mark.parametrize("happened", ["threatened", "attacked", "sexual"])
def test_criminal_injuries_compensation_has_three_years(happened: str) -> None:
    limit = only(
        helped(area="outside", what_happened=happened, when_coarse="d14").limits, Kind.OTHER
    )
    assert limit.span == Span(d("2029-11-10"), d("2029-11-24"))


def test_the_inspectorate_of_care_looks_two_years_back() -> None:
    limit = only(helped(area="care", when_coarse="m4").limits, Kind.OTHER)
    assert limit.span == Span(d("2028-07-24"), d("2028-11-09"))


@pytest.mark.parametrize(
    ("area", "fact", "kind"),
    [("authority", "limit.jo", "other"), ("service", "limit.arn", "other")],
)
def test_jo_and_arn_have_limits_once_confirmed(area: str, fact: str, kind: str) -> None:
    assert kinds(area=area) == ["other_area"]
    assert kinds(confirming(fact), area=area) == ["other_area", kind]


def test_the_limits_of_an_unknown_area_are_those_of_work_and_the_others() -> None:
    assert kinds() == kinds(area="other") == ["dismissal", "work", "other_area"]


def test_a_report_and_a_complaint_to_do_stop_no_clock() -> None:
    said = [caution.text.swedish for caution in helped().cautions]
    assert said[:2] == [
        "En rapport här stoppar ingen tidsfrist.",
        "Att anmäla till DO stoppar inte heller någon tidsfrist.",
    ]


def test_the_kinds_of_limit_are_the_vocabularys() -> None:
    assert [kind.value for kind in Kind] == [item.code for item in vocabulary("limit_type").items]


# ---------------------------------------------------------------- one span for the desk card


def span(happened: Window | None, kind: Kind | None = None, **answers: str) -> Span | None:
    return span_in(answers, happened, kind)


def span_in(
    answers: dict[str, str], happened: Window | None, kind: Kind | None = None
) -> Span | None:
    return span_of(Situated({name: (one,) for name, one in answers.items()}), happened, kind)


@pytest.mark.parametrize(
    ("area", "when", "early", "late"),
    [
        ("housing", "d14", "2028-11-10", "2028-11-24"),
        ("housing", "y2", "2026-11-24", "2028-07-24"),
        ("work", "now", "2026-12-08", "2027-03-24"),
        ("work", "d14", "2026-11-24", "2027-03-24"),
        ("work", "m4", "2026-08-07", "2027-03-09"),
        ("other", "d14", "2026-11-24", "2028-11-24"),
    ],
)
def test_a_case_has_one_span_from_its_shortest_limit_to_its_longest(
    area: str, when: str, early: str, late: str
) -> None:
    assert span(window(when, TODAY), area=area) == Span(d(early), d(late))


@pytest.mark.parametrize(
    "answers",
    [{"area": "outside"}, {"area": "housing", "under18": "yes"}, {"under18": "yes"}],
)
def test_a_case_has_no_span_where_no_time_runs_from_the_event(answers: dict[str, str]) -> None:
    assert span_in(answers, window("d14", TODAY)) is None


@pytest.mark.parametrize("when", ["", "older", "unsure"])
def test_a_case_has_no_span_where_nobody_knows_when(when: str) -> None:
    assert span(window(when, TODAY), area="work") is None


@pytest.mark.parametrize(
    ("kind", "early", "late"),
    [
        (Kind.DISMISSAL, "2026-11-17", "2026-11-17"),
        (Kind.WORK, "2027-03-03", "2027-03-03"),
        (Kind.OTHER_AREA, "2028-11-03", "2028-11-03"),
        (None, "2026-11-17", "2027-03-03"),
    ],
)
def test_a_known_day_and_a_known_kind_make_the_span_exact(
    kind: Kind | None, early: str, late: str
) -> None:
    assert span(Window.on(d("2026-11-03")), kind, area="work") == Span(d(early), d(late))


@pytest.mark.parametrize("kind", COUNTED)
def test_the_span_of_a_kind_is_that_of_the_help_in_return(kind: Kind) -> None:
    area = "housing" if kind is Kind.OTHER_AREA else "work"
    told = {"area": (area,), "when_coarse": ("d14",)}
    shown = help_for(told, today=TODAY, directory=ALL_CONFIRMED).limits
    (listed, *_) = [limit for limit in shown if limit.kind is kind]
    assert span(window("d14", TODAY), kind, area=area) == listed.span
