"""All that a place alert told, in the reader's language: the same words to the desk and to whoever reported."""

from collections.abc import Mapping

from markupsafe import Markup

from incidents.core.referral_packet.alert import Place
from incidents.core.referral_packet.places import PLACES, WHAT
from incidents.web.locale import gettext
from incidents.web.moments import day


def place_words(place: Place, *, pictures: bool) -> tuple[str | Markup, ...]:
    """What stands there, the sort of place, where and when; and that pictures went along."""
    what = tuple(_label(WHAT, one) for one in place.what)
    sort = _label(PLACES, place.place_type)
    beside = (gettext("Bilder härifrån, utan människor"),) if pictures else ()
    return (*what, sort, _where(place), _when(place), *beside)


def _label(labels: Mapping[str, str], code: str) -> str:
    """The words of a code; of one that the list no longer has, the code."""
    return gettext(labels[code]) if code in labels else code


def _where(place: Place) -> Markup:
    """The handler's own words, which are Swedish."""
    return Markup('<bdi lang="sv" translate="no">{}</bdi>').format(place.where)


def _when(place: Place) -> str:
    if place.first == place.last:
        return day(place.first)
    return gettext("Från %(first)s till %(last)s", first=day(place.first), last=day(place.last))
