"""Pages to read: what is kept, what can become public, accessibility, and what the service is."""

from flask import Blueprint

from incidents.core.accessibility import statement
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import blank
from incidents.web.directory import directory, edition
from incidents.web.moments import moment
from incidents.web.templates import render

LEGAL_BASIS = ("privacy.basis", "privacy.sensitive", "privacy.crime")
SECRECY = ("secrecy.health", "secrecy.address")


def register(pages: Blueprint) -> None:
    """The addresses of the information pages."""
    pages.add_url_rule("/privacy", "privacy", privacy)
    pages.add_url_rule("/records", "records", records)
    pages.add_url_rule("/accessibility", "accessibility", accessibility)
    pages.add_url_rule("/service", "service", service)


@access(Access.PUBLIC)
def privacy(lang: str) -> str:
    """What is kept, why and how long, and what the reporter may ask for."""
    return _drawn("privacy", lang, rules=_confirmed(LEGAL_BASIS))


@access(Access.PUBLIC)
def records(lang: str) -> str:
    """What can become public."""
    return _drawn("records", lang, rules=_confirmed(SECRECY))


@access(Access.PUBLIC)
def accessibility(lang: str) -> str:
    """The accessibility statement."""
    said = statement()
    days = {"assessed": moment(str(said.assessed)), "updated": moment(str(said.updated))}
    return _drawn("accessibility", lang, statement=said, **days)


@access(Access.PUBLIC)
def service(lang: str) -> str:
    """What the service is and is not."""
    return _drawn("service", lang)


def _drawn(name: str, lang: str, **values: object) -> str:
    settings = cookies.settings()
    return blank(
        (name, lang, edition()),
        "",
        lambda: render(
            f"reporting/{name}.html", settings=settings, notice=settings.notice, **values
        ),
    )


def _confirmed(rules: tuple[str, ...]) -> tuple[str, ...]:
    """What the law says, where the municipality has confirmed it (docs/adr/0013)."""
    known = {fact.id: fact.says for fact in directory().facts}
    return tuple(known[rule] for rule in rules if rule in known)
