"""Whether guardians may be contacted: asked only of somebody under 18 to whom it happened."""

from incidents.core.box import Draft
from incidents.web.fields import LooseRadio, choices, text_or_nothing
from incidents.web.locale import lazy_gettext
from incidents.web.questions import QuestionForm


class GuardiansForm(QuestionForm):
    """One question, on a page of its own."""

    SINGLE: tuple[str, ...] = ("guardians",)

    guardians = LooseRadio(
        lazy_gettext("Får vi kontakta dina vårdnadshavare?"),
        choices=choices("guardians"),
        coerce=text_or_nothing,
    )

    @classmethod
    def untouched(cls, _: Draft) -> bool:
        """Never drawn once for all: whether it is asked depends on who it happened to."""
        return False
