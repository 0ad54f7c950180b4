"""Tables as files: one to take out, and what somebody chose to take in."""

from flask import Response, abort, request

from incidents.coordination.visit import now
from incidents.core.clock import local_date
from incidents.web.carrying import one_line_ends

#: A mark by which spreadsheets know UTF-8.
_MARK = "\ufeff"


def as_file(name: str, text: str) -> Response:
    """The table, to be kept under this name and today's date."""
    full = f"{name}-{local_date(now()).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{full}"'}
    return Response(_MARK + text, mimetype="text/csv", headers=headers)


def taken_file() -> str | None:
    """What was chosen, as a text: spreadsheets here write UTF-8, or the older Western form."""
    chosen = request.files.get("file")
    data = chosen.stream.read() if chosen else b""
    if not data:
        return None
    if b"\0" in data:
        abort(400)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return one_line_ends(text)
