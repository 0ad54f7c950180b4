"""The acts of a case's audit trail, in words."""

from flask_babel import lazy_gettext

from incidents.core.auditing import Act

#: The acts of a case's audit trail.
TRAIL = {
    Act.CASE_ENTERED: lazy_gettext("Skrev in rapporten"),
    Act.CASE_OPENED: lazy_gettext("Öppnade ärendet"),
    Act.CASE_CONFLICT: lazy_gettext("Anmälde jäv"),
    Act.CASE_ASSIGNED: lazy_gettext("Gav ärendet till"),
    Act.CASE_PASSED_ON: lazy_gettext("Lämnade över ärendet till"),
    Act.CASE_TAKEN_OVER: lazy_gettext("Tog över ärendet"),
    Act.CASE_ACCEPTED: lazy_gettext("Tog emot ärendet"),
    Act.CASE_RETURNED: lazy_gettext("Lämnade tillbaka ärendet till"),
    Act.CASE_STATUS: lazy_gettext("Ändrade status till"),
    Act.CASE_CLOSED: lazy_gettext("Avslutade ärendet"),
    Act.CASE_ANSWERED: lazy_gettext("Svarade"),
    Act.CASE_NOTED: lazy_gettext("Skrev en anteckning"),
    Act.CASE_CODED: lazy_gettext("Kodade ärendet"),
    Act.CASE_LOOKED: lazy_gettext("Granskade ärendet"),
    Act.CASE_TRANSLATED: lazy_gettext("Lade in en översättning"),
    Act.CASE_WORK: lazy_gettext("Skrev in insatser och resultat"),
    Act.CASE_LINKED: lazy_gettext("Länkade ärendet"),
    Act.CASE_UNLINKED: lazy_gettext("Tog bort en länk"),
    Act.CASE_NOTE_KEPT: lazy_gettext("Behöll en arbetsanteckning"),
    Act.CASE_NOTE_REMOVED: lazy_gettext("Tog bort en arbetsanteckning"),
    Act.CASE_SEEN: lazy_gettext("Läste ett nytt meddelande"),
    Act.CASE_CONSENT_ASKED: lazy_gettext("Frågade om samtycke"),
    Act.CASE_CONTACT: lazy_gettext("Öppnade kontaktuppgifterna"),
    Act.CASE_DAY: lazy_gettext("Skrev vilken dag det hände"),
    Act.CASE_FILE: lazy_gettext("Öppnade en fil"),
}
