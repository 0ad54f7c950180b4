"""What a way to reach somebody has to look like: values become links and are read aloud."""

import re

from incidents.core.help.directory import ContactKind
from incidents.core.help.strict import DirectoryError, Flaw

#: Nothing but what such an address is made of.
_FORMS = {
    ContactKind.PHONE: re.compile(r"\+?[0-9][0-9 -]*[0-9]"),
    ContactKind.EMAIL: re.compile(r"[^\s@<>\"]+@[^\s@<>\"/]+\.[a-z]{2,}"),
    ContactKind.WEB: re.compile(r"[a-z0-9åäö-]+(\.[a-z0-9åäö-]+)+(/[^\s<>\"']*)?"),
    ContactKind.ADDRESS: re.compile(r"[^\n<>]+"),
}


def check_contact(where: str, kind: ContactKind, value: str) -> None:
    """Raises DirectoryError where a number or an address could not be used as it is written."""
    if not _FORMS[kind].fullmatch(value):
        what = "phone number" if kind is ContactKind.PHONE else kind
        raise DirectoryError(f"{where}: {value!r} is no {what}", Flaw.CONTACT)
