"""Reads a directory strictly: an unknown key, a wrong kind, a repeated id or a date that is none is refused.

The national directory and a municipality's own file have the same form. Every id of the municipality's own begins with
`local.`, so that a later national fact never collides with it.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from incidents.core.help.accepting import accepts_in, who_in
from incidents.core.help.directory import (
    LOCAL_ROLES,
    Body,
    Contact,
    ContactKind,
    Fact,
    Number,
    Role,
    Situation,
    Standing,
)
from incidents.core.help.merging import DETAILS, Source
from incidents.core.help.regions import region
from incidents.core.help.strict import (
    DirectoryError,
    Flaw,
    day,
    flag,
    list_,
    object_,
    one_of,
    strings,
    text,
)

VERSION = 1
LOCAL = "local."
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
#: Values become links and are read aloud: nothing but what such an address is made of.
_FORMS = {
    ContactKind.PHONE: re.compile(r"\+?[0-9][0-9 -]*[0-9]"),
    ContactKind.EMAIL: re.compile(r"[^\s@<>\"]+@[^\s@<>\"/]+\.[a-z]{2,}"),
    ContactKind.WEB: re.compile(r"[a-z0-9åäö-]+(\.[a-z0-9åäö-]+)+(/[^\s<>\"']*)?"),
    ContactKind.ADDRESS: re.compile(r"[^\n<>]+"),
}
_FACT = frozenset({"id", "source", "checked", "verified"})
#: How these facts read on the page for whoever has to confirm them.
_DETAILS = {
    "accepts": "vad de tar emot",
    "region": "var de arbetar",
    "languages": "språk",
    "time_limit": "tidsgräns",
    "free": "vad det kostar",
}
_TAKES_NEW, _BY_US = "Tar emot nya ärenden nu", "På uppdrag av kommunen"
_YES_NO = {True: "ja", False: "nej"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@cache
def national() -> Source:
    """The national directory, read once from the package's data."""
    written = (files("incidents") / "data" / "directory.json").read_text(encoding="utf-8")
    return _source(written, local=False)


def local(written: str) -> Source:
    """A municipality's own directory. Raises DirectoryError, which says where and what."""
    return _source(written, local=True)


def _source(written: str, *, local: bool) -> Source:
    try:
        raw = json.loads(written, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise DirectoryError(f"line {error.lineno}: not JSON: {error.msg}") from error
    return Reader(local=local).source(raw)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DirectoryError(f"a key is given twice: {', '.join(name for name, _ in pairs)}")
    return found


class Reader:
    """Turns plain JSON into a source and remembers the ids that it has met."""

    def __init__(self, *, local: bool) -> None:
        self.local = local
        self.ids: set[str] = set()

    def source(self, raw: Any) -> Source:
        """The whole file."""
        extra = {"chosen", "known"} if self.local else {"rules"}
        top = object_("the file", raw, needed={"version", "bodies", "numbers"}, allowed=extra)
        if top["version"] != VERSION:
            raise DirectoryError(f"version: {VERSION} is the only one")
        return Source(
            tuple(self.body(one) for one in list_("bodies", top["bodies"])),
            tuple(self.number(one) for one in list_("numbers", top["numbers"])),
            tuple(self.rule(one) for one in list_("rules", top.get("rules", []))),
            strings("chosen", top.get("chosen", [])),
            tuple(self.known(one) for one in list_("known", top.get("known", []))),
        )

    def body(self, raw: Any) -> Body:
        """A body with its contacts."""
        optional = {"numbers", "anonymous", "public_record", "who", "unverified", *DETAILS}
        if not self.local:
            optional |= {"proper", "on_choice"}
        needed = _FACT | {"role", "name", "about", "contacts"}
        item = object_("bodies", raw, needed=needed, allowed=optional)
        fact = self.fact(item, "name")
        return Body(
            fact,
            self.role(fact.id, item["role"]),
            fact.says,
            text(fact.id, item["about"]),
            tuple(self.contact(one) for one in list_(fact.id, item["contacts"])),
            strings(fact.id, item.get("numbers", [])),
            anonymous=flag(fact.id, item.get("anonymous")),
            public_record=flag(fact.id, item.get("public_record")),
            proper=bool(flag(fact.id, item.get("proper"))),
            on_choice=bool(flag(fact.id, item.get("on_choice"))),
            own_words=self.local,
            accepts=accepts_in(fact.id, item.get("accepts")),
            who=who_in(fact.id, item.get("who", [])),
            region=region(fact.id, strings(fact.id, item.get("region", []))),
            languages=_languages(fact.id, item.get("languages", [])),
            time_limit=text(fact.id, item["time_limit"]) if "time_limit" in item else "",
            free=flag(fact.id, item.get("free")),
            waiting=self.waiting(fact, item),
        )

    def waiting(self, fact: Fact, item: Mapping[str, Any]) -> tuple[Fact, ...]:
        """The details that nobody has verified: facts of their own, with the body's source and day."""
        names = strings(fact.id, item.get("unverified", []))
        if unknown := sorted(name for name in names if name not in DETAILS or name not in item):
            raise DirectoryError(f"{fact.id}: unverified: it says no {', '.join(unknown)}")
        return tuple(
            self.fact({**item, **_waits(fact, name), "verified": False}, "name") for name in names
        )

    def known(self, raw: Any) -> Standing:
        """What the municipality knows of a body today."""
        needed = {"body", "source", "checked"}
        item = object_("known", raw, needed=needed, allowed={"takes_new", "commissioned"})
        body = text("known", item["body"])
        name = f"{body}.known"
        if name in self.ids:
            raise DirectoryError(f"{name}: the id is given twice", Flaw.TWICE)
        self.ids.add(name)
        takes, by_us = (flag(body, item.get(key)) for key in ("takes_new", "commissioned"))
        if takes is None and by_us is None:
            raise DirectoryError(
                f"{name}: it says neither takes_new nor commissioned", Flaw.MISSING
            )
        said = ((_TAKES_NEW, takes), (_BY_US, by_us))
        says = ". ".join(f"{what}: {_YES_NO[yes]}" for what, yes in said if yes is not None)
        source, checked = text(name, item["source"]), day(name, item["checked"])
        return Standing(Fact(name, says, source, checked, verified=True), body, takes, by_us)

    def role(self, where: str, raw: Any) -> Role:
        """A role that whoever wrote the file may fill."""
        role = one_of(Role, where, raw)
        if self.local and role not in LOCAL_ROLES:
            raise DirectoryError(f"{where}: a municipality cannot fill the role {role}", Flaw.ROLE)
        return role

    def contact(self, raw: Any) -> Contact:
        """A way to reach a body."""
        item = object_("contacts", raw, needed=_FACT | {"kind", "value"})
        fact = self.fact(item, "value")
        kind = one_of(ContactKind, fact.id, item["kind"])
        if not _FORMS[kind].fullmatch(fact.says):
            raise DirectoryError(f"{fact.id}: {fact.says!r} is no {kind}", Flaw.CONTACT)
        return Contact(fact, kind, fact.says)

    def number(self, raw: Any) -> Number:
        """An urgent number."""
        needed = _FACT | {"number", "name", "about", "when"}
        item = object_("numbers", raw, needed=needed, allowed={"hours"})
        fact = self.fact(item, "number")
        if not _FORMS[ContactKind.PHONE].fullmatch(fact.says):
            raise DirectoryError(f"{fact.id}: {fact.says!r} is no phone number", Flaw.CONTACT)
        when = frozenset(one_of(Situation, fact.id, one) for one in list_(fact.id, item["when"]))
        if not when:
            raise DirectoryError(
                f"{fact.id}: when is empty: the number would never be shown", Flaw.MISSING
            )
        return Number(
            fact,
            fact.says,
            text(fact.id, item["name"]),
            text(fact.id, item["about"]),
            text(fact.id, item["hours"]) if "hours" in item else "",
            when,
            own_words=self.local,
        )

    def rule(self, raw: Any) -> Fact:
        """A rule that is shown where somebody has confirmed it."""
        item = object_("rules", raw, needed=_FACT | {"about"})
        return self.fact(item, "about")

    def fact(self, item: Mapping[str, Any], says: str) -> Fact:
        """What every part says of itself; `says` is the key of what it states."""
        name = text("id", item["id"])
        if not _ID.fullmatch(name):
            raise DirectoryError(
                f"id: {name!r} has other characters than a-z, 0-9, _ and .", Flaw.ID
            )
        if name in self.ids:
            raise DirectoryError(f"{name}: the id is given twice", Flaw.TWICE)
        if name.startswith(LOCAL) is not self.local:
            raise DirectoryError(
                f"{name}: ids of the municipality's own begin with {LOCAL}", Flaw.LOCAL
            )
        self.ids.add(name)
        verified = flag(name, item["verified"])
        if verified is None:
            raise DirectoryError(f"{name}: verified is true or false", Flaw.FLAG)
        return Fact(
            name,
            text(name, item[says]),
            text(name, item["source"]),
            day(name, item["checked"]),
            verified,
        )


def _languages(where: str, raw: Any) -> tuple[str, ...]:
    found = strings(where, raw)
    if wrong := sorted(one for one in found if not _LANGUAGE.fullmatch(one)):
        raise DirectoryError(f"{where}: {', '.join(wrong)} is no language like sv", Flaw.LANGUAGE)
    return found


def _waits(fact: Fact, name: str) -> dict[str, str]:
    return {"id": f"{fact.id}.{name}", "name": f"{fact.says}: {_DETAILS[name]}"}
