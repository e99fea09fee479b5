"""The page in a terminal: a short answer, tables that fit the width, then trees. Drawn by hand:
rich costs more than the answer (ADR 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from engine.diagnostics.bilingual import Language
from engine.render.page import (
    MARKS,
    Cell,
    Column,
    Heading,
    Node,
    Page,
    Paragraph,
    Row,
    Table,
    Terms,
    Tone,
    Tree,
)
from engine.render.terminal_lines import (
    GAP,
    LEAST,
    LEAST_CITED,
    filled,
    painted,
    shared,
    widest,
    wrapped,
)
from engine.render.wording import say

NARROWEST = 72
"""Below this width the columns of a ledger no longer hold whole amounts and dates."""

_LEAST_ROOM = 12
"""The least that a branch is given, however deep it stands."""

Line: TypeAlias = list[tuple[str, str]]
"""Pieces of text, each with its style."""

_STYLES: Mapping[Tone, str] = {
    "good": "green",
    "bad": "red",
    "open": "yellow",
    "plain": "",
    "soft": "dim",
}
_KINDS = {"lead": "bold", "plain": "", "soft": "dim", "quote": "italic"}


def render(page: Page, *, width: int = 100, colour: bool = False) -> str:
    """Return a page for a terminal of `width` columns (at least
    NARROWEST are used), with ANSI styles when `colour` is asked.
    """
    columns = max(width, NARROWEST)
    lines: list[Line] = []
    for block in page.blocks:
        match block:
            case Heading():
                lines += _heading(block, columns)
            case Paragraph():
                indent = "  " if block.kind == "quote" else ""
                lines += _hanging(indent, block.text, columns, _KINDS[block.kind])
                lines += [[]] if block.kind == "soft" else []
            case Table(folded=str(said)) if said:
                lines += _hanging("", said, columns, "dim")
            case Table():
                lines += _table(block, columns, page.language)
            case Tree():
                lines += _branches(block.nodes, columns)
            case Terms():
                room = widest(term for term, _ in block.pairs) + 4
                for term, content in block.pairs:
                    lines += _hanging(filled(f"  {term}", room), content, columns, head_style="dim")
    lines = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    drawn = [
        "".join(painted(text, style) if colour else text for text, style in line) for line in lines
    ]
    return "\n".join(line.rstrip() for line in drawn) + "\n"


def _hanging(
    head: str, text: str, columns: int, style: str = "", head_style: str = ""
) -> Iterator[Line]:
    """Yield a text after a head; its next lines are indented as much."""
    first, *others = wrapped(text, columns - len(head))
    yield [(head, head_style), (first, style)]
    for line in others:
        yield [(" " * len(head), head_style), (line, style)]


def _heading(heading: Heading, columns: int) -> Iterator[Line]:
    if heading.level == 1:
        titles = wrapped(heading.text, columns)
        yield from ([(title, "bold")] for title in titles)
        yield [("═" * widest(titles), "bold")]
        return
    yield []
    style = f"bold {_STYLES[heading.mark]}".strip() if heading.mark else "bold"
    mark = f"{MARKS[heading.mark]} " if heading.mark else ""
    yield from _hanging(
        mark, heading.text, columns, style if heading.level == 2 else "underline", style
    )


def _table(table: Table, columns: int, language: Language) -> Iterator[Line]:
    """Yield a table, then the references that its rows cite by number."""
    heads = list(table.columns)
    if table.references:
        heads.append(Column(say("references", language), "amount"))
    rows = [(row, [_shown(cell) for cell in _cells(table, row)]) for row in table.rows]
    shown = [cells for row, cells in rows if row.kind != "group"]
    widths = _widths(heads, shown, columns, cited=bool(table.references))
    yield []
    yield from _row(
        heads,
        [
            [(line, "bold") for line in wrapped(head.title, room)]
            for head, room in zip(heads, widths, strict=True)
        ],
        widths,
    )
    yield [("─" * (sum(widths) + GAP * (len(widths) - 1)), "dim")]
    for place, (row, cells) in enumerate(rows):
        if row.kind == "group":
            yield from [[]] if place else []
            yield from _hanging("", row.cells[0].text, columns, "bold")
            continue
        base = "bold" if row.kind == "total" else ""
        drawn = []
        for room, lines in zip(widths, cells, strict=True):
            drawn.append(
                [(part, style or base) for line, style in lines for part in wrapped(line, room)]
            )
        yield from _row(heads, drawn, widths)
    room = widest(f"[{number}]" for number, _ in table.references) + 1
    for number, citation in table.references:
        yield from _hanging(filled(f"[{number}]", room), citation.marked, columns, "dim", "dim")


def _cells(table: Table, row: Row) -> list[Cell]:
    """Return the row's cells, as many as there are columns, its reference numbers last."""
    cells = [*row.cells, *[Cell("")] * (len(table.columns) - len(row.cells))]
    return [*cells, Cell(table.numbers(row), (), "soft")] if table.references else cells


def _shown(cell: Cell) -> Line:
    """Return the lines of a cell with their styles, its status marked."""
    mark = f"{MARKS[cell.tone]} " if cell.tone in {"good", "bad", "open"} else ""
    return [(mark + cell.text, _STYLES[cell.tone]), *((line, "dim") for line in cell.under)]


def _widths(
    heads: Sequence[Column], rows: Sequence[Sequence[Line]], columns: int, *, cited: bool
) -> list[int]:
    """Return the columns' widths: whole for amounts, dates and statuses, what is left for texts.

    Where too little is left, the last column of a table that cites, its references, takes several
    lines.
    """
    natural = [
        max(widest([head.title]), *(widest(text for text, _ in cells[place]) for cells in rows), 0)
        for place, head in enumerate(heads)
    ]
    texts = [place for place, head in enumerate(heads) if head.kind == "text"]
    taken = sum(room for place, room in enumerate(natural) if place not in texts)
    taken += GAP * (len(heads) - 1)
    short = taken + LEAST * len(texts) - columns
    if cited and short > 0:
        narrower = max(LEAST_CITED, natural[-1] - short)
        taken -= natural[-1] - narrower
        natural[-1] = narrower
    for place, room in zip(
        texts, shared(columns - taken, [natural[place] for place in texts]), strict=True
    ):
        natural[place] = room
    return natural


def _row(heads: Sequence[Column], cells: Sequence[Line], widths: Sequence[int]) -> Iterator[Line]:
    """Yield the lines of a row, as many as its longest cell has."""
    for rank in range(max(len(lines) for lines in cells)):
        line: Line = []
        for head, lines, room in zip(heads, cells, widths, strict=True):
            text, style = lines[rank] if rank < len(lines) else ("", "")
            line += [(" " * GAP, "")] if line else []
            line.append((filled(text, room, right=head.kind == "amount"), style if text else ""))
        yield line


def _branches(nodes: Sequence[Node], columns: int, guide: str | None = None) -> Iterator[Line]:
    """Yield a tree; `guide` is what stands before the
    branches of a node, None before those that have no trunk.
    """
    for place, node in enumerate(nodes):
        last = place == len(nodes) - 1
        before = "" if guide is None else guide + ("└── " if last else "├── ")
        under = "" if guide is None else guide + ("    " if last else "│   ")
        yield from _node(node, columns, before, under)
        yield from _branches(node.children, columns, under)


def _node(node: Node, columns: int, before: str, under: str) -> Iterator[Line]:
    mark, tone = MARKS[node.tone], _STYLES[node.tone]
    room = max(columns - len(before) - 2, _LEAST_ROOM)
    head = [
        (text, "" if node.tone in {"bad", "plain"} else "bold") for text in wrapped(node.head, room)
    ]
    rest = [(text, "") for line in node.lines for text in wrapped(line, room)]
    cited = f"[{' · '.join(node.citations)}]" if node.citations else ""
    rest += [(text, "dim") for text in wrapped(cited, room) if text]
    yield [(before, "dim"), (f"{mark} ", tone), head[0]]
    for piece in (*head[1:], *rest):
        yield [(f"{under}  ", "dim"), piece]
