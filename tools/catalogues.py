"""The translation catalogues: compile them, check that they are complete, merge new sentences in.

    python -m tools.catalogues compile | check | update

The message id is the Swedish sentence itself, so Swedish has no catalogue and cannot be incomplete.
A catalogue may leave out what only the staff read when its language is for the public door alone.
A build only compiles and has nothing of the product installed: the rest is imported where it is used.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message, TranslationError
from babel.messages.checkers import checkers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "sv"
FOLDER = ROOT / "incidents" / "translations"
MIGRATIONS = "migrations"


class BuildWhole(build_py):
    """A build has what a checkout has: the catalogues, compiled (also by an editable install), and the migrations."""

    def run(self) -> None:
        """Compile, then build."""
        compile_all(FOLDER)
        self.data_files = self._get_data_files()
        super().run()

    def _get_data_files(self) -> list[tuple[str, str, str, list[str]]]:
        """What setuptools finds in the package, and the top-level migrations as if they were in it."""
        found = Path(MIGRATIONS).rglob("*")
        names = [str(path.relative_to(MIGRATIONS)) for path in found if _is_source(path)]
        target = Path(self.build_lib) / "incidents" / MIGRATIONS
        within = list(super()._get_data_files())
        return [*within, ("incidents", MIGRATIONS, str(target), sorted(names))]


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def sources(folder: Path) -> list[Path]:
    """Every catalogue under the folder, in a fixed order."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def load(path: Path) -> Catalog:
    """The catalogue in this file, with its locale taken from the folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=_locale(path.parent.parent.name), domain=path.stem)


def _locale(code: str) -> str:
    """Whose plural forms and dates a catalogue follows: easy Swedish (`sv-lattlast`) follows Swedish."""
    return code.partition("-")[0]


def compile_all(folder: Path) -> int:
    """Write a compiled file beside each catalogue that is newer than it; say how many."""
    made = 0
    for path in sources(folder):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        # Replaced in one step: two test processes may compile at once, and a third may be reading.
        fresh = target.with_suffix(f".{os.getpid()}.mo")
        with fresh.open("wb") as file:
            write_mo(file, load(path))
        fresh.replace(target)
        made += 1
    return made


def gaps(wanted: Iterable[Message], catalogue: Catalog) -> Iterator[str]:
    """One line for each sentence that this language does not say, or says wrongly."""
    for message in wanted:
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
    for check_one in checkers:
        try:
            check_one(catalogue, message)
        except TranslationError as fault:
            yield str(fault)
    # One and two are words in some languages: a plural form may leave its number out, a plain sentence nothing.
    if isinstance(message.id, str) and _names(message.id) != _names(str(message.string)):
        yield "other placeholders than the Swedish sentence"


def _names(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", sentence))


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def scopes() -> dict[str, bool]:
    """The languages that need a catalogue; true where the public door is enough."""
    from incidents.core.languages import Scope, languages

    return {
        code: language.scope is Scope.PUBLIC
        for code, language in languages().items()
        if code != SOURCE
    }


def check() -> int:
    """Say every gap in every language; 1 if there is one."""
    from tools.sentences import extract

    wanted = extract()
    found = [
        line for code, narrow in scopes().items() for line in faults(code, wanted, narrow=narrow)
    ]
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} faults in the translations; `make messages` merges new sentences in.")
        return 1
    print(f"translations: {len(wanted)} sentences, complete in {', '.join((SOURCE, *scopes()))}")
    return 0


def faults(code: str, wanted: Catalog, *, narrow: bool) -> Iterator[str]:
    """Every fault of one language, with the name of its file."""
    from tools.sentences import public

    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    name = path.relative_to(ROOT)
    if not path.exists():
        yield f"{name}: there is no catalogue"
        return
    catalogue = load(path)
    if review_line(code) not in catalogue.header_comment:
        yield f"{name}: languages.json says otherwise: {review_line(code)}"
    needed = [one for one in wanted if one.id and (public(one) or not narrow)]
    yield from (f"{name}: {line}" for line in gaps(needed, catalogue))
    yield from (f"{name}: {line}" for line in left_over(wanted, catalogue))


def update() -> int:
    """Merge new sentences into every catalogue, start missing ones, drop what is no longer said."""
    from tools.sentences import extract

    wanted = extract()
    for code in scopes():
        path = FOLDER / code / "LC_MESSAGES" / "messages.po"
        catalogue = load(path) if path.exists() else new_catalogue(code)
        # The date of the last merge would be a change in every file each time.
        wanted.creation_date = catalogue.creation_date
        # A guess that looks alike is worse than a gap: the reporter would read another sentence.
        catalogue.update(wanted, no_fuzzy_matching=True)
        save(path, catalogue)
        print(f"{path.relative_to(ROOT)}: merged")
    check()
    return 0


def save(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue in an order and form that change only where a sentence changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=100, ignore_obsolete=True, sort_output=True, include_lineno=False
        )


def review_line(code: str) -> str:
    """What the head of a catalogue says of its review; the page says the same where nobody has."""
    from incidents.core.languages import languages

    return f"Reviewed-by-person: {'yes' if languages()[code].reviewed else 'no'}"


def new_catalogue(code: str) -> Catalog:
    """An empty catalogue for this language."""
    return Catalog(
        locale=_locale(code),
        domain="messages",
        header_comment=f"# {code}: the message id is the Swedish sentence.\n# {review_line(code)}",
        project="incidents",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
    )


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
