"""Our own symbols, drawn on a 24 x 24 grid with one stroke width.

They stand in the page (an external <use> falls under default-src in Firefox and would be blocked) and are decoration:
text always stands beside them.
"""

from functools import cache
from typing import Final

from markupsafe import Markup

PATHS: Final = {
    "alert": "M12 3.5 2.5 20.5h19zM12 10v4.5M12 17.4v.1",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "back": "M20 12H5M11 6l-6 6 6 6",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8",
    "check": "M4.5 12.5 10 18 19.5 6.5",
    "chevron": "M6 9l6 6 6-6",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3.2 2.2",
    "exit": "M13 4H5v16h8M10 12h10.5M16.5 8l4 4-4 4",
    "eye": "M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12"
    "M12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4",
    "file": "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5v5h5",
    "globe": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M3.5 12h17M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5.5M12 7.6v.1",
    "key": "M8 11.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8M11 12.8 20 4M16 8l3 3",
    "lock": "M5 10.5h14V20H5zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14v2.5",
    "message": "M4 5h16v11.5h-8.5L7 20v-3.5H4z",
    "note": "M5 3.5h14v11l-5.5 6H5zM19 14.5h-5.5v6M8.5 8.5h7M8.5 12h4",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6",
    "phone": "M7.5 3.5 5 5c-1.5 6.5 7.5 15.5 14 14l1.5-2.5-4.5-3.5-2.5 1.5c-1.5-.7-3.3-2.5-4-4L11 8z",
    "printer": "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
    "reply": "M10 5 4 11l6 6M4.5 11H14c4 0 6 2.5 6 7.5",
    "shield": "M12 3.5 19.5 6v6c0 4.5-3 7.3-7.5 9-4.5-1.7-7.5-4.5-7.5-9V6z",
}
#: Arrows that point the other way where people read from right to left.
TURNING: Final = frozenset({"arrow", "back", "exit", "reply"})


@cache
def icon(name: str | None) -> Markup:
    """A symbol's drawing; nothing for a name that there is no symbol for."""
    path = PATHS.get(name or "")
    if path is None:
        return Markup()
    turns = " icon--turns" if name in TURNING else ""
    return Markup(
        '<svg class="icon{}" aria-hidden="true" focusable="false" viewBox="0 0 24 24"><path d="{}"/></svg>'
    ).format(turns, path)
