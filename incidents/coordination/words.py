"""The directory in words, for whoever keeps it: columns, codes, roles, and what a version changed."""

from collections.abc import Callable, Mapping

from incidents.core.help.accepting import LISTS, Who
from incidents.core.help.amending import Change, standing_in
from incidents.core.help.columns import ACCEPTS, Record, body_record, standing_record
from incidents.core.help.directory import Body, ContactKind, Fact, Role, Situation
from incidents.core.help.merging import DETAILS, Source
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import moment

KINDS = {
    ContactKind.PHONE: lazy_gettext("Telefon"),
    ContactKind.EMAIL: lazy_gettext("E-post"),
    ContactKind.WEB: lazy_gettext("Webb"),
    ContactKind.ADDRESS: lazy_gettext("Adress"),
}
WHO = {
    Who.MEMBERS: lazy_gettext("Bara medlemmar"),
    Who.UNDER_18: lazy_gettext("Bara den som är under 18 år"),
    Who.WOMEN: lazy_gettext("Bara kvinnor"),
    Who.LGBTQI: lazy_gettext("Bara hbtqi-personer"),
    Who.EMPLOYEES: lazy_gettext("Bara kommunens anställda"),
}
ROLES = {
    Role.PATIENT_BOARD: lazy_gettext("Patientnämnd"),
    Role.BUILDING_BOARD: lazy_gettext("Byggnadsnämnd"),
    Role.VICTIM_SUPPORT: lazy_gettext("Stöd till brottsoffer"),
    Role.SHELTER: lazy_gettext("Kvinnojour, tjejjour, mansjour"),
    Role.BUREAU: lazy_gettext("Antidiskrimineringsbyrå"),
    Role.COMMUNITY: lazy_gettext("Förening eller samfund"),
    Role.YOUTH: lazy_gettext("Stöd för unga"),
    Role.SCHOOL: lazy_gettext("Skola eller huvudman"),
    Role.LANDLORD: lazy_gettext("Hyresvärd"),
    Role.COMMITTEE: lazy_gettext("Nämnd eller förvaltning"),
    Role.PERSONNEL: lazy_gettext("HR"),
    Role.WHISTLEBLOWING: lazy_gettext("Visselblåsarfunktion"),
    Role.SOCIAL_SERVICES: lazy_gettext("Socialtjänst"),
    Role.SAFETY: lazy_gettext("Trygghetssamordnare"),
    Role.UPKEEP: lazy_gettext("Klottersanering och skötsel av platser"),
    Role.CONTRACT_OWNER: lazy_gettext("Ansvarig för avtal"),
    Role.REGISTRAR: lazy_gettext("Registrator"),
    Role.UNIT: lazy_gettext("Kommunens enhet mot diskriminering"),
}
SITUATIONS = {
    Situation.ALWAYS: lazy_gettext("alla"),
    Situation.DANGER: lazy_gettext("den som är i fara"),
    Situation.CHILD: lazy_gettext("den som är orolig för ett barn"),
    Situation.SUICIDAL: lazy_gettext("den som inte vill leva"),
    Situation.AFRAID: lazy_gettext("den som är rädd"),
    Situation.VIOLENCE: lazy_gettext("den som har utsatts för våld"),
    Situation.MINOR: lazy_gettext("den som är under 18 år"),
}
YES_NO = {"": lazy_gettext("Vet inte"), "ja": lazy_gettext("Ja"), "nej": lazy_gettext("Nej")}
COLUMNS = {
    "id": lazy_gettext("Id"),
    "body": lazy_gettext("Hör till"),
    "role": lazy_gettext("Roll"),
    "kind": lazy_gettext("Kontaktväg"),
    "value": lazy_gettext("Adress eller nummer"),
    "number": lazy_gettext("Nummer"),
    "name": lazy_gettext("Namn"),
    "about": lazy_gettext("Om dem"),
    "hours": lazy_gettext("Öppet"),
    "when": lazy_gettext("Visas vid"),
    "numbers": lazy_gettext("Egna nummer"),
    "areas": lazy_gettext("Områden"),
    "grounds": lazy_gettext("Grunder"),
    "forms": lazy_gettext("Former"),
    "events": lazy_gettext("Händelser"),
    "operations": lazy_gettext("Kommunens egen verksamhet"),
    "needs": lazy_gettext("Behov"),
    "who": lazy_gettext("För vem"),
    "region": lazy_gettext("Var de arbetar"),
    "languages": lazy_gettext("Språk"),
    "time_limit": lazy_gettext("Tidsgräns"),
    "free": lazy_gettext("Gratis"),
    "anonymous": lazy_gettext("Går att vända sig till utan namn"),
    "public_record": lazy_gettext("Det de får blir allmän handling"),
    "takes_new": lazy_gettext("Tar emot nya ärenden nu"),
    "commissioned": lazy_gettext("Arbetar på uppdrag av kommunen"),
    "proper": lazy_gettext("Egennamn"),
    "on_choice": lazy_gettext("Visas bara efter val"),
    "unverified": lazy_gettext("Väntar på att bekräftas"),
    "source": lazy_gettext("Källa"),
    "checked": lazy_gettext("Kontrollerad"),
    "verified": lazy_gettext("Bekräftad"),
}
CHANGES = {
    Change.ADDED: lazy_gettext("Lade till"),
    Change.EDITED: lazy_gettext("Ändrade"),
    Change.CHECKED: lazy_gettext("Kontrollerade"),
    Change.CONFIRMED: lazy_gettext("Bekräftade"),
    Change.DOUBTED: lazy_gettext("Dolde en uppgift som inte stämmer"),
    Change.RETIRED: lazy_gettext("Tog bort från sidorna"),
    Change.RESTORED: lazy_gettext("Visar igen"),
    Change.FOLLOWED: lazy_gettext("Följer åter det som levererades"),
    Change.CHOSEN: lazy_gettext("Valde att visa"),
    Change.UNCHOSEN: lazy_gettext("Valde bort"),
    Change.TABLE: lazy_gettext("Läste in en fil"),
    Change.TAKEN_BACK: lazy_gettext("Tog tillbaka version"),
}

#: What stands on the page after it.
SAVED = {
    Change.ADDED: lazy_gettext("Tillagd"),
    Change.EDITED: lazy_gettext("Sparat"),
    Change.CHECKED: lazy_gettext("Kontrollen är antecknad"),
    Change.CONFIRMED: lazy_gettext("Bekräftad"),
    Change.DOUBTED: lazy_gettext("Uppgiften visas inte längre"),
    Change.RETIRED: lazy_gettext("Visas inte längre"),
    Change.RESTORED: lazy_gettext("Visas igen"),
    Change.FOLLOWED: lazy_gettext("Följer det som levereras"),
    Change.CHOSEN: lazy_gettext("Visas för er kommun"),
    Change.UNCHOSEN: lazy_gettext("Visas bara där de arbetar"),
    Change.TABLE: lazy_gettext("Filen är inläst"),
    Change.TAKEN_BACK: lazy_gettext("Den tidigare versionen gäller"),
}


def name_of(body: Body) -> str:
    """What a body is called, in the reader's language where it is not the municipality's own word."""
    return jointed(body.name if body.own_words or body.proper else gettext(body.name))


def says(fact: Fact) -> str:
    """What a fact says: translated where the product says it, as it stands otherwise."""
    return jointed(gettext(fact.says)) if fact.says else ""


def said_of(everything: Source, body: Body, fact: Fact) -> tuple[str, str]:
    """A fact about a body: what it is about, and what it says."""
    contact = next((one for one in body.contacts if one.fact.id == fact.id), None)
    if contact:
        return str(KINDS[contact.kind]), contact.value
    standing = standing_in(everything, body.fact.id)
    if standing and fact.id == standing.fact.id:
        return gettext("Läget i dag"), _cells(
            standing_record(standing), "takes_new", "commissioned"
        )
    detail = fact.id.rpartition(".")[2]
    if detail in DETAILS and fact.id != body.fact.id:
        columns = ACCEPTS if detail == "accepts" else (detail,)
        return gettext("Väntar på att bekräftas"), _cells(body_record(body), *columns)
    return gettext("Namn och text"), ""


def _cells(record: Record, *columns: str) -> str:
    said = ((column, cell_words(column, record.get(column, ""))) for column in columns)
    return "; ".join(f"{COLUMNS[column]}: {words}" for column, words in said if words)


def about_words(about: str, everything: Source) -> str:
    """What a version was about: a body's name, what a fact says, or the id of what is not there any more."""
    for body in everything.bodies:
        if body.fact.id == about:
            return name_of(body)
        if any(fact.id == about for fact in body.facts()):
            return f"{name_of(body)}: {next(f.says for f in body.facts() if f.id == about)}"
    return next((says(fact) for fact in everything.facts() if fact.id == about), about)


def _language(code: str) -> str:
    return str(LANGUAGE_NAMES.get(code, code))


#: How a single code of a column reads.
_READS: Mapping[str, Callable[[str], object]] = {
    "who": lambda code: WHO[Who(code)],
    "when": lambda code: SITUATIONS[Situation(code)],
    "languages": _language,
    "kind": lambda code: KINDS[ContactKind(code)],
    "checked": moment,
}


def cell_words(column: str, cell: str) -> str:
    """A cell of the table as people read it."""
    codes = [code for code in cell.split(", ") if code]
    if column in LISTS:
        listed = vocabulary(LISTS[column])
        return ", ".join(str(gettext(listed.label(code))) for code in codes)
    if column in _READS:
        return ", ".join(str(_READS[column](code)) for code in codes)
    return str(YES_NO[cell]) if cell in ("ja", "nej") else cell
