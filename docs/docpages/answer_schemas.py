"""The schema of the JSON answer to each question, from the records that the answers are made of."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import UnsetType
from msgspec.structs import fields

from accord.server.api.law_records import LawServed, ReadingsServed, VocabularyServed
from accord.server.problems import Problem
from engine.questions.answers import SCHEMA_VERSION, Answer, answer_types
from engine.questions.answers.interview import Interview
from engine.questions.answers.record import Placed, Record

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    date: {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d|not_yet)$"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
}


def answer_schemas() -> dict[str, str]:
    """Return the content of `schemas/answer.<question>.schema.json` and of `problem.schema.json`,
    by the name of the file.
    """
    schemas = {
        f"answer.{query}.schema.json": _schema(query, kind)
        for query, kind in answer_types().items()
    }
    beside = {
        name: {"$schema": DIALECT, "$id": name, "title": title, **_whole(kind)}
        for name, (title, kind) in _BESIDE.items()
    }
    return {
        name: json.dumps(schema, indent=2) + "\n" for name, schema in (schemas | beside).items()
    }


_BESIDE: Mapping[str, tuple[str, type[Record]]] = {
    "answer.interview.schema.json": ("Where an interview stands", Interview),
    "answer.law.schema.json": ("The law that is served", LawServed),
    "answer.vocabulary.schema.json": ("The words of the law", VocabularyServed),
    "answer.readings.schema.json": ("The readings of the law", ReadingsServed),
    "problem.schema.json": ("A problem", Problem),
}
"""What the server tells beside the answers, each with its title; it has no version of its own."""


def _whole(kind: type[Record]) -> Schema:
    """Return the schema of a record, with those that it holds."""
    records: dict[str, Schema] = {}
    whole = _record(kind, records)
    return {**whole, "$defs": dict(sorted(records.items()))}


def _schema(query: str, kind: type[Answer]) -> Schema:
    records: dict[str, Schema] = {}
    whole = _record(kind, records)
    version = {"const": SCHEMA_VERSION, "description": "The version of these keys."}
    whole["properties"] = {"schema": version} | whole["properties"] | {"query": {"const": query}}
    whole["required"] = ["schema", *whole["required"]]
    return {
        "$schema": DIALECT,
        "$id": f"answer.{query}.schema.json",
        "title": f"The answer of accord {query}",
        **whole,
        "$defs": dict(sorted(records.items())),
    }


def _record(kind: type[Record], records: dict[str, Schema]) -> Schema:
    """Return the schema of a record; those that it holds are added to `records`."""
    hints, said = get_type_hints(kind), _said_of_fields(kind)
    properties: Schema = {}
    required = []
    for field in fields(kind):
        if field.name == "in_grid":  # under the name of a grid, which the law gives
            continue
        own = _of_type(hints[field.name], records, absent=not field.required)
        properties[field.encode_name] = own | {"description": said[field.name]}
        required += [field.encode_name] if field.required else []
    grid = {"type": "integer", "description": "The rank of the period, under its grid."}
    return {
        "description": " ".join(inspect.getdoc(kind).split()),  # type: ignore[union-attr]
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": grid if issubclass(kind, Placed) else False,
    }


def _of_type(hint: Any, records: dict[str, Schema], *, absent: bool = False) -> Schema:
    """Return the schema of a type; `absent`: a key that is left out is never null."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        left_out = {UnsetType} if UnsetType in inside else {NoneType} if absent else set()
        kinds = [_of_type(one, records) for one in inside if one not in left_out]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is Literal:
        return {"const": inside[0]} if len(inside) == 1 else {"enum": list(inside)}
    if origin is tuple:
        return {"type": "array", "items": _of_type(inside[0], records)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of_type(inside[1], records)}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    name = hint.__name__
    if name not in records:
        records[name] = {}  # a step holds steps
        records[name] = _record(hint, records)
    return {"$ref": f"#/$defs/{name}"}


@cache
def _said_of_fields(kind: type) -> dict[str, str]:
    """Return what is written under each field of a record, those of its bases included."""
    said: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if not base.__module__.startswith(("engine.questions.answers", "accord.server")):
            continue
        body = next(
            node.body
            for node in ast.parse(Path(inspect.getfile(base)).read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef) and node.name == base.__name__
        )
        for field, text in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
                value = text.value
                assert isinstance(field.target, ast.Name)
                assert isinstance(value, ast.Constant)
                said[field.target.id] = " ".join(str(value.value).split())
    return said
