"""The coordinator at her registers: filling in a row's form, taking tables out and in, and what the trail says."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.clock import local_date
from incidents.store.models import AuditRecord
from tests.looking import looking
from tests.support import DeskUser, Installed, fields
from tests.uploading import multipart

MEASURES, FIGURES = "/desk/measures", "/desk/figures"
MEASURE = {
    "text": "Se över köreglerna",
    "commitment": "7",
    "track": "genomförande",
    "unit": "Bostadsbolaget",
    "contact": "Eva Ström, eva.strom@kommunen.example",
    "proposed": "2026-01-15",
    "due": "2026-02-01",
    "status": "pågår",
    "done": "",
    "trigger": "rule_problem",
    "answer": "",
}
FIGURE = {
    "kind": "brå",
    "year": "2024",
    "what": "Anmälda hatbrott, rasistiskt motiv",
    "value": "23",
    "unit": "anmälningar",
    "source": "Brå, kommuntabell 2025",
    "method": "Polisanmälningar, alla motiv räknas",
    "checked": "2026-01-10",
}


def today() -> date:
    """The day by the desk's clock; asked for inside a test, which midnight may pass."""
    return local_date(datetime.now(UTC))


def filled(per: DeskUser, page: str, **values: str) -> TestResponse:
    """Open a row's form, fill it in, save."""
    whole = MEASURE if page.startswith(MEASURES) else FIGURE
    form = fields(per.client.get(page), 'id="row"')
    return per.client.post(
        page, data={**whole, "seen": form["seen"], "csrf_token": form["csrf_token"], **values}
    )


def exported(per: DeskUser, home: str) -> str:
    """The register as its file."""
    form = fields(per.client.get(f"{home}/table"), 'id="export"')
    answer = per.client.post(f"{home}/table/file", data=form)
    assert answer.mimetype == "text/csv"
    return answer.get_data(as_text=True)


def chosen(per: DeskUser, home: str, text: bytes) -> TestResponse:
    """Choose a file to take in."""
    form = fields(per.client.get(f"{home}/table"), 'id="take-in"')
    form.pop("file", None)
    body, kind = multipart(form, [text])
    return per.client.post(f"{home}/table", data=body, content_type=kind)


def audited(installation: Installed) -> list[tuple[str, str, str]]:
    """What the trail says of registers."""
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        return [
            (row.act.value, row.subject, row.detail)
            for row in rows
            if {"measures", "figures"} & set(row.act.value.split("."))
        ]
