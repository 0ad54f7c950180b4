"""What the information pages say of this municipality. An empty fact is missing: the page then says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Facts in the municipality's own words; each is the setting of the same name."""

    controller: str = ""
    data_protection_officer: str = ""
    complaints_contact: str = ""
    registrar: str = ""


def demonstration() -> Notice:
    """Invented facts."""
    return Notice(
        controller="Kommunstyrelsen i Strandviks kommun",
        data_protection_officer="dataskyddsombud@strandvik.example, telefon 0980-319 201",
        complaints_contact="synpunkter@strandvik.example, telefon 0980-319 202",
        registrar="registrator@strandvik.example, telefon 0980-319 203",
    )
