"""The JSON Schema of a case, generated from the vocabulary,
for editors and for those who write cases by machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cases.receipts import AMOUNT, LINE, ON, RECEIVED, lines_of
from engine.cases.scalars import LASTING
from engine.diagnostics.bilingual import Bilingual
from engine.language.model import Collection, Records, Vocabulary, Word
from engine.language.temporal import NOT_YET_WORDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


def case_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the cases that a
    vocabulary can describe. Derived facts have no place in it.
    """
    properties: dict[str, Any] = {
        "corpus": {
            "type": "string",
            "description": (
                "Le corpus qui répond, quand plusieurs le peuvent. / The corpus that answers, "
                "when several can."
            ),
        },
        "$schema": {
            "type": "string",
            "description": "Ce schéma, pour les éditeurs. / This schema, for editors.",
        },
    }
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "title": "Dossier / Case",
        "description": (
            "Les faits d'un dossier. Ce qui est absent est inconnu. / The facts of a case. What "
            "is left out is unknown."
        ),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": {"date": _date()},
    }
    for name, word in vocabulary.facts.items():
        if not word.derived:
            _put(properties, name.split("."), _fact(word))
    for name, collection in vocabulary.collections.items():
        _put(properties, name.split("."), _collection(collection))
    properties.setdefault(RECEIVED, _received(vocabulary))
    return schema


def _received(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the schema of the list of what a case was paid."""
    line = {**_fact(LINE), "enum": list(lines_of(vocabulary))}
    day = {**_fact(ON), "type": "string", "pattern": _DATE}
    day.pop("$ref")
    return {
        "title": "sommes reçues / sums received",
        "description": (
            "Ce que le dossier a été payé, pour le comparer à ce qui était dû. / What the case was "
            "paid, to be held against what was due."
        ),
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": [ON.name, AMOUNT.name],
            "properties": {ON.name: day, AMOUNT.name: _fact(AMOUNT), LINE.name: line},
        },
    }


def _put(properties: dict[str, Any], parts: list[str], schema: dict[str, Any]) -> None:
    for part in parts[:-1]:
        group = properties.setdefault(
            part, {"type": "object", "additionalProperties": False, "properties": {}}
        )
        properties = group["properties"]
    properties[parts[-1]] = schema


_HINT = "not_yet : pas encore / not yet"


def _date() -> dict[str, Any]:
    return {
        "type": "string",
        "anyOf": [{"pattern": _DATE}, {"enum": list(NOT_YET_WORDS)}],
        "description": (
            "AAAA-MM-JJ, ou not_yet : l'acte n'a pas eu lieu. / YYYY-MM-DD, or not_yet: the act "
            "has not happened."
        ),
        "examples": ["2022-03-31", "not_yet"],
    }


def _described(
    label: Bilingual, question: Bilingual | None = None, unit: str = ""
) -> dict[str, Any]:
    said: dict[str, Any] = {"title": f"{label.fr} / {label.en}"}
    if question is not None:
        said["description"] = f"{question.fr} / {question.en}" + (f" ({unit})" if unit else "")
    return said


def _fact(word: Word) -> dict[str, Any]:
    """Return the schema of a fact, given once or, where it varies, as dated values."""
    single = _type(word)
    described = _described(word.label, word.question, _HINT if word.type == "date" else word.unit)
    if not word.varies:
        return {**described, **single}
    entry = {
        "type": "object",
        "additionalProperties": False,
        "required": ["from", "value"],
        "properties": {"from": {"type": "string", "pattern": _DATE}, "value": single},
    }
    return {**described, "anyOf": [single, {"type": "array", "minItems": 1, "items": entry}]}


def _type(word: Word) -> dict[str, Any]:
    if word.type == "date":
        return {"$ref": "#/$defs/date"}
    if word.type == "enumeration":
        return {"enum": list(word.values)}
    if word.type == "duration":
        return {"type": "string", "pattern": f"^{LASTING}$"}
    if word.type in ("text", "boolean"):
        return {"type": "string" if word.type == "text" else "boolean"}
    bounds = {
        key: int(bound) if bound == bound.to_integral_value() else float(bound)
        for key, bound in (("minimum", word.minimum), ("maximum", word.maximum))
        if bound is not None
    }
    if word.type == "integer":
        return {"type": "integer", **bounds}
    written = {"ratio": r"^-?\d+([.,]\d+)?\s?%$", "decimal": r"^-?\d+(\.\d+)?$"}
    pattern = written.get(word.type, r"^-?\d+(\.\d{1,2})?$")
    return {"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": pattern}]}


def _elements(
    facts: Mapping[str, Word], lists: Mapping[str, Records], key: str = ""
) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, word in facts.items():
        if not word.derived and (not word.only_for or not key or key in word.only_for):
            _put(properties, name.split("."), _fact(word))
    for name, records in lists.items():
        properties[name] = {**_described(records.label), "type": "array", "items": _record(records)}
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    required = [word.name for word in facts.values() if word.required]
    return {**schema, "required": required} if required else schema


def _record(records: Records) -> dict[str, Any]:
    schema = _elements(records.facts, records.lists)
    if len(records.one_of) > 1:
        schema["not"] = {"required": list(records.one_of)}
    return schema


def _collection(collection: Collection) -> dict[str, Any]:
    described = _described(collection.label, collection.question)
    if collection.keys_only:
        return {
            **described,
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": list(collection.keys)},
        }
    if not collection.keys:
        return {
            **described,
            "type": "array",
            "items": _elements(collection.facts, collection.lists),
        }
    elements = {
        key: {**_described(label), **_elements(collection.facts, collection.lists_of(key), key)}
        for key, label in collection.keys.items()
    }
    return {**described, "type": "object", "additionalProperties": False, "properties": elements}
