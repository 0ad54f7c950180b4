"""Who can help: the national directory with the municipality's own additions, and how fresh each fact is.

A fact that nobody has verified is not in a `Directory` at all, so that nothing can show it by mistake.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.help.accepting import Accepts, Who

#: Age in days from which a fact has to be checked again.
STALE_AFTER = 180
#: How the ids of a municipality's own begin.
LOCAL = "local."


class Role(StrEnum):
    """What a body is for; the routes name roles, several bodies may have the same one."""

    DO = "do"
    POLICE = "polisen"
    UNION = "fack"
    BEO = "beo"
    WORK_ENVIRONMENT = "av"
    JO = "jo"
    JK = "jk"
    IVO = "ivo"
    PATIENT_BOARD = "patientnamnd"
    CONSUMER_BOARD = "arn"
    RENT_TRIBUNAL = "hyresnamnd"
    UNIVERSITY_APPEALS = "onh"
    DIGG = "digg"
    BUILDING_BOARD = "byggnadsnamnd"
    MEDIA = "medier"
    VICTIM_SUPPORT = "boj"
    COMPENSATION = "brom"
    RFSL = "rfsl"
    BRIS = "bris"
    WOMEN = "kfl"
    SHELTER = "jourer"
    HONOUR = "heder"
    MINORITY_LANGUAGE = "minoritetssprak"
    DISABILITY_RIGHTS = "frf"
    BUREAU = "adb"
    COMMUNITY = "community"
    YOUTH = "unga"
    SCHOOL = "huvudman"
    THE_BODY = "verksamheten"
    LANDLORD = "hyresvard"
    COMMITTEE = "namnd"
    PERSONNEL = "hr"
    WHISTLEBLOWING = "vissel"
    SOCIAL_SERVICES = "soc"
    SAFETY = "trygghet"
    #: Takes away graffiti and mends what is broken where everybody walks.
    UPKEEP = "sanering"
    CONTRACT_OWNER = "upphandling"
    REGISTRAR = "registrator"
    UNIT = "enhet"


#: What a municipality may fill with its own bodies; a national authority cannot be replaced.
LOCAL_ROLES = frozenset(
    {
        Role.PATIENT_BOARD,
        Role.BUILDING_BOARD,
        Role.VICTIM_SUPPORT,
        Role.SHELTER,
        Role.BUREAU,
        Role.COMMUNITY,
        Role.YOUTH,
        Role.SCHOOL,
        Role.LANDLORD,
        Role.COMMITTEE,
        Role.PERSONNEL,
        Role.WHISTLEBLOWING,
        Role.SOCIAL_SERVICES,
        Role.SAFETY,
        Role.UPKEEP,
        Role.CONTRACT_OWNER,
        Role.REGISTRAR,
        Role.UNIT,
    }
)


class Situation(StrEnum):
    """When a number is shown at once."""

    ALWAYS = "always"
    DANGER = "danger"
    CHILD = "child"
    SUICIDAL = "suicidal"
    AFRAID = "afraid"
    VIOLENCE = "violence"
    MINOR = "minor"


class ContactKind(StrEnum):
    """How a body is reached."""

    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the product says about the world: where it was read, and when somebody last checked it."""

    id: str
    says: str
    source: str
    checked: date
    verified: bool

    def stale(self, today: date) -> bool:
        """Whether it was checked more than 180 days ago."""
        return (today - self.checked).days > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a body."""

    fact: Fact
    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call when it is urgent. `hours` is empty where they are not known."""

    fact: Fact
    number: str
    name: str
    about: str
    hours: str
    when: frozenset[Situation]
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the municipality knows of a body today. None: not known."""

    fact: Fact
    body: str
    takes_new: bool | None = None
    commissioned: bool | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody who can help.

    `name` and `about` are Swedish sentences of the catalogues, or the municipality's `own_words`. `proper`: the name
    is a proper name that no catalogue translates. `on_choice`: shown only where the municipality has chosen it, or
    lies in its region. `anonymous`: one may turn to it without a name; `public_record`: what it gets may be asked for.
    `time_limit` is the id of a rule, `waiting` the facts among these that wait to be confirmed: their ids end with the
    field's name. None and nothing: not known.
    """

    fact: Fact
    role: Role
    name: str
    about: str
    contacts: tuple[Contact, ...] = ()
    numbers: tuple[str, ...] = ()
    anonymous: bool | None = None
    public_record: bool | None = None
    proper: bool = False
    on_choice: bool = False
    own_words: bool = False
    accepts: Accepts | None = None
    who: tuple[Who, ...] = ()
    region: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    time_limit: str = ""
    free: bool | None = None
    waiting: tuple[Fact, ...] = ()
    standing: Standing | None = None

    @property
    def local(self) -> bool:
        """Whether it is the municipality's own, and not one of the national directory."""
        return self.fact.id.startswith(LOCAL)

    def unverified(self) -> tuple[str, ...]:
        """The details that wait to be confirmed."""
        return tuple(fact.id.rpartition(".")[2] for fact in self.waiting if not fact.verified)

    def facts(self) -> tuple[Fact, ...]:
        """Everything that is said of it, the body itself first; what belongs to an urgent number is the number's."""
        known = (self.standing.fact,) if self.standing else ()
        own = (one.fact for one in self.contacts)
        return (self.fact, *own, *self.waiting, *known)


@dataclass(frozen=True, slots=True)
class Directory:
    """Bodies, numbers and rules that may be shown, and the facts that may not until somebody confirms them.

    `region`: where the municipality lies; empty where it has not said so.
    """

    bodies: tuple[Body, ...]
    numbers: tuple[Number, ...]
    rules: frozenset[str]
    facts: tuple[Fact, ...]
    unconfirmed: tuple[Fact, ...]
    region: tuple[str, ...] = ()

    def bodies_for(self, role: Role) -> tuple[Body, ...]:
        """Who has this role here: the municipality's own where it has named some, else the national one."""
        found = tuple(body for body in self.bodies if body.role is role)
        local = tuple(body for body in found if body.local or body.on_choice)
        return local or found

    def here(self) -> tuple[Body, ...]:
        """Everybody who can help here, each role as in `bodies_for`."""
        shown = {body.fact.id for role in Role for body in self.bodies_for(role)}
        return tuple(body for body in self.bodies if body.fact.id in shown)

    def numbers_for(self, situations: frozenset[Situation]) -> tuple[Number, ...]:
        """The numbers for these situations, in the order of the directory."""
        return tuple(number for number in self.numbers if number.when & situations)

    def knows(self, rule: str) -> bool:
        """Whether a rule that is not the same for certain everywhere is confirmed (`limit.work`)."""
        return rule in self.rules

    def stale(self, today: date) -> tuple[Fact, ...]:
        """The facts that are shown although nobody has checked them for 180 days: a warning to the staff."""
        return tuple(fact for fact in self.facts if fact.stale(today))
