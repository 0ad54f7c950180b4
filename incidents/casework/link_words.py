"""Fixed words of links: their kinds, in what reports are alike, why a chosen case has to wait."""

from incidents.actions.together import Readiness
from incidents.core.likeness import Trait
from incidents.core.linking import LinkKind
from incidents.web.locale import lazy_gettext

#: Why cases are linked.
LINKS = {
    LinkKind.SAME_EVENT: lazy_gettext("Samma händelse"),
    LinkKind.SAME_PERSON: lazy_gettext("Samma person, enligt personen själv"),
    LinkKind.SERIES: lazy_gettext("Serie"),
    LinkKind.DUPLICATE: lazy_gettext("Dubblett"),
}
#: What is seen in a series (vocabulary `systemic_flag`); set by hand.
SEEN = {
    "escalation": lazy_gettext("Upptrappning"),
    "repeat_place": lazy_gettext("Samma plats flera gånger"),
    "series": lazy_gettext("Serie hatbrott"),
    "tension": lazy_gettext("Risk för konflikt mellan grupper"),
    "trigger_event": lazy_gettext("Kopplat till omvärldshändelse"),
}
#: In what two reports are alike.
TRAITS = {
    Trait.EVENT_TYPE: lazy_gettext("slag av händelse"),
    Trait.PLACE_TYPE: lazy_gettext("slag av plats"),
    Trait.DISTRICT: lazy_gettext("kommundel"),
    Trait.UNIT: lazy_gettext("del av kommunen"),
    Trait.MONTH: lazy_gettext("månad"),
}
#: Why a chosen case cannot be dealt with together with the others.
NOT_READY = {
    Readiness.UNOPENED: lazy_gettext("Läs försättsbladet och svara på frågan om jäv först."),
    Readiness.QUARANTINE: lazy_gettext("Ärendet ligger i karantän. Släpp det till kön först."),
    Readiness.SHUT: lazy_gettext("Det finns inget sådant ärende, eller så är det stängt för dig."),
}
