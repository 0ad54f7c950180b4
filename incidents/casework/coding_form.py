"""The form in which staff code a case: a control for each list, built from the lists themselves."""

import secrets
from collections.abc import Callable
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField

from incidents.casework.forms import VersionForm
from incidents.casework.words import CODED
from incidents.core.box import Unsent
from incidents.core.coding import FIELDS, Codes, Coding, problems
from incidents.core.coding_hints import beneath
from incidents.core.coding_text import ticked_in, ticked_text
from incidents.core.danger import Answers
from incidents.core.vocabulary import vocabulary
from incidents.web.locale import gettext

Choices = Callable[[], dict[str, Any]]
#: The lists so long that the codes beneath the reporter's answer come first, and the others are folded away.
LONG = ("ground", "actor_type", "bias_motive")


def _all(name: str) -> dict[str, Any]:
    return {item.code: gettext(item.label) for item in vocabulary(name).items}


def _one(name: str) -> SelectField:
    """A list of which one code is chosen, or none."""
    return SelectField(
        CODED[name],
        choices=lambda: {"": gettext("Inte kodat"), **_all(name)},
        validate_choice=False,
    )


def _radios(name: str) -> RadioField:
    return RadioField(CODED[name], choices=lambda: _all(name), validate_choice=False)


def _some(name: str) -> SelectMultipleField:
    """A list of which several codes can be chosen."""
    return SelectMultipleField(CODED[name], choices=lambda: _all(name), validate_choice=False)


def _areas() -> dict[str, Any]:
    """The areas, each beneath the group that residents choose."""
    listed = vocabulary("area")
    groups = {
        gettext(group.label): {code: gettext(listed.label(code)) for code in group.codes}
        for group in listed.groups
    }
    return {"": gettext("Inte kodat"), **groups}


class CodingForm(VersionForm):
    """A coding; `once` is new on each page, `version` names the coding that it was made from."""

    once = HiddenField(default=lambda: secrets.token_hex(16))
    scope = _one("scope")
    hate_event = _radios("hate_event")
    priority = _radios("priority")
    area = SelectField(CODED["area"], choices=_areas, validate_choice=False)
    ground = _some("ground")
    actor_type = _some("actor_type")
    own_operation = _one("own_operation")
    form = _some("form")
    ground_basis = _some("ground_basis")
    event_type = _some("event_type")
    bias_motive = _some("bias_motive")
    bias_indicator = _some("bias_indicator")
    need = _some("need")
    corroboration = _one("corroboration")

    def validate(self, extra_validators: Any = None) -> bool:
        """The rules of the core, each at the list that it is about."""
        sound = super().validate(extra_validators)
        found = problems(self.codes())
        for problem in found:
            field = self[problem.name]
            field.errors = [*field.errors, gettext(problem.sentence)]
        return bool(sound) and not found

    def codes(self) -> Codes:
        """What was chosen, by list."""
        given = {name: self[name].data or () for name in FIELDS}
        chosen = {
            name: (codes,) if isinstance(codes, str) else tuple(codes)
            for name, codes in given.items()
        }
        return {name: codes for name, codes in chosen.items() if codes}

    def coding(self) -> Coding:
        """The coding; only of a form that is valid."""
        return Coding(self.codes())

    def take(self, codes: Codes) -> None:
        """Show these codes as chosen."""
        for name in FIELDS:
            chosen = codes.get(name, ())
            multiple = vocabulary(name).multiple
            self[name].data = list(chosen) if multiple else next(iter(chosen), None)

    def ticked(self) -> str:
        """What is ticked, as the text under which it is kept."""
        codes = {name: list(chosen) for name, chosen in self.codes().items()}
        return ticked_text({**codes, "version": [self.version.data or ""]})

    def take_kept(self, unsent: Unsent) -> None:
        """What was ticked when the log-in ended, with the form's token and the coding that it was made from.

        A colleague who has coded meanwhile is noticed all the same, and what was stored after all is not stored twice.
        """
        kept = ticked_in(unsent.text)
        self.take(kept.codes)
        self.version.data = kept.version
        self.once.data = unsent.once or self.once.data

    def arrange(self, answers: Answers) -> dict[str, int]:
        """Put what lies beneath the reporter's answers, and what is chosen, first; how many those are, by list."""
        near = {}
        for name in LONG:
            first = {*beneath(answers, name), *(self[name].data or ())}
            every = _all(name)
            ordered = sorted(every, key=lambda code: code not in first)
            self[name].choices = {code: every[code] for code in ordered}
            near[name] = len(first & set(every))
        return near
