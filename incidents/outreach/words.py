"""What poster, card and form say, in one language: data for the type setter."""

from incidents.core.languages import sentence
from incidents.core.vocabulary import vocabulary
from incidents.qr import svg
from incidents.settings import Settings
from incidents.web.locale import NAMES, catalogue

#: The public questions of the paper form, in the order of the screens.
QUESTIONS = (
    "what_happened",
    "when_coarse",
    "frequency",
    "area",
    "actor_type",
    "place_type",
    "ground",
    "bias_motive",
    "reporter_role",
    "under18",
    "wish",
    "safety",
    "consequence",
)
_UNDER_18 = sentence("Är den som det hände under 18 år?")
_SAID = {
    "title": sentence("Har du råkat ut för något som inte är okej? Berätta."),
    "name": sentence("Berätta för kommunen"),
    "lead": sentence(
        "Du behöver inte säga vem du är. Det tar ungefär 5 minuter. Skriv på vilket språk du vill."
    ),
    "anonymous": sentence("Vi frågar inte vad du heter, och tjänsten sparar inte din ip-adress."),
    "code": sentence("Du får en kod. Med den kan du läsa svar och skriva mer."),
    "camera": sentence("Håll mobilens kamera mot rutan, eller skriv adressen."),
    "own": sentence("Låna inte skolans eller jobbets mobil. Då kan de se att du har varit här."),
    "danger": sentence("Är du i fara: ring 112"),
    "not_us": sentence(
        "Vi är inte polisen och inte Diskrimineringsombudsmannen (DO). En rapport här är ingen anmälan dit, "
        "och den stoppar ingen tidsfrist."
    ),
    "phone": sentence("Telefon"),
    "visit": sentence("Besök"),
    "picture": sentence("QR-kod med adressen"),
    "paper": sentence("Blankett att skicka med posten"),
    "post": sentence(
        "Lägg blanketten i ett kuvert. Skriv inte ditt namn på kuvertet. Skicka till:"
    ),
    "skip": sentence("Hoppa över det du inte vill svara på. Kryssa i det som stämmer."),
    "no_code": sentence(
        "Med blanketten får du ingen kod. Vill du ha svar utan att säga vem du är: använd webbplatsen."
    ),
    "record": sentence(
        "Det du skriver blir en allmän handling hos kommunen. Den som frågar kan få läsa den; vi prövar varje gång "
        "om något måste strykas. Skriv därför inte namn, adress eller telefonnummer här."
    ),
    "story": sentence("Vad hände?"),
    "reach": sentence("Vill du att vi hör av oss? Skriv hur vi når dig, och när det är säkert."),
    "released": sentence(
        "Även detta kan lämnas ut, om vi inte ser att du kan skadas. Koden är säkrare."
    ),
}


def said(settings: Settings, lang: str, address: str) -> dict[str, object]:
    """Everything that a sheet needs: sentences in this language, the municipality's own words, the QR code."""
    language, spoken = NAMES[lang], catalogue(lang)
    return {
        **{name: spoken.gettext(text) for name, text in _SAID.items()},
        "lang": language.tag,
        "rtl": language.direction == "rtl",
        "municipality": settings.municipality,
        "readers": settings.readers,
        "phone_number": settings.phone,
        "visit_address": settings.visit,
        "address": address.removeprefix("https://").rstrip("/"),
        "qr": svg(address),
        "questions": [_question(name, lang) for name in QUESTIONS],
    }


def _question(name: str, lang: str) -> dict[str, object]:
    spoken, asked = catalogue(lang), vocabulary(name)
    return {
        "asked": spoken.gettext(asked.question or _UNDER_18),
        "choices": [spoken.gettext(choice.label) for choice in asked.public()],
    }
