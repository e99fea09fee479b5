"""The text in force, provision by provision, and what
changed between two days, operation by operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
from engine.render.wording import word_or
from engine.words.citation import article_name
from engine.words.formats import NO_BREAK, long_date, span, typographic, upper_first, written


def text_blocks(page: Writing) -> Iterator[Block]:
    """Yield each article with its provisions in order: what it
    says, its values, its rule in words, its history and its source.
    """
    articles = page.many("articles")
    provisions = sum(len(article.get("provisions") or ()) for article in articles)
    words = {
        "articles": page.number_of(len(articles), "article"),
        "provisions": page.number_of(provisions, "provision"),
    }
    yield Paragraph(page.say("lead.articles", on=page.date(page.answer.get("on")), **words), "lead")
    shorts = {
        str(text.get("text")): str(text.get("short") or text.get("text"))
        for text in page.many("law")
    }
    for article in articles:
        name = str(
            article.get("name") or article_name(str(article.get("number", "")), page.language)
        )
        short = str(
            article.get("short") or shorts.get(str(article.get("text")), article.get("text"))
        )
        title = f" — {article['title']}" if article.get("title") else ""
        yield Heading(2, page.prose(f"{short}, {name}{title}"))
        for provision in article.get("provisions") or ():
            yield from _provision(page, provision)
        for link in article.get("repealed") or ():
            yield Paragraph(page.prose(f"{link.get('id')} — {_link(page, link)}"))

    for article in page.many("repealed"):
        name = (
            f"{article.get('text_short') or article.get('text')}, "
            f"{article_name(str(article.get('number', '')), page.language)}"
        )
        yield Paragraph(page.prose(f"{name} — {_link(page, article)}"))


def _provision(page: Writing, provision: Mapping[str, Any]) -> Iterator[Block]:
    kind = word_or("kind", provision.get("kind") or "norm", page.language)
    place = str(provision.get("place") or "")
    yield Heading(3, page.prose(f"{place} · {kind}" if place else upper_first(kind)))
    yield Paragraph(page.prose(provision.get("says") or provision.get("id")))
    if provision.get("quote"):
        yield Paragraph(_quotation(str(provision["quote"])), "quote")
    if provision.get("table"):
        yield _table(page, provision)
    pairs = []
    if provision.get("in_words"):
        pairs.append((page.say("in_words"), page.prose(provision["in_words"])))
    if provision.get("values"):
        pairs.append((page.say("values"), page.joined(values_in_words(page, provision))))
    interval = span(provision.get("since"), provision.get("until"), page.language)
    if interval:
        pairs.append((page.say("in_force"), interval))
    if provision.get("chain"):
        first, *others = provision["chain"]
        pairs.append(
            (
                page.say("chain"),
                page.joined(
                    (_link(page, first, first=True), *(_link(page, link) for link in others))
                ),
            )
        )
    pairs += _provenance(page, provision)
    if pairs:
        yield Terms(tuple(pairs))


def _provenance(page: Writing, provision: Mapping[str, Any]) -> list[tuple[str, str]]:
    source = provision.get("source") or {}
    read = ", ".join(str(source[name]) for name in ("title", "at") if source.get(name)) or str(
        source.get("document") or ""
    )
    basis = provision.get("basis_label") or (
        word_or("basis", provision["basis"], page.language) if provision.get("basis") else ""
    )
    where = f"{read} ({basis})" if read and basis else read or str(basis)
    pairs = [(page.say("source"), page.prose(where))] if where else []
    citations = displays(provision.get("citations"))
    return [*pairs, (page.say("citation"), page.joined(citations))] if citations else pairs


def _link(page: Writing, link: Mapping[str, Any], *, first: bool = False) -> str:
    """Say what an act did to a provision; of one that an amendment
    brings, the first act has replaced or completed others.
    """
    verb = str(link.get("verb") or "written")
    made = page.say(
        "chain.brought" if first and verb in ("replaced", "completed") else f"chain.{verb}",
        what=str(link.get("display") or ""),
    )
    return f"{made} ({long_date(link['on'], page.language)})" if link.get("on") else made


def _quotation(text: str) -> str:
    """Return the words of a source, which are French in every language."""
    return typographic(f"«{NO_BREAK}{text}{NO_BREAK}»", "fr")


def _table(page: Writing, provision: Mapping[str, Any]) -> Table:
    """Return a table of the law: rows and printed totals
    under its classes, or its brackets and the class of each.
    """
    table: Mapping[str, Any] = provision["table"]
    unit = str(table.get("unit") or "")
    caption = page.prose(provision.get("says") or "")
    rows: list[Row] = []
    if table.get("brackets"):
        classes = [
            (page.prose(bracket.get("label")), written(bracket.get("is"), "", page.language))
            for bracket in table["brackets"]
        ]
        rows += [Row((Cell(label), Cell(name))) for label, name in classes]
        return page.references.table(
            caption,
            (Column(page.say("table.bracket")), Column(page.say("table.class"), "amount")),
            rows,
        )
    columns = [Column(page.say("table.row"))]
    columns += [
        Column(page.prose(upper_first(str(name))), "amount") for name in table.get("columns") or ()
    ]
    for key, kind in (("rows", "row"), ("totals", "total")):
        for row in table.get(key) or ():
            cells = tuple(
                Cell(written(cell, unit, page.language)) for cell in row.get("cells") or ()
            )
            name = Cell(page.prose(upper_first(str(row.get("label") or row.get("name")))))
            rows.append(Row((name, *cells), "total" if kind == "total" else "row"))
    return page.references.table(caption, columns, rows)


def diff_blocks(page: Writing) -> Iterator[Block]:
    """Yield how much changed between the two days, then each
    operation with the provisions it changed, before and after.
    """
    operations = page.many("operations")
    start, end = page.date(page.answer.get("from")), page.date(page.answer.get("to"))
    changes = sum(len(operation.get("changes") or ()) for operation in operations)
    if not operations:
        yield Paragraph(page.say("lead.no_change", start=start, end=end), "lead")
        return
    counted = {
        "operations": page.number_of(len(operations), "operation"),
        "changes": page.number_of(changes, "changed"),
    }
    yield Paragraph(page.say("lead.diff", start=start, end=end, **counted), "lead")
    for operation in operations:
        verb = word_or("verb", operation.get("verb") or "replaced", page.language)
        day = (
            f", {page.say('effect_on', on=long_date(operation['on'], page.language))}"
            if operation.get("on")
            else ""
        )
        yield Heading(2, page.prose(f"{operation.get('display')} — {verb}{day}"))
        if operation.get("says"):
            yield Paragraph(page.prose(operation["says"]))
        rows = [
            row
            for change in operation.get("changes") or ()
            for row in _change(page, operation, change)
        ]
        if rows:
            columns = (
                Column(page.say("provision")),
                Column(page.say("before")),
                Column(page.say("after")),
            )
            yield page.references.table(page.prose(operation.get("display")), columns, rows)


def _side(page: Writing, side: Mapping[str, Any]) -> Cell:
    """Return what a provision says on one side of a change, and from when to when it reads so."""
    interval = span(side.get("from"), side.get("until"), page.language)
    return Cell(page.prose(side.get("says") or "—"), (interval,) if interval else ())


def _change(
    page: Writing, operation: Mapping[str, Any], change: Mapping[str, Any]
) -> Iterator[Row]:
    """Yield a provision's row, then one for each value that changed;
    they cite the operation when the change has no citation.
    """
    citations = displays(change.get("citations")) or (Cited(str(operation.get("display"))),)
    how = word_or("change", change.get("change") or "changed", page.language)
    before, after = (_side(page, change.get(side) or {}) for side in ("before", "after"))
    name = Cell(page.prose(change.get("display") or change.get("address")), (how,))
    yield Row((name, before, after), "row", citations)
    rules = [(change.get(side) or {}).get("in_words") or "" for side in ("before", "after")]
    if rules[0] != rules[1]:
        yield Row(
            (Cell(f"→ {page.say('in_words')}"), *(Cell(page.prose(rule or "—")) for rule in rules)),
            "row",
            citations,
        )
    for value in change.get("values") or ():
        label = page.prose(value.get("label") or word_or("value", value.get("name"), page.language))
        unit = str(value.get("unit") or "")
        sides = (
            Cell(page.prose(written(value.get(side), unit, page.language)))
            for side in ("before", "after")
        )
        yield Row((Cell(f"→ {label}"), *sides), "row", citations)
