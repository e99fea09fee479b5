"""The text in force, provision by provision, and what
changed between two days, operation by operation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.diagnostics.bilingual import Language
from engine.questions.answers import DiffAnswer, TextAnswer
from engine.questions.answers.cited import ActShown
from engine.questions.answers.texts import (
    ArticleEmptied,
    OperationShown,
    ProvisionChanged,
    ProvisionRepealed,
    ProvisionShown,
    ProvisionSide,
    TableShown,
)
from engine.render.answer_blocks import values_in_words
from engine.render.page import (
    Block,
    Cell,
    Cited,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    Terms,
    Writing,
    displays,
)
from engine.render.wording import say, word_or
from engine.words.citation import article_name
from engine.words.formats import NO_BREAK, long_date, typographic, upper_first, written


def text_blocks(page: Writing, answer: TextAnswer) -> Iterator[Block]:
    """Yield each article with its provisions in order: what it
    says, its values, its rule in words, its history and its source.
    """
    provisions = sum(len(article.provisions) for article in answer.articles)
    said = page.say(
        "lead.articles",
        on=page.day(answer.on),
        articles=page.number_of(len(answer.articles), "article"),
        provisions=page.number_of(provisions, "provision"),
    )
    yield Paragraph(said, "lead")
    for article in answer.articles:
        title = f" — {article.title}" if article.title else ""
        yield Heading(2, page.prose(f"{article.text_short}, {article.name}{title}"))
        for provision in article.provisions:
            yield from _provision(page, provision)
        for gone in article.repealed:
            yield Paragraph(page.prose(f"{gone.id} — {_act(page, gone)}"))
    for emptied in answer.repealed:
        name = f"{emptied.text_short}, {article_name(emptied.number, page.language)}"
        yield Paragraph(page.prose(f"{name} — {_act(page, emptied)}"))


def _provision(page: Writing, provision: ProvisionShown) -> Iterator[Block]:
    kind, place = word_or("kind", provision.kind, page.language), provision.place
    yield Heading(3, page.prose(f"{place} · {kind}" if place else upper_first(kind)))
    yield Paragraph(page.prose(provision.says))
    if provision.quote:
        yield Paragraph(_quotation(provision.quote), "quote")
    if provision.table:
        yield _table(page, page.prose(provision.says), provision.table)
    yield Terms(tuple(_terms(page, provision)))


def _terms(page: Writing, provision: ProvisionShown) -> Iterator[tuple[str, str]]:
    """Yield the rule in words, the values, the days, the history, the source, the citation."""
    if provision.in_words:
        yield page.say("in_words"), page.prose(provision.in_words)
    if provision.values:
        values = values_in_words(page, provision.values, provision.value_labels)
        yield page.say("values"), page.joined(values)
    yield page.say("in_force"), page.span(provision.since, provision.until)
    if provision.notes:
        yield page.say("remarks"), page.joined(map(page.prose, provision.notes))
    if provision.stands_for:
        yield page.say("stands_for"), page.prose(provision.stands_for)
    if provision.chain:
        first, *others = provision.chain
        acts = (_act(page, first, first=True), *(_act(page, act) for act in others))
        yield page.say("chain"), page.joined(acts)
    source = provision.source
    read = ", ".join(part for part in (source.title, source.at) if part) or source.document
    where = f"{read} ({provision.basis_label})" if read else provision.basis_label
    yield page.say("source"), page.prose(where)
    if provision.citations:
        yield page.say("citation"), page.joined(displays(provision.citations))


def _act(
    page: Writing, act: ActShown | ProvisionRepealed | ArticleEmptied, *, first: bool = False
) -> str:
    """Say what an act did to a provision; of one that an amendment
    brings, the first act has replaced or completed others.
    """
    brought = first and act.verb in ("replaced", "completed")
    made = page.say("chain.brought" if brought else f"chain.{act.verb}", what=act.display)
    return f"{made} ({long_date(act.on, page.language)})"


def _quotation(text: str) -> str:
    """Return the words of a source, which are French in every language."""
    return typographic(f"«{NO_BREAK}{text}{NO_BREAK}»", "fr")


def _table(page: Writing, caption: str, table: TableShown) -> Table:
    """Return a table of the law: rows and printed totals
    under its classes, or its brackets and the class of each.
    """
    heads, cells = cells_of(table, page.language)
    columns = [Column(heads[0]), *(Column(name, "amount") for name in heads[1:])]
    totals = len(cells) if table.brackets else len(table.rows)
    rows = [
        Row(tuple(map(Cell, row)), "total" if rank >= totals else "row")
        for rank, row in enumerate(cells)
    ]
    return page.references.table(caption, columns, rows)


def cells_of(table: TableShown, language: Language) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows of a table of the law in words: its rows and printed totals
    under its classes, or its brackets and the class of each.
    """
    if table.brackets:
        heads = [say("table.bracket", language), say("table.class", language)]
        return heads, [
            [typographic(bracket.label, language), written(bracket.is_, "", language)]
            for bracket in table.brackets
        ]
    columns = (typographic(upper_first(name), language) for name in table.columns)
    return [say("table.row", language), *columns], [
        [
            typographic(upper_first(row.label or row.name), language),
            *(written(cell, table.unit, language) for cell in row.cells),
        ]
        for row in (*table.rows, *table.totals)
    ]


def anchors(provisions: Sequence[ProvisionShown]) -> list[str]:
    """Return where a page holds each provision: its id, with its rank among those of that id from
    the second on.
    """
    seen: Counter[str] = Counter()
    places = []
    for provision in provisions:
        seen[provision.id] += 1
        rank = seen[provision.id]
        places.append(provision.id if rank == 1 else f"{provision.id}-{rank}")
    return places


def diff_blocks(page: Writing, answer: DiffAnswer) -> Iterator[Block]:
    """Yield how much changed between the two days, then each
    operation with the provisions it changed, before and after.
    """
    days = {"start": page.day(answer.from_), "end": page.day(answer.to)}
    if not answer.operations:
        yield Paragraph(page.say("lead.no_change", **days), "lead")
        return
    changes = sum(
        len({change.address for change in operation.changes}) for operation in answer.operations
    )
    said = page.say(
        "lead.diff",
        operations=page.number_of(len(answer.operations), "operation"),
        changes=page.number_of(changes, "changed"),
        **days,
    )
    yield Paragraph(said, "lead")
    for operation in answer.operations:
        yield from _operation(page, operation)


def _operation(page: Writing, operation: OperationShown) -> Iterator[Block]:
    """Yield an operation, and each provision that it changed."""
    verb = word_or("verb", operation.verb, page.language)
    day = page.say("effect_on", on=long_date(operation.on, page.language))
    yield Heading(2, page.prose(f"{operation.display} — {verb}, {day}"))
    if operation.says:
        yield Paragraph(page.prose(operation.says))
    if operation.stands_for:
        yield Paragraph(page.prose(f"{page.say('stands_for')} {operation.stands_for}."))
    for said in operation.parts:
        yield Paragraph(page.prose(f"→ {said}"))
    rows = [row for change in operation.changes for row in _change(page, operation, change)]
    if rows:
        columns = (
            Column(page.say("provision")),
            Column(page.say("before")),
            Column(page.say("after")),
        )
        yield page.references.table(page.prose(operation.display), columns, rows)


def _side(page: Writing, operation: OperationShown, side: ProvisionSide | None) -> Cell:
    """Return what a provision says on one side of a change, from when to when it reads so, and for
    which cases, where these are not all those of the operation.
    """
    if side is None:
        return Cell(page.prose("—"))
    under = [page.span(side.from_, side.until)]
    if side.stands_for and side.stands_for != operation.stands_for:
        under.append(page.prose(f"{page.say('stands_for')} {side.stands_for}"))
    return Cell(page.prose(side.says or "—"), tuple(under))


def _change(page: Writing, operation: OperationShown, change: ProvisionChanged) -> Iterator[Row]:
    """Yield a provision's row, then one for each value that changed;
    they cite the operation when the change has no citation.
    """
    citations = displays(change.citations) or (Cited(operation.display),)
    how = word_or("change", change.change, page.language)
    name = Cell(page.prose(change.display or change.address), (how,))
    shown = (_side(page, operation, side) for side in (change.before, change.after))
    yield Row((name, *shown), "row", citations)
    before, after = (side.in_words if side else None for side in (change.before, change.after))
    if (before or "") != (after or ""):
        rule = Cell(f"→ {page.say('in_words')}")
        sides = (Cell(page.prose(before or "—")), Cell(page.prose(after or "—")))
        yield Row((rule, *sides), "row", citations)
    for value in change.values:
        label = page.prose(value.label or word_or("value", value.name, page.language))
        figures = (
            Cell(page.prose(written(figure, "", page.language)))
            for figure in (value.before, value.after)
        )
        yield Row((Cell(f"→ {label}"), *figures), "row", citations)
