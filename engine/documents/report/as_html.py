"""A report as one HTML document: nothing from outside, no script, everything escaped; it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from engine.documents.report.blocks import (
    Block,
    Cell,
    Column,
    Framed,
    Grid,
    Items,
    Line,
    Notes,
    Pairs,
    Prose,
    Report,
    Section,
    Step,
    Steps,
    TimeLine,
    TwoColumns,
)
from engine.documents.report.drawing import drawn
from engine.render.html import DOCUMENT
from engine.render.page import MARKS
from engine.render.style import STYLE

_OWN: Final = """.kind{font-size:1.1rem;margin:0}
.answer{background:var(--tint);border-radius:.4rem;padding:.9rem 1.1rem;margin:1.2rem 0}
.answer p{margin:.4rem 0}
.answer .lead{font-size:1.12rem;font-weight:600;margin:.5rem 0}
.answer .of{display:block;color:var(--soft);font-size:.78rem;font-weight:600}
sup{font-size:.68em;line-height:0}
sup a{text-decoration:none}
h2{font-size:1.25rem}
p.intro{color:var(--soft);font-size:.85rem}
td.text{min-width:9rem}
h3{font-size:1rem;color:var(--ink)}
h4{font-size:.92rem;margin:1rem 0 .2rem}
table{font-size:.9rem}
table.small{font-size:.82rem}
tr.group th small{font-weight:400}
ol.steps,ol.notes{list-style:none;padding:0;margin:.4rem 0}
ol.steps li,ol.notes li{display:grid;grid-template-columns:2rem 1fr;gap:.6rem;margin:.5rem 0}
ol.steps .n,ol.notes .n{text-align:right;color:var(--soft)}
ol.steps .seen{color:var(--soft)}
ol.notes{columns:22rem 2;column-gap:2rem;font-size:.85rem}
ol.notes li{break-inside:avoid;margin:.2rem 0}
ul.items{border:0;padding:0}
ul.items li{margin:.5rem 0}
.aside{color:var(--soft);font-size:.8rem;white-space:nowrap}
.copied{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.78em;
overflow-wrap:anywhere}
.line-of-time svg{min-width:44rem;width:100%;height:auto}
@media (prefers-color-scheme:dark){.line-of-time svg{background:#fff;border-radius:.3rem}}
@media print{@page{size:A4;margin:18mm}ol.steps li{break-inside:avoid}
.line-of-time svg{min-width:0}}
"""


def html_of(report: Report) -> str:
    """Return the report as a whole HTML document."""
    content = [
        f"<h1>{escape(report.title)}</h1>",
        f'<p class="kind">{escape(report.called)}</p>',
        f'<p class="soft">{escape(report.subject)}</p>',
    ]
    for block in report.blocks:
        content += _block(block)
    return DOCUMENT.format(
        language=report.language,
        title=escape(f"{report.title} — {report.called}"),
        style=STYLE + _OWN,
        content="\n".join(content),
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section():
            yield f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
        case Prose():
            yield _prose(block)
        case Framed():
            said = "".join(map(_answer, block.paragraphs))
            yield f'<section class="answer" aria-label="{escape(block.title)}">{said}</section>'
        case Grid():
            yield from _grid(block)
        case TimeLine():
            yield (
                f'<div class="wide line-of-time" tabindex="0" role="img" '
                f'aria-label="{escape(block.alternative)}">{drawn(block)}</div>'
            )
        case Steps():
            yield from _steps(block)
        case Items():
            yield from _items(block)
        case TwoColumns():
            for inner in block.blocks:
                yield from _block(inner)
        case Pairs():
            yield from _pairs(block)
        case Notes():
            yield from _notes(block)


def _references(numbers: Sequence[int]) -> str:
    links = ",".join(f'<a href="#note-{number}">{number}</a>' for number in numbers)
    return f"<sup>{links}</sup>" if links else ""


def _prose(prose: Prose) -> str:
    label = f"<strong>{escape(prose.label)}</strong> " if prose.label else ""
    return f'<p class="{prose.kind}">{label}{escape(prose.text)}{_references(prose.notes)}</p>'


def _answer(prose: Prose) -> str:
    label = f'<span class="of">{escape(prose.label)}</span>' if prose.label else ""
    return f'<p class="{prose.kind}">{label}{escape(prose.text)}{_references(prose.notes)}</p>'


def _grid(grid: Grid) -> Iterator[str]:
    caption = escape(grid.caption)
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{caption}">'
    yield f'<table class="{"small" if grid.small else "plain"}"><caption>{caption}</caption>'
    heads = (
        f'<th scope="col" class="{column.kind}">{escape(column.title)}</th>'
        for column in grid.columns
    )
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for line in grid.lines:
        yield _line(line, grid.columns)
    yield "</tbody></table></div>"


def _line(line: Line, columns: Sequence[Column]) -> str:
    if line.kind == "group":
        head = f'<th scope="rowgroup" colspan="{len(columns)}">{_cell(line.cells[0])}</th>'
        return f'<tr class="group">{head}</tr>'
    cells: list[str] = []
    for column, cell in zip(columns, line.cells, strict=True):
        tag, scope = ("td", "") if cells else ("th", ' scope="row"')
        cells.append(f'<{tag}{scope} class="{column.kind}">{_cell(cell)}</{tag}>')
    return f'<tr class="{line.kind}">{"".join(cells)}</tr>'


def _cell(cell: Cell) -> str:
    said = escape(cell.text)
    if cell.copied:
        said = f'<span class="copied">{said}</span>'
    if cell.tone != "plain":
        mark = f'<span class="mark {cell.tone}" aria-hidden="true">{MARKS[cell.tone]}</span> '
        said = f'<span class="tone {cell.tone}">{mark}{said}</span>'
    under = "".join(f"<small>{escape(line)}</small>" for line in cell.under)
    return f"{said}{_references(cell.notes)}{under}"


def _steps(steps: Steps) -> Iterator[str]:
    for group in steps.groups:
        if group.title:
            yield f"<h4>{escape(group.title)}</h4>"
        yield '<ol class="steps">'
        for step in group.steps:
            yield (
                f'<li value="{step.number}"><span class="n">{step.number}.</span>'
                f"<span>{_step(step, steps.hence)}{_references(step.notes)}</span></li>"
            )
        yield "</ol>"


def _step(step: Step, hence: str) -> str:
    seen = f' <span class="seen">{escape(step.seen)}</span>' if step.seen else ""
    return f"{escape(step.says)}{seen} {escape(hence)} <strong>{escape(step.gave)}</strong>"


def _items(items: Items) -> Iterator[str]:
    yield '<ul class="items">'
    for item in items.items:
        head = f"<strong>{escape(item.head)}</strong>" if item.head else ""
        aside = f'<span class="aside">{escape(item.aside)}</span>' if item.aside else ""
        under = "".join(f"<small>{escape(line)}</small>" for line in item.under)
        said = " ".join(part for part in (head, escape(item.text), aside) if part)
        yield f"<li>{said}{_references(item.notes)}{under}</li>"
    yield "</ul>"


def _pairs(pairs: Pairs) -> Iterator[str]:
    yield "<dl>"
    for pair in pairs.pairs:
        said = (
            f'<span class="copied">{escape(pair.text)}</span>' if pair.copied else escape(pair.text)
        )
        yield f"<div><dt>{escape(pair.term)}</dt><dd>{said}</dd></div>"
    yield "</dl>"


def _notes(notes: Notes) -> Iterator[str]:
    yield '<ol class="notes">'
    for note in notes.notes:
        yield (
            f'<li id="note-{note.number}"><span class="n">{note.number}</span>'
            f"<span>{escape(note.text)}</span></li>"
        )
    yield "</ol>"
