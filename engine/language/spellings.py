"""How a form is written: pieces of its schema, and examples for the page of the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def ref(name: str, description: str = "") -> dict[str, Any]:
    """Return a reference to a shared definition of the schemas, with what it says here."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def several(description: str, least: int = 1, most: int | None = None) -> dict[str, Any]:
    """Return the schema of a list of values."""
    bounds = {"minItems": least} | ({} if most is None else {"maxItems": most})
    return {"type": "array", **bounds, "items": ref("value"), "description": description}


def written(
    needed: Mapping[str, Any],
    optional: Mapping[str, Any] | None = None,
    examples: Sequence[Any] = (),
) -> dict[str, Any]:
    """Return the schema of a mapping: the keys that it needs, and those that it may have."""
    schema: dict[str, Any] = {
        "type": "object",
        "required": [*needed],
        "additionalProperties": False,
    }
    schema["properties"] = {**needed, **(optional or {})}
    return schema | ({"examples": [*examples]} if examples else {})


def example(yaml: str, remark: str = "") -> str:
    """Return a line of the page of the language: YAML, and a remark after it."""
    return f"{yaml:<44} # {remark}" if remark else yaml
