"""What the information pages say of this municipality. An empty fact is missing: the page then says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Facts in the municipality's own words; each is the setting of the same name."""

    controller: str = ""
    data_protection_officer: str = ""
    retention_period: str = ""
    retention_decision: str = ""
    complaints_contact: str = ""
    registrar: str = ""

    @property
    def decided(self) -> bool:
        """Whether the municipality has decided when reports are destroyed: a period counts only with its decision."""
        return bool(self.retention_period and self.retention_decision)


def demonstration() -> Notice:
    """Invented facts."""
    return Notice(
        controller="Kommunstyrelsen i Strandviks kommun",
        data_protection_officer="dataskyddsombud@strandvik.example, telefon 0980-319 201",
        retention_period="Rapporten raderas två år efter att ärendet är avslutat.",
        retention_decision="KS 2026-00",
        complaints_contact="synpunkter@strandvik.example, telefon 0980-319 202",
        registrar="registrator@strandvik.example, telefon 0980-319 203",
    )
