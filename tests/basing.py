"""What the tests of consents and duties share: a case with both of its sides, and the forms of its ledger."""

import re
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import format_date
from werkzeug.test import TestResponse

from incidents.core.clock import local_date
from tests.support import DeskUser, Installed, Resident, fields

TOLD = "Att du nekades en lägenhet i Nordstad."
WORDS = "Ett barn i familjen kan fara illa hemma."


def today() -> date:
    """The day by the desk's clock; asked for inside a test, which midnight may pass."""
    return local_date(datetime.now(UTC))


def text_of(page: str | TestResponse) -> str:
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split()).replace("\xad", "")


def opened(installation: Installed, lang: str = "sv") -> tuple[DeskUser, str, Resident]:
    """A report whose case Lena has opened, and the reporter in the inbox."""
    resident = Resident(installation.app.test_client(), lang)
    resident.come_back(resident.send("Det hände."))
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference, resident


def page(user: DeskUser, reference: str) -> TestResponse:
    return user.client.get(f"/desk/cases/{reference}/bases")


ORAL: dict[str, Any] = {
    "body": "do",
    "acts": ["share_deidentified", "talk"],
    "how": "phone",
    "text": TOLD,
}
DUTY = {
    "provision": "concern",
    "receiver": "soc",
    "decided_by": "Eva Lund, enhetschef",
    "text": WORDS,
}


def filled(user: DeskUser, reference: str, act: str) -> dict[str, Any]:
    """One of the forms, filled in."""
    values = {"oral": {**ORAL, "day": today().isoformat()}, "duty": DUTY}[act]
    return {**fields(page(user, reference), f'id="{act}"'), "language": "sv", **values}


def post(user: DeskUser, reference: str, act: str, **values: Any) -> TestResponse:
    form = {**filled(user, reference, act), **values}
    return user.client.post(f"/desk/cases/{reference}/{act}", data=form)


def inbox(resident: Resident, name: str = "inbox") -> str:
    return text_of(resident.get(name))


def in_words(installation: Installed, lang: str, day: Any) -> str:
    with installation.app.test_request_context(f"/{lang}/inbox"):
        return str(format_date(day, "d MMMM y"))
