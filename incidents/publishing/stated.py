"""What stands on every file of a release, in words; programs find the same under short names in `about`."""

from collections.abc import Mapping
from typing import Any

#: What each entry ends with for programs; in a list under that heading it would be said again for every table.
_TOO_FEW = ": för få för att redovisas"


def stated(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each fact with its heading, in Swedish."""
    return [
        ("Publicering", str(about["release"])),
        ("Siffrorna låstes", str(about["frozen"])),
        ("Reglernas version", str(about["rules_version"])),
        ("Planens version", str(about["plan_version"])),
        ("Tröskel (k)", f"{about['threshold']}: tal från 1 till {about['threshold'] - 1} visas inte"),
        ("Tecknet för det som inte visas", str(about["hidden"])),
        ("Licens", str(about["licence"])),
        ("Kontakt", str(about["contact"])),
        *_further(about),
    ]  # fmt: skip


def in_one_line(about: Mapping[str, Any]) -> str:
    """The same as one text."""
    return " ".join(f"{name}: {value.rstrip('.')}." for name, value in stated(about))


def _further(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What not every release has."""
    groups = len(about["group_disclosure"])
    members = ", ".join(f"{code} {name}" for code, name in about.get("municipalities", {}).items())
    found = [
        (
            "För få för att redovisas",
            "; ".join(one.removesuffix(_TOO_FEW) for one in about["too_few"]),
        ),
        ("Gäller alla i en grupp", f"{groups} uppgifter, undertecknade av två" if groups else ""),
        ("Kommuner", members),
        ("Visas inte tillsammans", " ".join(about.get("not_together", ()))),
    ]
    return [(name, text) for name, text in found if text]
