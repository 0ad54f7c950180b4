"""The process behind `incidents outreach`: one sheet into one file."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from incidents import settings
from incidents.core.vocabulary import vocabulary
from incidents.outreach.sheets import Sheet, SheetError, pdf
from incidents.outreach.words import said
from incidents.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sheet; on a refusal nothing is written."""
    parser = argparse.ArgumentParser(prog="incidents outreach", description=__doc__)
    parser.add_argument("sheet", type=Sheet, choices=list(Sheet))
    parser.add_argument("--lang", default="sv")
    parser.add_argument("--source", default="")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        configured = settings.load()
        address = address_of(configured, options.lang, options.source)
        write(options.out, pdf(options.sheet, said(configured, options.lang, address)))
    except (SettingsError, SheetError) as error:
        print(f"incidents: {error}", file=sys.stderr)
        return 1
    print(f"{options.out}: {options.sheet} for {address}")
    return 0


def address_of(configured: Settings, lang: str, source: str = "") -> str:
    """Where the QR code leads: the first page in this language."""
    if not configured.public_address:
        msg = "PUBLIC_ADDRESS is missing: the https address at which residents reach the service"
        raise SettingsError(msg)
    if lang not in configured.languages:
        msg = f"--lang is one of the offered languages: {' '.join(configured.languages)}"
        raise SettingsError(msg)
    known = [choice.code for choice in vocabulary("source_heard").public()]
    if source and source not in known:
        msg = f"--source is one of: {' '.join(known)}"
        raise SettingsError(msg)
    return f"{configured.public_address}/{lang}/{source and f'via/{source}'}"


def write(path: Path, content: bytes) -> None:
    """The whole file or none of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        msg = f"{path} cannot be written ({error.strerror})"
        raise SheetError(msg) from error


if __name__ == "__main__":
    sys.exit(main())
