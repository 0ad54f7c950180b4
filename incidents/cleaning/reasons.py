"""Why a file is refused: a closed list, each with a sentence for people that says what to do."""

from collections.abc import Mapping
from enum import StrEnum

from incidents.core.errors import Invalid
from incidents.core.languages import sentence

#: Belongs beside every file that is sent: what is kept is cleaned, so it proves less than the original.
KEEP_ORIGINAL = sentence("Spara originalet själv: polisen kan behöva det.")


class Reason(StrEnum):
    """What stood in the way."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    FILM = "film"
    MOVING = "moving"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"
    DAMAGED = "damaged"
    UNCLEANABLE = "uncleanable"
    TOO_DEMANDING = "too_demanding"
    BUSY = "busy"
    FAILED = "failed"


SENTENCES: Mapping[Reason, str] = {
    Reason.EMPTY: sentence("Filen är tom. Välj den igen, eller välj en annan."),
    Reason.TOO_LARGE: sentence(
        "Filen är för stor. Skicka en mindre kopia eller bara det viktiga. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.UNKNOWN_KIND: sentence(
        "Den sortens fil kan vi inte ta emot. Skicka ett foto (JPEG, PNG, WebP eller HEIC), en PDF "
        "eller ljud (MP3, M4A, Ogg, WAV eller FLAC). "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.FILM: sentence(
        "Film kan vi inte ta emot. Skicka skärmbilder, eller berätta i text vad filmen visar. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.MOVING: sentence(
        "Rörliga bilder kan vi inte ta emot. Skicka skärmbilder av det viktiga. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.TOO_MANY_PIXELS: sentence(
        "Bilden är för stor för att rensas. Skicka en skärmbild eller en mindre kopia. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.TOO_MANY_PAGES: sentence(
        "Dokumentet har för många sidor. Skicka bara de sidor som är viktiga. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.LOCKED: sentence(
        "Dokumentet är låst. Spara en kopia utan lösenord och skicka den. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.DAMAGED: sentence(
        "Filen gick inte att läsa. Öppna den, spara den på nytt och skicka den igen. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.UNCLEANABLE: sentence(
        "Filen kan innehålla dolda uppgifter som vi inte säkert kan ta bort. "
        "Skicka skärmbilder, eller spara den i ett annat format. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.TOO_DEMANDING: sentence(
        "Filen tar för mycket kraft att rensa. Dela upp den, eller skicka bara det viktiga. "
        "Spara originalet själv: polisen kan behöva det."
    ),
    Reason.BUSY: sentence("Många skickar filer just nu. Vänta en minut och skicka filen igen."),
    Reason.FAILED: sentence(
        "Något gick fel hos oss. Det är inte ditt fel. Skicka filen igen om en stund."
    ),
}


class Refused(Invalid):
    """This file is not kept. `reason` is for the program, `sentence` for people."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason
