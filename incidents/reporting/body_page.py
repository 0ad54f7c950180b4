"""A body that the case was referred to: what it has got, what it says, and writing to it without saying who one is."""

from flask import Response, request, url_for
from sqlalchemy.orm import Session
from wtforms import TextAreaField, ValidationError

from incidents.actions import inbox as deeds
from incidents.actions import parcels, telling
from incidents.core.errors import Invalid, NotFound
from incidents.core.report import check_story
from incidents.crypto.casecode import CaseCode
from incidents.reporting import visit
from incidents.reporting.code_page import Opened, closed, opened, stored
from incidents.reporting.inbox_forms import OnceForm
from incidents.reporting.referral_words import shared, talk, to_body
from incidents.store.database import reading
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.fields import one_line_ends
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import moment
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


class BodyForm(OnceForm):
    """A message to a body."""

    text = TextAreaField(lazy_gettext("Ditt meddelande"), filters=[one_line_ends])

    def validate_text(self, field: TextAreaField) -> None:
        """The same limits as for every message."""
        try:
            check_story(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error


@access(Access.PUBLIC)
def body(lang: str, number: int) -> Page:
    """What this body got, and the conversation with it."""
    found = opened()
    if found is None:
        return closed(lang, "inbox")
    form = BodyForm(found.secret)
    if form.validate_on_submit():
        text = form.text.data or ""

        def deed(session: Session, code: CaseCode) -> None:
            telling.write_to_body(session, code, number, text, **form.said(lang))

        try:
            done = stored(found, form, deed)
        except NotFound:  # taken back meanwhile: what was written stands on the page
            return _page(found, form, number, lost=text), 409
        if done:
            here = url_for("reporting.body", lang=lang, number=number)
            return visit.go(f"{here}?sent=1#latest")
        return _page(found, form, number), 503
    return _page(found, form, number), 400 if request.method == "POST" else 200


def _page(found: Opened, form: BodyForm, number: int, *, lost: str = "") -> str:
    with reading() as session:
        view = deeds.read(session, found.code, pinned=cookies.settings().trust)
        lying = parcels.lying(session, view.case_id)
    here = next((one for one in shared(view, lying) if one.number == number), None)
    if here is None:
        raise NotFound("Sidan finns inte.")
    return render(
        "reporting/body.html",
        form=form,
        here=here,
        lost=lost,
        thread=[
            (
                "reporter" if to_body(entry) else "answer",
                gettext("Du") if to_body(entry) else here.name,
                moment(entry.moment),
                str(entry.content["text"]),
                entry.language,
            )
            for entry in talk(view, number)
        ],
        sent=request.args.get("sent") == "1",
        show_exit=True,
    )
