"""Help without a report: rights, time limits and who can help, from a few answers that are kept nowhere."""

from flask import Blueprint, Response, request

from incidents.reporting.present_help import help_shown, young_shown
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank
from incidents.web.directory import edition
from incidents.web.fields import LooseCheckboxes, LooseRadio, choices, text_or_nothing
from incidents.web.forms import Form
from incidents.web.locale import lazy_gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


class HelpForm(Form):
    """What the help depends on. Every answer may be left out."""

    SINGLE = ("area", "when_coarse", "under18")

    what_happened = LooseCheckboxes(
        lazy_gettext("Vad var det som hände? Välj allt som stämmer."),
        choices=choices("what_happened"),
    )
    area = LooseRadio(
        lazy_gettext("Var i samhället hände det?"), choices=choices("area"), coerce=text_or_nothing
    )
    when_coarse = LooseRadio(
        lazy_gettext("När hände det senast?"),
        choices=choices("when_coarse"),
        coerce=text_or_nothing,
    )
    under18 = LooseRadio(
        lazy_gettext("Är den som det hände under 18 år?"),
        choices=choices("under18"),
        coerce=text_or_nothing,
    )

    def answers(self) -> dict[str, tuple[str, ...]]:
        """The answers given, by vocabulary."""
        given = {name: tuple(filter(None, [self[name].data])) for name in self.SINGLE}
        given["what_happened"] = tuple(self.what_happened.data or ())
        return {name: groups for name, groups in given.items() if groups}


def register(pages: Blueprint) -> None:
    """The addresses of the help."""
    pages.add_url_rule("/help", "support", support, methods=["GET", "POST"])
    pages.add_url_rule("/young", "young", young)


@access(Access.PUBLIC)
def support(lang: str) -> Page:
    """Rights, time limits and who can help; with the answers posted, for them alone."""
    if request.method == "GET":
        return blank(("help", lang, edition()), "", lambda: _drawn(HelpForm(NOBODY), {}))
    form = HelpForm(None)
    if not form.validate():
        return _drawn(form, {}), 400
    return _drawn(form, form.answers())


def _drawn(form: HelpForm, answers: dict[str, tuple[str, ...]]) -> str:
    return render(
        "reporting/help.html",
        form=form,
        help=help_shown(answers),
        answered=bool(answers),
        settings=cookies.settings(),
        show_exit=True,
    )


@access(Access.PUBLIC)
def young(lang: str) -> Page:
    """For ages 12-17."""
    return blank(("young", lang, edition()), "", _young)


def _young() -> str:
    title, sections = young_shown()
    return render("reporting/young.html", title=title, sections=sections, show_exit=True)
