"""The sections of an answer: its first sentences, then what is shown under each heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from accord.server.pages.answered.asked import Answered
from accord.server.pages.answered.pictures import sums_by_period
from accord.server.wording import say
from engine.documents.report.pen import Pen
from engine.language.temporal import parse_duration, shifted
from engine.questions.answers import (
    CalendarAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.funding import EntitlementLine, PaymentLine
from engine.render.page import Block, Heading, Paragraph, Row, Table, Tone
from engine.render.pages import Parts, legend
from engine.render.typeset import typeset_blocks

Folding: TypeAlias = Literal["always open", "open", "folded"]
"""Whether a section can be folded, and how it stands at first."""
_TO_FOLD: Final = 2
"""From how many periods on each folds."""
_MANY: Final = 8
"""How many rows a section shows at once beside an answer."""
_SOON: Final = parse_duration("P1Y")
"""How far from the day of the question a date is among the next ones."""


class Section(Struct, frozen=True):
    """What stands under a heading; `note` is said beside it while the section is folded."""

    title: str
    blocks: tuple[Block, ...]
    mark: Tone | None = None
    folding: Folding = "always open"
    note: str = ""
    legend: str = ""
    """What the marks of its tables stand for."""


class Sections(Struct, frozen=True):
    """An answer: its first sentences, then its sections; each block stands in one of them."""

    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]


def sections_of(pen: Pen, answer: Answered, parts: Parts) -> Sections:
    """Return the sections of an answer, from the parts of its page."""
    first = tuple(
        block for block in takewhile(_is_said, parts.body) if isinstance(block, Paragraph)
    )
    rest = parts.body[len(first) :]
    if rest[-1:] == typeset_blocks(legend(pen, rest)):
        rest = rest[:-1]  # each section has its own
    sections = tuple(_explained(pen, each) for each in _sections(pen, answer, rest))
    if isinstance(answer, EligibilityAnswer):
        sections = _what_to_do_first(sections)
    return Sections(first, sections)


def plain_sections(blocks: Sequence[Block]) -> Sections:
    """Return the sections of another answer, each under its heading: a long one folds."""
    lead = tuple(block for block in takewhile(_is_said, blocks) if isinstance(block, Paragraph))
    return Sections(
        lead,
        tuple(
            Section(
                heading.text if heading else "",
                tuple(inside),
                heading.mark if heading else None,
                "folded" if heading and _rows_in(inside) > _MANY else "always open",
            )
            for heading, inside in _by_heading(blocks[len(lead) :])
            if inside or heading
        ),
    )


def _rows_in(blocks: Iterable[Block]) -> int:
    return sum(len(block.rows) for block in blocks if isinstance(block, Table))


def _is_said(block: Block) -> bool:
    return isinstance(block, Paragraph)


def _explained(pen: Pen, section: Section) -> Section:
    """Return a section that says what the marks of its tables stand for."""
    said = [each.text for each in legend(pen, section.blocks) if isinstance(each, Paragraph)]
    tables = (block for block in section.blocks if isinstance(block, Table))
    if any(len(row.cited) > 1 for table in tables for row in table.rows):
        said.append(say("answer.apart", pen.language))
    return replace(section, legend=" ".join(said))


def _sections(pen: Pen, answer: Answered, blocks: Sequence[Block]) -> Iterator[Section]:
    for rank, (heading, inside) in enumerate(_by_heading(blocks)):
        if heading is None and isinstance(answer, CalendarAnswer):
            yield from _dates(pen, answer.on, inside)
        elif heading is None:
            if inside:
                yield Section("", tuple(inside))
        elif isinstance(answer, FundingAnswer) and rank == 1 and answer.entitlements:
            yield from _periods(pen, answer, heading, inside)
        else:
            yield _section(pen, answer, heading, tuple(inside), rank)


def _by_heading(blocks: Iterable[Block]) -> list[tuple[Heading | None, list[Block]]]:
    """Return blocks under their headings; those before the first one under none."""
    groups: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            groups.append((block, []))
        else:
            groups[-1][1].append(block)
    return groups


def _section(
    pen: Pen, answer: Answered, heading: Heading, inside: tuple[Block, ...], rank: int
) -> Section:
    """Return a section, as the question asks for it to be drawn."""
    section = Section(heading.text, inside, heading.mark)
    match answer:
        case FundingAnswer() if _is_ledger(inside):
            count = pen.number_of(len(answer.payments), "payment")
            return replace(section, folding="folded", note=count)
        case EligibilityAnswer():
            return replace(section, folding="folded" if heading.mark else "open")
        case DutiesAnswer():
            return replace(section, folding="open" if rank == 1 else "folded")
        case CalendarAnswer() if any(isinstance(block, Table) for block in inside):
            return replace(section, folding="folded", blocks=tuple(map(_unfolded, inside)))
    return section


def _periods(
    pen: Pen, answer: FundingAnswer, heading: Heading, blocks: Sequence[Block]
) -> Iterator[Section]:
    """Yield the sums of the periods as a picture, then what is due in each: that of the day of the
    question is open, the others fold.
    """
    bars = sums_by_period(pen, answer)
    groups = [
        (table, group) for table in blocks if isinstance(table, Table) for group in _by_group(table)
    ]
    if len(groups) < _TO_FOLD:
        yield Section(heading.text, (*bars, *blocks))
        return
    yield Section(heading.text, bars or tuple(b for b in blocks if not isinstance(b, Table)))
    begun = [rank for rank, (_, rows) in enumerate(groups) if _begins(rows) <= answer.on]
    opened = begun[-1] if begun else 0
    for rank, (table, (first, *rows)) in enumerate(groups):
        total = next((row.cells[-1].text for row in rows if row.kind == "total"), "")
        title = first.cells[0].text
        yield Section(
            title,
            (replace(_of_rows(table, rows), caption=title),),
            folding="open" if rank == opened else "folded",
            note=total,
        )


def _by_group(table: Table) -> list[list[Row]]:
    """Return the rows of a table, each group with the row that heads it."""
    groups: list[list[Row]] = []
    for row in table.rows:
        if row.kind == "group" or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _begins(rows: Iterable[Row]) -> date:
    """Return the first day of what some rows show; the last there is, where none has a day."""
    lines = (row.of for row in rows)
    days = (line.from_ for line in lines if isinstance(line, EntitlementLine) and line.from_)
    return min(days, default=date.max)


def _what_to_do_first(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return what is left to do, then each benefit: the first that is not had is open, the first
    sentences say the others.
    """
    steps = [section for section in sections if not section.mark]
    benefits = [section for section in sections if section.mark]
    lacking = next((each for each in benefits if each.mark != "good"), None)
    return (
        *steps,
        *(replace(each, folding="open") if each is lacking else each for each in benefits),
    )


def _is_ledger(blocks: Iterable[Block]) -> bool:
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return bool(rows) and isinstance(rows[0].of, PaymentLine)


def _unfolded(block: Block) -> Block:
    """Return a table that its section folds already."""
    return replace(block, folded="") if isinstance(block, Table) else block


# --- the dates of a calendar, by what they ask ----------------------------------------------------


def _dates(pen: Pen, on: date, blocks: Sequence[Block]) -> Iterator[Section]:
    """Yield the dates that are late, the next, the later, those without a day, those behind."""
    for block in blocks:
        if not isinstance(block, Table):
            yield Section("", (block,))
            continue
        rows: dict[str, list[Row]] = {name: [] for name in _GROUPS}
        for row in block.rows:
            rows[_group(row, on)].append(row)
        for name, (tone, folding) in _GROUPS.items():
            if rows[name]:
                title = say(f"answer.dates.{name}", pen.language)
                count = pen.number_of(len(rows[name]), "date")
                yield Section(title, (_of_rows(block, rows[name]),), tone, folding, count)


_GROUPS: Final[dict[str, tuple[Tone | None, Folding]]] = {
    "late": ("bad", "always open"),
    "next": (None, "always open"),
    "later": (None, "open"),
    "undated": ("open", "open"),
    "unsure": ("open", "folded"),
    "past": (None, "folded"),
}


def _group(row: Row, on: date) -> str:
    """Return the group of a date: late, next (within a year), later, undated, unsure or past."""
    entry = row.of
    if not isinstance(entry, DateEntry):
        return "past"
    if entry.status == "late":
        return "late"
    if entry.on is None:
        return "undated"
    if entry.on > shifted(on, _SOON):
        return "later"
    if entry.on >= on and entry.status != "met":
        return "next"
    return "unsure" if entry.status == "due" else "past"


def _of_rows(table: Table, rows: Sequence[Row]) -> Table:
    """Return the part of a table that has some of its rows, with the references that these cite."""
    cited = {citation for row in rows for citation in row.citations}
    kept = tuple(pair for pair in table.references if pair[1] in cited)
    return replace(table, rows=tuple(rows), references=kept)
