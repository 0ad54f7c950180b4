"""What the desk knows of a report besides its answers, as a part of its coded fact: closed lists, marks and tokens.

A token is six random bytes, and the same in the facts of all cases that were linked in one act. It leads to no case; it
says what counts as one. A fact has room for three. With more links than that it counts, and never as independent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from incidents.core.vocabulary import vocabulary

TOKEN_BYTES = 6
SLOTS = 3
#: Within so many working days the first reply came; the last one is *later*.
REPLY_DAYS = (1, 5, 10)
REPLIES = ("d1", "d5", "d10", "later")


class Mark(StrEnum):
    """What was done and what came of it, each for a table or an indicator (DOMAIN 4.3); in this order for good."""

    #: Somebody has coded it: its groups are the desk's and no more the reporter's alone.
    CODED = "coded"
    #: I07: at least one measure besides the first reply.
    SUPPORTED = "supported"
    #: I16: the police were told, by the person or with our help.
    POLICE = "police"


_MARKS = tuple(Mark)
_FIELDS = ("scope", "reply", "marks", "more_links", "persons", "events")


@dataclass(frozen=True, slots=True)
class Handled:
    """A code of a closed list, marks, and the tokens of links; everything can be absent."""

    scope: str = ""
    reply: str = ""
    marks: frozenset[Mark] = frozenset()
    same_person: tuple[bytes, ...] = ()
    same_event: tuple[bytes, ...] = ()
    #: There are links that the fact has no room for.
    more_links: bool = False

    def __post_init__(self) -> None:
        every = (*self.same_person, *self.same_event)
        if len(every) > SLOTS or any(len(one) != TOKEN_BYTES or not any(one) for one in every):
            raise ValueError("at most three tokens, each of six bytes, and not all are zero")

    def values(self) -> dict[str, int]:
        """The fields of the fact (`facts.FIELDS`)."""
        return {
            "scope": _scopes().index(self.scope) + 1 if self.scope else 0,
            "reply": REPLIES.index(self.reply) + 1 if self.reply else 0,
            "marks": sum(1 << _MARKS.index(mark) for mark in self.marks),
            "more_links": int(self.more_links),
            "persons": len(self.same_person),
            "events": len(self.same_event),
        }

    def tokens(self) -> bytes:
        """The tokens in their fixed length."""
        return b"".join((*self.same_person, *self.same_event)).ljust(SLOTS * TOKEN_BYTES, b"\0")


NOTHING = Handled()


def handled_in(values: Mapping[str, int], packed: bytes) -> Handled:
    """Inverse of `Handled.values` and `Handled.tokens`; ValueError or IndexError for anything else."""
    if not any(packed) and not any(values[name] for name in _FIELDS):
        return NOTHING
    persons, every = values["persons"], values["persons"] + values["events"]
    tokens = tokens_in(packed)
    if len(tokens) != every or any(packed[every * TOKEN_BYTES :]):
        raise ValueError("tokens that nobody counted")
    return Handled(
        _scopes()[values["scope"] - 1] if values["scope"] else "",
        REPLIES[values["reply"] - 1] if values["reply"] else "",
        frozenset(mark for place, mark in enumerate(_MARKS) if values["marks"] >> place & 1),
        tokens[:persons],
        tokens[persons:],
        bool(values["more_links"]),
    )


def with_links(
    handled: Handled, same_person: tuple[bytes, ...], same_event: tuple[bytes, ...]
) -> Handled:
    """With as many tokens as there is room for; those of events first, since events are counted by them."""
    event = same_event[:SLOTS]
    person = same_person[: SLOTS - len(event)]
    more = len(event) + len(person) < len(same_event) + len(same_person)
    return replace(handled, same_person=person, same_event=event, more_links=more)


def tokens_in(data: bytes) -> tuple[bytes, ...]:
    """The tokens that stand one after the other, zeros where there are none."""
    found = (data[start : start + TOKEN_BYTES] for start in range(0, len(data), TOKEN_BYTES))
    return tuple(one for one in found if any(one))


def _scopes() -> list[str]:
    return [item.code for item in vocabulary("scope").items]
