"""What may identify the writer of a story is found in every way of writing digits, and ordinary numbers are not."""

import pytest

from incidents.core.selfid import Identifier, ascii_digits, identifiers

E, N, P = Identifier.EMAIL, Identifier.PERSONAL_NUMBER, Identifier.PHONE
SCRIPTS = {
    "ascii": "0123456789",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "full width": "０１２３４５６７８９",
    "devanagari": "०१२३४५६७८९",
}
FOUND = {
    "070-174 06 21": P,
    "0739001122": P,
    "0701740621": P,
    "0702151234": P,
    "0768129123": P,
    "073 9001122": P,
    "070–174\u00a006\u00a021": P,
    "+46 70-174 06 21": P,
    "+46(0)70 174 06 21": P,
    "0046739001122": P,
    "08-465 004 00": P,
    "046-35 50 00": P,
    "19850712-1234": N,
    "850712-1234": N,
    "8507121234": N,
    "070215-1234": N,
    "200702151234": N,
    "198507121234": N,
    "850712+1234": N,
    "850712 1234": N,
    "850772-1234": N,
    "19850791-1234": N,
    "850712–1234": N,
}


@pytest.mark.parametrize("digits", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_phone_personal_and_coordination_numbers_are_found_in_every_script(
    text: str, kind: Identifier, digits: str
) -> None:
    written = text.translate(str.maketrans("0123456789", digits))
    assert identifiers(f"Skriv till mig, {written}, när ni kan.") == (kind,)


@pytest.mark.parametrize(
    "text",
    ["namn@example.se", "Namn.Efternamn+x@sub.example.org", "namn @ example.se", "نام@example.com"],
)
def test_an_email_address_is_found(text: str) -> None:
    assert identifiers(f"Min adress är {text}.") == (E,)


def test_several_kinds_are_told_in_one_order() -> None:
    text = "070-174 06 21, 850712-1234 och namn@example.se"
    assert identifiers(text) == (E, N, P)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Det hände 2024 och 2025.",
        "Det hände 2026-11-24.",
        "Det hände den 03/04/2026.",
        "Det hände 05-06-2025.",
        "Hyran är 12 500 kr och depositionen 1 000 000 kr.",
        "0,5 procent av 100 000 000 000.",
        "Klockan 08:30-17:00.",
        "Klockan 08.30-17.00.",
        "kl. 07.15 och 09.45",
        "Mitt ärende är AD-2026-7K3QF.",
        "Min kod är 7K3Q-F9X2-M4TB-0PQR-5W6Y.",
        "Buss 170, linje 04, plats 12.",
        "@ingen sa något @ torget",
        "1234567890123456",
        "diarienummer 2024/00123",
    ],
)
def test_years_dates_money_times_and_references_are_nobodys_number(text: str) -> None:
    assert identifiers(text) == ()


def test_digits_of_other_scripts_keep_their_places() -> None:
    assert ascii_digits("a٣b۴c５²Ⅳ") == "a3b4c5²Ⅳ"
