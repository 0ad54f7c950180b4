"""The indicators: what each of them is called, what it divides by what, and under which commitments it stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: What the report to ECCAR has, in this order under each commitment.
REPORTED = ("I01", "I02", "I04", "I05", "I07", "I08", "I10", "I14", "I16", "I19", "I20")


@dataclass(frozen=True, slots=True)
class Said:
    """An indicator in one language; `not_measured` says why this system has no figure, and is mostly empty."""

    name: str
    definition: str
    numerator: str
    denominator: str
    not_measured: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator. `commitments`: the first is where it stands."""

    id: str
    commitments: tuple[int, ...]
    said: Mapping[str, Said]

    @property
    def measured(self) -> bool:
        """Whether published tables can have its figure at all."""
        return not any(one.not_measured for one in self.said.values())


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its id, read once."""
    text = (files("incidents") / "data" / "indicators.json").read_text(encoding="utf-8")
    return {raw["id"]: _indicator(raw) for raw in json.loads(text)}


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    why = raw.get("not_measured", {})
    said = {lang: Said(**raw[lang], not_measured=why.get(lang, "")) for lang in ("sv", "en")}
    return Indicator(raw["id"], tuple(raw["commitments"]), said)


def under(commitment: int) -> tuple[Indicator, ...]:
    """What the report to ECCAR shows under a commitment: each indicator once, where it belongs first."""
    found = (indicators()[name] for name in REPORTED)
    return tuple(one for one in found if one.commitments[0] == commitment)
