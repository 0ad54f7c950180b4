"""What a place alert can say of a place, in the same words to whoever writes it, gets it, and told of the place."""

from incidents.core.languages import sentence

#: What stands on or at a place, where everybody sees it: codes of `what_happened`. What was done to a person is not
#: among them, and needs her yes. The words are our own: the list's say more than may be told here.
WHAT = {
    "damaged": sentence("Klotter eller skadegörelse"),
    "propaganda": sentence("Flygblad eller hatsymboler"),
}
#: Where anybody can stand and look: public groups of `place_type`, but no home, and nothing that was sent to somebody.
PLACES = {
    "work": sentence("En arbetsplats"),
    "school": sentence("Förskola, skola, högskola eller vägen dit"),
    "out": sentence("Gata, torg, park, buss, tåg eller station"),
    "shop": sentence("Butik, restaurang, krog eller biograf"),
    "care": sentence("Vård, omsorg eller kontor hos en myndighet"),
    "leisure": sentence("Bad, idrott, bibliotek, föreningslokal eller religiös plats"),
    "other": sentence("En annan plats"),
}
