"""Who could help further in a case: a page to read. It sends nothing, decides nothing and changes nothing."""

from incidents.actions import casefile, referring
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.casework import present_coding, present_refer, present_referral
from incidents.casework.telling import may_tell
from incidents.casework.visit import Page, back, desk, now, pinned
from incidents.core.clock import local_date
from incidents.core.reportcard import days_of
from incidents.core.suggestion.matter import Matter, Person, matter_of
from incidents.core.suggestion.ranking import suggest
from incidents.core.workflow import Status
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.directory import directory_now
from incidents.web.moments import moment
from incidents.web.templates import render


@access(Access.DESK)
def show_refer(reference: str) -> Page:
    """The bodies, the nearest first; the case with its cover sheet or its quarantine comes before it."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        if not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE:
            return back(reference)
        file = casefile.read(session, desk(), case, pinned=pinned())
        opened = referring.opened(file)
    found = directory_now()
    matter = _matter(file, found.region)
    names = {body.fact.id: body.name for body in found.bodies}
    return render(
        "casework/refer.html",
        reference=case.reference,
        wants_stop=moment(file.stop.moment) if file.stop else "",
        may_tell=may_tell(file),
        only_counted=matter.only_counted,
        outside=matter.outside,
        coded=bool(file.codings),
        region=found.region,
        covered=present_referral.covered(opened, names, matter.today),
        bodies=[present_refer.shown(one, matter, found) for one in suggest(matter, found)],
    )


def _matter(file: CaseFile, region: tuple[str, ...]) -> Matter:
    answers, known = present_coding.answers_of(file), file.happened
    return matter_of(
        answers,
        file.codings[-1][1] if file.codings else None,
        person=Person(file.report.language if file.report else "sv", not file.has_contact),
        happened=(days_of(answers, file.case.received, known), known.limit if known else None),
        region=region,
        today=local_date(now()),
    )
