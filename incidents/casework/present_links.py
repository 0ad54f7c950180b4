"""Links between cases, and hints at them, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from incidents.actions.likeness import Hint
from incidents.actions.linking import Linked, Links
from incidents.actions.together import Chosen, Readiness
from incidents.casework.link_words import LINKS, NOT_READY, TRAITS
from incidents.casework.present import Tag, status_tag
from incidents.core.workflow import Status
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link: what it says, to which case, and what a form needs to take it away."""

    says: str
    name: str
    reference: str
    url: str
    status: Tag
    kind: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A case's links; `shut` is how many cases of them are closed to this person."""

    rows: tuple[LinkRow, ...]
    shut: int


def panel(links: Links) -> Panel:
    """The links."""
    return Panel(tuple(_row(one) for one in links.shown), links.shut)


def _row(linked: Linked) -> LinkRow:
    return LinkRow(
        _says(linked),
        linked.name,
        linked.reference,
        url_for("casework.case", reference=linked.reference),
        status_tag(linked.status),
        linked.kind.value,
    )


def _says(linked: Linked) -> str:
    if linked.leads is None:
        return str(LINKS[linked.kind])
    return (
        gettext("Dubblett: vi arbetar vidare i") if linked.leads else gettext("Dubblett av det här")
    )


def alike(hints: Iterable[Hint]) -> list[tuple[str, str]]:
    """Reports that may be of the same event, and in what they are alike."""
    return [(hint.reference, ", ".join(str(TRAITS[one]) for one in hint.traits)) for hint in hints]


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A chosen case: whether it can be dealt with, and if not, why. No address where there is none for them."""

    reference: str
    url: str
    status: Tag | None
    why: str


def chosen(found: Iterable[Chosen]) -> list[ChosenRow]:
    """The chosen cases."""
    return [
        ChosenRow(
            one.reference,
            ""
            if one.state is Readiness.SHUT
            else url_for("casework.case", reference=one.reference),
            status_tag(Status(one.status)) if one.status else None,
            str(NOT_READY.get(one.state, "")),
        )
        for one in found
    ]
