"""The page as Markdown: pipe tables, nested lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.diagnostics.bilingual import Language
from engine.render.page import (
    MARKS,
    Cell,
    Heading,
    Node,
    Page,
    Paragraph,
    Row,
    Table,
    Terms,
    Tree,
    Verbatim,
)
from engine.render.wording import say

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])|&(?=[#A-Za-z])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def render(page: Page) -> str:
    """Return a page as a Markdown document (CommonMark with pipe tables)."""
    language = page.language
    parts: list[str] = []
    for block in page.blocks:
        match block:
            case Heading():
                mark = f"{MARKS[block.mark]} " if block.mark else ""
                parts.append(f"{'#' * block.level} {mark}{escaped(block.text)}")
            case Paragraph():
                parts.append(_paragraph(block))
            case Table(folded=str(said)) if said:
                parts.append(f"*{escaped(said)}*")
            case Table():
                parts.append("\n".join(_table(block, language)))
                if block.references:
                    parts.append(
                        "\n".join(
                            f"- \\[{number}\\] {escaped(citation.marked)}"
                            for number, citation in block.references
                        )
                    )
            case Tree():
                parts.append("\n".join(_branches(block.nodes, 0)))
            case Terms():
                colon = "\u00a0:" if language == "fr" else ":"
                parts.append(
                    "\n".join(
                        f"- **{escaped(term)}**{colon} {escaped(content)}"
                        for term, content in block.pairs
                    )
                )
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Return a text whose signs Markdown would read are escaped, on one line."""
    one_line = " ".join(text.split("\n"))
    plain = _SPECIAL.sub(lambda sign: f"\\{sign[0]}", one_line)
    return _LEADING.sub(lambda sign: f"{sign[1]}{_guarded(sign[2])}", plain)


def _guarded(marker: str) -> str:
    """Return a list marker that no longer begins a list: `\\-`, `1\\.`."""
    return f"{marker[:-1]}\\{marker[-1]}"


def _paragraph(paragraph: Paragraph) -> str:
    text = escaped(paragraph.text)
    return {"lead": f"**{text}**", "plain": text, "soft": f"*{text}*", "quote": f"> {text}"}[
        paragraph.kind
    ]


def _table(table: Table, language: Language) -> Iterator[str]:
    titles = [escaped(column.title) for column in table.columns]
    rules = ["---:" if column.kind == "amount" else "---" for column in table.columns]
    if table.references:
        titles.append(escaped(say("references", language)))
        rules.append("---:")
    yield _line(titles)
    yield _line(rules)
    for row in table.rows:
        yield _line(_cells(table, row))


def _cells(table: Table, row: Row) -> list[str]:
    cells = [_cell(cell) for cell in row.cells]
    if row.kind != "row":
        cells = [f"**{cell}**" if cell else "" for cell in cells]
    cells += [""] * (len(table.columns) - len(cells))
    return [*cells, escaped(table.numbers(row))] if table.references else cells


def _cell(cell: Cell) -> str:
    mark = f"{MARKS[cell.tone]} " if cell.tone != "plain" else ""
    return "<br>".join(escaped(line) for line in (mark + cell.text, *cell.under))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _verbatim(line: str) -> str:
    """Return a line as code, between more marks than it holds in a row."""
    most = max((len(marks) for marks in re.findall("`+", line)), default=0)
    return f"{'`' * (most + 1)}{' ' * bool(most)}{line}{' ' * bool(most)}{'`' * (most + 1)}"


def _branches(nodes: tuple[Node, ...], depth: int) -> Iterator[str]:
    """Yield a nested list; lines under a head are
    paragraphs of its item, kept apart by hard breaks.
    """
    indent = "  " * depth
    for node in nodes:
        mark = "" if node.tone == "plain" else f"{MARKS[node.tone]} "
        lines = [
            mark + escaped(node.head),
            *(
                _verbatim(line) if isinstance(line, Verbatim) else escaped(line)
                for line in node.lines
            ),
        ]
        lines += (
            [f"*{' · '.join(escaped(citation) for citation in node.citations)}*"]
            if node.citations
            else []
        )
        yield f"{indent}- " + f"  \n{indent}  ".join(lines)
        yield from _branches(node.children, depth + 1)
