"""Feedback pooled from several cases: which cases may be pooled, and for which receiver.

No consent covers it, so nobody must be recognised by it: not by a single case, not by what a second feedback adds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from incidents.core.coding import Coding
from incidents.core.danger import Answers
from incidents.core.errors import Invalid
from incidents.core.help.answers import AREAS
from incidents.core.linking import MOST, TOO_MANY, Link, LinkKind
from incidents.core.lists import FIXED, UNIT
from incidents.core.pooled_text import LEAST, Receiver
from incidents.core.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class PoolCase:
    """A case as it is pooled. `whole`: every entry of it could be read, and verifies."""

    id: bytes
    links: tuple[Link, ...] = ()
    areas: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    stopped: bool = False
    whole: bool = True
    #: The person was told of pooled feedback before the report was sent.
    told: bool = True
    #: To whom it has been told before, in pooled feedback or by a referral (`Receiver.keys`).
    before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pool:
    """The chosen cases, and `around` them those to which links lead step by step, as far as they could be read."""

    cases: tuple[PoolCase, ...]
    around: tuple[PoolCase, ...] = ()

    @property
    def every(self) -> tuple[PoolCase, ...]:
        """All that is known of them."""
        return self.cases + self.around

    def together(self, kinds: Collection[LinkKind]) -> list[set[bytes]]:
        """The cases that hang together by links of these kinds, directly or through others.

        A link may stand in only one of the two: the other is read by people who must not hear of it.
        """
        found: list[set[bytes]] = []
        for case in self.every:
            ends = {case.id, *(link.case_id for link in case.links if link.kind in kinds)}
            touching = [group for group in found if group & ends]
            found = [group for group in found if not group & ends]
            found.append(ends.union(*touching))
        return found


def areas_of(answers: Answers, coding: Coding | None) -> frozenset[str]:
    """The areas of a case, as the public groups call them: by what staff coded, else by the reporter's own answer."""
    codes = set(coding.codes.get("area", ())) if coding else set()
    if not codes:
        return frozenset(answers.get("area", ())) & AREAS
    groups = vocabulary("area").groups
    return frozenset(one.code for one in groups if codes & set(one.codes)) & AREAS


def units_of(answers: Answers) -> frozenset[str]:
    """The parts of the municipality that it is about."""
    return frozenset(answers.get(UNIT, ())) - frozenset(FIXED[UNIT])


def ends_of(cases: Iterable[PoolCase]) -> set[bytes]:
    """The cases to which their links lead."""
    return {link.case_id for case in cases for link in case.links}


def check_goes_on(pool: Pool) -> None:
    """Raises `Invalid` where one of these persons has asked us to stop, in this case or in another of theirs."""
    stopped = {case.id for case in pool.every if case.stopped}
    chosen = {case.id for case in pool.cases}
    if any(one & stopped and one & chosen for one in pool.together({LinkKind.SAME_PERSON})):
        raise Invalid("En av personerna har bett oss att sluta. Då är det ärendet inte med.")


def check_pool(pool: Pool) -> None:
    """Raises `Invalid`, with the reason, unless these cases may be pooled."""
    if len({case.id for case in pool.cases}) < LEAST:
        raise Invalid("En samlad återkoppling bygger på minst tre ärenden.")
    if len(pool.cases) > MOST:
        raise Invalid(TOO_MANY)
    check_goes_on(pool)
    if not all(case.told for case in pool.cases):
        raise Invalid(
            "En av personerna fick inte veta om samlad återkoppling innan rapporten kom in. "
            "Då är det ärendet inte med."
        )
    _check_apart(pool)
    if not (frozenset.intersection(*(case.areas for case in pool.cases)) or _one_unit(pool.cases)):
        raise Invalid("Ärendena gäller inte samma område eller samma del av kommunen.")


def _check_apart(pool: Pool) -> None:
    if not all(case.whole for case in pool.every):
        raise Invalid(
            "Ett av ärendena, eller ett som det är länkat till, kan inte läsas helt. "
            "Då går det inte att se om det hör ihop med ett annat."
        )
    if _joined(pool, {LinkKind.SAME_PERSON}):
        raise Invalid("Två av ärendena kommer från samma person. Minst tre olika personer behövs.")
    if _joined(pool, set(LinkKind)):
        raise Invalid(
            "Två av ärendena är länkade, med varandra eller genom andra ärenden. Välj bara olika händelser."
        )
    if ends_of(pool.every) - {case.id for case in pool.every}:
        raise Invalid(
            "Ett av ärendena är länkat till ett som du inte har öppnat, eller inte kan öppna. "
            "Då går det inte att se om två kommer från samma person."
        )


def _joined(pool: Pool, kinds: Collection[LinkKind]) -> bool:
    chosen = {case.id for case in pool.cases}
    return any(len(chosen & group) > 1 for group in pool.together(kinds))


def check_receiver(pool: Pool, to: Receiver) -> None:
    """Raises `Invalid` where these cases may not be told to this receiver.

    A receiver who has been told of some of them could see what one or two new persons add. A case that is linked with
    one that was told is not new, whatever the link says: it may be of the same person.
    """
    if to.unit and to.unit not in _one_unit(pool.cases):
        raise Invalid(
            "Mottagaren är en del av kommunen. Då behöver den delen vara vald i alla ärendena."
        )
    told = {case.id for case in pool.every if case.before & to.keys}
    chosen = {case.id for case in pool.cases}
    new = [one for one in pool.together(set(LinkKind)) if one & chosen and not one & told]
    if len(new) < LEAST:
        raise Invalid(
            "Mottagaren har redan fått veta något om några av ärendena. Minst tre måste vara nya."
        )


def _one_unit(cases: Sequence[PoolCase]) -> frozenset[str]:
    return frozenset.intersection(*(case.units for case in cases))
