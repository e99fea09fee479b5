"""The page as one self-contained, accessible HTML document:
no script, no outside resource, everything escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.render.page import (
    APART,
    BASIS_MARKS,
    MARKS,
    Bars,
    Block,
    Cell,
    Cited,
    Heading,
    Node,
    Page,
    Paragraph,
    Row,
    Table,
    Terms,
    Tone,
    Tree,
    Verbatim,
)
from engine.render.style import STYLE
from engine.render.wording import say

DOCUMENT = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{content}
</main>
</body>
</html>
"""


class Drawing(Struct, frozen=True):
    """How blocks are drawn into a page: in which language, and what the ids of this part of the
    page begin with. A page that leads to the law gives the `address` of what is cited, and what
    stands `beside` a citation, one that
    explains its lines what stands `under` the first cell of a row and `after` the row, as HTML; ""
    for nothing. `stacked` tables are cards where the screen is narrow.
    """

    language: Language
    prefix: str = ""
    address: Callable[[Cited], str] | None = None
    beside: Callable[[Cited], str] | None = None
    under: Callable[[Row], str] | None = None
    after: Callable[[Row], str] | None = None
    stacked: bool = False


def render(page: Page) -> str:
    """Return a page as a whole HTML document in its language, which prints well."""
    return DOCUMENT.format(
        language=page.language,
        title=escape(page.title),
        style=STYLE,
        content=drawn(page.blocks, Drawing(page.language, stacked=True)),
    )


def drawn(blocks: Iterable[Block], drawing: Drawing) -> str:
    """Return blocks as HTML, to stand in a document."""
    body: list[str] = []
    tables = charts = 0
    for block in blocks:
        match block:
            case Heading():
                body.append(_heading(block))
            case Paragraph():
                body.append(_paragraph(block))
            case Table():
                tables += 1
                table = _table(block, tables, drawing)
                body.extend(_folded(block.caption, table) if block.folded else table)
            case Tree():
                body.extend(_branches(block.nodes, folded=block.folded, label=block.label))
            case Bars():
                from engine.render.charts import drawn as chart

                charts += 1
                body.append(chart(block, f"{drawing.prefix}c{charts}", drawing.language))
            case Terms():
                pairs = "".join(
                    f"<div><dt>{escape(term)}</dt><dd>{escape(content)}</dd></div>"
                    for term, content in block.pairs
                )
                body.append(f"<dl>{pairs}</dl>")
    return "\n".join(body)


def _mark(tone: Tone) -> str:
    return f'<span class="mark {tone}" aria-hidden="true">{MARKS[tone]}</span> '


def _heading(heading: Heading) -> str:
    mark = _mark(heading.mark) if heading.mark else ""
    return f"<h{heading.level}>{mark}{escape(heading.text)}</h{heading.level}>"


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind == "quote":
        return f'<blockquote lang="fr"><p>{escape(paragraph.text)}</p></blockquote>'
    return f'<p class="{paragraph.kind}">{escape(paragraph.text)}</p>'


def _table(table: Table, rank: int, drawing: Drawing) -> Iterator[str]:
    """Yield a table whose first cell heads its row, and the
    list of its references, which the rows point to.
    """
    caption, language = escape(table.caption), drawing.language
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{caption}">'
    yield '<table class="stacked">' if drawing.stacked else "<table>"
    yield f"<caption>{escape(table.caption)}</caption>"
    heads = [
        f'<th scope="col" class="{column.kind}">{escape(column.title)}</th>'
        for column in table.columns
    ]
    if table.references:
        heads.append(f'<th scope="col" class="ref">{escape(say("references", language))}</th>')
    yield f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>"
    for row in table.rows:
        yield _row(table, row, rank, drawing)
    yield "</tbody></table></div>"
    if table.references:
        label = escape(say("references_list", language))
        items = [
            f'<li value="{number}" id="{drawing.prefix}t{rank}-r{number}">'
            f"{_reference(citation, drawing)}</li>"
            for number, citation in table.references
        ]
        yield f'<ol class="references" aria-label="{label}">{"".join(items)}</ol>'


def _folded(caption: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a table that the reader opens, and that paper shows."""
    yield f"<details><summary>{escape(caption)}</summary>"
    yield from lines
    yield "</details>"


def _row(table: Table, row: Row, rank: int, drawing: Drawing) -> str:
    count = len(table.columns) + bool(table.references)
    if row.kind == "group":
        heading = f'<th scope="rowgroup" colspan="{count}">{_cell(row.cells[0])}</th>'
        return f'<tr class="group">{heading}</tr>'
    cells: list[str] = []
    filled = [*row.cells, *[Cell("")] * (len(table.columns) - len(row.cells))]
    for column, cell in zip(table.columns, filled, strict=True):
        tag, scope = ("td", "") if cells else ("th", ' scope="row"')
        under = drawing.under(row) if drawing.under and not cells else ""
        short = cells and drawing.stacked and column.kind != "text"
        named = f' data-label="{escape(column.title)}"' if short else ""
        cells.append(f'<{tag}{scope} class="{column.kind}"{named}>{_cell(cell)}{under}</{tag}>')
    if table.references:
        cells.append(f'<td class="ref">{_numbers(table, row, rank, drawing)}</td>')
    after = drawing.after(row) if drawing.after else ""
    below = f'<tr class="below"><td colspan="{count}">{after}</td></tr>' if after else ""
    kind = f' class="{row.kind}"' if row.kind != "row" else ""
    return f"<tr{kind}>{''.join(cells)}</tr>{below}"


def _numbers(table: Table, row: Row, rank: int, drawing: Drawing) -> str:
    """Return the numbers of the citations of a row, which lead to them, and its basis."""
    numbers = {citation: number for number, citation in table.references}
    at = f"#{drawing.prefix}t{rank}-r"
    links = APART.join(
        ", ".join(f'<a href="{at}{numbers[text]}">{numbers[text]}</a>' for text in part)
        for part in row.cited
    )
    parts = (f"[{links}]" if links else "", _basis(row.basis, drawing.language))
    return " ".join(part for part in parts if part)


def _reference(citation: Cited, drawing: Drawing) -> str:
    """Return a citation and its basis; it leads to the article where the page has its address."""
    shown, address = escape(citation), drawing.address(citation) if drawing.address else ""
    if address:
        shown = f'<a href="{escape(address)}">{shown}</a>'
    beside = drawing.beside(citation) if drawing.beside else ""
    basis = _basis(citation.basis, drawing.language)
    return " ".join(part for part in (shown, basis, beside) if part)


def _basis(basis: str, language: Language) -> str:
    if basis not in BASIS_MARKS:
        return ""
    name = escape(say(f"basis.{basis}", language))
    mark = BASIS_MARKS[basis]
    return f'<span class="basis" role="img" aria-label="{name}" title="{name}">{mark}</span>'


def _cell(cell: Cell) -> str:
    tone = (
        f'<span class="tone {cell.tone}">{_mark(cell.tone)}{escape(cell.text)}</span>'
        if cell.tone != "plain"
        else escape(cell.text)
    )
    return tone + "".join(f"<small>{escape(line)}</small>" for line in cell.under)


def _line(line: str) -> str:
    return f"<code>{escape(line)}</code>" if isinstance(line, Verbatim) else escape(line)


def _branches(nodes: tuple[Node, ...], *, folded: bool, label: str | None = None) -> Iterator[str]:
    """Yield a nested list; the outermost has a `label`, maybe
    empty. A `folded` branch opens on demand, and on paper.
    """
    if not nodes:
        return
    named = f' aria-label="{escape(label)}"' if label else ""
    yield "<ul>" if label is None else f'<ul class="tree"{named}>'
    for node in nodes:
        head = f"{_mark(node.tone)}{escape(node.head)}"
        inside = "".join(f"<p>{_line(line)}</p>" for line in node.lines)
        cited = f"<cite>{escape(' · '.join(node.citations))}</cite>" if node.citations else ""
        children = "".join(_branches(node.children, folded=folded))
        if folded and (inside or children):
            yield f"<li><details><summary>{head} {cited}</summary>{inside}{children}</details></li>"
        else:
            yield f'<li><p class="head">{head}</p>{inside}{cited}{children}</li>'
    yield "</ul>"
