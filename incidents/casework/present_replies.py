"""The standard replies as the answer's composer shows them: Swedish beside the reporter's language."""

from dataclasses import dataclass

from incidents.casework.answer_form import reply_in
from incidents.casework.words import REPLIES
from incidents.core.languages import languages
from incidents.core.replies import Reply
from incidents.web.cookies import settings
from incidents.web.joints import jointed


@dataclass(frozen=True, slots=True)
class Pair:
    """A standard reply; `other` is empty where the language is Swedish."""

    name: str
    title: str
    swedish: str
    other: str
    tag: str
    direction: str


def spoken(tag: str) -> str:
    """The offered language that goes with what the reporter wrote in; Swedish where none does."""
    return next((code for code in settings().languages if languages()[code].tag == tag), "sv")


def pairs(code: str) -> list[Pair]:
    """All of them, Swedish and in this language."""
    language = languages()[code]
    return [
        Pair(
            reply.value,
            str(REPLIES[reply]),
            jointed(reply_in(reply, "sv")),
            "" if code == "sv" else jointed(reply_in(reply, code)),
            language.tag,
            language.direction,
        )
        for reply in Reply
    ]
