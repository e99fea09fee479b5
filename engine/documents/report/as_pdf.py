"""A report as a PDF, by typst: PDF/A-3a, to be kept, and PDF/UA-1, to be read by everybody.

The answers travel inside, as files attached. The same report gives the same bytes: the file bears
the day of the question, and no font is used but those that come with typst.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from msgspec import json

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.diagnostics.extras import need_extra
from engine.documents.report.blocks import Report, TimeLine
from engine.documents.report.drawing import drawn

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
_TEXT: Final = re.compile(r"the text `(.+?)` could not be displayed")


def need_typst() -> None:
    """Raise RefusedInput when typst is not installed."""
    need_extra("report", ("typst",), "accord report")


def pdf_of(report: Report) -> bytes:
    """Return the report as the bytes of a PDF.

    Raises RefusedInput when typst is not installed, and for letters of a case that no font has:
    neither those of typst nor, where these do not do, those of the machine.
    """
    need_typst()
    from typst import TypstError

    try:
        return _compiled(report, ignore_system_fonts=True)
    except TypstError:
        try:
            return _compiled(report, ignore_system_fonts=False)
        except TypstError as problem:
            raise _unset(str(problem)) from None


def _compiled(report: Report, *, ignore_system_fonts: bool) -> bytes:
    import typst

    pictures = {
        block.alternative: drawn(block) for block in report.blocks if isinstance(block, TimeLine)
    }
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=ignore_system_fonts,
        sys_inputs={
            "report": json.encode(report).decode(),
            "pictures": json.encode(pictures).decode(),
        },
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.combine(report.day, time(), UTC),
    )


def _unset(said: str) -> RefusedInput:
    """Return the finding for a text that typst could not set."""
    text = _TEXT.search(said)
    place = Location("accord report")
    if text is None:
        message = sentence("typst could not make the PDF ({said}).", said=said[:300])
    else:
        message = sentence("no font has the letters {text}.", text=text[1])
    hint = sentence("write the report as .html, or install a font that has them.")
    return RefusedInput([Diagnostic("ACC461", message, place, hint)])
