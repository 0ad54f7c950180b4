"""What somebody outside sees: the locked page, the cover, the texts, and the pages at the end."""

from dataclasses import dataclass

from flask import request

from incidents.actions import parcels
from incidents.actions.translator import Opened
from incidents.core.packet import Draft, Packet
from incidents.handover.forms import (
    CODES,
    AcceptForm,
    DeclineForm,
    PhraseForm,
    TextsForm,
    carried,
    texts_form,
)
from incidents.handover.visit import LANGUAGES, Visit, today
from incidents.store.database import reading
from incidents.web.cookies import settings
from incidents.web.languages import LANGUAGE_NAMES, direction
from incidents.web.locale import NAMES
from incidents.web.moments import day
from incidents.web.readerwords import reader_words
from incidents.web.templates import render


@dataclass(frozen=True, slots=True)
class Switch:
    """A link to the same page in another language."""

    code: str
    tag: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Original:
    """A text as the page shows it, with the name of the field for its translation."""

    name: str
    text: str
    language: str
    language_name: str
    direction: str


def around(visit: Visit | None) -> dict[str, object]:
    """What stands around each page of this door."""
    return {"switches": _switches(visit) if visit and request.method == "GET" else []}


def _switches(visit: Visit) -> list[Switch]:
    return [
        Switch(code, NAMES[code].tag, NAMES[code].name, Visit(visit.link, code).url())
        for code in LANGUAGES
        if code in settings().languages
    ]


def locked(visit: Visit, form: PhraseForm) -> str:
    """Who sends, and a field for the passphrase; translations that came too late wait here."""
    return render(
        "handover/locked.html",
        form=form,
        sender=_sender(visit),
        here=visit.url(),
        carried=carried(),
        revision=request.form.get("revision", ""),
        **around(visit),
    )


def _sender(visit: Visit) -> str:
    """The unit that reads the case; nothing where it is named people."""
    with reading() as session:
        recipients = parcels.find(session, visit.link, today=today()).recipients
    return reader_words(recipients)


def cover(visit: Visit, opened: Opened, declining: DeclineForm | None = None) -> str:
    """Before anything is shown of the texts: how much it is, between which languages, until when."""
    packet = opened.packet
    return render(
        "handover/cover.html",
        form=declining,
        accept_form=AcceptForm(visit.secret, blank=True),
        decline_form=declining or DeclineForm(visit.secret, blank=True),
        sources=_sources(packet),
        target=str(LANGUAGE_NAMES.get(packet.target, packet.target)),
        texts=len(packet.texts),
        words=packet.words,
        wished=day(packet.wished),
        until=day(packet.until),
        urls=_urls(visit),
        **around(visit),
    )


def _sources(packet: Packet) -> str:
    tags = dict.fromkeys(one.language for one in packet.texts)
    return ", ".join(str(LANGUAGE_NAMES.get(tag, tag)) for tag in tags)


def _urls(visit: Visit) -> dict[str, str]:
    return {page: visit.url(page) for page in ("show", "accept", "decline", "texts")}


def texts(
    visit: Visit,
    opened: Opened,
    form: TextsForm | None = None,
    *,
    faster: Draft | None = None,
    saved: bool = False,
) -> str:
    """Each text with a field beside it. `faster`: what somebody else saved while this was typed."""
    packet, draft = opened.packet, opened.draft or Draft()
    if form is None:
        form = texts_form(packet, visit.secret, blank=True)
        for number, text in draft.texts.items():
            form[f"t{number}"].data = text
    if request.method == "GET" or faster is not None:
        form.revision.data = str((faster or draft).revision)
    return render(
        "handover/texts.html",
        form=form,
        originals=[_original(one.number, one.language, one.text) for one in packet.texts],
        faster={f"t{number}": text for number, text in (faster or Draft()).texts.items()},
        target_tag=packet.target,
        target=str(LANGUAGE_NAMES.get(packet.target, packet.target)),
        target_direction=direction(packet.target),
        wished=day(packet.wished),
        until=day(packet.until),
        urls=_urls(visit),
        saved=saved,
        **around(visit),
    )


def _original(number: int, language: str, text: str) -> Original:
    name = str(LANGUAGE_NAMES.get(language, language))
    return Original(f"t{number}", text, language, name, direction(language))


def gone() -> tuple[str, int]:
    """The link opens nothing, or not any more. What was typed is shown for copying: it lies nowhere else."""
    typed = [text for name, text in carried() if text.strip() and name not in CODES]
    return render("handover/gone.html", typed=typed, form=None, **around(None)), 404


def done(*, sent: bool) -> str:
    """It was sent, or declined."""
    return render("handover/done.html", sent=sent, form=None, **around(None))


def left(visit: Visit) -> str:
    """Closed in this browser; the link opens it again."""
    return render("handover/left.html", form=None, until_url=visit.url(), **around(None))
