"""Failures that a person is told about. The sentence is Swedish source text; the doors translate it."""


class DomainError(Exception):
    """Something that the rules do not allow; `sentence` says what and what to do, for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(DomainError):
    """The actor may not do this."""


class Conflict(DomainError):
    """Somebody else was first; nothing was overwritten."""


class Invalid(DomainError):
    """The input breaks a rule."""


class NotFound(DomainError):
    """There is no such thing, or not for this actor; which of the two is never said."""


class Busy(DomainError):
    """Too many ask at once for something slow; trying again in a moment is all that is needed."""


class Unavailable(DomainError):
    """It cannot be stored just now, through no fault of anybody's; trying again in a moment is right."""


class Unsafe(DomainError):
    """The installation is in a state in which sealing would endanger somebody: nothing was stored.

    `at_desk` is said to colleagues instead, where a sentence that is meant for residents would not be true.
    """

    def __init__(self, sentence: str, *, at_desk: str = "") -> None:
        super().__init__(sentence)
        self.at_desk = at_desk or sentence
