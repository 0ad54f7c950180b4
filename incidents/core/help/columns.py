"""The columns of a directory as a table: what a cell says, and each part of a directory as cells."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.core.help.accepting import LISTS
from incidents.core.help.directory import Body, Contact, Fact, Number, Standing

Record = dict[str, str]
_YES_NO = {True: "ja", False: "nej", None: ""}
_FLAGS = {"ja": True, "nej": False}


class Cell(StrEnum):
    """How a cell reads."""

    TEXT = "text"
    LIST = "list"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Swedish head, and how its cells read."""

    head: str
    cell: Cell = Cell.TEXT

    def value(self, cell: str) -> object:
        """What a cell says, as it would stand in the file of an installation; an unknown flag is left as it is."""
        if self.cell is Cell.LIST:
            return [one.strip() for one in cell.split(",")]
        return _FLAGS.get(cell.strip().lower(), cell) if self.cell is Cell.FLAG else cell


COLUMNS = {
    "id": Column("id"),
    "body": Column("hör till"),
    "role": Column("roll"),
    "kind": Column("kontaktväg"),
    "value": Column("adress eller nummer"),
    "number": Column("ring"),
    "name": Column("namn"),
    "about": Column("om"),
    "hours": Column("öppet"),
    "when": Column("visas vid", Cell.LIST),
    "numbers": Column("egna nummer", Cell.LIST),
    "areas": Column("områden", Cell.LIST),
    "grounds": Column("grunder", Cell.LIST),
    "forms": Column("former", Cell.LIST),
    "events": Column("händelser", Cell.LIST),
    "operations": Column("kommunens egen verksamhet", Cell.LIST),
    "needs": Column("behov", Cell.LIST),
    "who": Column("för vem", Cell.LIST),
    "region": Column("var", Cell.LIST),
    "languages": Column("språk", Cell.LIST),
    "time_limit": Column("tidsgräns"),
    "free": Column("gratis", Cell.FLAG),
    "anonymous": Column("utan namn", Cell.FLAG),
    "public_record": Column("allmän handling", Cell.FLAG),
    "takes_new": Column("tar emot nya nu", Cell.FLAG),
    "commissioned": Column("på uppdrag av kommunen", Cell.FLAG),
    "proper": Column("egennamn", Cell.FLAG),
    "on_choice": Column("bara efter val", Cell.FLAG),
    "unverified": Column("obekräftat", Cell.LIST),
    "source": Column("källa"),
    "checked": Column("kontrollerad"),
    "verified": Column("bekräftad", Cell.FLAG),
}
HEADS = ("slag", *(column.head for column in COLUMNS.values()))
#: How many there were when the first versions were kept: heads never change, and a column is only added at the end.
FIRST_WIDTH = 33
#: The columns that say together what a body accepts.
ACCEPTS = tuple(LISTS)


def body_record(body: Body) -> Record:
    """A body without its contacts."""
    accepts = body.accepts.parts() if body.accepts else {}
    return {
        **_fact(body.fact, "name"),
        "role": body.role.value,
        "about": body.about,
        "numbers": _list(body.numbers),
        **{name: _list(codes) for name, codes in accepts.items()},
        "who": _list(body.who),
        "region": _list(body.region),
        "languages": _list(body.languages),
        "time_limit": body.time_limit,
        "free": _YES_NO[body.free],
        "anonymous": _YES_NO[body.anonymous],
        "public_record": _YES_NO[body.public_record],
        "proper": _YES_NO[body.proper or None],
        "on_choice": _YES_NO[body.on_choice or None],
        "unverified": _list(body.unverified()),
    }


def contact_record(body: Body, contact: Contact) -> Record:
    """A contact of a body."""
    return {**_fact(contact.fact, "value"), "body": body.fact.id, "kind": contact.kind.value}


def number_record(number: Number) -> Record:
    """An urgent number."""
    return {
        **_fact(number.fact, "number"),
        "name": number.name,
        "about": number.about,
        "hours": number.hours,
        "when": _list(tuple(sorted(number.when))),
    }


def rule_record(rule: Fact) -> Record:
    """A rule."""
    return _fact(rule, "about")


def check_record(check: Fact) -> Record:
    """A fact as the municipality found it."""
    return _fact(check, "value")


def standing_record(standing: Standing) -> Record:
    """What is known of a body today."""
    return {
        "body": standing.body,
        "takes_new": _YES_NO[standing.takes_new],
        "commissioned": _YES_NO[standing.commissioned],
        "source": standing.fact.source,
        "checked": standing.fact.checked.isoformat(),
    }


def _fact(fact: Fact, says: str) -> Record:
    return {
        "id": fact.id,
        says: fact.says,
        "source": fact.source,
        "checked": fact.checked.isoformat(),
        "verified": _YES_NO[fact.verified],
    }


def _list(items: tuple[str, ...]) -> str:
    return ", ".join(items)
