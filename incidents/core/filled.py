"""What was filled in of a long form, as a text: so it is kept like any text when the log-in has ended meanwhile."""

import json
from collections.abc import Collection, Mapping, Sequence

#: Stands in every such form, whether anybody has touched it or not.
_ALWAYS = frozenset(
    {"csrf_token", "once", "by", "came", "spoken", "contact_mode", "taken_by", "readers"}
)

Filled = dict[str, list[str]]


def filled_text(posted: Mapping[str, Sequence[str]]) -> str:
    """The text of a posted form; empty where nothing was filled in that would be lost."""
    if not any(value.strip() for name in posted.keys() - _ALWAYS for value in posted[name]):
        return ""
    kept = {name: list(values) for name, values in posted.items() if name != "csrf_token"}
    return json.dumps(kept, ensure_ascii=False)


def filled_in(text: str, names: Collection[str]) -> Filled:
    """Inverse of `filled_text`, for the fields of these names. It comes back from a browser: the rest is nothing."""
    try:
        raw = json.loads(text)
        found = {name: raw[name] for name in names if name in raw}
    except (RecursionError, TypeError, ValueError):
        return {}
    return {name: values for name, values in found.items() if _texts(values)}


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
