"""The standards that each kind of document keeps."""

from collections.abc import Mapping, Sequence
from typing import Literal

Standard = Literal["ua-1", "a-2a"]

#: PDF/UA-1: everybody can read it. PDF/A-2a: it can be kept for good, with everything it needs inside. What leaves a
#: case holds whatever people have written, every sign of it, and is kept as data beside it (docs/adr/0039).
STANDARDS: Mapping[str, Sequence[Standard]] = {"packet": ("ua-1",), "report": ("ua-1", "a-2a")}
