"""The page in a terminal, drawn with rich: a short answer, tables that fit the width, then trees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any

from engine.formats import NARROW, NO_BREAK
from engine.model import Language
from engine.render import Trace
from engine.render.page import MARKS, Cell, Heading, Node, Paragraph, Table, Terms, Tone, Tree
from engine.render.pages import page_of
from engine.render.wording import say

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text
    from rich.tree import Tree as RichTree

NARROWEST = 72
"""Below this width the columns of a ledger no longer hold whole amounts and dates."""

_STYLES: Mapping[Tone, str] = {"good": "green", "bad": "red", "open": "yellow", "plain": "", "soft": "dim"}
_KINDS = {"lead": "bold", "plain": "", "soft": "dim", "quote": "italic"}
_GLUE = {NO_BREAK: "\ue000", NARROW: "\ue001"}
_UNGLUE = str.maketrans({"\ue000": NO_BREAK, "\ue001": NARROW, "\ue002": " "})
_TOGETHER = re.compile(
    r"(?<=\bart\.) (?=\S)|(?<=\bp\.) (?=\d)|(?<=n°) (?=\d)"  # art. 8, p. 8, n° 1
    r"|(?<=\b\d) (?=[^\W\d]{3,9} \d{4})|(?<=\b\d\d) (?=[^\W\d]{3,9} \d{4})|(?<=\b1er) (?=[^\W\d]{3,9} \d{4})"  # 15 mars 2022
    r"|(?<=\d) (?=\d{3}\b)"  # 70 000 as a sentence of the law may write it
)


def render(answer: Mapping[str, Any], language: Language, trace: Trace, *, width: int = 100, colour: bool = False) -> str:
    """Return the answer for a terminal of `width` columns (at least NARROWEST are used), with ANSI styles when `colour` is asked."""
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=max(width, NARROWEST),
        force_terminal=colour,
        force_jupyter=False,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    page = page_of(answer, language, trace)
    for block in page.blocks:
        match block:
            case Heading():
                _heading(console, block)
            case Paragraph():
                console.print(_text(f"  {block.text}" if block.kind == "quote" else block.text, _KINDS[block.kind]))
                if block.kind == "soft":
                    console.print()
            case Table():
                _table(console, block, language)
            case Tree():
                console.print(_tree(block))
            case Terms():
                _terms(console, block)
    lines = out.getvalue().translate(_UNGLUE).splitlines()
    return "\n".join(lines if colour else [line.rstrip() for line in lines]) + "\n"


def _text(content: str, style: str = "") -> Text:
    """Return a rich text in which nothing breaks inside a sum, a date or `art. 8` (rich breaks at every kind of space)."""
    from rich.text import Text

    for space, mark in _GLUE.items():
        content = content.replace(space, mark)
    return Text(_TOGETHER.sub("\ue002", content), style=style)


def _heading(console: Console, heading: Heading) -> None:
    if heading.level == 1:
        console.print(_text(heading.text, "bold"))
        console.print("═" * min(len(heading.text), console.width), style="bold")
        return
    console.print()
    mark = f"{MARKS[heading.mark]} " if heading.mark else ""
    style = f"bold {_STYLES[heading.mark]}".strip() if heading.mark else "bold"
    console.print(_text(mark + heading.text, style if heading.level == 2 else "underline"))


def _cell(cell: Cell, style: str = "", *, marked: bool = False) -> Text:
    tone = _STYLES[cell.tone]
    mark = f"{MARKS[cell.tone]} " if marked and cell.tone != "plain" else ""
    text = _text(mark + cell.text, tone or style)
    for line in cell.under:
        text.append("\n")
        text.append_text(_text(line, "dim"))
    return text


def _table(console: Console, table: Table, language: Language) -> None:
    from rich import box
    from rich.table import Table as RichTable

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=False, show_edge=False)
    for column in table.columns:
        justify = "right" if column.kind == "amount" else "left"
        drawn.add_column(_text(column.title), justify=justify, no_wrap=column.kind != "text", overflow="fold")  # type: ignore[arg-type]
    if table.references:
        drawn.add_column(_text(say("references", language)), justify="right", style="dim", no_wrap=True)
    for row in table.rows:
        style = "bold" if row.kind != "row" else ""
        cells: list[RenderableType] = [_cell(cell, style, marked=True) for cell in row.cells]
        cells += [""] * (len(table.columns) - len(cells))
        if table.references:
            cells.append(table.numbers(row))
        drawn.add_row(*cells, end_section=row.kind == "total")
    console.print()
    console.print(drawn)
    if table.references:
        console.print(_grid([(f"[{number}]", _text(citation, "dim")) for number, citation in table.references], "dim"))


def _grid(pairs: list[tuple[str, Text]], style: str, gap: int = 1) -> RichTable:
    from rich.table import Table as RichTable

    grid = RichTable.grid(padding=(0, gap, 0, 0))
    grid.add_column(no_wrap=True, style=style)
    grid.add_column(overflow="fold")
    for term, content in pairs:
        grid.add_row(_text(term), content)
    return grid


def _terms(console: Console, terms: Terms) -> None:
    console.print(_grid([(f"  {term}", _text(content)) for term, content in terms.pairs], "dim", gap=2))


def _tree(tree: Tree) -> RichTree:
    from rich.tree import Tree as RichTree

    root = RichTree("", hide_root=True, guide_style="dim")
    _branches(root, tree.nodes)
    return root


def _branches(parent: RichTree, nodes: tuple[Node, ...]) -> None:
    for node in nodes:
        body = _text(node.head, "" if node.tone in {"bad", "plain"} else "bold")
        for line in node.lines:
            body.append("\n")
            body.append_text(_text(line))
        for citation in node.citations:
            body.append("\n")
            body.append_text(_text(f"[{citation}]", "dim"))
        branch = parent.add(_marked(node.tone, body))
        _branches(branch, node.children)


def _marked(tone: Tone, body: Text) -> RichTable:
    return _grid([(MARKS[tone], body)], _STYLES[tone])
