"""Renderers of an answer. Text, Markdown and HTML draw the same page.

In: the record of an answer. Out: a text in one of FORMATS. Read first: `page.py`.

JSON holds every key; `--trace short` leaves out of it the steps that did not apply, with what they
rest on, and `--trace none` the whole trace. What a page leaves out besides is in `left_out.py`.
"""

from __future__ import annotations

from engine.diagnostics.bilingual import Language
from engine.questions.answers import Answer
from engine.render.page import Trace
from engine.render.trace import shown_at

__all__ = [
    "FORMATS",
    "answer_blocks",
    "funding_blocks",
    "html",
    "impact_blocks",
    "law_blocks",
    "markdown",
    "page",
    "pages",
    "proof",
    "render",
    "side_by_side",
    "style",
    "text",
    "trace",
    "typeset",
    "wording",
]

FORMATS = ("text", "json", "markdown", "html")


def render(
    answer: Answer,
    form: str,
    language: Language = "fr",
    trace: Trace = "short",
    *,
    width: int = 100,
    colour: bool = False,
    payments: bool = False,
) -> str:
    """Return the answer in a form of FORMATS. `width` (columns) and
    `colour` matter to `text` alone; `payments` shows those of a calendar. ValueError for another
    form.

    Only the renderer that is asked for is imported.
    """
    shown = shown_at(answer, trace)
    if form == "json":
        from engine.render import as_json

        return as_json.render(shown)
    from engine.render.pages import page_of

    whole = trace == "full"
    if form == "text":
        from engine.render import text

        page = page_of(shown, language, whole=whole, payments=payments)
        return text.render(page, width=width, colour=colour)
    if form == "markdown":
        from engine.render import markdown

        return markdown.render(page_of(shown, language, whole=whole, payments=payments))
    if form == "html":
        from engine.render import html

        return html.render(page_of(shown, language, whole=whole, payments=payments))
    raise ValueError(form)
