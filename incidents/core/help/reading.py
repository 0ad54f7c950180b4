"""Reads a directory strictly: an unknown key, a wrong kind, a repeated id or a date that is none is refused.

The national directory and a municipality's own file have the same form. Every id of the municipality's own begins with
`local.`, so that a later national fact never collides with it.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from incidents.core.help.directory import (
    LOCAL_ROLES,
    Body,
    Contact,
    ContactKind,
    DirectoryError,
    Fact,
    Number,
    Role,
    Situation,
)
from incidents.core.help.merging import Source

VERSION = 1
LOCAL = "local."
TEXT_MOST = 300
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
#: Values become links and are read aloud: nothing but what such an address is made of.
_FORMS = {
    ContactKind.PHONE: re.compile(r"\+?[0-9][0-9 -]*[0-9]"),
    ContactKind.EMAIL: re.compile(r"[^\s@<>\"]+@[^\s@<>\"/]+\.[a-z]{2,}"),
    ContactKind.WEB: re.compile(r"[a-z0-9åäö-]+(\.[a-z0-9åäö-]+)+(/[^\s<>\"']*)?"),
    ContactKind.ADDRESS: re.compile(r"[^\n<>]+"),
}
_FACT = frozenset({"id", "source", "checked", "verified"})
_Choice = TypeVar("_Choice", bound=StrEnum)


@cache
def national() -> Source:
    """The national directory, read once from the package's data."""
    text = (files("incidents") / "data" / "directory.json").read_text(encoding="utf-8")
    return _source(text, local=False)


def local(text: str) -> Source:
    """A municipality's own directory. Raises DirectoryError, which says where and what."""
    return _source(text, local=True)


def _source(text: str, *, local: bool) -> Source:
    try:
        raw = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise DirectoryError(f"line {error.lineno}: not JSON: {error.msg}") from error
    reader = _Reader(local=local)
    return reader.source(raw)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DirectoryError(f"a key is given twice: {', '.join(name for name, _ in pairs)}")
    return found


class _Reader:
    """Turns plain JSON into a source and remembers the ids that it has met."""

    def __init__(self, *, local: bool) -> None:
        self.local = local
        self.ids: set[str] = set()

    def source(self, raw: Any) -> Source:
        extra = {"chosen"} if self.local else {"rules"}
        top = _object("the file", raw, needed={"version", "bodies", "numbers"}, allowed=extra)
        if top["version"] != VERSION:
            raise DirectoryError(f"version: {VERSION} is the only one")
        return Source(
            tuple(self.body(one) for one in _list("bodies", top["bodies"])),
            tuple(self.number(one) for one in _list("numbers", top["numbers"])),
            tuple(self.rule(one) for one in _list("rules", top.get("rules", []))),
            _strings("chosen", top.get("chosen", [])),
        )

    def body(self, raw: Any) -> Body:
        optional = {"numbers", "anonymous", "public_record"}
        if not self.local:
            optional |= {"proper", "on_choice"}
        needed = _FACT | {"role", "name", "about", "contacts"}
        item = _object("bodies", raw, needed=needed, allowed=optional)
        fact = self.fact(item, "name")
        return Body(
            fact,
            self.role(fact.id, item["role"]),
            fact.says,
            _text(fact.id, item["about"]),
            tuple(self.contact(one) for one in _list(fact.id, item["contacts"])),
            _strings(fact.id, item.get("numbers", [])),
            anonymous=_flag(fact.id, item.get("anonymous")),
            public_record=_flag(fact.id, item.get("public_record")),
            proper=bool(_flag(fact.id, item.get("proper"))),
            on_choice=bool(_flag(fact.id, item.get("on_choice"))),
            own_words=self.local,
        )

    def role(self, where: str, raw: Any) -> Role:
        role = _one_of(Role, where, raw)
        if self.local and role not in LOCAL_ROLES:
            raise DirectoryError(f"{where}: a municipality cannot fill the role {role}")
        return role

    def contact(self, raw: Any) -> Contact:
        item = _object("contacts", raw, needed=_FACT | {"kind", "value"})
        fact = self.fact(item, "value")
        kind = _one_of(ContactKind, fact.id, item["kind"])
        if not _FORMS[kind].fullmatch(fact.says):
            raise DirectoryError(f"{fact.id}: {fact.says!r} is no {kind}")
        return Contact(fact, kind, fact.says)

    def number(self, raw: Any) -> Number:
        needed = _FACT | {"number", "name", "about", "when"}
        item = _object("numbers", raw, needed=needed, allowed={"hours"})
        fact = self.fact(item, "number")
        if not _FORMS[ContactKind.PHONE].fullmatch(fact.says):
            raise DirectoryError(f"{fact.id}: {fact.says!r} is no phone number")
        when = frozenset(_one_of(Situation, fact.id, one) for one in _list(fact.id, item["when"]))
        if not when:
            raise DirectoryError(f"{fact.id}: when is empty: the number would never be shown")
        return Number(
            fact,
            fact.says,
            _text(fact.id, item["name"]),
            _text(fact.id, item["about"]),
            _text(fact.id, item["hours"]) if "hours" in item else "",
            when,
            own_words=self.local,
        )

    def rule(self, raw: Any) -> Fact:
        item = _object("rules", raw, needed=_FACT | {"about"})
        return self.fact(item, "about")

    def fact(self, item: Mapping[str, Any], says: str) -> Fact:
        name = _text("id", item["id"])
        if not _ID.fullmatch(name):
            raise DirectoryError(f"id: {name!r} has other characters than a-z, 0-9, _ and .")
        if name in self.ids:
            raise DirectoryError(f"{name}: the id is given twice")
        if name.startswith(LOCAL) is not self.local:
            raise DirectoryError(f"{name}: ids of the municipality's own begin with {LOCAL}")
        self.ids.add(name)
        verified = _flag(name, item["verified"])
        if verified is None:
            raise DirectoryError(f"{name}: verified is true or false")
        return Fact(
            name,
            _text(name, item[says]),
            _text(name, item["source"]),
            day(name, item["checked"]),
            verified,
        )


def day(where: str, raw: Any) -> date:
    """An ISO date such as 2026-11-24. Raises DirectoryError for anything else, basic and week forms too."""
    try:
        found = date.fromisoformat(raw)
    except (TypeError, ValueError):
        found = None
    if found is None or found.isoformat() != raw:
        raise DirectoryError(f"{where}: {raw!r} is no date like 2026-11-24")
    return found


def _object(
    where: str, raw: Any, *, needed: frozenset[str] | set[str], allowed: set[str] | None = None
) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise DirectoryError(f"{where}: an object is expected")
    label = str(raw.get("id", where))
    if missing := sorted(needed - set(raw)):
        raise DirectoryError(f"{label}: missing: {', '.join(missing)}")
    if unknown := sorted(set(raw) - needed - (allowed or set())):
        raise DirectoryError(f"{label}: unknown: {', '.join(unknown)}")
    return raw


def _list(where: str, raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise DirectoryError(f"{where}: a list is expected")
    return raw


def _strings(where: str, raw: Any) -> tuple[str, ...]:
    return tuple(_text(where, one) for one in _list(where, raw))


def _text(where: str, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > TEXT_MOST:
        raise DirectoryError(f"{where}: a text of 1 to {TEXT_MOST} characters is expected")
    return raw


def _flag(where: str, raw: Any) -> bool | None:
    if raw is not None and not isinstance(raw, bool):
        raise DirectoryError(f"{where}: {raw!r} is neither true nor false")
    return raw


def _one_of(kind: type[_Choice], where: str, raw: Any) -> _Choice:
    try:
        return kind(raw)
    except ValueError as error:
        raise DirectoryError(f"{where}: {raw!r} is none of: {', '.join(kind)}") from error
