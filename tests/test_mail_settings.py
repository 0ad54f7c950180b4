"""What an installation decides about mail: refused when unsafe, and what is said names no address."""

from pathlib import Path

import pytest

from incidents.mailing.configured import Mail, Server, Tls, read
from incidents.settings import SettingsError, load

GOOD = {
    "INCIDENTS_MODE": "live",
    "MAIL_HOST": "mail.strandvik.example",
    "MAIL_FROM": "arenden@strandvik.example",
    "MAIL_TO": "lena:lena@strandvik.example, Omar : omar@strandvik.example,",
    "PUBLIC_ADDRESS": "https://beratta.strandvik.example",
}


def refusal(folder: Path, **changes: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read({**GOOD, **changes}, folder)
    return str(refused.value)


def test_without_a_server_mail_is_off_whatever_else_is_set(tmp_path: Path) -> None:
    assert read({**GOOD, "MAIL_HOST": " ", "MAIL_TO": "x"}, tmp_path) is None


def test_what_is_not_said_is_starttls_in_swedish_to_the_public_address(tmp_path: Path) -> None:
    assert read(GOOD, tmp_path) == Mail(
        Server("mail.strandvik.example", 587, Tls.STARTTLS, "", "", ""),
        "arenden@strandvik.example",
        {"lena": "lena@strandvik.example", "omar": "omar@strandvik.example"},
        "sv",
        "https://beratta.strandvik.example/desk/",
    )


def test_everything_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("", encoding="ascii")
    (tmp_path / "password").write_text("green lamps\n", encoding="ascii")
    said = {
        "MAIL_TLS": "tls",
        "MAIL_CA": "ca.pem",
        "MAIL_USER": "desk",
        "MAIL_PASSWORD_FILE": "password",
        "MAIL_LANGUAGE": "en",
        "DESK_ADDRESS": "https://desk.strandvik.example:8443/",
    }
    found = read({**GOOD, **said}, tmp_path)
    assert found is not None
    assert found.server == Server(
        "mail.strandvik.example", 465, Tls.TLS, str(tmp_path / "ca.pem"), "desk", "green lamps"
    )
    assert (found.language, found.desk) == ("en", "https://desk.strandvik.example:8443/desk/")
    assert "green lamps" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "25x"),
        ("MAIL_TLS", "ssl"),
        ("MAIL_TLS", "off"),
        ("MAIL_CA", "missing.pem"),
        ("MAIL_USER", "desk"),
        ("MAIL_PASSWORD", "green lamps"),
        ("MAIL_PASSWORD_FILE", "missing"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "arenden"),
        ("MAIL_FROM", "Ärenden <arenden@strandvik.example>"),
        ("MAIL_TO", ""),
        ("MAIL_TO", "lena"),
        ("MAIL_TO", "lena:å@strandvik.example"),
        ("MAIL_TO", "lena:lena@strandvik.example\r\nBcc: x@y.z"),
        ("MAIL_TO", "lena:a@strandvik.example, Lena:b@strandvik.example"),
        ("MAIL_LANGUAGE", "ar"),
        ("MAIL_LANGUAGE", "xx"),
        ("DESK_ADDRESS", "http://beratta.strandvik.example"),
        ("DESK_ADDRESS", "https://beratta.strandvik.example/desk/cases/1"),
        ("DESK_ADDRESS", "https://beratta.strandvik.example/?a=b"),
        ("PUBLIC_ADDRESS", ""),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(tmp_path, **{name: value})
    assert name in said
    assert not value or "@" not in said


def test_a_password_that_cannot_be_sent_is_refused_without_being_shown(tmp_path: Path) -> None:
    said = refusal(tmp_path, MAIL_USER="desk", MAIL_PASSWORD="gröna lampor")
    assert "MAIL_PASSWORD" in said
    assert "lampor" not in said


def test_a_demonstration_sends_mail_to_a_server_on_its_own_machine_only(tmp_path: Path) -> None:
    assert "demonstration" in refusal(tmp_path, INCIDENTS_MODE="demo")
    local = {**GOOD, "INCIDENTS_MODE": "demo", "MAIL_HOST": "localhost", "MAIL_TLS": "off"}
    assert read(local, tmp_path) is not None


def test_the_web_processes_settings_know_nothing_of_mail(tmp_path: Path) -> None:
    known = repr(load({"INCIDENTS_DATA": str(tmp_path), "MAIL_PASSWORD": "green lamps"}))
    assert "green lamps" not in known
