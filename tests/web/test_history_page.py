"""The audit trail of a case, as those see it who hold the case."""

import re

from sqlalchemy import Select, select

from incidents.actions import audit
from incidents.store.database import writing
from incidents.store.models import AuditRecord
from tests.support import Installed

STORY = "De skrattade åt mig i receptionen."


def page(installation: Installed, login: str, reference: str) -> tuple[int, str]:
    answer = installation.desk(login).client.get(f"/desk/cases/{reference}/history")
    return answer.status_code, answer.get_data(as_text=True)


def lines(text: str) -> list[str]:
    """The table as people read it, the labels of the phone left out."""
    rows = re.findall(r'<tr role="row" class="queue__row">(.*?)</tr>', text, re.DOTALL)
    plain = [re.sub(r'<span class="queue__label".*?</span>', "", row) for row in rows]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in plain]


def worked_on(installation: Installed) -> str:
    installation.resident().send(STORY, wish=["register"])
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    assert isinstance(reference, str)
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    lena.act(reference, "note", text="Ring i morgon")
    return reference


def change(installation: Installed, act: str, **values: str) -> None:
    with installation.app.app_context(), writing() as session:
        row = session.scalars(of_cases().where(AuditRecord.act == act)).first()
        for name, value in values.items():
            setattr(row, name, value)


def of_cases() -> Select[AuditRecord]:
    return select(AuditRecord).where(AuditRecord.chain != audit.INSTALLATION)


def test_everything_that_was_done_is_told_with_names_and_nothing_of_what_was_said(
    installation: Installed,
) -> None:
    reference = worked_on(installation)
    status, text = page(installation, "lena", reference)
    assert status == 200
    told = [re.sub(r"^\d+ \w+ \d{4} \d\d:\d\d ", "", line) for line in lines(text)]
    assert told == [
        "Lena Holm Öppnade ärendet",
        "Lena Holm Gav ärendet till Lena Holm",
        "Lena Holm Ändrade status till Bedöms",
        "Lena Holm Skrev en anteckning",
    ]
    assert "Loggen är hel" in text
    assert STORY not in text
    assert "Ring i morgon" not in text


def test_a_changed_row_is_told_and_shown(installation: Installed) -> None:
    reference = worked_on(installation)
    change(installation, "case.assigned", detail="staff:nonsense", at="in the morning")
    status, text = page(installation, "lena", reference)
    assert status == 200
    assert "Loggen stämmer inte" in text
    assert "Loggen är hel" not in text
    assert "in the morning Lena Holm Gav ärendet till staff:nonsense" in lines(text)


def test_a_trail_whose_end_was_cut_off_is_told(installation: Installed) -> None:
    reference = worked_on(installation)
    with installation.app.app_context(), writing() as session:
        session.delete(list(session.scalars(of_cases().order_by(AuditRecord.number)))[-1])
    assert "Loggen stämmer inte" in page(installation, "lena", reference)[1]


def test_who_does_not_hold_the_case_sees_no_trail(installation: Installed) -> None:
    reference = worked_on(installation)
    assert page(installation, "karin", reference)[0] == 404
    assert page(installation, "per", reference)[0] == 403
    assert page(installation, "lena", "AD-2026-00000")[0] == 404
