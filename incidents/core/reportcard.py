"""The desk card of a report: what its answers say at the moment of sending, and again when the case is opened anew."""

from dataclasses import replace
from datetime import date

from incidents.core.danger import Answers, Danger, dangers, priority
from incidents.core.deadlines import service_due
from incidents.core.deskcard import DeskCard, Flag, joined
from incidents.core.happened import Happened
from incidents.core.help.answers import Situated
from incidents.core.help.limits import span_of
from incidents.core.help.spans import Span, Window, window
from incidents.core.lists import DISTRICT, UNIT
from incidents.core.report import Report


def priority_of(report: Report) -> int:
    """The priority that the answers set (`incidents.core.danger`)."""
    return priority(report.answers)


def law_span(answers: Answers, received: date, known: Happened | None = None) -> Span | None:
    """When the law's time limit runs out: from the coarse answer, or from the day that a caseworker knows."""
    return span_of(
        Situated(answers), days_of(answers, received, known), known.limit if known else None
    )


def days_of(answers: Answers, received: date, known: Happened | None) -> Window | None:
    """The days on which it can have happened; "when" was answered on the day of the report."""
    if known is not None:
        return Window.on(known.day)
    return window(next(iter(answers.get("when_coarse", ())), ""), received)


def card_of(report: Report, received: date, known: Happened | None = None) -> DeskCard:
    """The first card, written at the moment of sending; `known` once somebody knows the day."""
    level = priority_of(report)
    card = DeskCard(
        level,
        _flags(report),
        service_due(received, level),
        received=received,
        language=report.language,
        unit=report.single(UNIT) or "",
        place=report.single(DISTRICT) or "",
    )
    return card.limited(law_span(report.answers, received, known))


def reopened_card(
    report: Report,
    received: date,
    beside: DeskCard | None,
    on: date,
    known: Happened | None = None,
) -> DeskCard:
    """The card of a case that is opened again: the report's own, with what lay beside it, due from today on."""
    card = card_of(report, received, known)
    fresh = replace(card, due=service_due(on, card.priority))
    return fresh if beside is None else joined(fresh, beside)


def _flags(report: Report) -> Flag:
    found = dangers(report.answers)
    guardians = report.single("guardians")
    answers = (
        (Flag.DANGER, bool(found)),
        (Flag.CHILD, Danger.CHILD in found),
        (Flag.UNDER_18, report.single("under18") == "yes"),
        (Flag.REGISTER_ONLY, report.register_only),
        (Flag.MAY_CONCERN_READERS, report.readers != "no"),
        (Flag.NO_ANSWER_WANTED, not report.may_answer),
        (Flag.GUARDIANS_YES, guardians == "yes"),
        (Flag.GUARDIANS_NO, guardians == "no"),
        (Flag.GUARDIANS_ASK, guardians == "unsure"),
    )
    return Flag(sum(flag.value for flag, present in answers if present))
