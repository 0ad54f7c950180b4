"""What a place alert told, in words: also one that today's lists and rules would refuse."""

from datetime import date

from incidents.core.entry import Kind
from incidents.core.referral_entry import Referral, referral_in
from incidents.core.referral_packet.alert import Place
from incidents.core.referral_packet.document import Kind as For
from incidents.web.placewords import place_words
from tests.packets import ID, SAFETY, entry
from tests.support import Installed

WHERE = "Torget, ring 070-174 06 21"
OLD = Place(("damaged", "noise"), "home", WHERE, date(2026, 11, 20), date(2026, 11, 2))


def test_an_alert_from_under_other_rules_is_read_and_shown(sqlite_installation: Installed) -> None:
    sent = Referral(For.ALERT, SAFETY, None, frozenset(), ("alert",), ID, "d", "s", place=OLD)
    assert referral_in(entry(40, Kind.HANDOVER, **sent.content())) == sent
    with sqlite_installation.app.test_request_context("/sv/inbox"):
        said = " ".join(map(str, place_words(OLD, pictures=False)))
    for words in ("Klotter eller skadegörelse", "noise", "home", WHERE):
        assert words in said
