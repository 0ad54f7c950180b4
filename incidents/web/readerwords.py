"""Who reads a case, as it may be said outside: the unit that does, or nobody where only named people read it."""

from incidents.core.rings import Ring
from incidents.crypto.sealing import ring_recipient
from incidents.web.cookies import settings


def reader_words(recipients: str) -> str:
    """The unit whose keyring opens a case with these recipients; empty where it is named people.

    A report about the readers must not be given away by their name on what leaves (STORIES A1).
    """
    named = {
        ring_recipient(Ring.CASEWORK): settings().readers,
        ring_recipient(Ring.INDEPENDENT): settings().independent_recipient,
    }
    return named.get(recipients, "")


def reader_phone(recipients: str) -> str:
    """The unit's telephone number; none for a case that the unit does not read."""
    return settings().phone if recipients == ring_recipient(Ring.CASEWORK) else ""
