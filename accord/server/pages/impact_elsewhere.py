"""The impact of a text on a table, worked out by a process of its own.

A plan for a table takes seconds of processor and much memory, and can be stopped: so the answers go
on beside it, and what takes too long ends. In: `Asked`, as JSON. Out: `Worked`, as JSON, and a file
in the folder of the table.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, json

from accord.server.pages.workbooks import is_swollen
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput

if TYPE_CHECKING:
    from engine.tables.impact.request import ImpactRequest

COMMAND: Final = "from accord.server.pages.impact_elsewhere import main; main()"
"""What the process runs: `python -c COMMAND`."""
_LOWER_PRIORITY: Final = 5
_MEMORY: Final = "1GB"
_FIRST: Final = 20
"""How many findings are told."""
_FORMULA: Final = re.compile(r"(?!-\d+(?:\.\d+)?$)[=+@\t\r-]")
"""How a text starts that a spreadsheet takes for a formula; a number below zero is none."""


class Asked(Struct, frozen=True):
    """What is asked: the table, the texts, and the form of what is written."""

    table: str
    name: str
    """What the table is called by who sent it."""
    out: str
    """The file to write: nothing where it is "", else rows (`.csv`) or a workbook (`.xlsx`)."""
    language: Language
    rows: int
    """The most rows that a table may have."""
    rulesets: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    corpus: str | None = None
    by: tuple[str, ...] = ()
    on: str | None = None
    known_on: str | None = None


class Told(Struct, frozen=True):
    """A finding in words, and its line in the table."""

    says: str
    hint: str = ""
    line: int = 0


class Worked(Struct, frozen=True):
    """What came of it."""

    html: str = ""
    """The answer, drawn; "" where it was refused."""
    difference: str = ""
    """The difference in euros."""
    read: int = 0
    rejected: int = 0
    rows: int = 0
    """How many rows the table has, where they are too many."""
    told: tuple[Told, ...] = ()
    """Why it was refused; else the first of what was set apart."""


def main() -> None:
    """Work out what standard input asks, and print what came of it."""
    os.nice(_LOWER_PRIORITY)
    asked = json.decode(sys.stdin.buffer.read(), type=Asked)
    sys.stdout.buffer.write(json.encode(worked(asked)))


def worked(asked: Asked) -> Worked:
    """Return what came of an impact: the answer, drawn, or why it is refused."""
    try:
        return _worked(asked)
    except RefusedInput as refused:
        return Worked(told=_told(refused.diagnostics, asked))


def _worked(asked: Asked) -> Worked:
    """Work out an impact and draw it; raises RefusedInput."""
    table = Path(asked.table)
    if (rows := rows_in(table)) > asked.rows:
        return Worked(rows=rows)
    from engine.render.html import Drawing, drawn
    from engine.render.page import References, Writing
    from engine.render.pages import parts_of
    from engine.tables.impact.whole_impact import worked_out
    from engine.tables.needed import need_libraries

    need_libraries()
    with worked_out(_request(asked), table.parent) as impact:
        if asked.out:
            _write(impact, Path(asked.out))
        answer = impact.answer
        parts = parts_of(answer, Writing(asked.language, References(), served=True))
        blocks = (*parts.asked, *parts.body, *parts.law)
        return Worked(
            html=drawn(blocks, Drawing(asked.language, prefix="i", stacked=True)),
            difference=str(answer.difference),
            read=answer.cases.read,
            rejected=answer.cases.rejected,
            told=_told(impact.said, asked),
        )


def _request(asked: Asked) -> ImpactRequest:
    """Return what is asked, as the engine takes it; raises RefusedInput."""
    from accord.keywords import Keywords
    from engine.library import load
    from engine.tables.impact.asked import impact_request

    folders = [Path(folder) for folder in asked.rulesets]
    known = load(tuple(folders))
    corpus = known.get(asked.corpus or "") or next(iter(known.values()))
    keywords = Keywords(on=asked.on, known_on=asked.known_on, lang=asked.language)
    return impact_request(
        [Path(asked.table)],
        added=[Path(folder) for folder in asked.added],
        removed=asked.removed,
        rulesets=folders,
        corpus=asked.corpus,
        by=asked.by,
        question=keywords.question(corpus, asked.language),
        threads=1,
        memory=_MEMORY,
    )


def _write(impact: object, out: Path) -> None:
    """Write the rows, or the workbook."""
    from typing import cast

    from engine.tables.impact.whole_impact import Impact, write_rows
    from engine.tables.impact.workbook import write_workbook
    from engine.tables.run.outputs import Claim

    with Claim(out, force=False) as claim:
        if out.suffix == ".xlsx":
            write_workbook(cast("Impact", impact), claim.partial)
        else:
            write_rows(cast("Impact", impact), claim)
        claim.settle()
    if out.suffix == ".csv":
        out.write_text(without_formulas(out.read_text("utf-8")), "utf-8")


def without_formulas(rows: str) -> str:
    """Return a CSV in which no text is a formula to the spreadsheet that opens it: an apostrophe
    stands before it. Who drops a table may have it from someone else.

    >>> without_formulas("case,sum\\n=1+1,-5.00\\n")
    "case,sum\\n'=1+1,-5.00\\n"
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(rows) + 1))
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in csv.reader(StringIO(rows)):
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row])
    return written.getvalue()


def rows_in(table: Path) -> int:
    """Return how many rows a table has at most, before any of them is read: a line of a CSV that a
    quoted cell continues counts too. 0 for what cannot be read: what reads it will say why.
    """
    try:
        match table.suffix:
            case ".parquet":
                from pyarrow import parquet

                return int(parquet.read_metadata(table).num_rows)
            case ".xlsx":
                return _rows_of_workbook(table)
        lines = table.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip(b"\n")
        return lines.count(b"\n")
    except Exception:  # whatever the file is
        return 0


def _rows_of_workbook(table: Path) -> int:
    from python_calamine import CalamineWorkbook

    if is_swollen(table):
        return sys.maxsize
    sheet = CalamineWorkbook.from_path(str(table)).get_sheet_by_index(0)
    return max(0, int(sheet.total_height) - 1)


def _told(findings: Iterable[Diagnostic], asked: Asked) -> tuple[Told, ...]:
    """Return findings in words, the first ones; the folder of the table is nobody's business."""
    table, language = Path(asked.table), asked.language
    listed = []
    for finding in [*findings][:_FIRST]:
        says, hint = (
            text.in_language(language)
            .replace(f"{table.parent}/", "")
            .replace(table.name, asked.name)
            for text in (finding.message, finding.hint)
        )
        listed.append(Told(says, hint, finding.location.line))
    return tuple(listed)
