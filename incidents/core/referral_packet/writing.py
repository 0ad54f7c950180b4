"""What a caseworker writes for a packet: the first page and DO's fields, with what the case suggests for them."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from incidents.core.bases import Act
from incidents.core.errors import Invalid
from incidents.core.languages import languages, sentence
from incidents.core.referral_packet.choosing import Opened
from incidents.core.vocabulary import vocabulary

Say = Callable[[str], str]

LINE_MOST = 4_000
_TALK = sentence(
    "Skriv till personen på sidan där ni hämtade det här. Då syns det i personens inkorg."
)
_DETAILS = sentence("Använd kontaktuppgifterna här, och bara när det är säkert.")
_NO_CONTACT = sentence("Kontakta inte personen. Ställ frågor till kommunen.")


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page in words. What is empty reads as not known."""

    wants: str = ""
    counterparty: str = ""
    done: str = ""
    contact: str = ""
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with the fields that DO asks for."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """DO's fields (DOMAIN 1.7). Where the story was chosen, it is what happened."""

    complainant: Party = Party()
    complained: Party = Party()
    what: str = ""
    when: str = ""
    who: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """All that is written for a packet."""

    overview: Overview = Overview()
    complaint: Complaint = Complaint()

    def __post_init__(self) -> None:
        if any(len(text) > LINE_MOST for text in self.texts()):
            raise Invalid("Texten är för lång. Högst 4 000 tecken i varje fält.")

    @property
    def names(self) -> bool:
        """Whether it says who the person is."""
        return self.complaint.complainant != Party()

    def texts(self) -> tuple[str, ...]:
        """Every field."""
        complaint = self.complaint
        said = (complaint.what, complaint.when, complaint.who, complaint.ground)
        parts = (self.overview, complaint.complainant, complaint.complained)
        return (*said, *(getattr(part, one.name) for part in parts for one in fields(part)))


def check_fields(complaint: Complaint, *, to_do: bool) -> None:
    """Raises `Invalid` for DO's fields in what is not meant for DO."""
    if complaint != Complaint() and not to_do:
        raise Invalid("Fälten hör till ett underlag till DO.")


def suggested(case: Opened, body: str, say: Say, *, details: bool = False) -> Overview:
    """A first page that says what the case knows, for a caseworker to change."""
    done = case.work.codes.get("measure", ()) if case.work else ()
    return Overview(
        in_words(case, "wish", say),
        in_words(case, "actor_type", say),
        "\n".join(say(vocabulary("measure").label(code)) for code in done),
        say(contact_of(case, body, details=details)),
        "\n".join(
            line for line in (_language(case), in_words(case, "interpreter_need", say)) if line
        ),
    )


def contact_of(case: Opened, body: str, *, details: bool = False) -> str:
    """How the body may reach the person, where nobody wrote it down; `details`: it gets the contact details."""
    agreed = case.agreed(body)
    if details and Act.CONTACT in agreed:
        return _DETAILS
    return _TALK if Act.TALK in agreed else _NO_CONTACT


def suggested_complaint(case: Opened, say: Say) -> Complaint:
    """DO's fields from the answers; never who the person is, and never the story."""
    when, ground = in_words(case, "when_coarse", say), in_words(case, "ground", say)
    return Complaint(when=when, who=in_words(case, "actor_type", say), ground=ground)


def in_words(case: Opened, name: str, say: Say) -> str:
    """The answers to a question, one a line; empty where there are none."""
    listed = vocabulary(name)
    return "\n".join(say(listed.public_label(group)) for group in case.answers.get(name, ()))


def _language(case: Opened) -> str:
    """The language in which the person wrote, by its own name."""
    found = languages().get(case.report.language) if case.report else None
    return found.name if found else ""
