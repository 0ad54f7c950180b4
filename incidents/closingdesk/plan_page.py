"""Which tables there are in two years: asked without an answer filled in, before anybody sees what it comes to."""

from flask import request, url_for
from sqlalchemy.orm import Session

from incidents.actions import blocks, drafting, folding, live, planning
from incidents.actions.planning import Choice
from incidents.closingdesk.forms import PlanForm
from incidents.closingdesk.state_page import state_page
from incidents.closingdesk.visit import (
    Page,
    desk,
    districts,
    go,
    now,
    pinned,
    said,
    secret,
    show,
)
from incidents.core.clock import local_date
from incidents.core.errors import DomainError
from incidents.core.lists import DISTRICT, FIXED
from incidents.core.live import Figure
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.moments import day
from incidents.web.periods import period


@access(Access.COORDINATION)
def show_plan() -> Page:
    """The choice that holds, and the form for one while nothing of the two years is frozen."""
    form = PlanForm(secret())
    try:
        folding.check_reader(desk())
        with reading() as session:
            made = planning.made(session, planning.span_now(session))
            told = _told(session, made)
        if request.method != "POST":
            return show("closingdesk/plan.html", form=form, **told)
        yearly = form.taken(again=bool(made))
        if yearly is None:
            return show("closingdesk/plan.html", form=form, **told), 400
        with writing() as session:
            reason = str(form.reason.data or "")
            planning.choose(
                session, desk(), yearly, districts(), reason, pinned=pinned(), now=now()
            )
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return go(url_for("closing.close"))


def _told(session: Session, made: list[Choice]) -> dict[str, object]:
    """What helps to choose: how many came in (T0, exact), what was chosen before, the districts."""
    figures = live.look(session, desk(), today=local_date(now()))
    came = [
        (period(code), figures.numbers[code][Figure.RECEIVED])
        for code in figures.rows()
        if "Q" in code
    ]
    choice = made[-1] if made else None
    before = planning.rows(session)
    earlier = [one for one in before if one.span < planning.span_now(session)]
    return {
        "years": _years(session),
        "came": came,
        "until": day(figures.until),
        "choices": [(day(one.day), one.yearly, one.reason) for one in reversed(made)],
        "fixed": planning.is_fixed(session),
        "last": earlier[-1].yearly if earlier else None,
        "districts": [
            name
            for code, name in (choice.districts if choice else districts()).items()
            if code not in FIXED[DISTRICT]
        ],
        "left_out": planning.left_out(choice, districts()) if choice else [],
    }


def _years(session: Session) -> str:
    """The two years; empty before anything is collected."""
    quarter = drafting.next_quarter(session, blocks.read(session, desk()))
    if quarter is None:
        return ""
    first = quarter.first_year + quarter.before_span // 4
    return period(f"{first}-{first + 1}")
