"""Everything that an installation decides, read once from the environment; refuses to start when unsafe.

`<INCIDENTS_DATA>/incidents.env` (NAME=value lines) is read beneath the real environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from incidents.core.clock import local_date
from incidents.core.help.directory import Directory
from incidents.core.help.merging import NOTHING, Source, begun, directory_of
from incidents.core.help.reading import local, national
from incidents.core.help.regions import place
from incidents.core.help.strict import DirectoryError, day
from incidents.core.languages import languages
from incidents.core.lists import DISTRICT, UNIT, ListError, OwnList, read_list
from incidents.core.notice import Notice, demonstration
from incidents.core.retention import Disposal
from incidents.settings_checks import problems

LANGUAGES = tuple(languages())
ENV_FILE = "incidents.env"
MIB = 1024 * 1024


class SettingsError(Exception):
    """The configuration is incomplete or unsafe; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one installation."""

    data: Path
    database_url: str
    mode: str
    trust: str
    municipality: str
    brand_colour: str
    reference_prefix: str
    readers: str
    independent_recipient: str
    hours: tuple[int, int]
    phone: str
    visit: str
    network_log_statement: str
    exit_url: str
    notice: Notice
    public_address: str
    #: Where staff reach the desk, without a path: the passkeys of staff belong to it.
    desk_address: str
    languages: tuple[str, ...]
    #: Who can help here, as long as the coordinator has saved nothing else (`web.directory`).
    directory: Directory
    #: The municipality's own part of it, as its files and settings say.
    own_directory: Source
    districts: OwnList
    units: OwnList
    disposal: Disposal
    trusted_proxy: str
    visitor_header: str
    flood_from: int
    host: str
    port: int
    secure_cookies: bool
    #: Files that one report may have; 0 where no page takes any.
    files_most: int
    #: The largest file.
    file_megabytes: int
    #: How long what is handed over to somebody outside can be opened.
    handover_days: int
    #: How long a body can fetch the files of a referral.
    referral_days: int
    #: Where they reach it; empty where that is the address that the desk has.
    handover_address: str
    #: The folder of the published statistics, which the public pages show.
    published: Path

    @property
    def upload_bytes(self) -> int:
        """The longest body that a page for files takes: two files of the largest size, and the form around them."""
        return (2 * self.file_megabytes + 1) * MIB

    @property
    def asked(self) -> str:
        """Who answers questions about what is published: the unit, the municipality, its telephone number."""
        return ", ".join(filter(None, (self.readers, self.municipality, self.phone)))


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings; raises `SettingsError`."""
    settings = _settings(*written(environ))
    _check(settings)
    return settings


def written(environ: Mapping[str, str] | None = None) -> tuple[Mapping[str, str], Path]:
    """Every NAME=value, the file's beneath the environment's, and the data folder."""
    environ = os.environ if environ is None else environ
    data = Path(environ.get("INCIDENTS_DATA", "instance")).resolve()
    return {**_file_values(data / ENV_FILE), **environ}, data


def _settings(values: Mapping[str, str], data: Path) -> Settings:
    demo = values.get("INCIDENTS_MODE", "demo") == "demo"
    directory, own = _directories(values, data)
    return Settings(
        data=data,
        database_url=values.get("INCIDENTS_DATABASE_URL", f"sqlite:///{data / 'incidents.db'}"),
        mode=values.get("INCIDENTS_MODE", "demo"),
        trust=values.get("INCIDENTS_TRUST", ""),
        municipality=values.get("MUNICIPALITY_NAME", "Strandviks kommun" if demo else ""),
        brand_colour=values.get("BRAND_COLOUR", "#0b5563"),
        reference_prefix=values.get("REFERENCE_PREFIX", "AD"),
        readers=values.get("READERS", "Enheten för mänskliga rättigheter" if demo else ""),
        independent_recipient=values.get(
            "INDEPENDENT_RECIPIENT", "kommunens dataskyddsombud" if demo else ""
        ),
        hours=_hours(values.get("SERVICE_HOURS", "8-16")),
        phone=values.get("SERVICE_PHONE", "0980-319 200" if demo else ""),
        visit=values.get("SERVICE_VISIT", "Stadshuset, Torget 1, Strandvik" if demo else ""),
        network_log_statement=values.get(
            "NETWORK_LOG_STATEMENT",
            "Kommunens brandvägg sparar trafikuppgifter i 30 dagar, utan det du skriver."
            if demo
            else "",
        ),
        exit_url=values.get("EXIT_URL", "https://www.smhi.se/"),
        notice=_notice(values, demo=demo),
        public_address=values.get(
            "PUBLIC_ADDRESS", "https://beratta.strandvik.example" if demo else ""
        ).rstrip("/"),
        desk_address=_desk_address(values, demo=demo),
        languages=tuple(values.get("LANGUAGES", " ".join(_offered(demo=demo))).split()),
        directory=directory,
        own_directory=own,
        districts=_own_list(DISTRICT, "DISTRICTS", values, data, demo=demo),
        units=_own_list(UNIT, "UNITS", values, data, demo=demo),
        disposal=_disposal(values, demo=demo),
        trusted_proxy=values.get("TRUSTED_PROXY", ""),
        visitor_header=values.get("VISITOR_HEADER", ""),
        flood_from=_number(values, "FLOOD_FROM", 80, range(10, 1_000_001)),
        host=values.get("HOST", "127.0.0.1"),
        port=_port(values.get("PORT", "8000")),
        secure_cookies=not demo or values.get("SECURE_COOKIES", "") == "1",
        files_most=_number(values, "FILES_MOST", 10, range(21)),
        file_megabytes=_number(values, "FILE_MEGABYTES", 20, range(1, 51)),
        handover_days=_number(values, "HANDOVER_DAYS", 14, range(2, 61)),
        referral_days=_number(values, "REFERRAL_DAYS", 30, range(7, 91)),
        handover_address=values.get(
            "HANDOVER_ADDRESS", "" if demo else values.get("PUBLIC_ADDRESS", "")
        ).rstrip("/"),
        published=data / values.get("PUBLISHED", "published"),
    )


def _desk_address(values: Mapping[str, str], *, demo: bool) -> str:
    """DESK_ADDRESS, else PUBLIC_ADDRESS; a demonstration is reached on the machine itself."""
    given = values.get("DESK_ADDRESS", "").strip()
    local = f"http://localhost:{values.get('PORT', '8000')}"
    standard = local if demo else values.get("PUBLIC_ADDRESS", "")
    return (given or standard).rstrip("/")


def _notice(values: Mapping[str, str], *, demo: bool) -> Notice:
    """What the information pages say of this municipality; invented facts in a demonstration."""
    given = demonstration() if demo else Notice()
    named = {field.name: values.get(field.name.upper(), "").strip() for field in fields(Notice)}
    return replace(given, **{name: text for name, text in named.items() if text})


def _directories(values: Mapping[str, str], data: Path) -> tuple[Directory, Source]:
    """Who can help here: the national directory with the municipality's own and the facts that it has confirmed."""
    try:
        region = _region(values.get("REGION", ""))
        given = _local_directory(values.get("LOCAL_DIRECTORY", ""), data)
        own = begun(national(), given, _confirmed(values.get("CONFIRMED_FACTS", "")))
        return directory_of(national(), own, region), own
    except DirectoryError as error:
        raise SettingsError(f"The directory of helpers: {error}") from error


def _region(text: str) -> tuple[str, ...]:
    """REGION: `Kalmar län, Strandviks kommun`."""
    return place("REGION", [name for part in text.split(",") if (name := part.strip())])


def _local_directory(name: str, data: Path) -> Source:
    """LOCAL_DIRECTORY: a path, or a name in the data folder."""
    if not name:
        return NOTHING
    try:
        own = local((data / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"LOCAL_DIRECTORY cannot be read: {name}") from error
    except DirectoryError as error:
        raise SettingsError(f"LOCAL_DIRECTORY, {name}: {error}") from error
    for fact in own.facts():
        _check_has_come(f"LOCAL_DIRECTORY, {fact.id}", fact.checked)
    return own


def _own_list(
    name: str, setting: str, values: Mapping[str, str], data: Path, *, demo: bool
) -> OwnList:
    """DISTRICTS, UNITS: a path, or a name in the data folder. A demonstration brings an invented municipality's."""
    given = values.get(setting, "")
    if not given and not demo:
        return OwnList(name)
    example = files("incidents") / "data" / f"demo_{setting.lower()}.json"
    try:
        text = (data / given if given else example).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{setting} cannot be read: {given}") from error
    try:
        return read_list(name, text, LANGUAGES)
    except ListError as error:
        raise SettingsError(f"{setting}, {given}: {error}") from error


def _confirmed(text: str) -> dict[str, date]:
    """CONFIRMED_FACTS: `rfsl.phone:2026-11-24, jk:2026-11-24`."""
    found: dict[str, date] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, written = (part.strip() for part in pair.partition(":"))
        if name in found:
            raise SettingsError(f"CONFIRMED_FACTS: {name} is given twice")
        found[name] = day("CONFIRMED_FACTS", written)
        _check_has_come(f"CONFIRMED_FACTS, {name}", found[name])
    return found


def _check_has_come(where: str, checked: date) -> None:
    """A day that has not come would keep the warning about old facts silent for as long."""
    if checked > local_date(datetime.now(UTC)):
        raise SettingsError(f"{where}: {checked} has not come yet")


def _disposal(values: Mapping[str, str], *, demo: bool) -> Disposal:
    """RETENTION_DECISION and RETENTION_MONTHS: the number of the decision, and for how long a closed case is kept."""
    decision, months = values.get("RETENTION_DECISION", "").strip(), "RETENTION_MONTHS"
    if bool(decision) != bool(values.get(months)):
        raise SettingsError("RETENTION_DECISION and RETENTION_MONTHS are set together")
    if not decision:
        return Disposal("KS 2026-00", 24) if demo else Disposal("", 0)
    return Disposal(decision, _number(values, months, 0, range(1, 1201)))


def _offered(*, demo: bool) -> list[str]:
    """A translation that no person has reviewed is offered only when the municipality says so."""
    return [code for code, language in languages().items() if demo or language.reviewed]


def _check(settings: Settings) -> None:
    found = problems(settings)
    if found:
        raise SettingsError("The configuration is not safe to start with:\n- " + "\n- ".join(found))


def _hours(text: str) -> tuple[int, int]:
    try:
        start, end = (int(part) for part in text.split("-"))
    except ValueError as error:
        raise SettingsError("SERVICE_HOURS looks like 8-16") from error
    if not 0 <= start < end <= 24:
        raise SettingsError("SERVICE_HOURS looks like 8-16")
    return start, end


def _number(values: Mapping[str, str], name: str, standard: int, allowed: range) -> int:
    text = values.get(name, str(standard))
    if not text.isascii() or not text.isdigit() or int(text) not in allowed:
        raise SettingsError(f"{name} is a number between {allowed[0]} and {allowed[-1]}")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError("PORT is a number between 1 and 65535")
    return int(text)


def _file_values(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            values[name.strip()] = value.strip()
    return values
