"""The child process: reads one file from its input, cleans it, writes an answer to its output, and ends.

    python -m incidents.cleaning.child KIND LIMIT...

The answer is one line: `cleaned KIND LENGTH`, `refused REASON`, `fault CLASS at MODULE:LINE` (ours, with this file) or
`broken CLASS at MODULE:LINE` (with every file). After the first the file follows. Nothing else is ever said: what a
decoder complains of can quote what it read.
"""

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from incidents.cleaning import confine
from incidents.cleaning.kinds import FORMS, Family, Kind
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import Reason, Refused

Cleaner = Callable[[Kind, bytes, Limits], tuple[Kind, bytes]]


def main(words: list[str]) -> int:
    """Clean one file; the exit status is 0 whenever there is an answer."""
    kind, limits = Kind(words[0]), Limits.from_words(words[1:])
    with _answers_apart() as answers:
        try:
            confine.limit(limits)
            cleaner = cleaner_for(kind)
            confine.close_doors(threads=kind is Kind.HEIC)
        except Exception as error:  # noqa: BLE001 - the operator hears of it from the parent
            answers.write(f"broken {_place_of(error)}\n".encode())
        else:
            answers.write(answer(cleaner, kind, sys.stdin.buffer.read(), limits))
    return 0


def cleaner_for(kind: Kind) -> Cleaner:
    """What cleans this kind. Loads all that it will need: no file can be opened later."""
    match FORMS[kind].family:
        case Family.PHOTO:
            from incidents.cleaning.images import clean_picture, load_heic

            if kind is Kind.HEIC:
                load_heic()
            return clean_picture
        case Family.DOCUMENT:
            from incidents.cleaning.documents import clean_document

            return clean_document
        case Family.SOUND:
            from incidents.cleaning.sound import clean_sound

            return clean_sound


def answer(cleaner: Cleaner, kind: Kind, data: bytes, limits: Limits) -> bytes:
    """The answer to one file, whatever happens with it."""
    try:
        became, cleaned = cleaner(kind, data, limits)
    except Refused as refusal:
        return _refusal(refusal.reason)
    except (MemoryError, RecursionError):
        return _refusal(Reason.TOO_DEMANDING)
    except Exception as error:  # noqa: BLE001 - the last guard: a decoder may raise anything
        return _answer_to(error)
    if len(cleaned) > limits.cleaned_bytes:
        return _refusal(Reason.TOO_LARGE)
    return b"cleaned %s %d\n%s" % (became.encode(), len(cleaned), cleaned)


def _refusal(reason: Reason) -> bytes:
    return b"refused %s\n" % reason.encode()


def _answer_to(error: Exception) -> bytes:
    """A refusal when a library stumbled over the file; a fault when the last line that ran is ours."""
    place = _place_of(error)
    ours = " at incidents." in place
    return f"fault {place}\n".encode() if ours else _refusal(Reason.DAMAGED)


def _place_of(error: Exception) -> str:
    """The class of an error and the line where it arose; never its message, which can quote the file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return f"{type(error).__name__} at an unknown line"
    return f"{type(error).__name__} at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


def _answers_apart() -> BinaryIO:
    """The way to the parent, out of reach for libraries that print: they print to nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    return answers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
