"""What roles are for, standing, and why a code was not taken, in words."""

from incidents.actions.people import Standing
from incidents.actions.second import Verdict
from incidents.core.permissions import Role
from incidents.web.locale import lazy_gettext

#: What a role is for, beside the box that gives it.
ROLE_HINTS = {
    Role.CASEWORK: lazy_gettext("Läser rapporter och kontaktuppgifter."),
    Role.INDEPENDENT: lazy_gettext("Läser rapporter som gäller handläggarna eller deras chef."),
    Role.COORDINATION: lazy_gettext("Ser statistik, ingen rapport."),
    Role.ADMINISTRATION: lazy_gettext("Bjuder in och tar bort personal. Läser ingenting."),
    Role.AUDIT: lazy_gettext(
        "Ser i loggen vem som har gjort vad. Öppnar inga ärenden. Kan inte ha någon annan roll."
    ),
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
