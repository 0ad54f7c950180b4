"""The configuration refuses what is unsafe, and says what to do."""

from pathlib import Path

import pytest

from incidents.settings import Settings, SettingsError, load

LIVE = {
    "INCIDENTS_MODE": "live",
    "MUNICIPALITY_NAME": "Strandviks kommun",
    "READERS": "Enheten för mänskliga rättigheter",
    "INDEPENDENT_RECIPIENT": "dataskyddsombudet",
    "NETWORK_LOG_STATEMENT": "Kommunens brandvägg sparar trafikuppgifter i 30 dagar.",
    "LANGUAGES": "sv",
}


def settings(data: Path, **values: str) -> Settings:
    return load({"INCIDENTS_DATA": str(data), **values})


def refusal(data: Path, **values: str) -> str:
    with pytest.raises(SettingsError) as refused:
        settings(data, **values)
    return str(refused.value)


def test_without_configuration_it_is_a_demonstration_on_the_loopback_address(
    tmp_path: Path,
) -> None:
    found = settings(tmp_path)
    assert (found.mode, found.host, found.port, found.secure_cookies) == (
        "demo",
        "127.0.0.1",
        8000,
        False,
    )
    assert found.database_url == f"sqlite:///{tmp_path / 'incidents.db'}"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.se"])  # noqa: S104
def test_a_demonstration_is_refused_on_any_other_address(tmp_path: Path, host: str) -> None:
    assert "HOST=127.0.0.1" in refusal(tmp_path, HOST=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demonstration_runs_on_a_loopback_address(tmp_path: Path, host: str) -> None:
    assert settings(tmp_path, HOST=host).host == host


def test_a_complete_live_configuration_is_taken_with_secure_cookies(tmp_path: Path) -> None:
    found = settings(tmp_path, **LIVE)
    assert (found.mode, found.secure_cookies) == ("live", True)


@pytest.mark.parametrize(
    "name", ["MUNICIPALITY_NAME", "READERS", "INDEPENDENT_RECIPIENT", "NETWORK_LOG_STATEMENT"]
)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_live_operation_names_each_missing_fact(
    tmp_path: Path, name: str, value: str | None
) -> None:
    values = {key: text for key, text in LIVE.items() if key != name}
    assert name in refusal(tmp_path, **(values if value is None else {**values, name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INCIDENTS_MODE", "test"),
        ("LANGUAGES", "en ar"),
        ("LANGUAGES", "sv xx"),
        ("LANGUAGES", ""),
        ("EXIT_URL", "http://example.se"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", ""),
        ("SERVICE_HOURS", "8"),
        ("SERVICE_HOURS", "16-8"),
        ("SERVICE_HOURS", "8-25"),
        ("SERVICE_HOURS", "a-b"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "x"),
        ("PORT", "٨٠٠٠"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in refusal(tmp_path, **{name: value})


def test_the_file_lies_beneath_the_environment(tmp_path: Path) -> None:
    text = "# comment=1\nPORT=8123\nMUNICIPALITY_NAME=Lunds kommun = bra\n\nno separator\n"
    (tmp_path / "incidents.env").write_text(text, encoding="utf-8")
    found = settings(tmp_path, PORT="8124")
    assert (found.port, found.municipality) == (8124, "Lunds kommun = bra")
