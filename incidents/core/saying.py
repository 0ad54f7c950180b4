"""What a message or an answer may say besides its text: a new event, a stop, a question of consent and its answer.

The deed stands inside the sealed content as `act`. An act that is not known here reads as a plain message. Only staff
ask, and their entries are signed; what a reporter says has no author.
"""

from enum import StrEnum

from incidents.core.entry import Entry, Kind


class Saying(StrEnum):
    """What an entry of the thread does."""

    MESSAGE = "message"
    EVENT = "event"
    STOP = "stop"
    GO_ON = "go_on"
    CONSENT = "consent"
    FEEDBACK = "feedback"
    #: To a body that the case was referred to; `to` is the referral's number.
    TO_BODY = "to_body"
    ASK = "ask"
    #: The person has said yes to a question aloud, to one of the staff.
    ORAL = "oral"
    #: A duty of the municipality's to tell somebody (`core.bases`).
    DUTY = "duty"
    #: The case is one of several in feedback that says nothing of any of them (`core.pooled`).
    POOLED = "pooled"


#: What staff only write down or announce: whoever waits for an answer waits on.
RECORDS = frozenset({Saying.ORAL, Saying.DUTY, Saying.POOLED})

#: Who may say what; anything else is text and nothing more.
_BY_KIND = {
    Kind.MESSAGE: frozenset(
        {
            Saying.EVENT,
            Saying.STOP,
            Saying.GO_ON,
            Saying.CONSENT,
            Saying.FEEDBACK,
            Saying.TO_BODY,
        }
    ),
    Kind.ANSWER: frozenset({Saying.ASK, Saying.ORAL, Saying.DUTY, Saying.POOLED}),
}


def saying(entry: Entry) -> Saying:
    """What the entry says."""
    act, allowed = entry.content.get("act"), _BY_KIND.get(entry.kind)
    if allowed is None or act is None:
        return Saying.MESSAGE
    return next((one for one in allowed if one == act), Saying.MESSAGE)
