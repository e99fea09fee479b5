"""The JSON Schemas of what goes in and of what comes out: from the words of the law, and from the
folder `schemas`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from msgspec import json

from engine.cases.case_schema import case_schema
from engine.language.model import Corpus
from engine.library import shipped

_PREFIX: Final = "answer."
_SUFFIX: Final = ".schema.json"


@cache
def answer_schemas() -> dict[str, bytes]:
    """Return the schema of the answer to each question, by question."""
    return {
        file.name.removeprefix(_PREFIX).removesuffix(_SUFFIX): file.read_bytes()
        for file in sorted(shipped("schemas").glob(f"{_PREFIX}*{_SUFFIX}"))
    }


def answer_schema(question: str) -> bytes | None:
    """Return the schema of the answer to a question; None where there is no such question."""
    return answer_schemas().get(question)


@cache
def problem_schema() -> bytes:
    """Return the schema of a problem."""
    return (shipped("schemas") / f"problem{_SUFFIX}").read_bytes()


def case_schema_of(corpus: Corpus) -> bytes:
    """Return the schema of the cases of a corpus."""
    schema: dict[str, Any] = case_schema(corpus.vocabulary)
    return json.encode(schema)
