"""The child process: reads one document from its input, sets it, writes an answer to its output, and ends.

    python -m incidents.typesetting.child TEMPLATE LIMIT...

The answer is one line: `set LENGTH`, after which the PDF follows, `missing U+...` for letters that no font has, or
`broken CLASS`. Nothing else is ever said: what the type setter complains of can quote what it read.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from importlib.resources import files

from incidents.cleaning import confine
from incidents.cleaning.limits import Limits
from incidents.typesetting.standards import STANDARDS

#: A letter of each script: what is set before the doors close loads the fonts that are needed after.
SCRIPTS = "Aå Ж Ω Հ ა ا ב ܐ ހ ߊ ሀ Ⴀ अ অ ਅ અ ଅ அ అ ಅ അ අ ก ກ က ក ༀ ⴰ ᠠ 中 あ 한 Ꭰ 𞤀 ★ █ ← ∑ € \u200b 😀 🇸🇪 \ufffd"
_MISSING = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)
_MOST_NAMED = 20
Setter = Callable[[bytes], bytes]


def main(words: list[str]) -> int:
    """Set one document; the exit status is 0 whenever there is an answer."""
    name, *rest = words
    limits = Limits.from_words(rest)
    with os.fdopen(os.dup(1), "wb") as answers:
        try:
            confine.limit(limits)
            setter = _loaded(name)
            # The type setter works with threads, and has them by now.
            confine.close_doors(threads=True)
            answers.write(setter(sys.stdin.buffer.read()))
        except Exception as error:  # noqa: BLE001 - the operator hears of it from the parent
            answers.write(f"broken {type(error).__name__}\n".encode())
    return 0


def _loaded(name: str) -> Setter:
    """What answers a document, with the type setter, the template and the fonts in memory."""
    import typst

    template = (files("incidents") / "data" / "typesetting" / f"{name}.typ").read_bytes()
    fonts, sample, standards = typst.Fonts(), _SAMPLES[name](), STANDARDS[name]
    typst.compile(template, font_paths=fonts, sys_inputs={"said": json.dumps(sample)})

    def answer(packed: bytes) -> bytes:
        said = packed.decode("utf-8")
        try:
            made = typst.compile(
                template, font_paths=fonts, sys_inputs={"said": said}, pdf_standards=list(standards)
            )
        except typst.TypstError as error:
            return _refusal(str(error))
        return b"set %d\n%s" % (len(made), made)

    return answer


def _everything() -> dict[str, object]:
    """A document with a letter of each script, and a heading and a label in the scripts of our own sentences."""
    item = {"label": "Aå ا", "language": "", "values": SCRIPTS.split(" ")}
    return {
        "kind": "letter",
        "title": "Aå ا",
        "language": "sv",
        "sections": [{"heading": "Aå ا", "items": [item]}],
    }


def _report() -> dict[str, object]:
    """A report with a letter of each script, as text and as a heading."""
    blocks = [{"kind": "heading", "level": 2, "text": "Aå"}, {"kind": "paragraph", "text": SCRIPTS}]
    return {
        "title": "Aå",
        "language": "sv",
        "day": [2026, 1, 1],
        "publisher": "",
        "blocks": blocks,
    }


_SAMPLES: dict[str, Callable[[], dict[str, object]]] = {"packet": _everything, "report": _report}


def _refusal(message: str) -> bytes:
    """Which letters are missing; of any other complaint only that there was one."""
    missing = _MISSING.search(message)
    if missing is None:
        return b"broken TypstError\n"
    letters = sorted({f"U+{ord(one):04X}" for one in missing.group(1)})
    return f"missing {' '.join(letters[:_MOST_NAMED])}\n".encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
