"""When a route applies: small tests of the answers, joined into larger ones."""

from collections.abc import Callable

from incidents.core.danger import Danger, dangers
from incidents.core.help.answers import Situated

When = Callable[[Situated], bool]


def area(*areas: str) -> When:
    """The area of society is one of these; the empty one is an area that is not known."""
    return lambda s: s.area in areas


def what(*groups: str) -> When:
    """Something of this happened."""
    return lambda s: s.said("what_happened", *groups)


def all_of(*tests: When) -> When:
    """Every test holds."""
    return lambda s: all(test(s) for test in tests)


def any_of(*tests: When) -> When:
    """One of the tests holds."""
    return lambda s: any(test(s) for test in tests)


def not_(test: When) -> When:
    """The test does not hold."""
    return lambda s: not test(s)


def child_in_danger(situated: Situated) -> bool:
    """A child is in danger or is treated badly."""
    return Danger.CHILD in dangers(situated.answers)


def ground_possible(situated: Situated) -> bool:
    """It may have been about one of the seven grounds."""
    return not situated.groundless


def no_ground_named(situated: Situated) -> bool:
    """None of the seven grounds was named."""
    return not situated.grounded


def crime(situated: Situated) -> bool:
    """It may have been a crime, or somebody is in danger."""
    return situated.criminal or Danger.NOW in dangers(situated.answers)


def nothing_said(situated: Situated) -> bool:
    """Neither the area nor what happened is known."""
    return not situated.area and situated.unanswered("what_happened")


def violence(situated: Situated) -> bool:
    """Threat, violence or unwelcome sexual acts."""
    return situated.violent


def young(situated: Situated) -> bool:
    """The person was under 18."""
    return situated.young


def lgbtqi(situated: Situated) -> bool:
    """It was about sexual orientation, gender identity or expression."""
    return situated.said("bias_motive", "lgbtqi") or situated.said(
        "ground", "sexual_orientation", "transgender"
    )


def by(*groups: str) -> When:
    """Somebody of this kind did it."""
    return lambda s: s.said("actor_type", *groups)
