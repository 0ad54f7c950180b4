"""Who can help with what: the routing hints (DOMAIN 8), said once as a table. Hints, never automatic."""

from dataclasses import dataclass

from incidents.core.help.conditions import (
    When,
    all_of,
    any_of,
    area,
    by,
    child_in_danger,
    crime,
    ground_possible,
    lgbtqi,
    no_ground_named,
    not_,
    nothing_said,
    violence,
    what,
    young,
)
from incidents.core.help.directory import Role
from incidents.core.languages import sentence


@dataclass(frozen=True, slots=True)
class Route:
    """A body, when it is named, and why. `rule`: only where the municipality has confirmed this fact."""

    role: Role
    when: When
    why: str
    rule: str = ""


_OUTSIDE = area("outside")
_HATE = any_of(violence, what("insulted", "place"))

_POLICE = sentence("När det kan vara ett brott. Spara meddelanden, bilder och namn på vittnen.")
_VICTIMS = sentence("Stöd till den som har utsatts, till vittnen och anhöriga.")

#: In the order in which they are shown; the first route to a body tells why.
ROUTES = (
    Route(Role.BRIS, young, sentence("Här kan du som är under 18 år prata med någon.")),
    Route(Role.YOUTH, young, sentence("För dig som är ung i kommunen.")),
    Route(
        Role.SOCIAL_SERVICES,
        child_in_danger,
        sentence("När ett barn är i fara eller far illa. Är det bråttom: ring 112."),
    ),
    Route(
        Role.SCHOOL,
        area("education"),
        sentence("Skolan måste utreda när den får veta. Börja där, om det känns tryggt."),
    ),
    Route(
        Role.BEO,
        all_of(area("education"), no_ground_named),
        sentence("När det inte har med någon diskrimineringsgrund att göra."),
    ),
    Route(
        Role.UNION,
        area("work"),
        sentence("Är du med i facket: börja där. Facket har de kortaste tiderna att hålla."),
    ),
    Route(
        Role.PERSONNEL,
        lambda s: s.own_employer,
        sentence("När kommunen är din arbetsgivare, eller du har sökt jobb där."),
    ),
    Route(
        Role.WHISTLEBLOWING,
        lambda s: s.own_employer,
        sentence(
            "När det gäller allvarliga missförhållanden som du har fått veta om genom jobbet."
        ),
    ),
    Route(
        Role.LANDLORD,
        any_of(area("housing"), all_of(_OUTSIDE, lambda s: s.said("place_type", "home"))),
        sentence("Börja där, om det känns tryggt."),
    ),
    Route(
        Role.THE_BODY,
        any_of(area("care", "authority", "service", "leisure"), what("barrier")),
        sentence("Börja där, om det känns tryggt."),
    ),
    Route(
        Role.PATIENT_BOARD,
        area("care"),
        sentence("När det gäller vården."),
    ),
    Route(
        Role.IVO,
        area("care"),
        sentence("När det gäller vård, socialtjänst eller LSS, och du redan har klagat där."),
    ),
    Route(
        Role.REGISTRAR,
        all_of(area("housing"), by("company")),
        sentence(
            "Be att få se köregler, beslutet och vem som fick bostaden. Gör det innan du säger vad det gäller."
        ),
        rule="records.company",
    ),
    Route(
        Role.POLICE,
        crime,
        _POLICE,
    ),
    Route(
        Role.VICTIM_SUPPORT,
        crime,
        _VICTIMS,
    ),
    Route(
        Role.DO,
        any_of(
            area("work"),
            all_of(
                area("", "education", "care", "housing", "authority", "service", "leisure"),
                ground_possible,
            ),
            all_of(not_(_OUTSIDE), what("sexual", "ignored")),
        ),
        sentence("När det kan vara diskriminering, eller ett straff för att någon har klagat."),
    ),
    Route(
        Role.BUREAU,
        all_of(not_(_OUTSIDE), any_of(ground_possible, what("sexual"))),
        sentence("Ger gratis råd och kan driva ditt ärende, om du vill."),
    ),
    Route(
        Role.POLICE,
        nothing_said,
        _POLICE,
    ),
    Route(
        Role.VICTIM_SUPPORT,
        nothing_said,
        _VICTIMS,
    ),
    Route(
        Role.COMMUNITY,
        any_of(_HATE, lambda s: s.grounded),
        sentence("Stöd från människor som själva vet hur det känns."),
    ),
    Route(
        Role.RENT_TRIBUNAL,
        area("housing"),
        sentence("När det gäller hyran, förlängning eller andrahand."),
    ),
    Route(
        Role.UNIVERSITY_APPEALS,
        all_of(area("education"), ground_possible, not_(young)),
        sentence("När det gäller ett beslut av en högskola."),
    ),
    Route(
        Role.JO,
        area("authority"),
        sentence("När en myndighet eller någon som arbetar där har gjort fel."),
    ),
    Route(
        Role.CONSUMER_BOARD,
        area("service"),
        sentence("När det är en tvist om något du har köpt."),
    ),
    Route(
        Role.DIGG,
        what("barrier"),
        sentence(
            "När det gäller en webbplats eller app hos det offentliga, och du redan har sagt till där."
        ),
    ),
    Route(
        Role.BUILDING_BOARD,
        what("barrier"),
        sentence("När det gäller en lokal eller plats med ett hinder som är lätt att ta bort."),
    ),
    Route(
        Role.WORK_ENVIRONMENT,
        area("work"),
        sentence("När det är fel på arbetsmiljön, till exempel hur chefen hanterar kränkningar."),
    ),
    Route(
        Role.COMMITTEE,
        by("municipality"),
        sentence("När det gäller kommunens egen verksamhet."),
    ),
    Route(
        Role.CONTRACT_OWNER,
        by("contractor"),
        sentence("När det gäller någon som arbetar åt kommunen."),
    ),
    Route(
        Role.SAFETY,
        what("place"),
        sentence("När det gäller en plats: klotter, flygblad eller sådant som händer igen."),
    ),
    Route(
        Role.UPKEEP,
        what("place"),
        sentence("När något ska tas bort eller lagas på en gata, ett torg eller i en park."),
    ),
    Route(Role.COMPENSATION, violence, sentence("När du har skadats eller kränkts av ett brott.")),
    Route(Role.RFSL, all_of(lgbtqi, _HATE), sentence("För hbtqi-personer som har utsatts.")),
    Route(Role.WOMEN, violence, sentence("För kvinnor som har utsatts för hot eller våld.")),
    Route(Role.SHELTER, violence, sentence("För kvinnor, tjejer och unga som har utsatts.")),
    Route(
        Role.HONOUR,
        all_of(violence, _OUTSIDE),
        sentence("När familjen eller släkten bestämmer över dig i hederns namn."),
    ),
    Route(
        Role.MEDIA,
        all_of(_OUTSIDE, not_(violence)),
        sentence("När det stod i en tidning, hördes i radio eller tv, eller var reklam."),
    ),
    Route(
        Role.JK,
        all_of(_OUTSIDE, not_(violence)),
        sentence("När det var hat mot en grupp i en tidning, radio eller tv."),
    ),
    Route(
        Role.MINORITY_LANGUAGE,
        all_of(by("municipality"), lambda s: s.said("ground", "other")),
        sentence("När kommunen inte följer lagen om minoritetsspråk."),
    ),
    Route(
        Role.DISABILITY_RIGHTS,
        lambda s: s.said("ground", "disability"),
        sentence("Råd och stöd när det gäller en funktionsnedsättning."),
    ),
    Route(
        Role.UNIT,
        lambda _: True,
        sentence(
            "Vi kan ge råd, stötta dig och hjälpa dig vidare, även om du inte vet vad du vill än."
        ),
    ),
)
