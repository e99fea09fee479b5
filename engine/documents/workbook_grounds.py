"""The sheets of a workbook that hold on what an answer rests: the reasoning, the articles, the
facts, the readings, and what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from engine.documents.sheets import Book, Kind, Value
from engine.documents.wording import say
from engine.documents.workbook_tables import cited, columns
from engine.language.temporal import NOT_YET, parse_date
from engine.questions.answers import CaseAnswer, FundingAnswer
from engine.questions.answers.answer import ReadingUsed
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.record import Record
from engine.questions.answers.trace import FactRead, TraceOccasion, TraceStep
from engine.render.page import MARKS, Heading, Node, Tree, Writing
from engine.render.proof import compared_blocks, trace_blocks
from engine.render.trace import Traced
from engine.render.wording import word_or
from engine.words.formats import upper_first


def why_sheet(page: Writing, book: Book, trace: Sequence[TraceOccasion]) -> None:
    """Draw the reasoning, a step a row, each under the one that it serves."""
    trees = (block for block in trace_blocks(page, trace) if isinstance(block, Tree))
    steps = [step for tree in trees for node in tree.nodes for step in _flattened(node, 0)]
    if not steps:
        return
    sheet = book.sheet(say("sheet.why", page.language))
    heads = columns(
        page,
        {
            "rank": "number", "concluded": "text", "outcome": "short", "grounds": "text",
            "articles": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            rank,
            page.prose(upper_first(node.head)),
            MARKS[node.tone] if depth else "",
            "\n".join(node.lines),
            page.joined(node.citations),
        ]
        for rank, (depth, node) in enumerate(steps, 1)
    ]
    sheet.table(heads, rows, frozen=2, depths=[depth for depth, _ in steps])


def _flattened(node: Node, depth: int) -> Iterator[tuple[int, Node]]:
    yield depth, node
    for child in node.children:
        yield from _flattened(child, depth + 1)


def citations_sheet(page: Writing, book: Book, answer: Any) -> None:
    """Draw each provision that the answer cites, once."""
    times: Counter[ArticleCited] = Counter(
        record for record in records(answer) if isinstance(record, ArticleCited)
    )
    if not times:
        return
    sheet = book.sheet(say("sheet.citations", page.language))
    heads = columns(
        page,
        {
            "article": "text", "place": "text", "provision": "text", "basis": "short",
            "cited": "number",
        },
    )  # fmt: skip
    merged: dict[tuple[str, str, str, str], int] = {}
    for citation, count in times.items():
        basis = word_or("basis", citation.basis, page.language)
        key = (citation.display, citation.place, citation.provision, basis)
        merged[key] = merged.get(key, 0) + count
    sheet.table(heads, [[*key, count] for key, count in merged.items()])


def records(value: Any) -> Iterator[Record]:
    """Yield the records of an answer, from itself down."""
    if isinstance(value, Record):
        yield value
        for name in value.__struct_fields__:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from records(part)


class _FactShown(Struct, frozen=True):
    """A fact as a row."""

    label: str
    value: Value
    origin: str
    name: str


def facts_sheet(page: Writing, book: Book, answer: CaseAnswer) -> None:
    """Draw the facts that the answer read, those of the case first, then those worked out."""
    facts = [*_supposed(page, answer), *_read(page, answer)]
    if not facts:
        return
    sheet = book.sheet(say("sheet.facts", page.language))
    heads = columns(page, {"fact": "text", "value": "text", "origin": "short", "in_case": "text"})
    rows: list[list[Value]] = [
        [page.prose(upper_first(fact.label)), fact.value, fact.origin, fact.name] for fact in facts
    ]
    sheet.table(heads, rows)


def _supposed(page: Writing, answer: CaseAnswer) -> Iterator[_FactShown]:
    for fact in answer.supposed or ():
        since = f" ({page.span(fact.since, None)})" if fact.since else ""
        value = fact.display if since else _typed(fact.value, fact.display)
        origin = say("supposed.set", page.language)
        yield _FactShown(fact.label + since, value, origin, fact.path)


def _read(page: Writing, answer: CaseAnswer) -> list[_FactShown]:
    """Return the facts of the trace, each value once."""
    order = {"case": 0, "derived": 1, "occasion": 2, "question": 3}
    facts: dict[tuple[str, str], FactRead] = {}
    for record in records(getattr(answer, "trace", None)):
        for fact in (record.facts or ()) if isinstance(record, TraceStep) else ():
            if isinstance(fact, FactRead) and fact.from_ in ("case", "derived"):
                facts.setdefault((fact.fact, fact.display), fact)
    return [
        _FactShown(
            fact.label,
            _typed(fact.value, fact.display),
            word_or("trace", f"from_{fact.from_}", page.language),
            fact.fact,
        )
        for fact in sorted(facts.values(), key=lambda fact: order[fact.from_])
    ]


def _typed(value: object, display: str) -> Value:
    """Return a value of JSON as a workbook has it: a whole number, a day, else its words."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            day = NOT_YET if value == "not_yet" else parse_date(value)
        except ValueError:
            return display
        return day
    return display


def readings_sheet(page: Writing, book: Book, answer: CaseAnswer) -> None:
    """Draw the readings that mattered, with their other options."""
    readings = answer.readings_detail
    if not readings:
        return
    sheet = book.sheet(say("sheet.readings", page.language))
    heads = columns(
        page,
        {
            "reading": "text", "option": "text", "chosen": "short", "reason": "text",
            "others": "text", "id": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = []
    for reading in readings:
        others = [page.prose(other.says) for other in reading.others]
        rows.append(
            [
                page.prose(reading.question),
                page.prose(reading.says),
                page.say("reading_default" if reading.default else "reading_chosen"),
                page.prose(reading.reason),
                "\n".join(others),
                f"{reading.id} = {reading.option}",
            ]
        )
    sheet.table(heads, rows)


def under_readings_sheet(page: Writing, book: Book, answer: Any) -> None:
    """Draw what each other option of each reading changes, where it was asked for: the total of the
    rights, or the rows of another answer.
    """
    options = getattr(answer, "under_readings", None)
    if not options:
        return
    questions = {reading.id: reading.question for reading in answer.readings_detail}
    if isinstance(answer, FundingAnswer):
        kinds: dict[str, Kind] = {
            "reading": "text", "under": "text", "total": "amount", "difference": "amount",
            "id": "text",
        }  # fmt: skip
        rows: list[list[Value]] = [
            [
                page.prose(questions.get(option.reading) or option.reading),
                page.prose(option.says),
                option.total,
                option.difference,
                f"{option.reading} = {option.option}",
            ]
            for option in options
        ]
    else:
        kinds = {"reading": "text", "change": "text"}
        rows = list(_changes_told(page, options, answer.readings_detail))
    book.sheet(say("sheet.under_readings", page.language)).table(columns(page, kinds), rows)


def _changes_told(
    page: Writing, options: Sequence[ChangesUnderReading], readings: Sequence[ReadingUsed]
) -> Iterator[list[Value]]:
    """Yield each option of each reading with each change that a page tells of it."""
    reading = ""
    for block in compared_blocks(page, options, readings):
        if isinstance(block, Heading):
            reading = block.text
        elif isinstance(block, Tree):
            for node in block.nodes:
                yield [reading, page.prose(node.head)]


def missing_sheet(page: Writing, book: Book, answer: CaseAnswer) -> None:
    """Draw what is missing, with the question to ask and what depends on it."""
    missing = answer.missing if isinstance(answer, Traced) else ()
    if not missing:
        return
    sheet = book.sheet(say("sheet.missing", page.language))
    heads = columns(
        page,
        {
            "fact": "text", "question": "text", "affects": "text", "in_case": "text",
            "articles": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            page.prose(upper_first(lack.label)),
            page.prose(lack.question),
            page.joined(page.prose(label) for label in lack.affects_labels),
            lack.write or lack.fact or "",
            cited(page, lack.citations),
        ]
        for lack in missing
    ]
    sheet.table(heads, rows)
