"""How a report reached us when it was not the public door: the channel, the day, and what was told orally.

What is told orally and matters is written down with the time and with who took it (förvaltningslagen 27 §).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from incidents.core.errors import Invalid
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary

#: The report's answer that names the channel; a report from the public door has none.
CHANNEL = "channel"
#: The public door is the only one through which nobody enters a report for somebody else.
_OWN_DOOR = "web"
#: Told, not written: when and to whom has to be said.
ORAL = frozenset({"phone", "visit", "outreach"})
#: A report that came earlier than this is a slip of the pen.
LONGEST_AGO = timedelta(days=366)
NAME_MOST = 80
SAID_MOST = 10_000
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


def channels() -> tuple[str, ...]:
    """The codes of the channels through which staff take a report."""
    return tuple(item.code for item in vocabulary(CHANNEL).items if item.code != _OWN_DOOR)


def time_of(text: str) -> str:
    """A time of day as `09:05`; raises `Invalid`."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Invalid("Skriv tiden så här: 14:10.")
    return f"{int(found[1]):02}:{found[2]}"


def came_on(text: str, today: date) -> date:
    """A day on which a report can have come; raises `Invalid`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid("Skriv dagen så här: 2026-11-24.") from error
    if not today - LONGEST_AGO <= day <= today:
        raise Invalid("Dagen ska vara i dag eller tidigare, högst ett år tillbaka.")
    return day


@dataclass(frozen=True, slots=True)
class Intake:
    """How the report came, and what was said beside the story."""

    channel: str
    came: date
    at: str = ""
    taken_by: str = ""
    said: str = ""

    def __post_init__(self) -> None:
        if self.channel not in channels():
            raise Invalid("Välj hur rapporten kom in.")
        if self.oral and not self.at:
            raise Invalid("Skriv ungefär hur dags uppgifterna lämnades.")
        if self.oral and not self.taken_by.strip():
            raise Invalid("Skriv vem som tog emot uppgifterna.")
        if len(self.taken_by) > NAME_MOST or len(self.said) > SAID_MOST:
            raise Invalid("Texten är för lång.")
        if self.said.strip():
            check_story(self.said)

    @property
    def oral(self) -> bool:
        """Whether it was told rather than written."""
        return self.channel in ORAL
