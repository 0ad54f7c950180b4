"""How the municipality's packets speak: Swedish, with the desk's short titles, whatever language the desk has."""

from functools import cache

from incidents.casework.words import CODED, TITLES
from incidents.core.referral_packet.pen import Speech
from incidents.web.locale import catalogue, speaking


@cache
def packet_speech() -> Speech:
    """Made once."""
    with speaking("sv"):
        titles = {name: str(title) for name, title in {**CODED, **TITLES}.items()}
    return Speech("sv", catalogue("sv").gettext, titles)
