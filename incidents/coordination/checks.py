"""What a field of the directory may hold: the same rules as for a file, said at the field."""

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import ValidationError

from incidents.coordination.visit import now
from incidents.core.clock import local_date
from incidents.core.help.addresses import check_contact
from incidents.core.help.directory import ContactKind
from incidents.core.help.strict import TEXT_MOST, DirectoryError, day
from incidents.core.help.table import WHY
from incidents.web.locale import gettext


def strict(check: Callable[[], object]) -> None:
    """A rule of the directory, as an error of the field."""
    try:
        check()
    except DirectoryError as error:
        raise ValidationError(gettext(WHY[error.flaw])) from error


def needed(form: Any, field: Any) -> None:
    """A text that says something."""
    if not (field.data or "").strip():
        raise ValidationError(gettext("Fyll i det här."))
    short(form, field)


def short(form: Any, field: Any) -> None:
    """A text as long as the directory takes."""
    if len(field.data or "") > TEXT_MOST:
        raise ValidationError(gettext("Högst %(most)d tecken.", most=TEXT_MOST))


def came(form: Any, field: Any) -> None:
    """A day that has come."""
    if not field.data:
        return
    strict(lambda: day("", field.data))
    if date.fromisoformat(field.data) > local_date(now()):
        raise ValidationError(gettext("Dagen har inte kommit än."))


def phone(form: Any, field: Any) -> None:
    """A number that can be called."""
    strict(lambda: check_contact("", ContactKind.PHONE, (field.data or "").strip()))


def parts(text: str | None) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part for one in (text or "").split(",") if (part := one.strip()))
