"""What is known of a body today, and how that reads."""

from datetime import date

from incidents.core.help.directory import Fact, Standing

_TAKES_NEW, _BY_US = "Tar emot nya ärenden nu", "På uppdrag av kommunen"
_YES_NO = {True: "ja", False: "nej"}


def standing_of(
    body: str, *, takes: bool | None, by_us: bool | None, source: str, checked: date
) -> Standing:
    """What is known of a body today, with its sentence for whoever checks it."""
    said = ((_TAKES_NEW, takes), (_BY_US, by_us))
    says = ". ".join(f"{what}: {_YES_NO[yes]}" for what, yes in said if yes is not None)
    return Standing(Fact(f"{body}.known", says, source, checked, verified=True), body, takes, by_us)
