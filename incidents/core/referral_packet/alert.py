"""A place alert: what happens at a place, told to whoever answers for it. It is about no person and from no person.

What makes it takes a place and nothing of a case, so nothing else of a case can get in (docs/adr/0043).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from incidents.core.bases import THERE
from incidents.core.errors import Invalid
from incidents.core.files import FileNote
from incidents.core.help.directory import Body, Directory, Role
from incidents.core.languages import sentence
from incidents.core.referral_packet.document import (
    Document,
    Item,
    Kind,
    Receiver,
    Section,
    Sender,
)
from incidents.core.referral_packet.masking import tidy
from incidents.core.referral_packet.pen import Pen, Speech
from incidents.core.referral_packet.places import PLACES, WHAT
from incidents.core.traces import has_identifier, has_reference, plain, quotes

WHERE_MOST = 200
#: Who can get one: those who answer for what is seen and happens at a place.
ROLES = (Role.SAFETY, Role.UPKEEP, Role.POLICE, Role.SCHOOL, Role.LANDLORD)
#: Of which sorts of place these may hear: of their own. A landlord's are the yard, the gate and the stairwell of the
#: houses that it lets, which are a street or another place; a shop or a workplace is none that it answers for.
_THEIRS = {
    Role.SCHOOL: (
        frozenset({"school"}),
        sentence("Skolan får bara veta om skolor och vägen dit. Välj den sortens plats."),
    ),
    Role.LANDLORD: (
        frozenset({"out", "other"}),
        sentence(
            "Hyresvärden får bara veta om gator, gårdar och trapphus. Välj gata eller annan plats."
        ),
    ),
}
#: The kinds of file that are pictures, as files are kept here.
PICTURES = frozenset({"jpeg", "png"})

TITLE = sentence("Platslarm")
_HEADING = sentence("Det gäller en plats")
_ABOUT = sentence("Vem som skickar")
_LABELS = {
    "what_happened": sentence("Vad som finns där"),
    "place_type": sentence("Sorts plats"),
    "where": sentence("Var"),
    "period": sentence("När"),
    "files": sentence("Bilder som följer med, utan människor"),
    "sender": sentence("Från"),
    "receiver": sentence("Till"),
    "id": sentence("Nummer"),
    "day": sentence("Datum"),
    "notes": sentence("Att tänka på"),
}
_PERIOD = sentence("Från %(first)s till %(last)s")
_NOTES = (
    sentence("Det här gäller en plats, inte en person."),
    sentence("Vem som har berättat står inte här. Försök inte ta reda på det."),
    sentence("Kommunen har inte prövat vad som hände."),
)


@dataclass(frozen=True, slots=True)
class Place:
    """What is told: codes of `WHAT` and of `PLACES`, where in one line, first and last day.

    What was told once stays readable: only what is to be told has to hold today's rules (`check_place`).
    """

    what: tuple[str, ...]
    place_type: str
    where: str
    first: date
    last: date

    def content(self) -> dict[str, object]:
        """What the entry says."""
        return {
            "what": list(self.what),
            "place_type": self.place_type,
            "where": self.where,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
        }


def place_in(said: object) -> Place:
    """Inverse of `Place.content`; ValueError for anything else."""
    if not isinstance(said, Mapping):
        raise ValueError("not a place")  # noqa: TRY004 - one error for every cause
    try:
        return Place(
            tuple(str(one) for one in said["what"]),
            str(said["place_type"]),
            str(said["where"]),
            date.fromisoformat(str(said["first"])),
            date.fromisoformat(str(said["last"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a place") from error


def check_place(place: Place) -> None:
    """Raises `Invalid` for what may not be told of a place."""
    if not place.what or not set(place.what) <= set(WHAT):
        raise Invalid("Välj vad som finns på platsen.")
    if place.place_type not in PLACES:
        raise Invalid("Välj vilken sorts plats det är.")
    check_where(place.where)
    if place.first > place.last:
        raise Invalid("Sista dagen kan inte vara före den första.")


def check_where(where: str, told: Iterable[str] = ()) -> None:
    """Raises `Invalid` unless it is one line that names a place and leads to no case.

    `told`: what the reporter wrote, and translations of it.
    """
    line = tidy(where)
    if not plain(line).strip() or len(line) > WHERE_MOST or len(line.splitlines()) != 1:
        raise Invalid("Skriv var det är, på en rad med högst 200 tecken.")
    if has_reference(line) or has_identifier(line):
        raise Invalid(
            "Skriv bara platsen: inget ärendenummer, telefonnummer, personnummer eller mejl."
        )
    if quotes(line, told):
        raise Invalid("Det står så i det som personen har skrivit. Skriv platsen med egna ord.")


def check_receiver(role: str, place_type: str, *, photos: bool) -> None:
    """Raises `Invalid` for a body of a role that answers for no place, or not for this sort of place.

    Nor for pictures where it may have happened: there somebody may understand who stood where they were taken (A2).
    """
    known = next((one for one in ROLES if one == role), None)
    if known is None:
        raise Invalid("Välj vem som ska få veta.")
    sorts, why = _THEIRS.get(known, (None, ""))
    if sorts is not None and place_type not in sorts:
        raise Invalid(why)
    if photos and known in THERE:
        raise Invalid(
            "Bilder lämnas inte till skolan eller hyresvärden. De kan visa vem som har berättat."
        )


def receivers(directory: Directory) -> tuple[Body, ...]:
    """Who can get one here."""
    return tuple(body for role in ROLES for body in directory.bodies_for(role))


def pictures(files: Mapping[int, FileNote]) -> dict[int, FileNote]:
    """The files that can go along, by number."""
    return {number: note for number, note in files.items() if note.kind in PICTURES}


@dataclass(frozen=True, slots=True)
class Alert:
    """A place alert as it is to be written. `id` and `day`: as in every packet."""

    id: str
    day: date
    sender: Sender
    receiver: Receiver
    place: Place
    photos: Sequence[FileNote] = ()


def alert(told: Alert, speech: Speech) -> Document:
    """The document; raises `Invalid` for days that are not over."""
    if told.place.last > told.day:
        raise Invalid("Skriv dagar som har varit.")
    pen = Pen(speech)
    return Document(
        Kind.ALERT,
        told.id,
        told.day,
        speech.tag,
        pen.said(TITLE),
        told.receiver,
        (place_section(pen, told), Section("about", pen.said(_ABOUT), tuple(_about(pen, told)))),
        told.sender,
        files=tuple(told.photos),
    )


def place_section(pen: Pen, told: Alert) -> Section:
    """The place: the body sees it also before it has taken anything."""
    place = told.place
    items = [
        _coded(pen, "what_happened", WHAT, place.what),
        _coded(pen, "place_type", PLACES, (place.place_type,)),
        pen.text("where", pen.said(_LABELS["where"]), place.where),
        Item("period", (_period(pen, place),), pen.said(_LABELS["period"])),
    ]
    if told.photos:
        names = tuple(note.name for note in told.photos)
        items.append(Item("files", names, pen.said(_LABELS["files"])))
    return Section("alert", pen.said(_HEADING), tuple(items))


def _coded(pen: Pen, name: str, labels: Mapping[str, str], codes: tuple[str, ...]) -> Item:
    said = tuple(pen.said(labels[one]) for one in codes)
    return Item(name, said, pen.said(_LABELS[name]), codes)


def _period(pen: Pen, place: Place) -> str:
    if place.first == place.last:
        return place.first.isoformat()
    days = {"first": place.first.isoformat(), "last": place.last.isoformat()}
    return pen.said(_PERIOD) % days


def _about(pen: Pen, told: Alert) -> list[Item]:
    sender = told.sender
    from_ = tuple(one for one in (sender.municipality, sender.function, sender.contact) if one)
    said = {
        "sender": from_,
        "receiver": (told.receiver.name,),
        "id": (told.id,),
        "day": (told.day.isoformat(),),
        "notes": tuple(pen.said(one) for one in _NOTES),
    }
    return [Item(name, values, pen.said(_LABELS[name])) for name, values in said.items()]
