"""Contact details lie apart: they open with a reason, once, audited, and nobody sees them by reading the case."""

from sqlalchemy import select

from incidents.core.auditing import Act
from incidents.store.database import reading
from incidents.store.models import AuditRecord
from tests.support import DeskUser, Installed

PHONE = "070-174 06 21"


def send_with_phone(installation: Installed) -> str:
    return installation.resident().send(
        "De ropade efter mig.",
        contact_mode="phone",
        contact=PHONE,
        safe_times="efter 17",
    )


def opened_by(installation: Installed, login: str) -> tuple[DeskUser, str]:
    user = installation.desk(login)
    (reference,) = user.queue()
    user.answer_cover(reference)
    return user, reference


def acts(installation: Installed) -> list[Act]:
    with installation.app.app_context(), reading() as session:
        return list(
            session.scalars(select(AuditRecord.act).where(AuditRecord.chain != "installation"))
        )


def test_reading_the_case_shows_that_there_are_contact_details_and_not_which(
    installation: Installed,
) -> None:
    send_with_phone(installation)
    lena, reference = opened_by(installation, "lena")
    page = lena.case(reference).get_data(as_text=True)
    assert "Visa kontaktuppgifter" in page
    assert PHONE not in page


def test_with_a_reason_they_are_shown_once_and_the_opening_is_audited(
    installation: Installed,
) -> None:
    send_with_phone(installation)
    lena, reference = opened_by(installation, "lena")
    shown = lena.act(reference, "contact", text="Boka ett samtal").get_data(as_text=True)
    assert PHONE in shown
    assert "efter 17" in shown
    again = lena.case(reference).get_data(as_text=True)
    assert PHONE not in again
    assert "Boka ett samtal" in again
    assert acts(installation) == [Act.CASE_OPENED, Act.CASE_CONTACT]


def test_without_a_reason_they_stay_closed_and_nothing_is_written(installation: Installed) -> None:
    send_with_phone(installation)
    lena, reference = opened_by(installation, "lena")
    refused = lena.act(reference, "contact", text="  ")
    assert refused.status_code == 400
    assert PHONE not in refused.get_data(as_text=True)
    assert acts(installation) == [Act.CASE_OPENED]


def test_a_report_about_the_readers_keeps_its_contact_details_with_the_independent_recipient(
    installation: Installed,
) -> None:
    code = installation.resident().send(
        "Det gäller er chef.", readers="yes", contact_mode="phone", contact=PHONE
    )
    assert code
    assert installation.desk("lena").queue() == []
    karin, reference = opened_by(installation, "karin")
    assert PHONE in karin.act(reference, "contact", text="Ringa upp").get_data(as_text=True)
