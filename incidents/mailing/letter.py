"""What a mail says, in Swedish or English: numbers, where to log in, and nothing of any case."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from babel.support import NullTranslations, Translations

from incidents.core.clock import STOCKHOLM
from incidents.core.mail import LONGEST, Counts, Kind, Told, Wait
from incidents.core.referral_entry import SILENT_AFTER
from incidents.web.locale import NAMES, catalogue

Words = Translations | NullTranslations


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, under which name and when; `name` is the same each time that the same mail is sent."""

    sender: str
    to: str
    name: str
    at: datetime


def letter(kind: Kind, told: Told, envelope: Envelope, *, language: str, desk: str) -> EmailMessage:
    """The whole mail. The subject may show on a locked screen and says no number."""
    words = catalogue(language)
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.to
    message["Subject"] = _subject(words, kind)
    message["Date"] = format_datetime(envelope.at.astimezone(STOCKHOLM))
    message["Message-ID"] = f"<{envelope.name}@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = (
        "All"  # Exchange asks here before it answers for somebody who is away
    )
    message.set_content(_text(words, kind, told, desk), cte="quoted-printable")
    message["Content-Language"] = NAMES[language].tag
    return message


def _subject(words: Words, kind: Kind) -> str:
    if kind is Kind.SUMMARY:
        return words.gettext("Veckans sammanställning")
    return words.gettext("Påminnelse")


def _text(words: Words, kind: Kind, told: Told, desk: str) -> str:
    parts = [] if told.counts is None else _of_cases(words, kind, told.counts)
    if told.late_measures is not None:
        parts += _of_measures(words, told.late_measures)
    if told.waits:
        parts += _of_statistics(words, told.waits)
    where = words.gettext("Logga in här:")
    footer = words.gettext(
        "Mejlet skickas automatiskt och går inte att svara på. Skriv aldrig om ett ärende i ett mejl."
    )
    return "\n\n".join((*parts, f"{where} {desk}", footer)) + "\n"


def _of_cases(words: Words, kind: Kind, counts: Counts) -> list[str]:
    if kind is Kind.SUMMARY:
        opening = words.gettext("Så ser det ut i ärendena som är dina eller saknar handläggare:")
        numbers = _standing(words, counts)
    else:
        opening = words.gettext("Det här behöver du titta på:")
        numbers = _pressing(words, counts)
    nothing = words.gettext("Inget öppet ärende väntar.")
    unseen = words.gettext(
        "Tjänsten har räknat utan att öppna något ärende. Därför syns det inte här vad som brådskar, vem som vill ha "
        "svar eller har skrivit nytt, och vilka av lagens tidsfrister som löper. Det ser du när du har loggat in."
    )
    return [opening, _list(numbers or [nothing]), unseen]


def _of_measures(words: Words, late: int) -> list[str]:
    """How many are late; which ones stands in the register alone."""
    said = words.ngettext("%(num)d åtgärd är försenad.", "%(num)d åtgärder är försenade.", late)
    line = said % {"num": late} if late else words.gettext("Ingen åtgärd är försenad.")
    return [words.gettext("Så ser det ut i åtgärdsregistret:"), _list([line])]


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _of_statistics(words: Words, waits: tuple[Wait, ...]) -> list[str]:
    """What waits, and not of which time: that stands on the page."""
    said = {
        Wait.QUARTER: words.gettext("Ett kvartal kan stängas och är inte stängt."),
        Wait.REPORT: words.gettext("En rapport till ECCAR kan frysas och är inte fryst."),
        Wait.DISPOSAL: words.gettext(
            "Enskilda uppgifter från två år med fryst rapport väntar på beslut om gallring."
        ),
    }
    opening = words.gettext("Det här väntar i statistiken:")
    return [opening, _list([said[wait] for wait in waits])]


def _standing(words: Words, counts: Counts) -> list[str]:
    """The lines of the summary; what is nought is not said."""
    return _filled([*_whose(words, counts), *_waiting(words, counts)])


def _whose(words: Words, counts: Counts) -> list[tuple[int, str]]:
    return [
        (
            counts.mine,
            words.ngettext(
                "%(num)d öppet ärende är ditt.", "%(num)d öppna ärenden är dina.", counts.mine
            ),
        ),
        (
            counts.covered,
            words.ngettext(
                "%(num)d av dem har en kollega som du täcker för.",
                "%(num)d av dem har kollegor som du täcker för.",
                counts.covered,
            ),
        ),
        (
            counts.unassigned,
            words.ngettext(
                "%(num)d öppet ärende har ingen handläggare.",
                "%(num)d öppna ärenden har ingen handläggare.",
                counts.unassigned,
            ),
        ),
        (
            counts.untouched,
            words.ngettext(
                "%(num)d nytt ärende har ingen börjat med.",
                "%(num)d nya ärenden har ingen börjat med.",
                counts.untouched,
            ),
        ),
    ]


def _waiting(words: Words, counts: Counts) -> list[tuple[int, str]]:
    return [
        (
            counts.late,
            words.ngettext(
                "%(num)d ärende har väntat mer än %(days)d arbetsdagar utan svar från oss.",
                "%(num)d ärenden har väntat mer än %(days)d arbetsdagar utan svar från oss.",
                counts.late,
            ),
        ),
        (
            counts.soon,
            words.ngettext(
                "%(num)d ärende utan svar når %(days)d arbetsdagar den här veckan.",
                "%(num)d ärenden utan svar når %(days)d arbetsdagar den här veckan.",
                counts.soon,
            ),
        ),
        (
            counts.silent,
            words.ngettext(
                "%(num)d ärende har en mottagare som inte har svarat på %(wait)d dagar.",
                "%(num)d ärenden har mottagare som inte har svarat på %(wait)d dagar.",
                counts.silent,
            ),
        ),
        (
            counts.quarantine,
            words.ngettext(
                "%(num)d rapport ligger i karantän.",
                "%(num)d rapporter ligger i karantän.",
                counts.quarantine,
            ),
        ),
    ]


def _pressing(words: Words, counts: Counts) -> list[str]:
    """The lines of a reminder."""
    said = [
        (
            counts.untouched,
            words.ngettext(
                "%(num)d ärende har kommit in utan att någon har börjat med det.",
                "%(num)d ärenden har kommit in utan att någon har börjat med dem.",
                counts.untouched,
            ),
        ),
        (
            counts.late,
            words.ngettext(
                "%(num)d ärende har just passerat %(days)d arbetsdagar utan svar från oss.",
                "%(num)d ärenden har just passerat %(days)d arbetsdagar utan svar från oss.",
                counts.late,
            ),
        ),
        (
            counts.soon,
            words.ngettext(
                "%(num)d ärende utan svar når %(days)d arbetsdagar i dag eller nästa arbetsdag.",
                "%(num)d ärenden utan svar når %(days)d arbetsdagar i dag eller nästa arbetsdag.",
                counts.soon,
            ),
        ),
        (
            counts.silent,
            words.ngettext(
                "%(num)d ärende har en mottagare som nu inte har svarat på %(wait)d dagar.",
                "%(num)d ärenden har mottagare som nu inte har svarat på %(wait)d dagar.",
                counts.silent,
            ),
        ),
    ]
    return _filled(said)


def _filled(said: list[tuple[int, str]]) -> list[str]:
    spans = {"days": LONGEST, "wait": SILENT_AFTER}
    return [text % {"num": number, **spans} for number, text in said if number]
