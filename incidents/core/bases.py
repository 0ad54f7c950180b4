"""On which basis something may leave a case: a consent, or a duty that the law lays on the municipality (A2, DOMAIN 8).

Everything here is derived from the case's entries, like the consents themselves (docs/adr/0017). What nothing covers
does not leave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.core.consent import Question, State, matrix
from incidents.core.entry import Entry
from incidents.core.errors import Invalid
from incidents.core.help.directory import Role
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
    """A duty to tell somebody: where it stands, and whom it leads to. `child`: it may be done at once."""

    code: str
    where: str
    to: frozenset[Role]
    child: bool = False


#: The duties that the municipality has (DOMAIN 3.3). A list of its own: no free text makes a duty.
PROVISIONS = (
    Provision(
        "concern",
        "socialtjänstlagen 19 kap. 1 § (orosanmälan)",
        frozenset({Role.SOCIAL_SERVICES}),
        child=True,
    ),
    Provision("school", "skollagen 6 kap. 10 §", frozenset({Role.SCHOOL})),
    Provision(
        "education",
        "diskrimineringslagen 2 kap. 7 §",
        frozenset({Role.SCHOOL, Role.COMMITTEE}),
    ),
    Provision(
        "employer",
        "diskrimineringslagen 2 kap. 3 §",
        frozenset({Role.PERSONNEL, Role.COMMITTEE}),
    ),
)
#: Where it may have happened: whoever is told of one case there may understand who told of it.
THERE = frozenset(
    {
        Role.THE_BODY,
        Role.LANDLORD,
        Role.SCHOOL,
        Role.COMMITTEE,
        Role.PERSONNEL,
        Role.CONTRACT_OWNER,
    }
)
_SHARING = frozenset({Act.SHARE_DEIDENTIFIED.value, Act.SHARE_IDENTIFIED.value})
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
        if not self.body or not self.name.strip() or len(self.name) > NAME_MOST:
            raise Invalid("Skriv vem som ska få veta, med högst 120 tecken.")
        if not self.decided_by.strip() or len(self.decided_by) > NAME_MOST:
            raise Invalid("Skriv vem som har bestämt det, med högst 120 tecken.")
        if not self.told.strip() or len(self.told) > TEXT_MOST:
            raise Invalid("Skriv exakt vad ni berättar, med högst 4 000 tecken.")
        if self.urgency is not None and not found.child:
            raise Invalid(
                "Bara när ett barn kan vara i fara får ni berätta innan personen vet det."
            )

    @property
    def at_once(self) -> bool:
        """Whether it may be done the day on which it is announced."""
        return self.urgency is Urgency.CHILD

    def first_day(self, announced: date) -> date:
        """The first day on which it may be done."""
        return announced if self.at_once else announced + timedelta(days=1)

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


def check_leads(provision: str, role: Role) -> None:
    """Raises `Invalid` unless this law leads to bodies of this role: a duty is no way round the person's own yes."""
    found = _PROVISIONS.get(provision)
    if found is None or role not in found.to:
        raise Invalid("Den lagen kräver inte att ni berättar för den mottagaren.")


def recognisable(role: Role, acts: Iterable[str]) -> bool:
    """Whether the question has to say that they may understand who it is: feedback on one case, where it happened."""
    return role in THERE and not _SHARING.isdisjoint(acts)


def newest(entries: Iterable[Entry]) -> int:
    """The number of the latest entry that says something of what may be shared, or that we are to stop; 0: none."""
    return max((one.number for one in entries if saying(one) in _OF_SHARING), default=0)


_OF_SHARING = frozenset(
    {Saying.ASK, Saying.ORAL, Saying.DUTY, Saying.CONSENT, Saying.STOP, Saying.GO_ON}
)


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
    denied = {key for key, latest in matrix(questions).items() if latest.state in _DENIED}
    for question in reversed(questions):
        if question.state is State.GIVEN and _consented(leaving, question, denied):
            return Basis(BasisKind.CONSENT, question.number)
    if leaving.acts or leaving.identified:
        return None
    for entry in entries:
        duty = duty_in(entry)
        if duty is not None and _due(leaving, duty, day_of(entry.moment), today):
            return Basis(BasisKind.LEGAL_DUTY, entry.number, duty.provision)
    return None


def agreed(questions: Sequence[Question], body: str) -> frozenset[Act]:
    """The acts with a yes as the latest word about a body. Whoever may be named may also be left unnamed."""
    latest = matrix(questions)
    yes = {
        act
        for act in Act
        if (asked := latest.get((body, act.value))) and asked.state is State.GIVEN
    }
    wider = {Act.SHARE_DEIDENTIFIED} if Act.SHARE_IDENTIFIED in yes else set()
    return frozenset(yes | wider)


#: A *no* to the latest question about a body and an act ends what was allowed before.
_DENIED = frozenset({State.REFUSED, State.WITHDRAWN})


def _consented(leaving: Leaving, question: Question, denied: set[tuple[str, str]]) -> bool:
    shares = {Act.SHARE_IDENTIFIED}
    if not leaving.identified:
        shares.add(Act.SHARE_DEIDENTIFIED)
    given = {act for act in question.acts if (question.body, act) not in denied}
    return (
        question.body == leaving.body
        and not shares.isdisjoint(given)
        and all(act.value in given for act in leaving.acts)
    )


def _due(leaving: Leaving, duty: Duty, announced: date, today: date) -> bool:
    if duty.body != leaving.body or not leaving.told or duty.told != leaving.told:
        return False
    return duty.first_day(announced) <= today
