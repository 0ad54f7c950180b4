"""The steps of a report, said once: order, addresses and progress derive from it."""

from functools import cache

from flask import request, url_for

from incidents.web.cookies import settings

STEPS = ("story", "about", "grounds", "you", "check")

#: Screens beside the steps, and the step that each belongs to.
BESIDE = {"seen": "story", "guardians": "you"}
#: A witness is past what happened and when.
_ONWARDS = {"seen": "grounds"}


def place(endpoint: str) -> tuple[int, int]:
    """Which step of how many, as the reader sees it."""
    return STEPS.index(BESIDE.get(endpoint, endpoint)) + 1, len(STEPS)


def url(endpoint: str, lang: str) -> str:
    """The address of a screen."""
    return _url(request.script_root, endpoint, lang)


@cache
def _url(script_root: str, endpoint: str, lang: str) -> str:
    # The same for every visitor; `script_root` is where the product lies, which the framework puts in front.
    return url_for(f"reporting.{endpoint}", lang=lang)


def after(endpoint: str, lang: str, *, straight_to_check: bool, to_files: bool = False) -> str:
    """Where a step leads: onwards, straight to *check*, or to the files, which are no step of their own."""
    if to_files:
        return url("files", lang)
    if straight_to_check:
        return url("check", lang)
    step = STEPS.index(BESIDE.get(endpoint, endpoint))
    return url(_ONWARDS.get(endpoint, STEPS[step + 1]), lang)


def photograph_url(lang: str) -> str | None:
    """Where files are added, if this installation takes them."""
    return url("files", lang) if settings().files_most else None
