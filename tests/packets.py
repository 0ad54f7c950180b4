"""A case from which packets are made, and one packet of each kind."""

from dataclasses import replace
from datetime import date

from incidents.core.bases import Basis, BasisKind, Duty
from incidents.core.coding import Coding
from incidents.core.consent import ledger
from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.files import FileNote
from incidents.core.referral_packet.alert import Alert, Place, alert
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.document import Document, Receiver, Sender
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.letter import letter
from incidents.core.referral_packet.packet import Head, packet
from incidents.core.referral_packet.pen import Speech
from incidents.core.referral_packet.writing import Written
from incidents.core.report import Contact, Readers, Report
from incidents.core.work import Work
from incidents.web.locale import catalogue

DAY = date(2026, 11, 27)
ID = "23456789ABCD"
TOLD = "Ett barn i familjen kan fara illa."
SWEDISH = Speech("sv", str)
SENDER = Sender("Strandviks kommun", "Rådgivningen", "rad@strandvik.example")
NOTHING = Chosen()
DO = Receiver("do", "Diskrimineringsombudsmannen (DO)")
HERS = Chosen(story=True, texts=frozenset({4}), answers=frozenset({"wish", "ground"}))
#: Words that stand in the case and in no packet that did not choose them.
INSIDE = (
    *("Zaynab", "skrattade", "Vi läser det", "Översatt text", "bild-1.jpg", "070-123", "efter 18"),
    *("AD-2026-7K3QF", "Hemlig anteckning", "Lena Handläggare", "Kan omfattas", "Hudfärg"),
)
STORY = "Hyresvärden Bertil Qvist sa nej.\n\nJag heter Zaynab och bor på Ekgatan 7."
ANSWERS = {
    "wish": ("report", "stop"),
    "actor_type": ("business",),
    "area": ("housing",),
    "ground": ("ethnicity",),
    "when_coarse": ("m4",),
    "interpreter_need": ("spoken",),
    "contact_mode": ("phone",),
}
EVERYTHING = Chosen(
    story=True,
    texts=frozenset({4, 5, 8}),
    answers=frozenset(ANSWERS) - {"contact_mode"},
    coding=frozenset({"scope", "ground"}),
    files=frozenset({7}),
    contact=True,
    reference=True,
)


def entry(number: int, kind: Kind, /, **content: object) -> Entry:
    author = kind not in {Kind.REPORT, Kind.MESSAGE, Kind.FILE}
    moment = "2026-11-20T13:14:15.678901+00:00" if author else "2026-11-20"
    said = {"text": "", **content}
    return Entry(bytes(16), number, kind, moment, "sv", said, FIRST, b"a" * 16, "Lena Handläggare")


def ask(number: int, body: str, *acts: str) -> Entry:
    return entry(number, Kind.ANSWER, act="oral", body=body, name="B", acts=[*acts], text="Får vi?")


def case(
    *more: Entry, story: str = STORY, agreed: tuple[str, ...] = ("share_identified",)
) -> Opened:
    """A case with one of everything; consent for each body of `BODIES`, a duty towards the social services."""
    duty = Duty("soc", "Socialtjänsten", "concern", "Lena Handläggare", TOLD)
    coding = Coding(
        {
            "scope": ("dl_likely",),
            "hate_event": ("no",),
            "priority": ("p2",),
            "ground": ("ethnicity",),
        }
    )
    report = Report(story, "sv", Readers.NO, ANSWERS)
    note = FileNote(bytes(16), "bild-1.jpg", "jpeg", 1234, bytes(range(32)))
    entries = (
        entry(1, Kind.REPORT, **report.document()),
        entry(2, Kind.NOTE, text="Hemlig anteckning om Rutger."),
        entry(3, Kind.CODING, **coding.document()),
        entry(4, Kind.MESSAGE, text="De ringde igen. 😀 Bertil Qvist skrattade."),
        entry(5, Kind.ANSWER, text="Tack. Vi läser det."),
        entry(6, Kind.WORK, **Work({"measure": ("rights_info",)}).document()),
        entry(7, Kind.FILE, **note.content()),
        entry(8, Kind.TRANSLATION, text="Översatt text.", of=4, source="ar", translator="staff"),
        entry(9, Kind.ANSWER, **duty.content()),
        *(ask(10 + at, body, *agreed) for at, body in enumerate(BODIES)),
        *more,
    )
    return Opened(
        date(2026, 11, 20),
        "AD-2026-7K3QF",
        entries,
        ledger(entries),
        Contact("phone", "070-123 45 67", "efter 18"),
    )


BODIES = {"do": For.DO, "polisen": For.POLICE, "malmo": For.BUREAU, "boj": For.SUPPORT}
DUTY = Basis(BasisKind.LEGAL_DUTY, 9, "concern")


def head(kind: For = For.SUPPORT, body: str = "", basis: Basis | None = None) -> Head:
    named = body or next(code for code, for_ in BODIES.items() if for_ is kind)
    rests = basis or Basis(BasisKind.CONSENT, 10 + list(BODIES).index(named))
    return Head(kind, ID, DAY, SENDER, Receiver(named, f"Mottagaren {named}"), rests)


def made(
    chosen: Chosen = NOTHING,
    kind: For = For.SUPPORT,
    written: Written | None = None,
    **changes: str,
) -> Document:
    """A packet of the case."""
    return packet(head(kind), case(**changes), chosen, SWEDISH, written)  # type: ignore[arg-type]


def masked(chosen: Chosen, *passages: str) -> Chosen:
    return replace(chosen, masked=passages)


def words(document: Document) -> str:
    return document.pack().decode()


def section(document: Document, name: str) -> dict[str, tuple[str, ...]]:
    found = next(one for one in document.sections if one.name == name)
    return {item.name: item.values for item in found.items}


def dutiful() -> Head:
    """A duty towards the social services."""
    return replace(head(), receiver=Receiver("soc", "Socialtjänsten"), basis=DUTY)


def her_letter(language: str, receiver: Receiver = DO) -> Document:
    return letter(DAY, receiver, case(), HERS, Speech(language, catalogue(language).gettext))


def by_duty() -> Document:
    return packet(dutiful(), case(), NOTHING, SWEDISH)


PLACE = Place(
    ("damaged", "propaganda"),
    "out",
    "Gångtunneln vid Torget",
    date(2026, 11, 2),
    date(2026, 11, 20),
)
SAFETY = Receiver("trygghet", "Kommunens trygghetssamordnare")


def alerted(*photos: FileNote, place: Place = PLACE) -> Document:
    """A place alert."""
    return alert(Alert(ID, DAY, SENDER, SAFETY, place, photos), SWEDISH)


EVERY = {
    **{f"{kind} with everything": made(EVERYTHING, kind) for kind in BODIES.values()},
    **{f"{kind} with nothing": made(NOTHING, kind) for kind in BODIES.values()},
    **{f"letter in {one}": her_letter(one) for one in ("sv", "en", "ar", "sv-lattlast")},
    "letter to another": her_letter("sv", Receiver("boj", "Brottsofferjouren")),
    "by duty": by_duty(),
    "of a place": alerted(),
    "of a place, with a picture": alerted(FileNote(bytes(16), "foto-1.jpg", "jpeg", 9, bytes(32))),
}
