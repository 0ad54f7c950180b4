"""Roles and keyrings in words."""

from incidents.core.permissions import Role
from incidents.core.rings import Ring
from incidents.web.locale import gettext, lazy_gettext

ROLES = {
    Role.CASEWORK: lazy_gettext("Handläggare"),
    Role.INDEPENDENT: lazy_gettext("Oberoende mottagare"),
    Role.COORDINATION: lazy_gettext("Samordnare"),
    Role.ADMINISTRATION: lazy_gettext("Administratör"),
    Role.AUDIT: lazy_gettext("Granskare"),
}
RINGS = {
    Ring.CASEWORK: lazy_gettext("Rapporter"),
    Ring.INDEPENDENT: lazy_gettext("Rapporter om handläggarna"),
    Ring.IDENTITY: lazy_gettext("Kontaktuppgifter"),
    Ring.STATISTICS: lazy_gettext("Statistik"),
}


def roles_in_words(roles: str) -> str:
    """The roles of a person, as one line."""
    return ", ".join(str(ROLES[Role(role)]) for role in roles.split()) or gettext("Ingen roll")


def rings_in_words(rings: frozenset[Ring]) -> str:
    """Keyrings, as one line."""
    return ", ".join(str(RINGS[ring]) for ring in Ring if ring in rings)
