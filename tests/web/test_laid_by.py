"""A message that is written when somebody goes to send files: kept for its field, said to be unsent, sent once."""

import re
from html import unescape

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from incidents.actions import boxes
from tests.support import Installed, Resident, fields
from tests.uploading import photograph, post_files

TEXT = "Jag skulle just skriva det här.\n\nشكراً"
NOT_SENT = "Ditt meddelande är inte skickat än"


@pytest.fixture
def resident(sqlite_installation: Installed) -> Resident:
    """Somebody in their inbox."""
    found = sqlite_installation.resident()
    found.come_back(found.send("Det hände igår."))
    return found


def written(page: TestResponse) -> str:
    """What stands in the field for a message."""
    found = re.search(
        r'<textarea[^>]*name="text"[^>]*>\r?\n?(.*?)</textarea>',
        page.get_data(as_text=True),
        re.DOTALL,
    )
    assert found
    return unescape(found.group(1)).replace("\r\n", "\n")


def typed(page: TestResponse) -> list[str]:
    """The texts of the thread."""
    return re.findall(r'class="user-text"[^>]*>(.*?)</div>', page.get_data(as_text=True), re.DOTALL)


def test_the_button_to_the_files_sends_nothing_and_keeps_the_message(resident: Resident) -> None:
    answer = resident.submit("inbox", text=TEXT, to="files")
    assert (answer.status_code, answer.location) == (303, "/sv/inbox/files")
    page = resident.get("inbox/files")
    assert NOT_SENT in page.get_data(as_text=True)
    inbox = resident.get("inbox")
    assert (written(inbox), typed(inbox)) == (TEXT, ["Det hände igår."])


def test_the_message_is_there_after_the_files_are_sent_and_gone_once_it_is_sent(
    resident: Resident,
) -> None:
    resident.submit("inbox", text=TEXT, to="files")
    assert post_files(resident, b"not for us", page="inbox/files").status_code == 400
    assert post_files(resident, photograph(), page="inbox/files").status_code == 303
    inbox = resident.get("inbox")
    assert written(inbox) == TEXT
    assert resident.client.post(
        "/sv/inbox", data={**fields(inbox, 'id="step"'), "text": TEXT}
    ).location.startswith("/sv/inbox?sent=1")
    inbox = resident.get("inbox")
    assert (written(inbox), typed(inbox)[-1]) == ("", TEXT)
    assert NOT_SENT not in resident.get("inbox/files").get_data(as_text=True)


def test_a_new_event_or_a_stop_leaves_the_message_in_its_field(resident: Resident) -> None:
    resident.submit("inbox", text=TEXT, to="files")
    assert resident.submit("inbox/event", text="Igen.").status_code == 303
    assert resident.submit("inbox/stop").status_code == 303
    assert written(resident.get("inbox")) == TEXT


def test_without_a_message_the_button_only_leads_to_the_files(resident: Resident) -> None:
    for text in ("", " \n"):
        assert resident.submit("inbox", text=text, to="files").location == "/sv/inbox/files"
        assert NOT_SENT not in resident.get("inbox/files").get_data(as_text=True)


def test_a_message_that_is_too_long_or_cannot_be_kept_comes_back(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "å" * 20_001
    answer = resident.submit("inbox", text=long, to="files")
    assert (answer.status_code, written(answer)) == (400, long)
    form = fields(resident.get("inbox"), 'id="step"')

    def full(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(boxes, "save", full)
    answer = resident.client.post("/sv/inbox", data={**form, "text": TEXT, "to": "files"})
    assert (answer.status_code, written(answer)) == (503, TEXT)
    assert "Vi kunde inte spara just nu." in answer.get_data(as_text=True)
