"""The answer as JSON: the tree itself, in its own order."""

from __future__ import annotations

from msgspec import json

from engine.diagnostics.bilingual import Language
from engine.questions.answers import Answer
from engine.render.page import Trace
from engine.render.trace import shown_at


def render(answer: Answer, language: Language, trace: Trace) -> str:
    """Return the answer as indented JSON; `language`
    changes nothing, the words being in it already.

    `trace` none drops the trace, short drops the steps that did not apply.
    """
    return json.format(json.encode(shown_at(answer, trace)), indent=2).decode()
