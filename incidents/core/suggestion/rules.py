"""What speaks for a body and what against it: one table, a row for each reason.

A row holds where `find` gives something to fill in its sentence, be it nothing. The points order the bodies and are not
shown. Whatever stands here is a hint to somebody who knows more than the answers say.
"""

from incidents.core.help.accepting import Who
from incidents.core.help.directory import Role
from incidents.core.languages import sentence
from incidents.core.suggestion.finding import (
    ACT,
    CONCERNED,
    SOON,
    Rule,
    Side,
    elsewhere,
    first,
    from_18,
    language,
    limit,
    meant_for,
    need,
    part,
    when,
    wished,
    works_here,
)
from incidents.core.suggestion.fit import Fit, for_the_young

FOR, AGAINST = Side.FOR, Side.AGAINST

RULES = (
    Rule(
        "first",
        FOR,
        50,
        when(first),
        sentence("Hit vänder man sig oftast först i sådana frågor."),
    ),
    Rule("wished", FOR, 25, wished, sentence("Personen har önskat det: %(what)s.")),
    Rule(
        "area", FOR, 20, part("areas", Fit.YES), sentence("Arbetar med det här området: %(what)s.")
    ),
    Rule(
        "area_maybe",
        FOR,
        10,
        part("areas", Fit.MAYBE),
        sentence("Arbetar med en del av området: %(what)s."),
    ),
    Rule("ground", FOR, 20, part("grounds", Fit.YES), sentence("Arbetar med frågor om: %(what)s.")),
    Rule(
        "ground_maybe",
        FOR,
        10,
        part("grounds", Fit.MAYBE),
        sentence("Arbetar med en del av sådana frågor: %(what)s."),
    ),
    Rule(
        "form",
        FOR,
        10,
        part("forms", Fit.YES, Fit.MAYBE),
        sentence("Tar emot klagomål om: %(what)s."),
    ),
    Rule(
        "event",
        FOR,
        15,
        part("events", Fit.YES, Fit.MAYBE),
        sentence("Hjälper efter sådant: %(what)s."),
    ),
    Rule(
        "operation",
        FOR,
        15,
        part("operations", Fit.YES, Fit.MAYBE),
        sentence("Ansvarar för den delen av kommunen: %(what)s."),
    ),
    Rule(
        "under_18",
        FOR,
        40,
        when(lambda _, body: for_the_young(body)),
        sentence("Är till för den som är under 18 år."),
    ),
    Rule("need", FOR, 15, need, sentence("Kan ge det som behövs: %(what)s.")),
    Rule(
        "limit",
        FOR,
        10,
        limit(lambda early, late, today: today <= early == late <= today + SOON),
        sentence("Tidsfristen går ut %(left)s, den %(day)s. De kan gå till domstol för personen."),
    ),
    Rule(
        "limit_span",
        FOR,
        10,
        limit(lambda early, late, today: today <= early < late and early <= today + SOON),
        sentence(
            "Tidsfristen kan gå ut %(left)s, den %(day)s. De kan gå till domstol för personen."
        ),
    ),
    Rule(
        "limit_far",
        FOR,
        5,
        limit(lambda early, _, today: early > today + SOON),
        sentence("Tidsfristen går ut tidigast den %(day)s. De kan gå till domstol för personen."),
    ),
    Rule(
        "from_18",
        FOR,
        5,
        when(from_18),
        sentence("Tiden börjar på 18-årsdagen. De kan gå till domstol för personen."),
    ),
    Rule("here", FOR, 10, works_here, sentence("Arbetar här: %(where)s.")),
    Rule(
        "anonymous",
        FOR,
        10,
        when(lambda matter, body: matter.anonymous and body.anonymous is True),
        sentence("Tar emot den som inte säger sitt namn."),
    ),
    Rule("language", FOR, 10, language, sentence("Tar emot på personens språk: %(language)s.")),
    Rule(
        "commissioned",
        FOR,
        10,
        when(lambda _, body: body.standing is not None and body.standing.commissioned is True),
        sentence("Arbetar på uppdrag av kommunen. Säg det till personen."),
    ),
    Rule(
        "takes_new",
        FOR,
        5,
        when(lambda _, body: body.standing is not None and body.standing.takes_new is True),
        sentence("Tar emot nya ärenden nu."),
    ),
    Rule(
        "no_record",
        FOR,
        5,
        when(lambda _, body: body.public_record is False),
        sentence("Det som lämnas dit blir ingen allmän handling."),
    ),
    Rule("free", FOR, 2, when(lambda _, body: body.free is True), sentence("Det är gratis.")),
    Rule(
        "full",
        AGAINST,
        -40,
        when(lambda _, body: body.standing is not None and body.standing.takes_new is False),
        sentence("Tar inte emot nya ärenden nu."),
    ),
    Rule(
        "elsewhere",
        AGAINST,
        -40,
        elsewhere,
        sentence("Arbetar inte här utan på annat håll: %(where)s."),
    ),
    Rule(
        "outside",
        AGAINST,
        -40,
        when(lambda matter, body: matter.outside and body.role in ACT),
        sentence("Det ligger nog utanför diskrimineringslagen."),
    ),
    Rule(
        "needs_name",
        AGAINST,
        -15,
        when(lambda matter, body: matter.anonymous and body.anonymous is False),
        sentence("Måste få veta vem personen är."),
    ),
    Rule(
        "concerned",
        AGAINST,
        -10,
        when(lambda _, body: body.role in CONCERNED),
        sentence("Kan vara den som det gäller. Fråga personen innan ni tar kontakt."),
    ),
    Rule(
        "passed",
        AGAINST,
        -10,
        limit(lambda _, late, today: late < today, last=True),
        sentence("Tidsfristen har troligen gått ut, den %(day)s."),
    ),
    Rule(
        "perhaps_passed",
        AGAINST,
        -5,
        limit(lambda early, late, today: early < today <= late, last=True),
        sentence("Tidsfristen kan ha gått ut. Den går ut senast den %(day)s."),
    ),
    Rule(
        "public_record",
        AGAINST,
        -5,
        when(lambda _, body: body.public_record is True),
        sentence("Handlingarna är i regel offentliga."),
    ),
    Rule(
        "no_stop",
        AGAINST,
        0,
        when(lambda matter, body: not matter.outside and body.role is Role.DO),
        sentence("Att anmäla dit stoppar ingen tidsfrist."),
    ),
    Rule(
        "members",
        AGAINST,
        0,
        meant_for(Who.MEMBERS),
        sentence("Är bara till för medlemmar. Fråga om personen är med."),
    ),
    Rule("women", AGAINST, 0, meant_for(Who.WOMEN), sentence("Är till för kvinnor.")),
    Rule("lgbtqi", AGAINST, 0, meant_for(Who.LGBTQI), sentence("Är till för hbtqi-personer.")),
    Rule(
        "employees",
        AGAINST,
        0,
        meant_for(Who.EMPLOYEES),
        sentence("Är till för den som arbetar i kommunen eller har sökt arbete där."),
    ),
    Rule(
        "silent",
        AGAINST,
        0,
        when(lambda _, body: not (body.accepts or body.who or for_the_young(body))),
        sentence("Det står inte vad de tar emot. Fråga dem först."),
    ),
)
