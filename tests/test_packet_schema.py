"""The JSON form of every kind keeps its schema."""

import json
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from incidents.core.referral_packet.document import Document
from tests.packets import (
    EVERY,
    EVERYTHING,
    made,
)

SCHEMA: dict[str, Any] = json.loads(
    (files("incidents") / "data" / "referral_packet.v1.schema.json").read_text("utf-8")
)
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
every = pytest.mark.parametrize("document", EVERY.values(), ids=EVERY.keys())


#: The rules of JSON Schema that ours uses, as far as they look at one value; what else it may say is no rule.
RULES: dict[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, wanted: isinstance(value, TYPES[wanted]) and not isinstance(value, bool),
    "const": lambda value, wanted: value == wanted and type(value) is type(wanted),
    "enum": lambda value, wanted: value in wanted,
    "pattern": lambda value, wanted: re.search(wanted, value) is not None,
    "minLength": lambda value, wanted: len(value) >= wanted,
    "minimum": lambda value, wanted: value >= wanted,
    "required": lambda value, wanted: set(wanted) <= set(value),
    "anyOf": lambda value, wanted: any(not faults(value, one) for one in wanted),
}
SILENT = {"$schema", "$id", "$defs", "title", "description", "additionalProperties", "properties"}


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """The rules that a value breaks; one that we do not know is broken."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    known = schema.get("properties", {})
    rules = schema.keys() - SILENT - {"items"}
    found = [rule for rule in rules if rule not in RULES or not RULES[rule](value, schema[rule])]
    if "additionalProperties" in schema:
        found += [f"more: {name}" for name in value.keys() - known.keys()]
    inside = [(value[name], one) for name, one in known.items() if name in value]
    inside += [(one, schema["items"]) for one in value] if "items" in schema else []
    return found + [fault for one, rule in inside for fault in faults(one, rule)]


@every
def test_the_json_form_is_canonical_and_keeps_its_schema(document: Document) -> None:
    packed = document.pack()
    assert faults(json.loads(packed), SCHEMA) == []
    again = json.dumps(
        json.loads(packed), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert again.encode() == packed


def test_the_schema_refuses_what_it_does_not_know() -> None:
    plain = made(EVERYTHING).plain()
    wrongs: tuple[dict[str, object], ...] = (
        {"v": 2},
        {"id": "short"},
        {"day": "2026-11-27T10:00"},
        {"sender": {}},
        {"more": 1},
    )
    for wrong in wrongs:
        assert faults({**plain, **wrong}, SCHEMA) != []
