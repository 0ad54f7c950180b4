"""Roles, keyrings and standing in words."""

from flask_babel import lazy_gettext

from incidents.actions.people import Standing
from incidents.actions.second import Verdict
from incidents.core.permissions import Role
from incidents.core.rings import Ring
from incidents.web.locale import gettext

ROLES = {
    Role.CASEWORK: lazy_gettext("Handläggare"),
    Role.INDEPENDENT: lazy_gettext("Oberoende mottagare"),
    Role.COORDINATION: lazy_gettext("Samordnare"),
    Role.ADMINISTRATION: lazy_gettext("Administratör"),
}
#: What a role is for, beside the box that gives it.
ROLE_HINTS = {
    Role.CASEWORK: lazy_gettext("Läser rapporter och kontaktuppgifter."),
    Role.INDEPENDENT: lazy_gettext("Läser rapporter som gäller handläggarna eller deras chef."),
    Role.COORDINATION: lazy_gettext("Ser statistik, ingen rapport."),
    Role.ADMINISTRATION: lazy_gettext("Bjuder in och tar bort personal. Läser ingenting."),
}
RINGS = {
    Ring.CASEWORK: lazy_gettext("Rapporter"),
    Ring.INDEPENDENT: lazy_gettext("Rapporter om handläggarna"),
    Ring.IDENTITY: lazy_gettext("Kontaktuppgifter"),
    Ring.STATISTICS: lazy_gettext("Statistik"),
}
STANDINGS = {
    Standing.INVITED: (lazy_gettext("Inbjuden"), "warn"),
    Standing.UNCONFIRMED: (lazy_gettext("Väntar på en kollega"), "warn"),
    Standing.ACTIVE: (lazy_gettext("Aktiv"), "good"),
    Standing.LEFT: (lazy_gettext("Har slutat"), "neutral"),
}
#: Why a code was not taken.
VERDICTS = {
    Verdict.WRONG: lazy_gettext(
        "Koden stämmer inte. Vänta på nästa kod i appen och försök igen. Varje kod går att använda en gång."
    ),
    Verdict.ENOUGH: lazy_gettext(
        "Det har skrivits för många fel koder. Skriv en reservkod, logga in på en dator som du brukar använda, "
        "eller vänta en halvtimme."
    ),
    Verdict.REFUSED: lazy_gettext(
        "Passnyckeln godtogs inte. Försök en gång till, eller skriv en kod."
    ),
    Verdict.COPIED: lazy_gettext(
        "Passnyckeln godtogs inte: dess räknare har gått bakåt, så någon kan ha en kopia. Skriv en kod i stället, "
        "och ta bort passnyckeln under Ditt konto."
    ),
    Verdict.ENDED: lazy_gettext("Kontot har fått en ny nyckel. Logga in igen."),
}


def roles_in_words(roles: str) -> str:
    """The roles of a person, as one line."""
    return ", ".join(str(ROLES[Role(role)]) for role in roles.split()) or gettext("Ingen roll")


def rings_in_words(rings: frozenset[Ring]) -> str:
    """Keyrings, as one line."""
    return ", ".join(str(RINGS[ring]) for ring in Ring if ring in rings)
