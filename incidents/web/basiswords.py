"""On which basis something may leave a case, in the words that both sides read."""

from incidents.web.locale import lazy_gettext

#: Each law that makes us tell (`core.bases.PROVISIONS`), and what it asks for. Where in the law it stands is said where
#: that has been verified.
LAWS = {
    "concern": (
        lazy_gettext("Socialtjänstlagen (orosanmälan)"),
        lazy_gettext("Om vi tror att ett barn far illa måste vi berätta det för socialtjänsten."),
    ),
    "school": (
        lazy_gettext("Skollagen (6 kap. 10 §)"),
        lazy_gettext("När en elev kan ha blivit kränkt måste skolan få veta det och utreda det."),
    ),
    "education": (
        lazy_gettext("Diskrimineringslagen (2 kap. 7 §)"),
        lazy_gettext(
            "När den som driver skolan får veta att någon har trakasserats måste det utredas och stoppas."
        ),
    ),
    "employer": (
        lazy_gettext("Diskrimineringslagen (2 kap. 3 §)"),
        lazy_gettext(
            "När arbetsgivaren får veta att någon har trakasserats på jobbet måste det utredas och stoppas."
        ),
    ),
}
#: Part of every question about telling those of one case who were there.
RECOGNISED = lazy_gettext("Kan de förstå att det är du? Säg nej, så låter vi bli.")
