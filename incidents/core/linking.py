"""Links between cases: which ones stand, derived from a case's own entries. Each case of a link has an entry.

Nothing of a link lies in the clear: its kind, its name and the other cases are sealed with the entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.handled import TOKEN_BYTES
from incidents.core.languages import sentence

#: So many cases are linked, or coded, at once: more is no longer one event, and would keep others from writing.
MOST = 20
NAME_MOST = 60
_ID_BYTES = 16


class LinkKind(StrEnum):
    """Why cases are linked (vocabulary `link_kind`)."""

    SAME_EVENT = "same_event"
    SAME_PERSON = "same_person"
    SERIES = "series"
    DUPLICATE = "duplicate"


#: Cases linked in these ways count as one toward what may be told (STATISTICS.md, rule 2).
TOGETHER = frozenset({LinkKind.SAME_EVENT, LinkKind.SAME_PERSON})


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another case. `name` is that of a series; `leading`: of two doubles, the case in which work goes on."""

    kind: LinkKind
    case_id: bytes
    name: str = ""
    leading: bytes = b""
    #: What the coded facts of linked cases have in common (`core.handled`); none of a link from before there were any.
    token: bytes = b""


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry does: links of one kind to these cases are made, or removed.

    `token`: random, the same in every case that is linked by one act, for the kinds that count as one (`TOGETHER`).
    """

    kind: LinkKind
    cases: tuple[bytes, ...]
    made: bool = True
    name: str = ""
    leading: bytes = b""
    token: bytes = b""

    def __post_init__(self) -> None:
        if len(self.token) not in (0, TOKEN_BYTES):
            raise Invalid(TOO_MANY)
        if not 1 <= len(self.cases) < MOST or any(len(one) != _ID_BYTES for one in self.cases):
            raise Invalid(TOO_MANY)
        if len(self.name) > NAME_MOST or "\n" in self.name:
            raise Invalid("Seriens namn är för långt. Skriv högst 60 tecken.")
        if self.leading and self.kind is not LinkKind.DUPLICATE:
            raise Invalid("Bara av två dubbletter kan det ena ärendet leda.")

    def content(self) -> dict[str, object]:
        """The form that is sealed; whole, since an entry must have a text."""
        return {
            "text": self.name,
            "link": self.kind.value,
            "made": self.made,
            "cases": [one.hex() for one in self.cases],
            "leading": self.leading.hex(),
            **({"token": self.token.hex()} if self.token else {}),
        }


TOO_MANY = sentence("Välj minst två ärenden, och högst 20.")


def change_in(content: Mapping[str, Any]) -> Change:
    """The change that a sealed document says (`Change.content`); ValueError for anything else."""
    try:
        cases = tuple(bytes.fromhex(one) for one in content["cases"])
        if not isinstance(content["made"], bool):
            raise ValueError("a link that is neither made nor removed")  # noqa: TRY004 - one error for every cause
        leading = bytes.fromhex(content["leading"])
        token = bytes.fromhex(content.get("token", ""))
        kind = LinkKind(content["link"])
        return Change(kind, cases, content["made"], content["text"], leading, token)
    except (Invalid, KeyError, TypeError) as error:
        raise ValueError("not a link") from error


def links_in(entries: Iterable[Entry]) -> tuple[Link, ...]:
    """The links that stand after these entries, in their order; only such as verify may be given."""
    found: dict[tuple[LinkKind, bytes], Link] = {}
    for entry in entries:
        if entry.kind is not Kind.LINK:
            continue
        try:
            change = change_in(entry.content)
        except ValueError:
            continue
        for case_id in change.cases:
            found.pop((change.kind, case_id), None)
            if change.made:
                made = Link(change.kind, case_id, change.name, change.leading, change.token)
                found[change.kind, case_id] = made
    return tuple(found.values())


def missing(links: Iterable[Link], change: Change) -> tuple[bytes, ...]:
    """The cases to which a change makes a link that does not stand yet, or stands under another name."""
    standing = {(one.kind, one.case_id): (one.name, one.leading) for one in links}
    wanted = (change.name, change.leading)
    return tuple(
        case_id for case_id in change.cases if standing.get((change.kind, case_id)) != wanted
    )
