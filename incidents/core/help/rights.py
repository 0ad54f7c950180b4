"""Rights in three sentences, that reprisals are forbidden, and what the municipality itself must do."""

from incidents.core.help.answers import Situated
from incidents.core.help.rules import Rule, rule
from incidents.core.languages import sentence

_DL = "diskrimineringslagen"

#: What the law forbids, by area of society (DL chapter 2).
_FORBIDDEN = {
    "": rule(
        sentence(
            "I de flesta delar av samhället är det förbjudet att diskriminera någon på grund av kön, "
            "könsidentitet, ursprung, religion, funktionsnedsättning, sexuell läggning eller ålder."
        ),
        f"{_DL} 1 kap. 4–5 §§ och 2 kap.",
    ),
    "work": rule(
        sentence("En arbetsgivare får inte diskriminera den som arbetar där eller söker jobb."),
        f"{_DL} 2 kap. 1 §",
    ),
    "education": rule(
        sentence(
            "Den som driver en skola eller utbildning får inte diskriminera barn, elever eller studenter."
        ),
        f"{_DL} 2 kap. 5 §",
    ),
    "housing": rule(
        sentence(
            "Den som hyr ut eller säljer bostäder till allmänheten får inte diskriminera någon."
        ),
        f"{_DL} 2 kap. 12 §",
    ),
    "care": rule(
        sentence("Vården, socialtjänsten och färdtjänsten får inte diskriminera någon."),
        f"{_DL} 2 kap. 13 §",
    ),
    "authority": rule(
        sentence(
            "Den som arbetar i kommunen eller på en myndighet får inte diskriminera den som söker hjälp."
        ),
        f"{_DL} 2 kap. 17 §",
    ),
    "service": rule(
        sentence(
            "Den som säljer varor eller tjänster till allmänheten får inte diskriminera någon."
        ),
        f"{_DL} 2 kap. 12 §",
    ),
    "leisure": rule(
        sentence("Den som ordnar något för allmänheten får inte diskriminera någon."),
        f"{_DL} 2 kap. 12 och 17 §§",
    ),
    "outside": rule(
        sentence(
            "Diskrimineringslagen gäller inte mellan grannar och främlingar eller på nätet, "
            "men hot, våld och hets mot folkgrupp är brott."
        ),
        "do.se; brottsbalken 16 kap. 8 §",
    ),
}
_SEXUAL = rule(
    sentence(
        "Sexuella trakasserier är förbjudna, och de behöver inte ha med någon av diskrimineringsgrunderna att göra."
    ),
    f"{_DL} 1 kap. 4 § 5",
)
_CRIME = rule(
    sentence(
        "Du behöver inte veta om det var ett hatbrott: "
        "berätta för polisen om ord, symboler och sådant som har hänt förut."
    ),
    "brottsoffermyndigheten.se, Att polisanmäla hatbrott; polisen.se",
)
_ACCESS = rule(
    sentence(
        "Den som är ansvarig ska göra det som är rimligt för att du ska kunna komma in, delta och använda det."
    ),
    f"{_DL} 1 kap. 4 § 3",
)
_SCHOOL_INVESTIGATES = rule(
    sentence(
        "När den som driver skolan får veta att någon har trakasserats måste det utredas och stoppas."
    ),
    f"{_DL} 2 kap. 7 §",
)
_EMPLOYER_INVESTIGATES = rule(
    sentence(
        "När arbetsgivaren får veta att någon har trakasserats på jobbet måste det utredas och stoppas."
    ),
    f"{_DL} 2 kap. 3 §",
)
_PROOF = rule(
    sentence(
        "Finns det skäl att tro att det var diskriminering ska den andra sidan visa att det inte var det."
    ),
    f"{_DL} 6 kap. 3 §",
)
_REDRESS = rule(
    sentence("Den som har blivit diskriminerad kan ha rätt till diskrimineringsersättning."),
    f"{_DL} 5 kap. 1 §",
)
_SUPPORT = rule(
    sentence("Kommunen har det yttersta ansvaret för att den som utsatts för brott får stöd."),
    "socialtjänstlagen; brottsoffermyndigheten.se, Samhällets samlade stöd",
)
#: Not one of the seven grounds, in school: degrading treatment (kränkande behandling).
_DEGRADED = (
    rule(
        sentence(
            "I förskola och skola får ingen kränka ett barn eller en elev, vad det än handlar om."
        ),
        "skollagen 6 kap. 9 §",
    ),
    rule(
        sentence(
            "Personal som får veta det måste berätta för rektorn, och skolans huvudman måste utreda det skyndsamt."
        ),
        "skollagen 6 kap. 10 §",
    ),
    rule(
        sentence("Den som inte får hjälp av skolan kan anmäla till Barn- och elevombudet."),
        "do.se, vanliga frågor",
    ),
)
#: Not one of the seven grounds, elsewhere.
_OTHER_GROUND = (
    rule(
        sentence(
            "Diskrimineringslagen har sju grunder, och handlade det om något annat kan andra regler gälla."
        ),
        f"{_DL} 1 kap. 5 §",
    ),
    rule(
        sentence(
            "Kommunen och andra myndigheter ska hjälpa dig, och ge dig tolk när det behövs för att du ska få din rätt."
        ),
        "förvaltningslagen 6 och 13 §§",
    ),
    rule(
        sentence("Du behöver inte veta vilken lag som gäller, för det hjälper vi dig med."),
        "förvaltningslagen 6 §",
    ),
)
_REPRISALS = sentence(
    "Det är förbjudet att straffa dig för att du har klagat. Händer det ändå: berätta det här."
)
_REPRISALS_OUTSIDE = sentence(
    "Ingen arbetsgivare, skola, hyresvärd eller myndighet får straffa dig för att du har klagat på diskriminering. "
    "Händer det ändå: berätta det här."
)
_CHILD_DUTY = rule(
    sentence("Om vi tror att ett barn far illa måste vi berätta det för socialtjänsten."),
    "socialtjänstlagen (2025:400)",
)
_SCHOOL_DUTY = rule(
    sentence("Gäller det en kommunal skola måste skolan utreda."),
    f"{_DL} 2 kap. 7 §; skollagen 6 kap. 10 §",
)
_EMPLOYER_DUTY = rule(
    sentence("Gäller det kommunen som arbetsgivare måste arbetsgivaren utreda trakasserier."),
    f"{_DL} 2 kap. 3 §",
)
_ONLY_WHAT_HAPPENED = rule(
    sentence("Vi berättar vad som hänt, inte vem du är, om du inte har sagt ja."), ""
)


def rights_for(situated: Situated) -> tuple[Rule, Rule, Rule]:
    """What is forbidden, what follows from what happened, and what one may get."""
    if (
        situated.groundless
        and not situated.criminal
        and not situated.said("what_happened", "sexual")
    ):
        return _DEGRADED if situated.area == "education" else _OTHER_GROUND
    redress = _SUPPORT if situated.area == "outside" else _REDRESS
    return _FORBIDDEN[situated.area], _specific(situated), redress


def _specific(situated: Situated) -> Rule:
    act_applies = situated.area != "outside"
    if act_applies and situated.said("what_happened", "sexual"):
        return _SEXUAL
    if situated.criminal:
        return _CRIME
    # The form bristande tillgänglighet does not exist for housing (DL 2:12 c).
    if situated.said("what_happened", "barrier") and situated.said("ground", "disability"):
        return _PROOF if situated.area == "housing" else _ACCESS
    return {"education": _SCHOOL_INVESTIGATES, "work": _EMPLOYER_INVESTIGATES}.get(
        situated.area, _PROOF
    )


def reprisals_for(situated: Situated) -> Rule:
    """Every reporter is told that reprisals (repressalier) are forbidden; the Act forbids them where it applies."""
    if situated.area == "outside":
        return rule(_REPRISALS_OUTSIDE, f"{_DL} 2 kap. 18–19 §§")
    source = {"": "2 kap. 18–19 §§", "work": "2 kap. 18 §"}.get(situated.area, "2 kap. 19 §")
    return rule(_REPRISALS, f"{_DL} {source}")


def duties_for(situated: Situated) -> tuple[Rule, ...]:
    """What the municipality must do once it knows: said before sending, wherever an answer does not rule it out."""
    child = (
        situated.perhaps_young
        or situated.area == "education"
        or situated.said("safety", "child")
        or situated.said("reporter_role", "child")
    )
    found = [
        duty
        for duty, applies in (
            (_CHILD_DUTY, child),
            (_SCHOOL_DUTY, situated.area in ("", "education") and not _another_school(situated)),
            (_EMPLOYER_DUTY, situated.own_employer),
        )
        if applies
    ]
    return (*found, _ONLY_WHAT_HAPPENED) if found else ()


def _another_school(situated: Situated) -> bool:
    """Whether the answers speak of an independent school and of nothing that the municipality runs."""
    return situated.answers.get("actor_type", ()) == ("contractor",)
