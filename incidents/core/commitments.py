"""The ten commitments of the ECCAR plan, in the Swedish words of its toolkit."""

from incidents.core.languages import sentence

COMMITMENTS = {
    1: sentence("Större vaksamhet mot rasism"),
    2: sentence("Analyser av rasism och diskriminering och övervakning av den lokala politiken"),
    3: sentence("Bättre stöd till offren för rasism och diskriminering"),
    4: sentence("Mer delaktiga och bättre informerade invånare"),
    5: sentence("Kommunen som ger sitt aktiva stöd till lika rätt"),
    6: sentence("Kommunen som aktivt främjar lika rätt som arbetsgivare och tjänsteleverantör"),
    7: sentence("Rättvis tillgång till bostäder"),
    8: sentence("Utmanande av rasism och diskriminering genom utbildning"),
    9: sentence("Främjandet av kulturell mångfald"),
    10: sentence("Hatbrott och konflikthantering"),
}
#: Support for victims and hate crime stand first in every report.
ORDER = (3, 10, 1, 2, 4, 5, 6, 7, 8, 9)
