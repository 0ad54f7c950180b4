"""All that a place alert told, in the reader's language: the same words to the desk and to whoever reported."""

from markupsafe import Markup

from incidents.core.referral_packet.alert import Place
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.moments import day


def place_words(place: Place, *, pictures: bool) -> tuple[str | Markup, ...]:
    """What happens there, the sort of place, where and when; and that pictures went along."""
    what = tuple(_label("what_happened", one) for one in place.what)
    beside = (gettext("Bilder härifrån, utan människor"),) if pictures else ()
    return (*what, _label("place_type", place.place_type), _where(place), _when(place), *beside)


def _label(name: str, group: str) -> str:
    return jointed(gettext(vocabulary(name).public_label(group)))


def _where(place: Place) -> Markup:
    """The handler's own words, which are Swedish."""
    return Markup('<bdi lang="sv" translate="no">{}</bdi>').format(place.where)


def _when(place: Place) -> str:
    if place.first == place.last:
        return day(place.first)
    return gettext("Från %(first)s till %(last)s", first=day(place.first), last=day(place.last))
