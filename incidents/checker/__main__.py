"""`python -m incidents.checker [--tables-only] FOLDER`: JSON on stdout, exit status 0 when nothing was found."""

import argparse
import os
import sys
from pathlib import Path
from typing import TextIO

from incidents.checker.gate import Finding, check
from incidents.checker.ledger import PUBLICATION, check_ledger, newest, report
from incidents.checker.reading import Unreadable, read


def main() -> int:
    """Check a folder; anything that cannot be read is a finding."""
    parser = argparse.ArgumentParser(prog="python -m incidents.checker", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--tables-only", action="store_true", help="a publication of others, without our releases"
    )
    options = parser.parse_args()
    out = _apart()
    threshold, findings = found(options.folder, tables_only=options.tables_only)
    record = None if options.tables_only else newest(options.folder)
    out.write(report(threshold, record, findings))
    out.flush()
    return 1 if findings else 0


def _apart() -> TextIO:
    """Our own way out: the solver's library prints its name to the process's standard output."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return ours


def found(folder: Path, *, tables_only: bool) -> tuple[int | None, list[Finding]]:
    """The threshold that the publication names, and everything that is wrong."""
    try:
        publication = read(folder / PUBLICATION)
        ledger = [] if tables_only else check_ledger(folder)
        return publication.threshold, ledger + check(publication)
    except Unreadable as error:
        return None, [Finding("unreadable", str(folder.name), str(error))]


if __name__ == "__main__":
    sys.exit(main())
