"""The questions of the public door on one page, and how the report came: filled in by whoever takes it."""

import secrets
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError

from incidents.casework.present import day
from incidents.casework.visit import desk, now
from incidents.core.box import Device, Draft
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.core.filled import Filled
from incidents.core.intake import CHANNEL, ORAL, Intake, came_on, channels, time_of
from incidents.core.lists import OWN_LISTS
from incidents.core.report import Report
from incidents.core.vocabulary import vocabulary
from incidents.web import own_lists
from incidents.web.amounting import readers_question, report_of
from incidents.web.carrying import one_line_ends
from incidents.web.cookies import settings
from incidents.web.guardians import GuardiansForm
from incidents.web.languages import LANGUAGE_NAMES, language_tags
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.questions import AboutForm, GroundsForm, StoryForm, YouForm

_SCREENS = (AboutForm, GroundsForm, YouForm, GuardiansForm)


class ReportForm(StoryForm, YouForm, AboutForm, GroundsForm, GuardiansForm):
    """Every screen's questions at once. What depends on another answer is dropped where that was not given."""

    SINGLE = tuple(name for screen in _SCREENS for name in screen.SINGLE)
    SEVERAL = tuple(name for screen in _SCREENS for name in screen.SEVERAL)

    readers = readers_question()
    spoken = SelectField(
        lazy_gettext("Berättelsen är skriven på"),
        choices=lambda: {
            tag: str(LANGUAGE_NAMES[tag]) for tag in language_tags(settings().languages)
        },
        validate_choice=False,
    )
    channel = SelectField(
        lazy_gettext("Hur kom rapporten in?"),
        choices=lambda: {
            "": gettext("Välj"),
            **{code: gettext(vocabulary(CHANNEL).label(code)) for code in channels()},
        },
        validate_choice=False,
    )
    came = StringField(lazy_gettext("Vilken dag kom den?"))
    at = StringField(lazy_gettext("Hur dags lämnades uppgifterna?"))
    taken_by = StringField(lazy_gettext("Vem tog emot uppgifterna?"))
    said = TextAreaField(lazy_gettext("Annat som sades och har betydelse"), filters=[one_line_ends])
    once = HiddenField(default=lambda: secrets.token_hex(16))
    #: Whose form it is: what was typed when the log-in ended is shown to nobody else.
    by = HiddenField()

    #: Whether it holds what was filled in when a log-in ended.
    waited = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in OWN_LISTS:
            if not own_lists.own_list(name).items:
                del self[name]

    def begin(self) -> None:
        """The answers that most reports have."""
        self.contact_mode.data = "code"
        self.spoken.data = "sv"
        self.came.data = local_date(now()).isoformat()
        self.taken_by.data = desk().actor.name
        self.by.data = desk().actor.staff_id.hex()

    def take_filled(self, filled: Filled) -> None:
        """What was filled in when the log-in ended, with the form's token."""
        for name, values in filled.items():
            if name in self:
                self[name].process_formdata(values)

    def validate_readers(self, field: Any) -> None:
        """It decides who can open the report: never left out here."""
        if not field.data:
            raise ValidationError(
                gettext("Svara på om det gäller någon som läser rapporterna. Räkna med dig själv.")
            )

    def validate_channel(self, field: Any) -> None:
        """The rules of the core on how it came, each at its field."""
        if field.data not in channels():
            raise ValidationError(gettext("Välj hur rapporten kom in."))
        if self.came.errors or self.at.errors:
            return
        try:
            self.intake()
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_came(self, field: Any) -> None:
        """A day that has been, not too long ago."""
        try:
            came_on(field.data or "", local_date(now()))
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_at(self, field: Any) -> None:
        """A time of day, where there is one."""
        try:
            self._at()
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def _at(self) -> str:
        typed = (self.at.data or "").strip()
        return time_of(typed) if typed else ""

    def intake(self) -> Intake:
        """How it came; raises `Invalid`."""
        return Intake(
            self.channel.data or "",
            came_on(self.came.data or "", local_date(now())),
            self._at(),
            (self.taken_by.data or "").strip(),
            self.said.data or "",
        )

    def report(self) -> Report:
        """What the answers amount to; the code and the token are not the form's to make."""
        empty = Draft(Device.SHARED, self.readers.data or "", b"", b"", now())
        draft = YouForm.added_to(self, StoryForm.added_to(self, empty))
        channel = self.channel.data or ""
        whole = draft.with_answers({CHANNEL: (channel,)})
        return report_of(whole, self.language(), told=channel in ORAL)

    def language(self) -> str:
        """The language of the story; Swedish when none of the offered ones was chosen."""
        tag = self.spoken.data or "sv"
        return tag if tag in language_tags(settings().languages) else "sv"


def note_of(intake: Intake) -> str:
    """The note that begins the case: how the report came, when and by whom it was taken, what else was said."""
    rows = [
        (gettext("Kom in genom"), gettext(vocabulary(CHANNEL).label(intake.channel))),
        (gettext("Kom in"), f"{day(intake.came)} {intake.at}".strip()),
        (gettext("Togs emot av"), intake.taken_by),
    ]
    lines = [f"{name}: {value}" for name, value in rows if value]
    seen = gettext(
        "Koden visades för den som skrev in rapporten och lämnades därifrån. "
        "Den som har koden kan läsa det som skrivs till personen."
    )
    said = intake.said.strip()
    told = [gettext("Muntliga uppgifter: %(said)s", said=said)] if said else []
    return "\n".join([*lines, seen, *told])
