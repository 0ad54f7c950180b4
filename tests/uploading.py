"""What tests of files share: a photograph full of notes, and forms with files as browsers post them."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.store.models import StoredFile
from tests.cleaning.pictures import planted_jpeg, scene
from tests.looking import looking
from tests.support import DeskUser, Installed, Resident, fields

BOUNDARY = "a-boundary-of-the-tests"
NAME = "Fatima hemma 2026.jpg"


def photograph() -> bytes:
    """A JPEG with a marker in its place, camera and every other note."""
    return planted_jpeg(scene())


def post_files(
    resident: Resident, *files: bytes, page: str = "files", name: str = NAME, **values: object
) -> TestResponse:
    """Open the page for files, choose these, press its button."""
    form = fields(resident.get(page), 'id="step"')
    form.pop("file", None)
    return post_form(resident, {**form, **values}, files, page=page, name=name)


def post_form(
    resident: Resident,
    form: dict[str, object],
    files: Sequence[bytes],
    *,
    page: str = "files",
    name: str = NAME,
) -> TestResponse:
    """A form with files, whatever the page would have shown."""
    body, kind = multipart(form, files, name)
    return resident.client.post(f"/{resident.lang}/{page}", data=body, content_type=kind)


def multipart(
    form: Mapping[str, object], files: Sequence[bytes], name: str = NAME
) -> tuple[bytes, str]:
    """The body of a form with files, and its content type. Built here: a test client would use temporary files."""
    parts = [(f'name="{key}"', str(value).encode()) for key, value in form.items()]
    chosen = [(f'name="file"; filename="{name}"', data) for data in files]
    parts += chosen or [('name="file"; filename=""', b"")]
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    body = b"".join(
        head.encode() + named.encode() + b"\r\n\r\n" + data + b"\r\n" for named, data in parts
    )
    return body + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def drafting(installation: Installed, story: str = "Det hände igår.") -> Resident:
    """A resident with a draft that could be sent."""
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    assert resident.submit("story", story=story).status_code == 303
    return resident


def rows(installation: Installed) -> list[tuple[bytes, bool, bool]]:
    """Each stored file: its id, whether it may run out, whether its key lies under an entry's."""
    with looking(installation) as session:
        found = session.execute(select(StoredFile.id, StoredFile.expires, StoredFile.wrapped))
        return sorted((row[0], row[1] is not None, row[2] is not None) for row in found)


def listed(page: TestResponse) -> list[str]:
    """The neutral names on a page, in order, each once."""
    names = re.findall(r"(?:foto|dokument|ljud)-\d+\.\w+", page.get_data(as_text=True))
    return list(dict.fromkeys(names))


def opened_by(desk: DeskUser, reference: str, number: int) -> TestResponse:
    """The handler presses *Open* at the entry with this number; the page that follows."""
    form = fields(desk.case(reference), f"/{reference}/file")
    answer = desk.client.post(f"/desk/cases/{reference}/file", data={**form, "number": str(number)})
    return desk.client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def content_of(desk: DeskUser, page: TestResponse) -> TestResponse:
    """The bytes to which the page of a file leads."""
    found = re.search(r'href="([^"]*/content[^"]*)"', page.get_data(as_text=True))
    assert found
    return desk.client.get(found.group(1).replace("&amp;", "&"))
