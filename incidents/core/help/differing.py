"""What two versions of a directory say otherwise: old and new, cell by cell, as a table would show them."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.core.help.columns import COLUMNS, Record
from incidents.core.help.merging import Source
from incidents.core.help.table import Row, rows


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is new (`before` is None), gone (`after` is None) or says something else.

    `name` is what people call it; `fields` are the columns that differ, with what they said and say.
    """

    kind: Row
    id: str
    name: str
    before: Record | None
    after: Record | None

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Column, old, new; each only where they differ."""
        old, new = self.before or {}, self.after or {}
        for column in COLUMNS:
            said = old.get(column, ""), new.get(column, "")
            if said[0] != said[1]:
                yield column, *said


def differences(before: Source, after: Source) -> tuple[Difference, ...]:
    """In the order of the table; both are whole directories."""
    old, new = _by_id(before), _by_id(after)
    names = {body.fact.id: body.name for source in (before, after) for body in source.bodies}
    return tuple(
        Difference(
            key[0], key[1], _name(key, new.get(key) or old[key], names), old.get(key), new.get(key)
        )
        for key in dict.fromkeys((*new, *old))
        if old.get(key) != new.get(key)
    )


def _by_id(source: Source) -> dict[tuple[Row, str], Record]:
    return {(kind, record.get("id") or record["body"]): record for kind, record in rows(source)}


def _name(key: tuple[Row, str], record: Record, names: dict[str, str]) -> str:
    match key[0]:
        case Row.CONTACT:
            return f"{names.get(record['body'], record['body'])}: {record['value']}"
        case Row.NUMBER:
            return f"{record['name']}: {record['number']}"
        case Row.RULE:
            return record["about"]
        case _:
            return names.get(key[1], key[1])
