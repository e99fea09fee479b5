"""From an answer to its page: the short answer, the tables,
what is missing, the readings, the notices, the law, the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine.diagnostics.bilingual import Language
from engine.render.answer_blocks import (
    calendar_blocks,
    duties_blocks,
    eligibility_blocks,
    over_blocks,
)
from engine.render.funding_blocks import funding_blocks
from engine.render.law_blocks import diff_blocks, text_blocks
from engine.render.page import (
    BASIS_MARKS,
    Block,
    Heading,
    Page,
    Paragraph,
    References,
    Table,
    Trace,
    Writing,
)
from engine.render.proof import (
    compared_blocks,
    missing_blocks,
    notice_blocks,
    reading_blocks,
    trace_blocks,
)
from engine.render.wording import word_or
from engine.words.formats import one_line

_BODIES: Mapping[str, Callable[[Writing], Iterator[Block]]] = {
    "eligibility": eligibility_blocks,
    "calendar": calendar_blocks,
    "funding": funding_blocks,
    "duties": duties_blocks,
    "text": text_blocks,
    "diff": diff_blocks,
}


def page_of(answer: Mapping[str, Any], language: Language, trace: Trace) -> Page:
    """Return the page of an answer, its French typography
    done. KeyError when `query` is not one that is known.
    """
    writing = Writing(answer, language, References())
    query = str(answer["query"])
    title = word_or("query", query, language)
    name = one_line(str((answer.get("case") or {}).get("name") or ""))
    full_title = writing.prose(f"{title} — {name}" if name else title)
    blocks = [
        Heading(1, full_title),
        *_asked(writing),
        *over_blocks(writing),
        *_BODIES[query](writing),
    ]
    blocks += [*_legend(writing, blocks), *compared_blocks(writing)]
    blocks += [
        *missing_blocks(writing),
        *reading_blocks(writing),
        *notice_blocks(writing),
        *trace_blocks(writing, trace),
    ]
    return Page(full_title, language, tuple(blocks))


def _legend(page: Writing, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield what the marks of the rows above stand for, those used alone."""
    tables = [block for block in blocks if isinstance(block, Table)]
    used = {row.basis for table in tables for row in table.rows} | {
        one.basis for table in tables for _, one in table.references
    }
    marks = [
        f"{mark} {word_or('basis', basis, page.language)}"
        for basis, mark in BASIS_MARKS.items()
        if basis in used
    ]
    if marks:
        yield Paragraph(page.say("legend.basis", what=", ".join(marks)), "soft")


def _asked(page: Writing) -> Iterator[Block]:
    """Yield the two dates of the question, and where the law that answers it ends."""
    said = []
    if page.answer.get("on"):
        asked = page.say("asked", on=page.date(page.answer["on"]))
        known = (
            page.say("known", on=page.date(page.answer["known_on"]))
            if page.answer.get("known_on")
            else ""
        )
        said.append(", ".join(part for part in (asked, known) if part) + ".")
    if page.answer.get("horizon"):
        said.append(page.prose(page.answer["horizon"]["says"]))
    if said:
        yield Paragraph(" ".join(said), "soft")
