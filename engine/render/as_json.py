"""The answer as JSON: the tree itself, in its own order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import json

from engine.diagnostics.bilingual import Language
from engine.render.page import Trace, kept_steps


def render(answer: Mapping[str, Any], language: Language, trace: Trace) -> str:
    """Return the answer as indented JSON; `language`
    changes nothing, the words being in it already.

    `trace` none drops the trace, short drops the steps that did not apply.
    """
    shown = dict(answer)
    if trace == "none":
        shown.pop("trace", None)
    elif "trace" in shown:
        shown["trace"] = kept_steps(shown["trace"] or (), trace)
    return json.format(json.encode(shown), indent=2).decode()
