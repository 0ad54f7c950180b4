"""Publications made by hand: tables with the numbers that a test needs, and nothing that was not written down."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from itertools import product

from incidents.core.publication import CameIn, Dimension, Publication, Release, Table

DIMENSIONS = {
    "ground": Dimension(
        "ground",
        "Diskrimineringsgrund",
        {
            "ALL": "Alla",
            "ethnicity": "Hudfärg, ursprung eller etnisk tillhörighet",
            "sex": "Kön",
            "age": "Ålder",
        },
        "ALL",
        multiple=True,
    ),
    "area": Dimension(
        "area",
        "Samhällsområde",
        {
            "ALL": "Alla",
            "work": "På jobbet eller när jag sökte jobb",
            "education": "Förskola, skola eller annan utbildning",
            "housing": "Bostad: hyra, köpa, bostadskö eller hyresvärd",
        },
        "ALL",
        multiple=False,
    ),
    "own": Dimension(
        "own",
        "Gäller kommunens egen verksamhet",
        {"ALL": "Alla", "yes": "Ja", "no": "Nej"},
        "ALL",
        multiple=False,
    ),
    "reply": Dimension(
        "reply",
        "Tid till första svar",
        {
            "ALL": "Alla",
            "d1": "Inom 1 arbetsdag",
            "d5": "2–5 arbetsdagar",
            "d10": "6–10 arbetsdagar",
        },
        "ALL",
        multiple=False,
    ),
    "motive": Dimension(
        "motive",
        "Motiv (Brås grupper)",
        {"ALL": "Alla", "racist": "Rasistiskt eller främlingsfientligt", "religious": "Religiöst"},
        "ALL",
        multiple=True,
    ),
    "police": Dimension(
        "police",
        "Om händelsen är anmäld till polisen eller berättad för den",
        {
            "ALL": "Alla",
            "told": "Anmäld till polisen eller berättad för den",
            "other": "Inte, eller vet vi inte",
        },
        "ALL",
        multiple=False,
    ),
    "body": Dimension("body", "Hänvisad till", {"ALL": "Alla", "do": "DO"}, "ALL", multiple=False),
    "outcome": Dimension(
        "outcome",
        "Vad det blev av hänvisningen",
        {"ALL": "Alla", "accepted": "Antagen", "declined": "Avböjd"},
        "ALL",
        multiple=False,
    ),
    "support": Dimension(
        "support",
        "Stöd",
        {
            "ALL": "Alla",
            "supported": "Hade fått stöd",
            "waiting": "Väntade på stöd",
            "register": "Ville bara att det räknas",
        },
        "ALL",
        multiple=False,
    ),
    "change": Dimension(
        "change",
        "Ändring",
        {"ALL": "Alla", "changed": "Ändrat", "unchanged": "Inte ändrat"},
        "ALL",
        multiple=False,
    ),
}


def table(
    measure: str, dims: Sequence[str], period: str, shown: Mapping[tuple[str, ...], int]
) -> Table:
    """A table in which everything that is not named here is hidden."""
    found = tuple(DIMENSIONS[name] for name in dims)
    cells = product(*(dim.labels for dim in found))
    name = f"T{'-'.join((measure, *dims))}@{period}"
    return Table(name, "r1", measure, name, period, found, {one: shown.get(one) for one in cells})


def publication(*tables: Table, came_in: Mapping[str, int] | None = None) -> Publication:
    """What a folder with these tables would be read as."""
    release = Release("r1", date(2027, 1, 30), 5, "", "Strandviks kommun", (), {})
    told = tuple(CameIn(period, count, 0) for period, count in (came_in or {}).items())
    return Publication("x", b"", {}, {"r1": release}, tables, told, (), (), b"")


def full() -> Publication:
    """Two spans with tables of every measure; some numbers are hidden."""
    return publication(
        *_span("2023-2024", 40, 20, 10),
        *_span("2025-2026", 80, 48, 15),
        came_in={f"{year}Q{number}": 10 for year in (2025, 2026) for number in range(1, 5)},
    )


def _span(period: str, reports: int, ethnic: int, supported: int) -> tuple[Table, ...]:
    grounds: dict[tuple[str, ...], int] = {("ALL", "ALL"): reports, ("ethnicity", "ALL"): ethnic}
    if reports > 50:
        grounds["age", "ALL"] = 0
    return (
        table("reports", ["ground", "area"], period, grounds),
        table("reports", ["own"], period, {("ALL",): reports, ("yes",): reports // 4}),
        table("events", ["motive"], period, {("ALL",): 16, ("racist",): 12}),
        table("events", ["police"], period, {("ALL",): 16, ("told",): 6, ("other",): 10}),
        table("referrals", ["body"], period, {("ALL",): 20}),
        table("answers", ["outcome"], period, {("ALL",): 15, ("accepted",): 10}),
        table(
            "reports",
            ["support"],
            period,
            {("supported",): supported, ("waiting",): 25 - supported},
        ),
        table("closings", ["change"], period, {("changed",): 10, ("unchanged",): 40}),
    )


def plain_html(page: str) -> str:
    """The words of a page's main part with one space between them, without its drawings."""
    main = re.sub(r"<svg.*?</svg>", "", page.partition("<main>")[2], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
