"""The configuration refuses what is unsafe, and says what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidents.core.clock import local_date
from incidents.core.help.directory import Role
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


@pytest.mark.parametrize("folder", [".", "..", "incidents.env"])
def test_what_everybody_may_read_lies_in_a_folder_of_its_own(tmp_path: Path, folder: str) -> None:
    (tmp_path / "incidents.env").touch()
    assert "PUBLISHED is a folder of its own" in refusal(tmp_path, PUBLISHED=folder)
    assert settings(tmp_path).published == tmp_path / "published"


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
        ("FILES_MOST", "-1"),
        ("FILES_MOST", "21"),
        ("FILES_MOST", "tio"),
        ("FILE_MEGABYTES", "0"),
        ("FILE_MEGABYTES", "51"),
        ("EXIT_URL", "http://example.se"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", ""),
        ("SERVICE_HOURS", "8"),
        ("SERVICE_HOURS", "16-8"),
        ("SERVICE_HOURS", "8-25"),
        ("SERVICE_HOURS", "a-b"),
        ("RETENTION_DECISION", "KS 2026/1"),
        ("RETENTION_MONTHS", "24"),
        ("FLOOD_FROM", "9"),
        ("FLOOD_FROM", "1000001"),
        ("FLOOD_FROM", "x"),
        ("VISITOR_HEADER", "X-Visitor"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "x"),
        ("PORT", "٨٠٠٠"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name.removesuffix("DECISION") in refusal(tmp_path, **{name: value})


def test_the_file_lies_beneath_the_environment(tmp_path: Path) -> None:
    text = "# comment=1\nPORT=8123\nMUNICIPALITY_NAME=Lunds kommun = bra\n\nno separator\n"
    (tmp_path / "incidents.env").write_text(text, encoding="utf-8")
    found = settings(tmp_path, PORT="8124")
    assert (found.port, found.municipality) == (8124, "Lunds kommun = bra")


OWN = {
    "id": "local.enhet",
    "role": "enhet",
    "name": "Enheten för mänskliga rättigheter",
    "about": "Ring eller kom förbi.",
    "contacts": [],
    "source": "strandvik.se",
    "checked": "2026-11-01",
    "verified": True,
}


def own_directory(folder: Path, **changes: object) -> str:
    (folder / "lokalt.json").write_text(
        json.dumps({"version": 1, "bodies": [{**OWN, **changes}], "numbers": []}), encoding="utf-8"
    )
    return "lokalt.json"


def test_without_configuration_the_directory_is_the_national_one_with_nothing_confirmed(
    tmp_path: Path,
) -> None:
    directory = settings(tmp_path).directory
    assert not directory.knows("limit.work")
    assert [body.own_words for body in directory.bodies_for(Role.UNIT)] == [False]


def test_a_fact_is_confirmed_by_its_id_and_the_day_of_the_check(tmp_path: Path) -> None:
    found = settings(tmp_path, CONFIRMED_FACTS="limit.work:2026-11-01, jk : 2026-11-02 ,")
    assert found.directory.knows("limit.work")
    assert [str(body.fact.checked) for body in found.directory.bodies_for(Role.JK)] == [
        "2026-11-23"
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("limit.wrok:2026-11-01", "limit.wrok"),
        ("limit.work", "date"),
        ("limit.work:", "date"),
        ("limit.work:1/11", "date"),
        ("limit.work 2026-11-01", "date"),
        ("limit.work:2026-11-01 jk:2026-11-01", "date"),
        ("jk:2026-11-01, jk:2026-11-02", "twice"),
    ],
)
def test_a_confirmation_that_makes_no_sense_stops_the_start(
    tmp_path: Path, value: str, said: str
) -> None:
    assert said in refusal(tmp_path, CONFIRMED_FACTS=value)


def test_the_region_says_which_bureau_is_named_here(tmp_path: Path) -> None:
    found = settings(tmp_path, REGION="Kalmar län, Strandviks kommun ,").directory
    assert found.region == ("Kalmar län", "Strandviks kommun")
    assert [body.fact.id for body in found.bodies_for(Role.BUREAU)] == ["adb.sydost"]
    assert "neither a county" in refusal(tmp_path, REGION="Kalmar")
    assert "no place" in refusal(tmp_path, REGION="hela landet")


def test_nothing_can_have_been_checked_tomorrow(tmp_path: Path) -> None:
    today = local_date(datetime.now(UTC))
    tomorrow = str(today + timedelta(days=1))
    assert "not come" in refusal(tmp_path, CONFIRMED_FACTS=f"jk:{tomorrow}")
    name = own_directory(tmp_path, checked=tomorrow)
    assert "not come" in refusal(tmp_path, LOCAL_DIRECTORY=name)
    assert settings(tmp_path, CONFIRMED_FACTS=f"jk:{today}").directory.bodies_for(Role.JK)


@pytest.mark.parametrize("absolute", [True, False])
def test_the_municipalitys_own_directory_lies_in_the_data_folder_or_anywhere(
    tmp_path: Path, *, absolute: bool
) -> None:
    name = own_directory(tmp_path)
    path = str(tmp_path / name) if absolute else name
    (unit,) = settings(tmp_path, LOCAL_DIRECTORY=path).directory.bodies_for(Role.UNIT)
    assert unit.name == "Enheten för mänskliga rättigheter"


def test_an_own_directory_that_is_missing_or_wrong_stops_the_start(tmp_path: Path) -> None:
    assert "LOCAL_DIRECTORY" in refusal(tmp_path, LOCAL_DIRECTORY="saknas.json")
    (tmp_path / "latin.json").write_bytes(b"\xe5")
    assert "LOCAL_DIRECTORY" in refusal(tmp_path, LOCAL_DIRECTORY="latin.json")
    name = own_directory(tmp_path, role="do")
    assert "local.enhet" in refusal(tmp_path, LOCAL_DIRECTORY=name)


def test_an_own_fact_can_be_confirmed_like_a_national_one(tmp_path: Path) -> None:
    name = own_directory(tmp_path, verified=False)
    confirmed = {"LOCAL_DIRECTORY": name, "CONFIRMED_FACTS": "local.enhet:2026-11-02"}
    assert not settings(tmp_path, LOCAL_DIRECTORY=name).directory.bodies_for(Role.UNIT)[0].own_words
    assert settings(tmp_path, **confirmed).directory.bodies_for(Role.UNIT)[0].own_words


# ---------------------------------------------------------------- the municipality's own lists


def test_a_demonstration_brings_an_invented_municipalitys_lists_and_a_live_one_none(
    tmp_path: Path,
) -> None:
    demo, live = settings(tmp_path), settings(tmp_path, **LIVE)
    assert min(len(demo.districts.offered()), len(demo.units.offered())) >= 5
    assert (live.districts.items, live.units.items) == ((), ())


def test_own_lists_are_read_from_the_data_folder(tmp_path: Path) -> None:
    items = [{"code": code, "name": {"sv": f"Område {code}"}} for code in "abcde"]
    (tmp_path / "d.json").write_text(json.dumps({"version": 4, "items": items}), encoding="utf-8")
    found = settings(tmp_path, **LIVE, DISTRICTS="d.json").districts
    assert (found.version, [item.code for item in found.items]) == (4, list("abcde"))


@pytest.mark.parametrize("name", ["DISTRICTS", "UNITS"])
def test_own_lists_that_cannot_be_read_are_refused_by_name(tmp_path: Path, name: str) -> None:
    assert f"{name} cannot be read: missing.json" in refusal(tmp_path, **{name: "missing.json"})
    (tmp_path / "bad.json").write_text('{"version": 1}', encoding="utf-8")
    assert f"{name}, bad.json: it is" in refusal(tmp_path, **{name: "bad.json"})
    (tmp_path / "latin.json").write_bytes("å".encode("latin-1"))
    assert f"{name} cannot be read: latin.json" in refusal(tmp_path, **{name: "latin.json"})
