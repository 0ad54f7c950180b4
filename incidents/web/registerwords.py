"""What the measures register and the figures of others are called, wherever they are shown."""

from incidents.core.figures import Kind
from incidents.core.measures import Track
from incidents.web.locale import lazy_gettext

KINDS = {
    Kind.BRA: lazy_gettext("Brå: anmälda hatbrott i kommunen"),
    Kind.DO: lazy_gettext("DO: anmälningar som nämner kommunen"),
    Kind.BUREAU: lazy_gettext("Antidiskrimineringsbyrån: rådgivningar"),
    Kind.SCHOOL: lazy_gettext("Skolan: utredningar om kränkningar och trakasserier"),
    Kind.RESIDENTS: lazy_gettext("Enkät till invånare"),
    Kind.STAFF: lazy_gettext("Enkät till medarbetare"),
    Kind.POPULATION: lazy_gettext("Folkmängd"),
    Kind.PUPILS: lazy_gettext("Elever"),
    Kind.EMPLOYEES: lazy_gettext("Anställda i kommunen"),
}
TRACKS = {
    Track.INFORMATION: lazy_gettext("Information och råd"),
    Track.AWARENESS: lazy_gettext("Medvetenhet"),
    Track.IMPLEMENTATION: lazy_gettext("Genomförande"),
    Track.DATA: lazy_gettext("Data och forskning"),
}
