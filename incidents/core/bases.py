"""On which basis something may leave a case: a consent, or a duty that the law lays on the municipality (A2, DOMAIN 8).

Everything here is derived from the case's entries, like the consents themselves (docs/adr/0017). What nothing covers
does not leave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.consent import Question, State
from incidents.core.entry import Entry
from incidents.core.errors import Invalid
from incidents.core.promise import day_of
from incidents.core.saying import Saying, saying

TEXT_MOST = 4_000
NAME_MOST = 120


class Act(StrEnum):
    """What a consent covers (vocabulary `consent_act`)."""

    CONTACT = "contact"
    SHARE_DEIDENTIFIED = "share_deidentified"
    SHARE_IDENTIFIED = "share_identified"
    TALK = "talk"
    ANSWER_BACK = "answer_back"


class BasisKind(StrEnum):
    """Vocabulary `legal_basis`."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"


class Urgency(StrEnum):
    """Why a duty is done before the person has had time to read of it: there is one reason."""

    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Provision:
    """A duty to tell somebody: where it stands, and whom it may lead to. `child`: it may be done at once."""

    code: str
    where: str
    child: bool = False


#: The duties that the municipality has (DOMAIN 3.3). A list of its own: no free text makes a duty.
PROVISIONS = (
    Provision("concern", "socialtjänstlagen 19 kap. 1 § (orosanmälan)", child=True),
    Provision("school", "skollagen 6 kap. 10 §"),
    Provision("education", "diskrimineringslagen 2 kap. 7 §"),
    Provision("employer", "diskrimineringslagen 2 kap. 3 §"),
)
_PROVISIONS = {one.code: one for one in PROVISIONS}


def provision_words(code: str) -> str:
    """Where a duty stands; empty for a code that no list has."""
    found = _PROVISIONS.get(code)
    return found.where if found else ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that somebody has decided to do: to whom, by which provision, what exactly is told."""

    body: str
    name: str
    provision: str
    decided_by: str
    told: str
    urgency: Urgency | None = None

    def __post_init__(self) -> None:
        found = _PROVISIONS.get(self.provision)
        if found is None:
            raise Invalid("Välj vilken lag som kräver det.")
        if not self.body or not self.name.strip():
            raise Invalid("Välj vem som ska få veta.")
        if not self.decided_by.strip() or len(self.decided_by) > NAME_MOST:
            raise Invalid("Skriv vem som har bestämt det, med högst 120 tecken.")
        if not self.told.strip() or len(self.told) > TEXT_MOST:
            raise Invalid("Skriv exakt vad ni berättar, med högst 4 000 tecken.")
        if self.urgency is not None and not found.child:
            raise Invalid(
                "Bara när ett barn kan vara i fara får ni berätta innan personen vet det."
            )

    def content(self) -> dict[str, object]:
        """What the entry says; its text is what is told, word for word."""
        return {
            "act": Saying.DUTY.value,
            "text": self.told,
            "body": self.body,
            "name": self.name,
            "provision": self.provision,
            "decided_by": self.decided_by,
            "urgency": self.urgency.value if self.urgency else "",
        }


def duty_in(entry: Entry) -> Duty | None:
    """The duty that an entry is; None for every other entry, and for one that is not as we write them."""
    if saying(entry) is not Saying.DUTY:
        return None
    said = {name: str(entry.content.get(name, "")) for name in _SAID}
    try:
        urgency = Urgency(said["urgency"]) if said["urgency"] else None
        return Duty(
            said["body"],
            said["name"],
            said["provision"],
            said["decided_by"],
            said["text"],
            urgency,
        )
    except (Invalid, ValueError):
        return None


_SAID = ("body", "name", "provision", "decided_by", "text", "urgency")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is about to leave: to which body, whether it says who the person is, and what the body may do with it."""

    body: str
    identified: bool = False
    acts: frozenset[Act] = frozenset()
    #: The whole of what is told, where it rests on a duty.
    told: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What covers it: the entry in which it stands."""

    kind: BasisKind
    number: int
    provision: str = ""


def basis_for(
    leaving: Leaving, questions: Sequence[Question], entries: Iterable[Entry], today: date
) -> Basis | None:
    """What covers this, a consent before a duty; None when nothing does, and then it does not leave.

    `questions`: the ledger of the same case (`core.consent`). A duty covers its own words and no others, gives no body
    a way to write, and stands from the day after it was announced, unless a child may be in danger.
    """
    for question in reversed(questions):
        if question.state is State.GIVEN and _consented(leaving, question):
            return Basis(BasisKind.CONSENT, question.number)
    if leaving.acts or leaving.identified:
        return None
    for entry in entries:
        duty = duty_in(entry)
        if duty is not None and _due(leaving, duty, day_of(entry.moment), today):
            return Basis(BasisKind.LEGAL_DUTY, entry.number, duty.provision)
    return None


def _consented(leaving: Leaving, question: Question) -> bool:
    shares = {Act.SHARE_IDENTIFIED}
    if not leaving.identified:
        shares.add(Act.SHARE_DEIDENTIFIED)
    given = set(question.acts)
    return (
        question.body == leaving.body
        and not shares.isdisjoint(given)
        and all(act.value in given for act in leaving.acts)
    )


def _due(leaving: Leaving, duty: Duty, announced: date, today: date) -> bool:
    if duty.body != leaving.body or not leaving.told or duty.told != leaving.told:
        return False
    return announced < today or (duty.urgency is Urgency.CHILD and announced <= today)
