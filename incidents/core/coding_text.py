"""What was ticked in a coding form, as a text: so it is kept like any text when the log-in has ended meanwhile."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from incidents.core.coding import FIELDS, Codes
from incidents.core.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Ticked:
    """Codes as they were ticked, sound or not, and the coding that the form was made from (`version`)."""

    codes: Codes = field(default_factory=dict)
    version: str = ""


def ticked_text(posted: Mapping[str, Sequence[str]]) -> str:
    """The text of a posted form; empty where nothing is ticked. Codes that no list has are left out."""
    codes = {name: known for name in FIELDS if (known := _known(name, posted.get(name, ())))}
    version = next(iter(posted.get("version", ())), "")
    return json.dumps({"codes": codes, "version": version}) if codes else ""


def ticked_in(text: str) -> Ticked:
    """Inverse of `ticked_text`. It comes back from a browser: whatever else stands there is nothing."""
    try:
        raw = json.loads(text)
        codes = {name: _known(name, raw["codes"].get(name, ())) for name in FIELDS}
        version = raw["version"]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return Ticked()
    chosen = {name: tuple(known) for name, known in codes.items() if known}
    return Ticked(chosen, version if isinstance(version, str) else "")


def versions_text(versions: Mapping[str, int]) -> str:
    """From which codings one form for several cases was made: each case's reference and the entry's number."""
    return " ".join(f"{reference}:{number}" for reference, number in versions.items())


def versions_in(text: str) -> dict[str, int]:
    """Inverse of `versions_text`, by reference; what is no such pair is left out."""
    pairs = (one.rpartition(":") for one in text.split())
    return {
        reference: int(number)
        for reference, _, number in sorted(pairs)
        if reference and number.isascii() and number.isdigit() and len(number) < 10
    }


def _known(name: str, given: Sequence[str]) -> list[str]:
    return [item.code for item in vocabulary(name).items if item.code in given]
