"""What a body sees of a referral: the cover, then its files, what was said so far, and what it can say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from incidents.actions import receiver
from incidents.actions.receiver import Received
from incidents.core.bases import Act
from incidents.core.referral_entry import Reply
from incidents.core.referral_ledger import FILES_OVER, REFUSED
from incidents.core.referral_page import Page as ReferralPage
from incidents.core.referral_page import Said
from incidents.handover.pages import around
from incidents.handover.referral_forms import ReplyForm, forms_of
from incidents.handover.visit import Page, Visit, today
from incidents.store.database import reading
from incidents.web.filewords import size_words
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES, direction
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day
from incidents.web.readerwords import reader_words
from incidents.web.replywords import code_words
from incidents.web.templates import render

_WORDS = {
    Reply.ACCEPT: lazy_gettext("Ni tog emot hänvisningen"),
    Reply.DECLINE: lazy_gettext("Ni tackade nej"),
    Reply.CONFLICT: lazy_gettext("Ni anmälde jäv"),
    Reply.SAVED: lazy_gettext("Ni har sparat filerna"),
    Reply.RESULT: lazy_gettext("Ni berättade hur det gick"),
}
_PLACE_WORDS = {**_WORDS, Reply.ACCEPT: lazy_gettext("Ni tog emot larmet")}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was done or said. `ours`: by the body itself."""

    number: int
    when: str
    words: str
    text: str
    ours: bool = True
    language: str = "sv"
    language_name: str = ""
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file to fetch."""

    url: str
    name: str
    size: str


def show(here: Visit, found: Received) -> Page:
    """The cover, until it is taken; then everything."""
    return _page(here, found)


def again(here: Visit, found: Received) -> Page:
    """The passphrase came after a post: what was written stands in its field again, and nothing is sent."""
    form = forms_of(found.page).get(request.form.get("act", ""))
    return _page(here, found, form(here.secret) if form else None)


def refused(here: Visit, found: Received, form: ReplyForm, status: int, why: str = "") -> Page:
    """The page again, with what was typed and the reason."""
    if why:
        form.form_errors.append(why)
    return _page(here, found, form), status


def _page(here: Visit, found: Received, failed: ReplyForm | None = None) -> str:
    if not found.journal.replies:
        return _cover(here, found, failed)
    page, journal = found.page, found.journal
    files = today() <= page.until
    may = {
        name: journal.allows(form.reply, page, files=files) for name, form in forms_of(page).items()
    }
    return render(
        "handover/alert.html" if page.alert else "handover/referral.html",
        form=failed,
        forms=_forms(here, page, failed),
        may=may,
        files=[] if _ended(found) else list(_files(here, found)),
        until=day(page.until),
        page_until=day(page.page_until),
        cover=page.cover if files else None,
        lines=_lines(found),
        talk=_talk(here, found),
        talks=Act.TALK in page.acts,
        tells=Act.ANSWER_BACK in page.acts,
        ended=not journal.replies.isdisjoint(REFUSED),
        saved=Reply.SAVED in journal.replies,
        id=page.id,
        post_url=here.url("referral"),
        **around(here),
    )


def _cover(here: Visit, found: Received, failed: ReplyForm | None) -> str:
    page = found.page
    return render(
        "handover/alert_cover.html" if page.alert else "handover/referral_cover.html",
        form=failed,
        forms=_forms(here, page, failed),
        cover=page.cover,
        to=jointed(page.to),
        sender=reader_words(found.parcel.recipients),
        until=day(page.until),
        answer_by=day(page.answer_by),
        over=page.until < today(),
        post_url=here.url("referral"),
        **around(here),
    )


def _forms(here: Visit, page: ReferralPage, failed: ReplyForm | None) -> dict[str, ReplyForm]:
    made = {}
    for name, form in forms_of(page).items():
        one = failed if isinstance(failed, form) else form(here.secret, blank=True)
        one.act.data, one.act.id = name, f"act-{name}"
        made[name] = one
    return made


def _ended(found: Received) -> bool:
    return found.page.until < today() or not found.journal.replies.isdisjoint(FILES_OVER)


def _files(here: Visit, found: Received) -> Iterator[FileLine]:
    for place, one in enumerate(found.page.enclosed):
        yield FileLine(here.url("file", place=place), one.name, size_words(one.size))


def _lines(found: Received) -> list[Line]:
    words = _PLACE_WORDS if found.page.alert else _WORDS
    said = found.journal.said
    return [_line(one, words) for one in said if one.answer.reply is not Reply.TALK]


def _line(said: Said, called: Mapping[Reply, object]) -> Line:
    answer = said.answer
    code = code_words(answer.reply, answer.code)
    words = f"{called[answer.reply]}: {code}" if code else str(called[answer.reply])
    return Line(said.number, day(said.day), words, answer.text)


def _talk(here: Visit, found: Received) -> list[Line]:
    """The conversation with the person, in order."""
    assert here.key is not None
    with reading() as session:
        heard = receiver.from_person(session, found, here.key)
    theirs = [
        Line(
            one.number,
            day(date.fromisoformat(one.moment)),
            gettext("Personen"),
            str(one.content["text"]),
            ours=False,
            language=one.language,
            language_name=str(LANGUAGE_NAMES.get(one.language, one.language)),
            direction=direction(one.language),
        )
        for one in heard
    ]
    ours = [
        Line(one.number, day(one.day), gettext("Ni"), one.answer.text)
        for one in found.journal.said
        if one.answer.reply is Reply.TALK
    ]
    return sorted([*theirs, *ours], key=lambda line: line.number)
