"""Renderers of one plain tree: an answer in, a text out.
They leave nothing out but the trace that was not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.diagnostics.bilingual import Language
from engine.render.page import Trace

FORMATS = ("text", "json", "markdown", "html")


def render(
    answer: Mapping[str, Any],
    form: str,
    language: Language = "fr",
    trace: Trace = "short",
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Return the answer in a form of FORMATS. `width` (columns) and
    `colour` matter to `text` alone. ValueError for another form.

    Only the renderer that is asked for is imported.
    """
    if form == "text":
        from engine.render import text

        return text.render(answer, language, trace, width=width, colour=colour)
    if form == "json":
        from engine.render import as_json

        return as_json.render(answer, language, trace)
    if form == "markdown":
        from engine.render import markdown

        return markdown.render(answer, language, trace)
    if form == "html":
        from engine.render import html

        return html.render(answer, language, trace)
    raise ValueError(form)
