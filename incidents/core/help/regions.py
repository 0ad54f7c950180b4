"""Where a body works: counties and municipalities by their Swedish names, or the whole country."""

from collections.abc import Collection

from incidents.core.help.strict import DirectoryError, Flaw

EVERYWHERE = "hela landet"
COUNTIES = (
    "Blekinge län",
    "Dalarnas län",
    "Gotlands län",
    "Gävleborgs län",
    "Hallands län",
    "Jämtlands län",
    "Jönköpings län",
    "Kalmar län",
    "Kronobergs län",
    "Norrbottens län",
    "Skåne län",
    "Stockholms län",
    "Södermanlands län",
    "Uppsala län",
    "Värmlands län",
    "Västerbottens län",
    "Västernorrlands län",
    "Västmanlands län",
    "Västra Götalands län",
    "Örebro län",
    "Östergötlands län",
)
_MUNICIPALITY = " kommun"


def region(where: str, names: Collection[str]) -> tuple[str, ...]:
    """Names of counties and municipalities, or `EVERYWHERE` alone. Raises DirectoryError for any other name."""
    for name in names:
        municipality = name.endswith(_MUNICIPALITY) and name.strip() == name
        if not municipality and name not in COUNTIES and name != EVERYWHERE:
            raise DirectoryError(
                f"{where}: {name!r} is neither a county (Kalmar län) nor a municipality (Kalmar kommun)",
                Flaw.REGION,
            )
    if EVERYWHERE in names and len(names) > 1:
        raise DirectoryError(f"{where}: {EVERYWHERE} stands alone", Flaw.REGION)
    return tuple(names)


def place(where: str, names: Collection[str]) -> tuple[str, ...]:
    """Where a municipality lies: as `region`, but never the whole country."""
    if EVERYWHERE in names:
        raise DirectoryError(f"{where}: {EVERYWHERE} is no place", Flaw.REGION)
    return region(where, names)


def covers(names: Collection[str], here: Collection[str]) -> bool | None:
    """Whether a body with this region works here; None where its region or ours is not known."""
    if EVERYWHERE in names:
        return True
    if not names or not here:
        return None
    return not set(names).isdisjoint(here)
