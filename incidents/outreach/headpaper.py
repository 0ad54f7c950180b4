"""The process behind `incidents audit head --pdf`: a signed head from the input, as a page to sign by hand and file."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from incidents import settings
from incidents.core.heads import HeadError, SignedHead, grouped, read
from incidents.core.languages import sentence
from incidents.outreach.__main__ import write
from incidents.outreach.sheets import SheetError, pdf
from incidents.settings import SettingsError
from incidents.web.locale import NAMES, catalogue

_SAID = {
    "name": sentence("Loggens huvud"),
    "why": sentence(
        "Med det här papperet kan en granskare se om loggen har skrivits om i efterhand. Skriv under, och förvara "
        "det i arkivet, inte hos dem som sköter servern. Här står inget om något ärende eller någon person."
    ),
    "compare": sentence("Så jämförs det"),
    "how": sentence(
        "Kör kommandot nedan på servern. Kontrollsumman ska vara exakt den som står här, också om flera år."
    ),
    "sign": sentence("Underskrift"),
}
#: What is filled in by hand.
_LINES = (
    sentence("Utskrivet den"),
    sentence("Namnteckning"),
    sentence("Namnförtydligande"),
    sentence("Förvaras hos, med nummer"),
)
_FIELDS = (
    sentence("Dag"),
    sentence("Kedjor"),
    sentence("Rader"),
    sentence("Kontrollsumma"),
    sentence("Nyckel"),
    sentence("Signatur"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; on a refusal nothing is written."""
    parser = argparse.ArgumentParser(prog="incidents audit head", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        municipality = settings.load().municipality
        write(options.out, pdf("head", said(read(sys.stdin.read()), municipality)))
    except (SettingsError, SheetError, HeadError) as error:
        print(f"incidents: {error}", file=sys.stderr)
        return 1
    print(f"{options.out}: print it, sign it, file it")
    return 0


def said(signed: SignedHead, municipality: str, lang: str = "sv") -> dict[str, object]:
    """Everything that the page needs."""
    spoken, head = catalogue(lang), signed.head
    values = (
        head.day.isoformat(),
        str(head.chains),
        str(head.rows),
        grouped(head.digest),
        grouped(signed.key),
        grouped(signed.signature),
    )
    names = [spoken.gettext(name) for name in _FIELDS]
    return {
        **{name: spoken.gettext(text) for name, text in _SAID.items()},
        "lang": NAMES[lang].tag,
        "rtl": False,
        "municipality": municipality,
        "day": head.day.isoformat(),
        "fields": list(zip(names, values, strict=True)),
        "lines": [spoken.gettext(line) for line in _LINES],
    }


if __name__ == "__main__":
    sys.exit(main())
