"""What a body does by an entry, in words."""

from incidents.core.entry import Entry
from incidents.core.referral_entry import Reply, reply_in
from incidents.web.locale import lazy_gettext
from incidents.web.replywords import code_words

_REPLIES = {
    Reply.ACCEPT: lazy_gettext("Tog emot det"),
    Reply.DECLINE: lazy_gettext("Tackade nej"),
    Reply.CONFLICT: lazy_gettext("Anmälde jäv"),
    Reply.SAVED: lazy_gettext("Har sparat filerna. De är förstörda här."),
    Reply.RESULT: lazy_gettext("Berättade hur det gick"),
    Reply.TALK: lazy_gettext("Skrev till personen"),
    Reply.WORDS: lazy_gettext("Skrev till kommunen"),
}


def said(entry: Entry) -> str:
    """What a body did by an entry, with the reason or the result."""
    reply = reply_in(entry)
    if reply is None:
        return ""
    code = code_words(reply, str(entry.content.get("code", "")))
    return f"{_REPLIES[reply]}: {code}" if code else str(_REPLIES[reply])
