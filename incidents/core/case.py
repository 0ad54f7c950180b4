"""A case seen from the desk: its reference, and the next right step."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from incidents.core.languages import sentence
from incidents.core.workflow import OPEN, Status

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 5


def new_reference(prefix: str, year: int, choose: Callable[[str], str]) -> str:
    """`AD-2026-7K3QF`: random and short, never a counter. `choose` picks a character, as `secrets.choice` does."""
    tail = "".join(choose(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"{prefix}-{year}-{tail}"


class NextStep(StrEnum):
    """The one thing to do next, in Swedish source text."""

    JUDGE = sentence(
        "Är det här en riktig rapport? Släpp den till kön, eller avsluta den som skräp."
    )
    TAKE = sentence("Ta ärendet, så vet kollegorna att du har det.")
    COLLEAGUES = sentence("En kollega har ärendet. Behöver du ta över det, så skriv varför.")
    ACCEPT = sentence("Svara på överlämningen: ta emot ärendet, eller lämna tillbaka det.")
    STOP = sentence("Personen vill att vi slutar. Lämna inget vidare och avsluta som återtagen.")
    ANSWER_MESSAGE = sentence("Läs och besvara det nya meddelandet.")
    FIRST_ANSWER = sentence("Skriv ett första svar.")
    REGISTER = sentence("Personen vill bara att det räknas. Kontrollera och avsluta.")
    CODE = sentence("Koda ärendet, så att det räknas rätt och får rätt stöd.")
    DECIDE = sentence("Bestäm hur ärendet går vidare: hänvisa, vänta eller avsluta.")
    WAIT_REPORTER = sentence("Vänta på svar från den som rapporterat.")
    WAIT_EXTERNAL = sentence("Följ upp med den ni väntar på.")
    DONE = sentence("Ärendet är avslutat. Öppna det igen om något nytt händer.")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step depends on."""

    status: Status
    mine: bool
    new_message: bool
    answered: bool
    register_only: bool
    may_answer: bool
    wants_stop: bool = False
    coded: bool = False
    #: A colleague has the case.
    others: bool = False
    #: It was handed to this person, who has not answered yet.
    asked: bool = False


def next_step(situation: Situation) -> NextStep:
    """The next step; the first rule that fits wins."""
    rules = (
        (situation.status not in OPEN, NextStep.DONE),
        (situation.status is Status.QUARANTINE, NextStep.JUDGE),
        (situation.others, NextStep.COLLEAGUES),
        (not situation.mine, NextStep.TAKE),
        (situation.asked, NextStep.ACCEPT),
        (situation.wants_stop, NextStep.STOP),
        (situation.new_message, NextStep.ANSWER_MESSAGE),
        (situation.register_only and not situation.answered, NextStep.REGISTER),
        (situation.may_answer and not situation.answered, NextStep.FIRST_ANSWER),
        (not situation.coded and not situation.register_only, NextStep.CODE),
        (situation.status is Status.WAITING_REPORTER, NextStep.WAIT_REPORTER),
        (situation.status in (Status.WAITING_EXTERNAL, Status.REFERRED), NextStep.WAIT_EXTERNAL),
    )
    return next((step for fits, step in rules if fits), NextStep.DECIDE)
