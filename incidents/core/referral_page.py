"""What lies behind a referral's link: what the body sees first, what it can fetch, and what it has said so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incidents.core.bases import Act, BasisKind
from incidents.core.canonical import encode
from incidents.core.errors import Invalid
from incidents.core.referral_entry import DECLINED_FOR, REFERRAL, RESULTS, Reply
from incidents.core.referral_ledger import REFUSED, may_say
from incidents.core.referral_packet.document import Item, Section

VERSION = 1
TEXT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that the body can fetch: its name, its media type, its size, and the hash of its bytes in hex."""

    name: str
    media_type: str
    size: int
    digest: str

    def plain(self) -> list[object]:
        """The form that is sealed."""
        return [self.name, self.media_type, self.size, self.digest]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about a referral but the files themselves. `reporter`: the hash of the reporter's public key, in hex.

    The files open until `until`, the page until `page_until`.
    """

    number: int
    to: str
    id: str
    day: date
    until: date
    answer_by: date
    page_until: date
    acts: frozenset[Act]
    cover: Section
    enclosed: tuple[Enclosed, ...]
    reporter: str = ""
    #: For the statistics: what the body is for, and on what it rests.
    role: str = ""
    basis: BasisKind | None = BasisKind.CONSENT

    @property
    def alert(self) -> bool:
        """Whether it is a place alert: that alone rests on no basis."""
        return self.basis is None

    def pack(self) -> bytes:
        """The form that is sealed."""
        return encode(
            {
                "v": VERSION,
                "what": REFERRAL,
                "number": self.number,
                "to": self.to,
                "id": self.id,
                "day": self.day.isoformat(),
                "until": self.until.isoformat(),
                "answer_by": self.answer_by.isoformat(),
                "page_until": self.page_until.isoformat(),
                "acts": sorted(self.acts),
                "cover": self.cover.plain(),
                "enclosed": [one.plain() for one in self.enclosed],
                "reporter": self.reporter,
                "role": self.role,
                "basis": self.basis.value if self.basis else "",
            }
        )


def unpack(data: bytes) -> Page:
    """Inverse of `Page.pack`; ValueError for a version that does not exist."""
    raw = json.loads(data)
    if (raw["v"], raw["what"]) != (VERSION, REFERRAL):
        raise ValueError("unknown page")
    return Page(
        raw["number"],
        raw["to"],
        raw["id"],
        date.fromisoformat(raw["day"]),
        date.fromisoformat(raw["until"]),
        date.fromisoformat(raw["answer_by"]),
        date.fromisoformat(raw["page_until"]),
        frozenset(Act(one) for one in raw["acts"]),
        _section(raw["cover"]),
        tuple(Enclosed(*one) for one in raw["enclosed"]),
        raw["reporter"],
        raw["role"],
        BasisKind(raw["basis"]) if raw["basis"] else None,
    )


def is_page(data: bytes) -> bool:
    """Whether what was sealed is a referral's page."""
    return bool(json.loads(data)["what"] == REFERRAL)


def _section(raw: Mapping[str, Any]) -> Section:
    return Section(raw["name"], raw["heading"], tuple(_item(one) for one in raw["items"]))


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        raw["name"], tuple(raw["values"]), raw["label"], tuple(raw["codes"]), raw["language"]
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says: what it does by it, a code of the list that belongs to it, and words."""

    reply: Reply
    code: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        codes = {Reply.DECLINE: DECLINED_FOR, Reply.RESULT: (*RESULTS, "")}.get(self.reply, ("",))
        if self.code not in codes:
            raise Invalid("Välj ett av svaren i listan.")
        if len(self.text) > TEXT_MOST:
            raise Invalid("Texten är för lång. Högst 20 000 tecken.")
        if self.reply is Reply.TALK and not self.text.strip():
            raise Invalid("Skriv vad du vill säga.")
        if self.reply is Reply.RESULT and not (self.code or self.text.strip()):
            raise Invalid("Skriv hur det gick.")

    def content(self, number: int) -> dict[str, object]:
        """What the entry says; `number` is the referral's."""
        return _content(self.text, number, self.reply, self.code)

    def of_place(self, number: int) -> tuple[dict[str, object], list[dict[str, object]]]:
        """The answer to a place alert: what its reporter reads too, and what the staff alone read.

        She has agreed to nothing, so nobody outside writes to her: she learns what was done, in our words.
        """
        beside = [_content(self.text, number, Reply.WORDS, "")] if self.text.strip() else []
        return _content("", number, self.reply, self.code), beside


def _content(text: str, number: int, reply: Reply, code: str) -> dict[str, object]:
    return {"text": text, "handover": number, "reply": reply.value, "code": code}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with its day, and its number in the case."""

    number: int
    day: date
    answer: Answer
    #: The form's own token: posted again, it is said once.
    once: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a body has said so far: kept beside its page, under the page's own key."""

    said: tuple[Said, ...] = ()

    @property
    def replies(self) -> frozenset[Reply]:
        """Everything that was done."""
        return frozenset(one.answer.reply for one in self.said)

    def allows(self, reply: Reply, page: Page, *, files: bool) -> bool:
        """Whether this can follow what was said before; `files`: they can be fetched still, or were saved."""
        done = self.replies
        if reply is Reply.WORDS or not may_say(page.acts, reply, alert=page.alert):
            return False
        if not done.isdisjoint(REFUSED):
            return False
        if reply in REFUSED:  # also after reading: it may show only then
            return Reply.RESULT not in done
        if reply is Reply.ACCEPT:
            return files and Reply.ACCEPT not in done
        if reply is Reply.SAVED:
            return files and Reply.ACCEPT in done and Reply.SAVED not in done
        return Reply.ACCEPT in done

    def knows(self, once: str) -> bool:
        """Whether this form was posted before."""
        return bool(once) and any(one.once == once for one in self.said)

    def with_one(self, said: Said) -> "Journal":
        """The next one."""
        return replace(self, said=(*self.said, said))

    def pack(self) -> bytes:
        """The form that is sealed."""
        return encode({"v": VERSION, "said": [_plain(one) for one in self.said]})


def _plain(said: Said) -> list[object]:
    answer = said.answer
    when = [said.number, said.day.isoformat()]
    return [*when, answer.reply.value, answer.code, answer.text, said.once]


def unpack_journal(data: bytes) -> Journal:
    """Inverse of `Journal.pack`; ValueError for a version that does not exist."""
    raw = json.loads(data)
    if raw["v"] != VERSION:
        raise ValueError("unknown journal")
    return Journal(
        tuple(
            Said(number, date.fromisoformat(day), Answer(Reply(reply), code, text), once)
            for number, day, reply, code, text, once in raw["said"]
        )
    )
