"""All releases as one catalogue for dataportal.se (DCAT-AP-SE): what each says of itself, with whole addresses."""

import json
from collections.abc import Mapping
from typing import Any

from incidents.core.publication import Damaged

CATALOGUE = "catalogue.jsonld"


def whole(releases: Mapping[str, bytes], base: str) -> bytes:
    """One catalogue with a data set for each release, by its own catalogue; `base` is where their files lie."""
    content: dict[str, Any] = {}
    sets = []
    for name, raw in releases.items():
        try:
            content = json.loads(raw)
            sets.append(_addressed(content["dcat:dataset"], f"{base}{name}/"))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise Damaged(f"{name}/{CATALOGUE}") from error
    # What all have in common is said by the newest.
    content |= {"@id": f"{base.removesuffix('files/')}{CATALOGUE}", "dcat:dataset": sets}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _addressed(told: Mapping[str, Any], base: str) -> dict[str, Any]:
    """A data set with addresses that hold wherever it is read."""
    files = [
        {**one, "dcat:accessURL": {"@id": base + str(one["dcat:accessURL"]["@id"])}}
        for one in told["dcat:distribution"]
    ]
    return {**told, "@id": base, "dcat:distribution": files}
