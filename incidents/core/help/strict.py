"""How a directory's parts are read: nothing is guessed, and whatever is refused is refused with its place.

`Flaw` says of what kind it is, for whoever tells it in another language than the one of the installation's messages.
"""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

TEXT_MOST = 300
_Choice = TypeVar("_Choice", bound=StrEnum)


class Flaw(StrEnum):
    """What can be wrong with a part of a directory."""

    FORM = "form"
    MISSING = "missing"
    UNKNOWN = "unknown"
    ID = "id"
    TWICE = "twice"
    LOCAL = "local"
    ROLE = "role"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    CONTACT = "contact"
    REGION = "region"
    LANGUAGE = "language"


class DirectoryError(ValueError):
    """The directory or the list of confirmed facts is wrong; the message says where and what."""

    def __init__(self, message: str, flaw: Flaw = Flaw.FORM) -> None:
        super().__init__(message)
        self.flaw = flaw


def day(where: str, raw: Any) -> date:
    """An ISO date such as 2026-11-24. Raises DirectoryError for anything else, basic and week forms too."""
    try:
        found = date.fromisoformat(raw)
    except (TypeError, ValueError):
        found = None
    if found is None or found.isoformat() != raw:
        raise DirectoryError(f"{where}: {raw!r} is no date like 2026-11-24", Flaw.DATE)
    return found


def object_(
    where: str, raw: Any, *, needed: frozenset[str] | set[str], allowed: set[str] | None = None
) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(raw, dict):
        raise DirectoryError(f"{where}: an object is expected")
    label = str(raw.get("id", where))
    if missing := sorted(needed - set(raw)):
        raise DirectoryError(f"{label}: missing: {', '.join(missing)}", Flaw.MISSING)
    if unknown := sorted(set(raw) - needed - (allowed or set())):
        raise DirectoryError(f"{label}: unknown: {', '.join(unknown)}", Flaw.UNKNOWN)
    return raw


def list_(where: str, raw: Any) -> list[Any]:
    """A list."""
    if not isinstance(raw, list):
        raise DirectoryError(f"{where}: a list is expected")
    return raw


def strings(where: str, raw: Any) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text(where, one) for one in list_(where, raw))


def text(where: str, raw: Any) -> str:
    """A text that says something."""
    if not isinstance(raw, str) or not raw.strip() or len(raw) > TEXT_MOST:
        raise DirectoryError(
            f"{where}: a text of 1 to {TEXT_MOST} characters is expected", Flaw.TEXT
        )
    return raw


def flag(where: str, raw: Any) -> bool | None:
    """True, false, or None where nothing is said."""
    if raw is not None and not isinstance(raw, bool):
        raise DirectoryError(f"{where}: {raw!r} is neither true nor false", Flaw.FLAG)
    return raw


def one_of(kind: type[_Choice], where: str, raw: Any) -> _Choice:
    """One of a closed list."""
    try:
        return kind(raw)
    except ValueError as error:
        raise DirectoryError(
            f"{where}: {raw!r} is none of: {', '.join(kind)}", Flaw.CHOICE
        ) from error
