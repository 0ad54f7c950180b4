"""The page for ages 12-17: short sentences, one at a time, that a template shows as they stand."""

from dataclasses import dataclass

from incidents.core.help.directory import Directory, Number, Situation
from incidents.core.help.rules import Rule, rule
from incidents.core.languages import Text, sentence

_SITUATIONS = frozenset({Situation.ALWAYS, Situation.MINOR, Situation.SUICIDAL})
_DL = "diskrimineringslagen"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences; `numbers` stand beside the section where somebody can be called."""

    heading: Text
    sentences: tuple[Rule, ...]
    numbers: tuple[Number, ...] = ()


TITLE = Text(sentence("För dig som är 12–17 år"))

_WRONG = Section(
    Text(sentence("Det är inte ditt fel")),
    (
        rule(
            sentence("Ingen får behandla dig sämre på grund av hudfärg, ursprung eller tro."),
            f"{_DL} 1 kap. 4–5 §§",
        ),
        rule(
            sentence("Det gäller också ditt kön, vem du är och vem du blir kär i."),
            f"{_DL} 1 kap. 5 §",
        ),
        rule(
            sentence("Det gäller också din ålder och om du har en funktionsnedsättning."),
            f"{_DL} 1 kap. 5 §",
        ),
        rule(
            sentence("Lagen gäller i skolan, på jobbet, i affären, i vården och hos kommunen."),
            f"{_DL} 2 kap.",
        ),
        rule(
            sentence("Hot och våld är brott, var det än händer."),
            "brottsbalken; brottsoffermyndigheten.se",
        ),
    ),
)
_WE = Section(
    Text(sentence("Det här kan vi göra")),
    (
        rule(sentence("Du behöver inte säga vad du heter."), ""),
        rule(sentence("Du får skriva på vilket språk du vill."), ""),
        rule(sentence("Vi läser det du skriver och svarar om du vill."), ""),
        rule(sentence("Du får en kod, och med den kan du läsa svaret."), ""),
        rule(sentence("Vi kan berätta vad du har rätt till."), ""),
        rule(sentence("Vi kan visa vem som kan hjälpa dig."), ""),
        rule(sentence("Vi är inte polisen, och vi svarar inte på en gång."), ""),
    ),
)
_SCHOOL = Section(
    Text(sentence("Det här måste skolan göra")),
    (
        rule(
            sentence("Vuxna i skolan som får veta det måste berätta för rektorn."),
            "skollagen 6 kap. 10 §",
        ),
        rule(
            sentence("Skolan måste snabbt ta reda på vad som har hänt."),
            f"skollagen 6 kap. 10 §; {_DL} 2 kap. 7 §",
        ),
        rule(sentence("Skolan måste se till att trakasserier slutar."), f"{_DL} 2 kap. 7 §"),
        rule(
            sentence("Gör skolan ingenting kan du anmäla till DO eller Barn- och elevombudet."),
            "do.se, vanliga frågor",
        ),
    ),
)
_WHO_KNOWS = Section(
    Text(sentence("Vem får veta vad")),
    (
        rule(sentence("De som läser rapporterna läser det du skriver."), ""),
        rule(
            sentence("Andra kan be att få läsa din rapport."),
            "tryckfrihetsförordningen 2 kap.",
        ),
        rule(sentence("Skriv därför inga namn och ingen adress."), ""),
        rule(
            sentence("Om vi tror att ett barn far illa måste vi berätta det för socialtjänsten."),
            "socialtjänstlagen (2025:400)",
        ),
        rule(
            sentence("Gäller det en kommunal skola måste skolan utreda."),
            f"{_DL} 2 kap. 7 §; skollagen 6 kap. 10 §",
        ),
        rule(
            sentence("Vi berättar vad som hänt, inte vem du är, om du inte har sagt ja."),
            "",
        ),
        rule(
            sentence("Vi kontaktar inte dina vårdnadshavare om du säger nej."),
            "",
        ),
        rule(sentence("Ibland säger lagen att vi måste göra det ändå."), ""),
        rule(
            sentence("Om du anmäler till DO brukar DO kontakta dina vårdnadshavare."),
            "do.se, vanliga frågor",
        ),
        rule(sentence("Be DO att låta bli om du inte vill det."), "do.se, vanliga frågor"),
        rule(
            sentence("Skolan kan se att du har varit här om du använder skolans dator."),
            "",
        ),
    ),
)
_TIME = Section(
    Text(sentence("Så lång tid har du")),
    (
        rule(sentence("Du har två år på dig från den dag du fyller 18 år."), f"{_DL} 6 kap. 6 §"),
        rule(
            sentence("Det gäller till exempel skolan, vården, affären och bostaden."),
            f"{_DL} 6 kap. 6 §",
        ),
        rule(sentence("Hände det på ett jobb kan tiden vara mycket kortare."), f"{_DL} 6 kap. 4 §"),
        rule(sentence("En rapport här stoppar ingen tidsfrist."), f"{_DL} 6 kap. 4–6 §§"),
        rule(
            sentence("Dina vårdnadshavare måste säga ja innan någon går till domstol för dig."),
            f"{_DL} 6 kap. 2 §",
        ),
    ),
)
_REPRISALS = Section(
    Text(sentence("Ingen får straffa dig")),
    (
        rule(
            sentence("Skolan eller jobbet får inte straffa dig för att du har klagat."),
            f"{_DL} 2 kap. 18–19 §§",
        ),
        rule(sentence("Händer det ändå kan du berätta det här."), ""),
    ),
)
_EVIDENCE = Section(
    Text(sentence("Spara det som visar vad som hände")),
    (
        rule(sentence("Spara meddelanden och bilder."), "polisen.se"),
        rule(sentence("Skriv upp vad som hände och vilken dag det var."), "polisen.se"),
        rule(sentence("Skriv också upp vilka som såg det, men inte i rapporten."), "polisen.se"),
    ),
)
_NOW = Text(sentence("Här kan du få hjälp nu"))
_NOW_SENTENCES = (
    rule(sentence("Är du i fara: ring 112."), ""),
    rule(sentence("Vill du inte leva: prata med någon nu, du är inte ensam."), ""),
)


def young_page(directory: Directory) -> tuple[Section, ...]:
    """The sections in order; the numbers stand in the first one. What somebody must confirm first is not in it."""
    now = Section(_NOW, _NOW_SENTENCES, directory.numbers_for(_SITUATIONS))
    return (now, _WRONG, _WE, _SCHOOL, _WHO_KNOWS, _TIME, _REPRISALS, _EVIDENCE)
