"""A directory as a table for a spreadsheet, and back: a row for each body, contact, number and rule.

A municipality's own version is kept in the same form, with rows for what it has checked and what it does not show.

What comes in is read as strictly as the file of an installation (`help.reading`); the row is named that is wrong.
"""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from incidents.core.help.columns import (
    ACCEPTS,
    COLUMNS,
    FIRST_WIDTH,
    HEADS,
    Record,
    body_record,
    check_record,
    contact_record,
    number_record,
    rule_record,
    standing_record,
)
from incidents.core.help.directory import LOCAL, Body, Contact, Fact, Number, Standing
from incidents.core.help.merging import NOTHING, Source
from incidents.core.help.reading import Reader
from incidents.core.help.strict import DirectoryError, Flaw
from incidents.core.languages import sentence
from incidents.core.sheet import (
    CELLS_WRONG,
    HEAD_WRONG,
    QUOTES_WRONG,
    TableError,
    guarded,
    lines,
    plain,
    written_rows,
)

__all__ = ["WHY", "Row", "TableError", "read", "rows", "written"]


class Row(StrEnum):
    """What a row is about: its first cell."""

    BODY = "aktör"
    CONTACT = "kontakt"
    NUMBER = "nummer"
    RULE = "regel"
    CHOSEN = "vald"
    KNOWN = "läge"
    CHECKED = "kontroll"
    RETIRED = "visas inte"


#: Each flaw in words.
WHY = {
    Flaw.FORM: sentence("Raden har inte rätt form."),
    Flaw.MISSING: sentence("Något som måste stå här saknas."),
    Flaw.UNKNOWN: sentence("Ett fält är ifyllt som inte hör till det här slaget av rad."),
    Flaw.ID: sentence("Id får bara ha a-z, siffror, _ och punkt."),
    Flaw.TWICE: sentence("Samma sak står två gånger."),
    Flaw.LOCAL: sentence("Kommunens egna id börjar med local, och inga andra gör det."),
    Flaw.ROLE: sentence("En nationell myndighets roll kan inte ersättas."),
    Flaw.TEXT: sentence("En text saknas eller är längre än 300 tecken."),
    Flaw.FLAG: sentence("Skriv ja eller nej."),
    Flaw.DATE: sentence("Skriv dagen så här: 2026-11-24."),
    Flaw.CHOICE: sentence("Ett av orden finns inte i listan."),
    Flaw.CONTACT: sentence(
        "Numret eller adressen är inte skriven på ett sätt som går att använda."
    ),
    Flaw.REGION: sentence("Skriv län och kommuner med hela namnet, eller hela landet."),
    Flaw.LANGUAGE: sentence("Skriv språk med två eller tre små bokstäver, till exempel sv."),
}
_KIND_WRONG = sentence("Första fältet säger inte vilket slag av rad det är.")
_NO_BODY = sentence("En kontakt ska stå nedanför den som den hör till.")
_NOT_THERE = sentence("Raden nämner något som inte finns i filen.")


def written(source: Source) -> str:
    """The whole directory, with semicolons; nothing in it is a formula for a spreadsheet."""
    cells = (
        [kind, *(guarded(record.get(name, "")) for name in COLUMNS)]
        for kind, record in rows(source)
    )
    return written_rows((HEADS, *cells))


def read(
    text: str,
    *,
    local: bool,
    beside: Source = NOTHING,
    both: bool = False,
    known: Collection[str] | None = None,
) -> Source:
    """Inverse of `written`; `beside` is what the rows may name besides. Raises TableError for the first wrong row.

    `both`: national rows may stand beside the municipality's own; where their ids are `known`, no others. A version
    that was kept says no ids, and may be older than the last columns.
    """
    table = _Table(Reader(local=local, both=both), known)
    number = 0
    try:
        for number, cells in enumerate(lines(text), start=1):
            if number == 1:
                table.begin(cells, kept=both and known is None)
            elif any(cells):
                table.take(number, cells)
    except csv.Error as error:
        raise TableError(number + 1, QUOTES_WRONG) from error
    except DirectoryError as error:
        raise TableError(number, WHY[error.flaw]) from error
    _check(number > 0, 1, HEAD_WRONG)
    return table.source(beside)


def rows(source: Source) -> Iterator[tuple[Row, Record]]:
    """Each row with its cells by column, in the order of the table."""
    for body in source.bodies:
        yield Row.BODY, body_record(body)
        for contact in body.contacts:
            yield Row.CONTACT, contact_record(body, contact)
    yield from ((Row.NUMBER, number_record(number)) for number in source.numbers)
    yield from ((Row.RULE, rule_record(rule)) for rule in source.rules)
    yield from ((Row.CHOSEN, {"body": body}) for body in source.chosen)
    yield from ((Row.KNOWN, standing_record(standing)) for standing in source.known)
    yield from ((Row.CHECKED, check_record(check)) for check in source.checks)
    yield from ((Row.RETIRED, {"body": body}) for body in source.retired)


class _Table:
    """The rows that were read so far, and what each of them names."""

    def __init__(self, reader: Reader, known: Collection[str] | None) -> None:
        self.reader, self.ours = reader, known
        self.width = 0
        self.bodies: dict[str, Body] = {}
        self.numbers: list[Number] = []
        self.rules: list[Fact] = []
        self.chosen: list[str] = []
        self.known: list[Standing] = []
        self.checks: list[Fact] = []
        self.retired: list[str] = []
        self.named: list[tuple[int, Row, Iterable[str]]] = []

    def begin(self, heads: list[str], *, kept: bool) -> None:
        """The first row. A column is only ever added at the end."""
        self.width = len(heads)
        right = HEADS[: self.width] if kept and self.width >= FIRST_WIDTH else HEADS
        _check(tuple(heads) == right, 1, HEAD_WRONG)

    def take(self, row: int, cells: list[str]) -> None:
        """One row. DirectoryError and TableError say what is wrong with it."""
        _check(len(cells) == self.width, row, CELLS_WRONG)
        kind, *rest = cells
        given = zip(COLUMNS.items(), map(plain, rest), strict=False)
        values = {name: column.value(cell) for (name, column), cell in given if cell}
        name = str(values.get("id", LOCAL))
        ours = self.ours is None or name.startswith(LOCAL) or name in self.ours
        _check(ours, row, WHY[Flaw.LOCAL])
        match kind:
            case Row.BODY:
                self._body(row, values)
            case Row.CONTACT:
                self._contact(row, values)
            case Row.NUMBER:
                self.numbers.append(self.reader.number(values))
            case Row.RULE:
                _check(self.reader.both or not self.reader.local, row, _KIND_WRONG)
                self.rules.append(self.reader.rule(values))
            case Row.CHOSEN:
                self._chosen(row, values)
            case Row.KNOWN:
                _check(self.reader.local, row, _KIND_WRONG)
                self.known.append(self.reader.known(values))
                self.named.append((row, Row.BODY, [self.known[-1].body]))
            case Row.CHECKED if self.reader.both:
                self.checks.append(self.reader.check(values))
            case Row.RETIRED if self.reader.both:
                _check(list(values) == ["body"], row, _KIND_WRONG)
                self.retired.append(str(values["body"]))
            case _:
                raise TableError(row, _KIND_WRONG)

    def _body(self, row: int, values: dict[str, object]) -> None:
        accepts = {name: values.pop(name) for name in ACCEPTS if name in values}
        body = self.reader.body(
            {**values, "contacts": [], **({"accepts": accepts} if accepts else {})}
        )
        self.bodies[body.fact.id] = body
        self.named.append((row, Row.NUMBER, body.numbers))
        self.named.append((row, Row.RULE, [body.time_limit] if body.time_limit else []))

    def _contact(self, row: int, values: dict[str, object]) -> None:
        body = self.bodies.get(str(values.pop("body", "")))
        if body is None:
            raise TableError(row, _NO_BODY)
        contact: Contact = self.reader.contact(values)
        self.bodies[body.fact.id] = replace(body, contacts=(*body.contacts, contact))

    def _chosen(self, row: int, values: dict[str, object]) -> None:
        _check(self.reader.local and list(values) == ["body"], row, _KIND_WRONG)
        self.chosen.append(str(values["body"]))
        self.named.append((row, Row.BODY, [self.chosen[-1]]))

    def source(self, beside: Source) -> Source:
        """Everything, once every row names what there is."""
        there = {
            Row.BODY: {*self.bodies, *(body.fact.id for body in beside.bodies)},
            Row.NUMBER: {number.fact.id for number in (*self.numbers, *beside.numbers)},
            Row.RULE: {rule.id for rule in (*self.rules, *beside.rules)},
        }
        for row, kind, names in self.named:
            _check(set(names) <= there[kind], row, _NOT_THERE)
        return Source(
            tuple(self.bodies.values()),
            tuple(self.numbers),
            tuple(self.rules),
            tuple(self.chosen),
            tuple(self.known),
            tuple(self.checks),
            tuple(self.retired),
        )


def _check(holds: bool, row: int, why: str) -> None:  # noqa: FBT001 - the condition itself
    if not holds:
        raise TableError(row, why)
