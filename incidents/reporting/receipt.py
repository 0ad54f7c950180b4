"""6, the receipt: the code, how to keep it, when to come back, and help in return."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from incidents.core.box import Device, Receipt
from incidents.core.calendar import Event, calendar
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode, normalise
from incidents.reporting import journey, steps, visit
from incidents.reporting.forms import ReceiptForm
from incidents.reporting.present_help import help_shown
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank, gap
from incidents.web.locale import NON_LATIN, gettext
from incidents.web.templates import part, render

Page = Response | str | tuple[str, int]
#: What differs from one reporter to the next, and stands in no page that is drawn for everybody. Whatever else a
#: receipt says is part of the page's name on the shelf.
_NOBODYS: dict[str, Any] = {
    "code": bytes(12),
    "submission": b"",
    "expires": datetime.min.replace(tzinfo=UTC),
    "received": "",
    "answers": {},
}


def register(pages: Blueprint) -> None:
    """The receipt, and what one may take along."""
    pages.add_url_rule("/receipt", "receipt", receipt, methods=["GET", "POST"])
    pages.add_url_rule("/receipt/<any('kod.txt','paminnelse.ics'):name>", "keepsake", keepsake)


@access(Access.PUBLIC)
def receipt(lang: str) -> Page:
    """The receipt; posted, whether the last group of the code was noted down rightly."""
    held = visit.current()
    if held.receipt is None or held.secret is None:
        return steps.elsewhere(held, lang, opens_draft=False) or visit.go(
            journey.url("check", lang)
        )
    kept, code = held.receipt, CaseCode(held.receipt.code)
    own = own_parts(kept, lang)
    if request.method != "POST":
        return from_the_shelf(kept, held.secret, lang, own)
    form = ReceiptForm(held.secret)
    proved = None
    if form.validate():
        typed = normalise(form.last_group.data or "")
        proved = typed in (code.letters[-4:], code.digits[-5:])
    return drawn(form, kept, proved=proved, **own)


def own_parts(receipt: Receipt, lang: str) -> dict[str, Markup]:
    """What is this reporter's alone: the code and the help."""
    code = CaseCode(receipt.code)
    digits = code.digits if lang in NON_LATIN else None
    shown = help_shown(receipt.answers, date.fromisoformat(receipt.received))
    return {
        "code": part("reporting/parts/code.html", code=code.letters, digits=digits),
        "help": part("reporting/parts/help.html", help=shown),
    }


def from_the_shelf(
    receipt: Receipt, secret: BrowserSecret, lang: str, own: Mapping[str, Markup]
) -> str:
    """The page as it is drawn once for everybody whose receipt says the same."""
    same = {name: getattr(receipt, name) for name in receipt.__slots__ if name not in _NOBODYS}
    nobodys = Receipt(**same, **_NOBODYS)
    gaps = {name: gap(name) for name in own}
    return blank(
        ("receipt", lang, *same.values()),
        secret.form_token(ReceiptForm.__name__),
        lambda: drawn(ReceiptForm(NOBODY), nobodys, proved=None, **gaps),
        **own,
    )


def drawn(form: ReceiptForm, receipt: Receipt, *, proved: bool | None, **own: Markup) -> str:
    """The page with its own parts."""
    return render(
        "reporting/receipt.html",
        form=form,
        receipt=receipt,
        proved=proved,
        show_exit=True,
        settings=cookies.settings(),
        **own,
    )


@access(Access.PUBLIC)
def keepsake(lang: str, name: str) -> Page:
    """On one's own device: the code as a neutral text file, or a neutral reminder without code and address."""
    held = visit.current()
    if held.receipt is None or held.receipt.device is not Device.OWN:
        return visit.go(journey.url("receipt", lang))
    if name == "kod.txt":
        code = CaseCode(held.receipt.code)
        return _file(f"{code.letters}\r\n{code.digits}\r\n", "text/plain", name)
    return _file(_reminder(date.fromisoformat(held.receipt.received)), "text/calendar", name)


def _reminder(received: date) -> str:
    """A day in a week. The file's own time is that day's beginning, so that it does not tell when it was made."""
    day = received + timedelta(days=7)
    event = Event(f"{day:%Y%m%d}-1", day, gettext("Påminnelse"))
    return calendar([event], datetime.combine(day, time(), UTC))


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
