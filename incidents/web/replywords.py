"""Why a body said no, and how it went, in the reader's language: the same words to body, desk and person."""

from incidents.core.referral_entry import Reply
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext

OTHER = lazy_gettext("Något annat")


def code_words(reply: Reply | None, code: str) -> str:
    """The words of a code that belongs to a reply; empty for none, and for one that no list has."""
    if reply is Reply.DECLINE and code == "unknown":
        return str(OTHER)
    known = {item.code: item.label for item in vocabulary("referral_result").items}
    label = known.get(code)
    return jointed(gettext(label)) if label else ""
