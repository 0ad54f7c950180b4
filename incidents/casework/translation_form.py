"""The form in which a translation is added to a case."""

from typing import Any

from wtforms import SelectField, TextAreaField, ValidationError

from incidents.actions.casefile import CaseFile
from incidents.casework.forms import EntryForm, whole_number
from incidents.casework.present_thread import Moment
from incidents.core.box import Composer, Unsent
from incidents.core.entry import Entry, Kind
from incidents.core.translation import TRANSLATABLE, Translation
from incidents.core.vocabulary import vocabulary
from incidents.web.carrying import one_line_ends
from incidents.web.cookies import settings
from incidents.web.languages import LANGUAGE_NAMES, language_tags
from incidents.web.locale import gettext, lazy_gettext


class TranslationForm(EntryForm):
    """A text, of which entry it is a translation, between which languages, and who translated."""

    composer = Composer.TRANSLATION
    of = SelectField(lazy_gettext("Vad är översatt?"), validate_choice=False)
    source = SelectField(
        lazy_gettext("Originalet är skrivet på"),
        choices=lambda: {
            "": gettext("Det språk som står vid originalet"),
            **{tag: str(LANGUAGE_NAMES[tag]) for tag in language_tags(LANGUAGE_NAMES)},
        },
        validate_choice=False,
    )
    text = TextAreaField(lazy_gettext("Översättning"), filters=[one_line_ends])
    language = SelectField(
        lazy_gettext("Översatt till"),
        choices=lambda: {
            tag: str(LANGUAGE_NAMES[tag]) for tag in language_tags(settings().languages)
        },
        validate_choice=False,
    )
    translator = SelectField(
        lazy_gettext("Vem har översatt?"),
        choices=lambda: {
            "": gettext("Välj"),
            **{item.code: gettext(item.label) for item in vocabulary("translator_type").items},
        },
        validate_choice=False,
    )

    def validate_of(self, field: Any) -> None:
        """One of the case; which ones there are the case knows."""
        if whole_number(field.data) is None:
            raise ValidationError(gettext("Välj vad som är översatt."))

    def validate_translator(self, field: Any) -> None:
        """One of the list."""
        if field.data not in {item.code for item in vocabulary("translator_type").items}:
            raise ValidationError(gettext("Välj vem som har översatt."))

    def chosen_language(self) -> str:
        """The language into which it was translated; Swedish when none of the offered ones was chosen."""
        tag = self.language.data or "sv"
        return tag if tag in language_tags(settings().languages) else "sv"

    def translation(self) -> Translation:
        """What it translates and how."""
        source = self.source.data or ""
        known = source if source in LANGUAGE_NAMES else ""
        return Translation(whole_number(self.of.data) or 0, known, self.translator.data or "")

    def take(self, unsent: Unsent) -> None:
        """With its language; of what it is a translation has to be said again."""
        super().take(unsent)
        self.language.data = unsent.language

    def offer(self, file: CaseFile, moment: Moment) -> None:
        """What can be translated: the story and every text after it. Nothing is chosen beforehand."""
        texts = [one.entry for one in file.entries if one.entry.kind in TRANSLATABLE]
        self.of.choices = {
            "": gettext("Välj"),
            **{str(entry.number): words_of(entry, moment) for entry in texts},
        }
        self.language.data = self.language.data or "sv"


def words_of(entry: Entry, moment: Moment) -> str:
    """An entry in a list of those that are or shall be translated."""
    who = entry.author_name or gettext("Den som rapporterat")
    said = gettext("Berättelsen") if entry.kind is Kind.REPORT else f"{who}, {moment(entry.moment)}"
    return f"{said} ({LANGUAGE_NAMES.get(entry.language, entry.language)})"
