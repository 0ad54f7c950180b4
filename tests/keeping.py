"""The coordinator at work: pressing a button, filling in a body's form, and what the trail says of it."""

import re
from dataclasses import replace
from html import unescape

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.store.models import AuditRecord
from tests.looking import looking
from tests.support import DeskUser, Installed, fields


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


LIST = "/desk/directory"
BODY = "/desk/directory/body/rfsl"


def deed(per: DeskUser, page: str, how: str, about: str) -> TestResponse:
    """Press a button of a page."""
    html = per.client.get(page).get_data(as_text=True)
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        if f'name="about" value="{about}"' in form and f'value="{how}"' in form:
            return per.client.post(f"{LIST}/deed", data={**fields(form, "deed"), "how": how})
    msg = f"no button {how} {about} on {page}"
    raise AssertionError(msg)


def typed(page: str | TestResponse) -> dict[str, object]:
    """All that a body's form holds, as a browser would send it."""
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    form = next(
        one for one in re.findall(r"<form\b.*?</form>", html, re.DOTALL) if 'id="body"' in one
    )
    found: dict[str, object] = {}
    boxes: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        assert name
        if 'type="checkbox"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
        elif re.search(r"\bchecked\b", tag):
            boxes.setdefault(name[1], []).append(value[1] if value else "")
    for name, inside in re.findall(
        r'<select[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        offered = re.findall(r'<option[^>]* value="([^"]*)"', inside)
        found[name] = chosen[1] if chosen else offered[0]
    for name, text in re.findall(
        r'<textarea[^>]*\bname="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescape(text)
    return {**found, **boxes}


def edit(per: DeskUser, page: str, **values: object) -> TestResponse:
    """Type something into a body's form, and save."""
    return per.client.post(page, data={**typed(per.client.get(page)), **values})


def audited(installation: Installed) -> list[tuple[str, str, str]]:
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        return [
            (row.act.value, row.subject, row.detail) for row in rows if "directory" in row.act.value
        ]


def expire(app: Flask) -> None:
    """As if some seconds had gone by."""
    held = app.extensions["incidents.directory"]
    app.extensions["incidents.directory"] = replace(held, at=float("-inf"))
