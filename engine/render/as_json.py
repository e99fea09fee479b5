"""The answer as JSON: the record itself, key by key in its own order."""

from __future__ import annotations

from msgspec import json

from engine.questions.answers import Answer


def render(answer: Answer) -> str:
    """Return the answer as indented JSON: its words are in its language already."""
    return json.format(answer.as_json(), indent=2).decode()
