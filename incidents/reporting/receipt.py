"""6, the receipt: the code, how to keep it, when to come back, and help in return."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, Response, request
from markupsafe import Markup

from incidents.core.box import Device, Receipt
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
    own = {
        "code": part(
            "reporting/parts/code.html",
            code=code.letters,
            digits=code.digits if lang in NON_LATIN else None,
        ),
        "help": _help(kept),
    }
    if request.method != "POST":
        token = held.secret.form_token(ReceiptForm.__name__)
        return blank(("receipt", lang, *_said(kept)), token, lambda: _blank(kept), **own)
    form = ReceiptForm(held.secret)
    proved = None
    if form.validate():
        typed = normalise(form.last_group.data or "")
        proved = typed in (code.letters[-4:], code.digits[-5:])
    return _drawn(form, kept, proved=proved, **own)


def _said(receipt: Receipt) -> tuple[object, ...]:
    """What the page depends on apart from code and help."""
    return (
        receipt.device,
        receipt.register_only,
        receipt.no_answer,
        receipt.independent,
        receipt.voluntary,
        receipt.quarantine,
    )


def _blank(receipt: Receipt) -> str:
    nobodys = replace(receipt, code=bytes(len(receipt.code)), submission=b"", answers={})
    return _drawn(ReceiptForm(NOBODY), nobodys, proved=None, code=gap("code"), help=gap("help"))


def _drawn(form: ReceiptForm, receipt: Receipt, *, proved: bool | None, **own: Markup) -> str:
    return render(
        "reporting/receipt.html",
        form=form,
        receipt=receipt,
        proved=proved,
        show_exit=True,
        settings=cookies.settings(),
        **own,
    )


def _help(receipt: Receipt) -> Markup:
    shown = help_shown(receipt.answers, date.fromisoformat(receipt.received))
    return part("reporting/parts/help.html", help=shown)


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
    summary = gettext("Påminnelse")
    day = (received + timedelta(days=7)).strftime("%Y%m%d")
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//-//-",
        "BEGIN:VEVENT",
        f"UID:{day}-1",
        f"DTSTAMP:{day}T000000Z",
        f"DTSTART;VALUE=DATE:{day}",
        f"SUMMARY:{summary}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines)


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)
