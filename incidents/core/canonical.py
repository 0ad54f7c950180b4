"""One byte form for each document, so that hashes and signatures mean something."""

import json
from collections.abc import Mapping

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encode(document: Mapping[str, object]) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces."""
    return _ENCODER.encode(document).encode()
