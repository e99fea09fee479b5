"""The last hand on a page: typographic apostrophes in every text that is read, none in what is
copied.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from engine.render.page import (
    Bars,
    Block,
    Cell,
    Cited,
    Column,
    Heading,
    Node,
    Paragraph,
    Row,
    Table,
    Terms,
    Tree,
    Verbatim,
)
from engine.words.formats import apostrophes


def typeset_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks of a page with their apostrophes."""
    return tuple(map(_block, blocks))


def _block(block: Block) -> Block:
    match block:
        case Heading() | Paragraph():
            return replace(block, text=apostrophes(block.text))
        case Table():
            return Table(
                apostrophes(block.caption),
                tuple(Column(apostrophes(head.title), head.kind) for head in block.columns),
                tuple(map(_row, block.rows)),
                tuple((number, _cited(citation)) for number, citation in block.references),
                folded=block.folded,
            )
        case Tree():
            return Tree(apostrophes(block.label), tuple(map(_node, block.nodes)), block.folded)
        case Bars():
            bars = tuple(replace(bar, label=apostrophes(bar.label)) for bar in block.bars)
            return Bars(apostrophes(block.title), bars)
        case Terms():
            return Terms(
                tuple((apostrophes(term), apostrophes(content)) for term, content in block.pairs)
            )


def _row(row: Row) -> Row:
    return replace(
        row, cells=tuple(map(_cell, row.cells)), citations=tuple(map(_cited, row.citations))
    )


def _cell(cell: Cell) -> Cell:
    return Cell(apostrophes(cell.text), tuple(map(apostrophes, cell.under)), cell.tone)


def _cited(citation: Cited) -> Cited:
    return Cited(apostrophes(citation), citation.basis, citation.article)


def _node(node: Node) -> Node:
    return replace(
        node,
        head=apostrophes(node.head),
        lines=tuple(
            line if isinstance(line, Verbatim) else apostrophes(line) for line in node.lines
        ),
        citations=tuple(map(apostrophes, node.citations)),
        children=tuple(map(_node, node.children)),
    )
