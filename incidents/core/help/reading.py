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

from incidents.core.help.accepting import accepts_in, languages_in, who_in
from incidents.core.help.addresses import check_contact
from incidents.core.help.directory import (
    LOCAL,
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
from incidents.core.help.standing import standing_of
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
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_FACT = frozenset({"id", "source", "checked", "verified"})
#: How these facts read on the page for whoever has to confirm them.
_DETAILS = {
    "accepts": "vad de tar emot",
    "region": "var de arbetar",
    "languages": "språk",
    "time_limit": "tidsgräns",
    "free": "vad det kostar",
}


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
    """Turns plain JSON into a source and remembers the ids that it has met.

    `both`: national parts may stand beside the municipality's own, as in its own version of the whole.
    """

    def __init__(self, *, local: bool, both: bool = False) -> None:
        self.local, self.both = local, both
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
        needed = _FACT | {"role", "name", "about", "contacts"}
        if self._national(raw):
            optional |= {"proper", "on_choice"}
        item = object_("bodies", raw, needed=needed, allowed=optional)
        fact = self.fact(item, "name")
        return Body(
            fact,
            self.role(fact.id, item["role"], national=self._national(item)),
            fact.says,
            text(fact.id, item["about"]),
            tuple(self.contact(one) for one in list_(fact.id, item["contacts"])),
            strings(fact.id, item.get("numbers", [])),
            anonymous=flag(fact.id, item.get("anonymous")),
            public_record=flag(fact.id, item.get("public_record")),
            proper=bool(flag(fact.id, item.get("proper"))),
            on_choice=bool(flag(fact.id, item.get("on_choice"))),
            own_words=not self._national(item),
            accepts=accepts_in(fact.id, item.get("accepts")),
            who=who_in(fact.id, item.get("who", [])),
            region=region(fact.id, strings(fact.id, item.get("region", []))),
            languages=languages_in(fact.id, item.get("languages", [])),
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
        source, checked = text(name, item["source"]), day(name, item["checked"])
        return standing_of(body, takes=takes, by_us=by_us, source=source, checked=checked)

    def role(self, where: str, raw: Any, *, national: bool) -> Role:
        """A role that whoever wrote the file may fill."""
        role = one_of(Role, where, raw)
        if not national and role not in LOCAL_ROLES:
            raise DirectoryError(f"{where}: a municipality cannot fill the role {role}", Flaw.ROLE)
        return role

    def _national(self, raw: Any) -> bool:
        """Whether a part is one of the national directory's."""
        if not self.both:
            return not self.local
        return isinstance(raw, dict) and not str(raw.get("id", LOCAL)).startswith(LOCAL)

    def contact(self, raw: Any) -> Contact:
        """A way to reach a body."""
        item = object_("contacts", raw, needed=_FACT | {"kind", "value"})
        fact = self.fact(item, "value")
        kind = one_of(ContactKind, fact.id, item["kind"])
        check_contact(fact.id, kind, fact.says)
        return Contact(fact, kind, fact.says)

    def number(self, raw: Any) -> Number:
        """An urgent number."""
        needed = _FACT | {"number", "name", "about", "when"}
        item = object_("numbers", raw, needed=needed, allowed={"hours"})
        fact = self.fact(item, "number")
        check_contact(fact.id, ContactKind.PHONE, fact.says)
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
            own_words=not self._national(item),
        )

    def rule(self, raw: Any) -> Fact:
        """A rule that is shown where somebody has confirmed it."""
        item = object_("rules", raw, needed=_FACT | {"about"})
        return self.fact(item, "about")

    def check(self, raw: Any) -> Fact:
        """A fact as the municipality found it: it names one that stands elsewhere."""
        item = object_("checks", raw, needed=_FACT | {"value"})
        return Reader(local=True, both=True).fact(item, "value")

    def fact(self, item: Mapping[str, Any], says: str) -> Fact:
        """What every part says of itself; `says` is the key of what it states."""
        name = text("id", item["id"])
        if not _ID.fullmatch(name):
            raise DirectoryError(
                f"id: {name!r} has other characters than a-z, 0-9, _ and .", Flaw.ID
            )
        if name in self.ids:
            raise DirectoryError(f"{name}: the id is given twice", Flaw.TWICE)
        if name.startswith(LOCAL) is not self.local and not self.both:
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


def _waits(fact: Fact, name: str) -> dict[str, str]:
    return {"id": f"{fact.id}.{name}", "name": f"{fact.says}: {_DETAILS[name]}"}
