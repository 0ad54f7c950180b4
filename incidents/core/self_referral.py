"""What a person gets to turn to a body herself: its name, what it does, how to reach it, and its time limit."""

from collections.abc import Callable

from incidents.core.help.directory import Body, Directory
from incidents.core.languages import sentence

_INTRO = sentence("Du kan själv vända dig hit. Du bestämmer om du vill göra det.")
_ANONYMOUS = {
    True: sentence("Du behöver inte säga vad du heter."),
    False: sentence("De behöver veta vem du är."),
}


def can_be_reached(body: Body) -> bool:
    """Whether there is anything that would help: without a way to reach it a name is no information."""
    return bool(body.contacts)


def contact_text(body: Body, directory: Directory, say: Callable[[str], str]) -> str:
    """The text; `say` puts a sentence of the catalogues into the person's language.

    Only what is confirmed is in a directory at all, and the time limit only where it is known to hold.
    """
    name = body.name if body.own_words or body.proper else say(body.name)
    about = body.about if body.own_words else say(body.about)
    lines = [name, about]
    if body.anonymous is not None:
        lines.append(say(_ANONYMOUS[body.anonymous]))
    lines += [contact.value for contact in body.contacts]
    if directory.knows(body.time_limit):
        lines += [say(fact.says) for fact in directory.facts if fact.id == body.time_limit]
    return "\n".join((say(_INTRO), "", *filter(None, lines)))
