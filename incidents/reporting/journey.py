"""The steps of a report, said once: order, addresses and progress derive from it."""

from flask import url_for

STEPS = ("story", "about", "grounds", "you", "check")


def place(endpoint: str) -> tuple[int, int]:
    """Which step of how many, as the reader sees it."""
    return STEPS.index(endpoint) + 1, len(STEPS)


def url(endpoint: str, lang: str) -> str:
    """The address of a screen."""
    return url_for(f"reporting.{endpoint}", lang=lang)


def after(endpoint: str, lang: str, *, straight_to_check: bool, to_files: bool = False) -> str:
    """Where a step leads: onwards, straight to *check*, or to the files, which are no step of their own."""
    if to_files:
        return url("files", lang)
    following = "check" if straight_to_check else STEPS[STEPS.index(endpoint) + 1]
    return url(following, lang)
