"""What the answers amount to: a report, whichever door asked for them."""

from incidents.core.box import Draft
from incidents.core.report import NOTICE, Contact, Readers, Report
from incidents.web import own_lists
from incidents.web.fields import LooseRadio, text_or_nothing
from incidents.web.locale import lazy_gettext

#: The ways of answering for which somebody's details are needed.
CONTACT_MODES = ("phone", "email", "post")
#: The answers to whether the report concerns somebody who reads the reports.
READERS = {
    Readers.YES: lazy_gettext("Ja"),
    Readers.NO: lazy_gettext("Nej"),
    Readers.UNSURE: lazy_gettext("Vet inte"),
}


def readers_question() -> LooseRadio:
    """Whether the report concerns somebody who reads the reports, as a field of a form."""
    return LooseRadio(
        lazy_gettext("Gäller det någon av dem som läser rapporterna, eller deras chef?"),
        choices=lambda: {code.value: str(answer) for code, answer in READERS.items()},
        coerce=text_or_nothing,
    )


def report_of(draft: Draft, tag: str, *, told: bool = True) -> Report:
    """The report that a draft amounts to, in this language. Skipped questions mean: help, answered by code.

    `told`: what `NOTICE` numbers was shown or said before; nobody says it to a letter.
    """
    mode = (draft.answers.get("contact_mode") or ("code",))[0]
    answers = {**draft.answers, "contact_mode": (mode,)}
    contact = Contact(mode, draft.contact, draft.safe_times) if mode in CONTACT_MODES else None
    return Report(
        draft.story,
        tag,
        Readers(draft.readers),
        answers,
        contact,
        list_versions=own_lists.versions(answers),
        notice=NOTICE if told else 0,
    )
