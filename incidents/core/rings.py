"""The keyrings by name."""

from enum import StrEnum


class Ring(StrEnum):
    """Who reads what: reports, reports about the readers, contact details, coded facts."""

    CASEWORK = "casework"
    INDEPENDENT = "independent"
    IDENTITY = "identity"
    STATISTICS = "statistics"
