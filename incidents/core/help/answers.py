"""What a few public answers mean for rights, limits and routes. An unanswered question rules nothing out."""

from dataclasses import dataclass

from incidents.core.danger import Answers, Danger, dangers
from incidents.core.help.directory import Situation
from incidents.core.vocabulary import vocabulary

#: Public groups of `ground` that the Discrimination Act protects (diskrimineringsgrunder, DL 1:1 and 1:5).
PROTECTED = frozenset(
    {"ethnicity", "religion", "disability", "sex", "transgender", "sexual_orientation", "age"}
)
#: Public groups of `area` that say where it was.
AREAS = frozenset(choice.code for choice in vocabulary("area").public()) - {"other"}
#: Public groups of `what_happened` that may be a crime against a person.
VIOLENT = frozenset({"threatened", "attacked", "sexual"})


@dataclass(frozen=True, slots=True)
class Situated:
    """The answers, read with questions that the rules ask."""

    answers: Answers

    def said(self, name: str, *groups: str) -> bool:
        """Whether one of these groups was chosen."""
        return not set(groups).isdisjoint(self.answers.get(name, ()))

    def unanswered(self, name: str) -> bool:
        """Whether the question tells nothing."""
        return set(self.answers.get(name, ())) <= {"unknown", "unsaid"}

    @property
    def area(self) -> str:
        """The area of society; empty where it is not known."""
        area = next(iter(self.answers.get("area", ())), "")
        return area if area in AREAS else ""

    @property
    def grounded(self) -> bool:
        """One of the seven grounds was named."""
        return self.said("ground", *PROTECTED)

    @property
    def groundless(self) -> bool:
        """Grounds were named, and none of the seven is among them or possible."""
        return (
            not self.grounded
            and not self.unanswered("ground")
            and not self.said("ground", "unknown")
        )

    @property
    def violent(self) -> bool:
        """Threat, violence or unwelcome sexual acts."""
        return self.said("what_happened", *VIOLENT)

    @property
    def criminal(self) -> bool:
        """What may be a crime: violence, damage, or whatever happened where the Discrimination Act does not reach."""
        return self.violent or self.said("what_happened", "place") or self.area == "outside"

    @property
    def young(self) -> bool:
        """The person was under 18 at the time."""
        return self.said("under18", "yes")

    @property
    def perhaps_young(self) -> bool:
        """Nobody has said that the person was 18 or older."""
        return not self.said("under18", "no")

    @property
    def own_employer(self) -> bool:
        """The municipality as employer."""
        return self.area == "work" and self.said("actor_type", "municipality")

    def situations(self) -> frozenset[Situation]:
        """When which number is shown at once."""
        found = dangers(self.answers)
        named = {
            Situation.ALWAYS: True,
            Situation.DANGER: Danger.NOW in found,
            Situation.CHILD: Danger.CHILD in found,
            Situation.SUICIDAL: Danger.SUICIDAL in found,
            Situation.AFRAID: self.said("safety", "afraid"),
            Situation.VIOLENCE: self.violent,
            # In danger a young person who skipped the question gets the number too.
            Situation.MINOR: self.young or (bool(found) and self.perhaps_young),
        }
        return frozenset(one for one, holds in named.items() if holds)
