"""The municipality's own lists on the public pages: what is asked, what is offered, how a choice reads."""

from collections.abc import Mapping

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from incidents.core.lists import DISTRICT, FIXED, KINDS, OWN_LISTS, UNIT, OwnItem, OwnList
from incidents.core.report import asked_after
from incidents.web.cookies import settings
from incidents.web.fields import Offer
from incidents.web.locale import gettext, tag


def own_list(name: str) -> OwnList:
    """The list of this installation."""
    return _lists()[name]


def _lists() -> dict[str, OwnList]:
    found = settings()
    return {DISTRICT: found.districts, UNIT: found.units}


def asked(answers: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The questions after the answers so far; a list that the municipality does not have is not asked about."""
    missing = {name for name, found in _lists().items() if not found.items}
    return asked_after(answers) - missing


def versions(answers: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The versions of the lists that answers were chosen from."""
    return {name: own_list(name).version for name in OWN_LISTS if name in answers}


def label(name: str, code: str) -> str:
    """A choice in the reader's language where the municipality gave it, otherwise in Swedish."""
    fixed = FIXED[name].get(code)
    return gettext(fixed) if fixed else own_list(name).label(code, tag())


class OwnChoices(Offer):
    """What a select offers: no answer, the list (units by kind), then the choices that every list has."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> list[SelectChoice]:
        """The choices in the reader's language."""
        found = own_list(self.name).offered()
        kinds = KINDS if self.name == UNIT else {"": ""}
        listed = [
            _choice(item, gettext(KINDS[kind]) if kind else None)
            for kind in kinds
            for item in found
            if item.kind == kind
        ]
        fixed = [SelectChoice(code, gettext(text)) for code, text in FIXED[self.name].items()]
        return [SelectChoice("", gettext("Välj")), *listed, *fixed]

    @property
    def codes(self) -> frozenset[str]:
        """What may be chosen."""
        listed = {item.code for item in own_list(self.name).offered()}
        return frozenset(listed | FIXED[self.name].keys())


def choices(name: str) -> OwnChoices:
    """What a select offers of this installation's list."""
    return OwnChoices(name)


def _choice(item: OwnItem, heading: str | None) -> SelectChoice:
    language = tag()
    name, spoken = item.name(language)
    return SelectChoice(item.code, name, {} if spoken == language else {"lang": spoken}, heading)
