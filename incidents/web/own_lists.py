"""The municipality's own lists on the public pages: what is asked, what is offered, how a choice reads."""

from collections.abc import Callable, Mapping

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from incidents.core.lists import DISTRICT, FIXED, KINDS, OWN_LISTS, UNIT, OwnItem, OwnList
from incidents.core.report import asked_after
from incidents.web.cookies import settings
from incidents.web.locale import gettext, tag


def own_list(name: str) -> OwnList:
    """The list of this installation."""
    return {DISTRICT: settings().districts, UNIT: settings().units}[name]


def asked(answers: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The questions after the answers so far; a list that the municipality does not have is not asked about."""
    missing = {name for name in OWN_LISTS if not own_list(name).items}
    return asked_after(answers) - missing


def versions(answers: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The versions of the lists that answers were chosen from."""
    return {name: own_list(name).version for name in OWN_LISTS if name in answers}


def label(name: str, code: str) -> str:
    """A choice in the reader's language where the municipality gave it, otherwise in Swedish."""
    fixed = FIXED[name].get(code)
    return gettext(fixed) if fixed else own_list(name).label(code, tag())


def choices(name: str) -> Callable[[], list[SelectChoice]]:
    """What a select offers: no answer, the list (units by kind), then the choices that every list has."""

    def offered() -> list[SelectChoice]:
        found = own_list(name).offered()
        kinds = KINDS if name == UNIT else {"": ""}
        listed = [
            _choice(item, gettext(KINDS[kind]) if kind else None)
            for kind in kinds
            for item in found
            if item.kind == kind
        ]
        fixed = [SelectChoice(code, gettext(text)) for code, text in FIXED[name].items()]
        return [SelectChoice("", gettext("Välj")), *listed, *fixed]

    return offered


def _choice(item: OwnItem, heading: str | None) -> SelectChoice:
    language = tag()
    name, spoken = item.name(language)
    return SelectChoice(item.code, name, {} if spoken == language else {"lang": spoken}, heading)
