"""Which months a period has, by its name."""

import re

_CODE = re.compile(r"(\d{4})(?:Q([1-4])|H([12])|-(\d{4}))?", re.ASCII)


def months(code: str) -> range | None:
    """The months of a year, half-year, quarter or span of years; None for a period that is named in another way."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    first = int(found[1]) * 12
    if found[2]:
        return range(first + (int(found[2]) - 1) * 3, first + int(found[2]) * 3)
    if found[3]:
        return range(first + (int(found[3]) - 1) * 6, first + int(found[3]) * 6)
    return range(first, (int(found[4] or found[1]) + 1) * 12)
