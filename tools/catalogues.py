"""The translation catalogues: compile them, check that they are complete, merge new sentences in.

    python -m tools.catalogues compile | check | update

The message id is the Swedish sentence itself, so Swedish has no catalogue and cannot be incomplete.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "incidents" / "translations"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class BuildWithCatalogues(build_py):
    """A build (also an editable install) compiles the catalogues first, so that they are in it."""

    def run(self) -> None:
        """Compile, then build."""
        compile_all(FOLDER)
        self.data_files = self._get_data_files()
        super().run()


def sources(folder: Path) -> list[Path]:
    """Every catalogue under the folder, in a fixed order."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def load(path: Path) -> Catalog:
    """The catalogue in this file, with its locale taken from the folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def compile_all(folder: Path) -> int:
    """Write a compiled file beside each catalogue that is newer than it; say how many."""
    made = 0
    for path in sources(folder):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, load(path))
        made += 1
    return made


def extract() -> Catalog:
    """Every sentence that the code and the templates mark for translation."""
    # Imported here: a build compiles only, and needs no template engine for it.
    from babel.messages.extract import extract_from_dir

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    found = Catalog(charset="utf-8")
    for entry in extract_from_dir(
        ROOT,
        method_map=[(rule["pattern"], rule["method"]) for rule in mappings],
        keywords=KEYWORDS,
        comment_tags=("translators:",),
        directory_filter=lambda name: Path(name).name not in {".venv", ".git", "build", "instance"},
    ):
        place, line, sentence, comments, context = entry
        found.add(sentence, None, [(place, line)], auto_comments=comments, context=context)
    return found


def gaps(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    """One line for each sentence that this language does not say, or says wrongly."""
    for message in wanted:
        if not message.id:
            continue
        said = catalogue.get(message.id, message.context)
        place = ":".join(map(str, message.locations[0]))
        if said is None or not all(_strings(said)):
            yield f"{place}: not translated: {_first(message)!r}"
        elif said.fuzzy:
            yield f"{place}: marked as a guess: {_first(message)!r}"
        else:
            yield from (f"{place}: {why}: {_first(message)!r}" for why in _faults(said, catalogue))


def left_over(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    """One line for each sentence that the product no longer says."""
    for message in catalogue:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer used: {_first(message)!r}"


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    for check in checkers:
        try:
            check(catalogue, message)
        except ValueError as fault:  # babel's TranslationError is one
            yield str(fault)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def check() -> int:
    """Say every gap in every language; 1 if there is one."""
    wanted = extract()
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in sources(FOLDER)
        for line in (*gaps(wanted, load(path)), *left_over(wanted, load(path)))
    ]
    for line in found:
        print(line)
    total = len(wanted)
    if found:
        print(f"{len(found)} gaps in the translations; `make messages` merges new sentences in.")
        return 1
    print(f"translations: {total} sentences, complete in {len(sources(FOLDER))} languages")
    return 0


def update() -> int:
    """Merge new sentences into every catalogue and drop those that are no longer said."""
    wanted = extract()
    for path in sources(FOLDER):
        catalogue = load(path)
        # A guess that looks alike is worse than a gap: the reporter would read another sentence.
        catalogue.update(wanted, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, ignore_obsolete=True, sort_output=True)
        print(f"{path.relative_to(ROOT)}: {len(list(gaps(wanted, catalogue)))} gaps")
    return 0


def main(arguments: list[str]) -> int:
    """Do the one deed that was named."""
    match arguments:
        case ["compile"]:
            compile_all(FOLDER)
            return 0
        case ["check"]:
            return check()
        case ["update"]:
            return update()
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
