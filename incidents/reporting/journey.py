"""The steps of a report, said once: order, addresses and progress derive from it."""

from dataclasses import dataclass

from flask import url_for


@dataclass(frozen=True, slots=True)
class Step:
    """A screen of the journey. `number` is its place in INTERFACE.md; screens 2 and 3 follow between."""

    endpoint: str
    number: int


STEPS = (Step("story", 1), Step("you", 4), Step("check", 5))


def place(endpoint: str) -> tuple[int, int]:
    """Which step of how many, as the reader sees it."""
    names = [step.endpoint for step in STEPS]
    return names.index(endpoint) + 1, len(names)


def url(endpoint: str, lang: str) -> str:
    """The address of a screen."""
    return url_for(f"reporting.{endpoint}", lang=lang)


def after(endpoint: str, lang: str, *, straight_to_check: bool) -> str:
    """Where a step leads: onwards, or straight back to *check* after a change from there."""
    names = [step.endpoint for step in STEPS]
    following = "check" if straight_to_check else names[names.index(endpoint) + 1]
    return url(following, lang)
