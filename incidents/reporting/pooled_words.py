"""That a case is one of several in feedback to somebody, in the reporter's words."""

from markupsafe import Markup, escape

from incidents.core.entry import Entry
from incidents.reporting.consent_words import body_words
from incidents.web.locale import gettext


def pooled_details(entry: Entry) -> tuple[str | Markup, ...]:
    """To whom, what was said of the cases behind it, and that nothing of the reporter stands in it."""
    told = escape(gettext("Det du berättat om ingår i en samlad återkoppling till: %(who)s."))
    who = body_words(str(entry.content.get("body", "")), str(entry.content.get("name", "")))
    behind = gettext(
        "Den bygger på minst tre ärenden som alla gäller mottagaren, enligt den som skrev den."
    )
    return (
        told % {"who": who},
        behind,
        gettext("Inga av dina meningar står där, och inget ärendenummer."),
    )
