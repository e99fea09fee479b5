"""A page: the blocks that every human rendering shows, in order.
Text, Markdown and HTML draw the same page, so that none loses a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.language.model import Basis
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.record import Record
from engine.render.wording import CATALOGUE, count_of, say
from engine.words.formats import NO_BREAK, difference, long_date, money, span, typographic

Trace: TypeAlias = Literal["none", "short", "full"]
APART = " | "
"""What stands between the citations that state a row and those by reason of which it applies."""
Tone: TypeAlias = Literal["good", "bad", "open", "plain", "soft"]
BASIS_MARKS: Mapping[str, str] = {"official_text": "●", "official_summary": "◐", "inferred": "○"}
"""The mark of the weakest basis behind a row or a reference, the strongest first."""
MARKS: Mapping[Tone, str] = {"good": "✓", "bad": "✗", "open": "?", "plain": "·", "soft": "–"}


class Heading(Struct, frozen=True):
    """A title; `level` 1 is the page's, 2 a section's, 3 a part's."""

    level: int
    text: str
    mark: Tone | None = None


class Paragraph(Struct, frozen=True):
    """Running text; `kind` is lead (the short answer), plain,
    soft (of second rank) or quote (words of a source).
    """

    text: str
    kind: Literal["lead", "plain", "soft", "quote"] = "plain"


class Column(Struct, frozen=True):
    """A column: `kind` is text (wraps), amount (to the
    right, never wraps), date or short (never wrap).
    """

    title: str
    kind: Literal["text", "amount", "date", "short"] = "text"


class Cell(Struct, frozen=True):
    """What stands in a table's cell: a text, smaller lines under it, and a tone for statuses."""

    text: str
    under: tuple[str, ...] = ()
    tone: Tone = "plain"


class Cited(str):
    """How a citation is displayed, with the weakest basis of what is cited there ("" where none is
    said), and the article that is cited, for a page that leads to it.
    """

    __slots__ = ("article", "basis")
    article: ArticleCited | None
    basis: str

    def __new__(cls, display: str, basis: str = "", article: ArticleCited | None = None) -> Cited:
        """Return the citation."""
        cited = super().__new__(cls, display)
        cited.article, cited.basis = article, basis
        return cited

    @property
    def marked(self) -> str:
        """The citation and the mark of its basis, `art. 8 ◐`."""
        return " ".join(part for part in (self, BASIS_MARKS.get(self.basis, "")) if part)


class Row(Struct, frozen=True):
    """A row; a `group` row has one cell that heads the rows
    after it; `citations` are shown by number.

    `basis` is the weakest behind it, "" where none is said. The first `own` citations state the row
    themselves, it applies by reason of the others; all state it where `own` is None. `of` is the
    line of the answer that the row shows, where it shows one.
    """

    cells: tuple[Cell, ...]
    kind: Literal["row", "group", "total"] = "row"
    citations: tuple[Cited, ...] = ()
    basis: str = ""
    own: int | None = None
    of: Record | None = None

    @property
    def cited(self) -> tuple[tuple[Cited, ...], ...]:
        """The citations that state the row, and those by reason of which it applies; without the
        part that is empty.
        """
        parts = (self.citations[: self.own], self.citations[self.own :])
        return tuple(part for part in parts if part) if self.own else parts[:1]


class Table(Struct, frozen=True):
    """A table. Rows end in the numbers of their citations;
    `references` are the (number, citation) pairs listed right below. One that is not asked for may
    be opened by the reader; `folded` is what is said in its place where nothing opens.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    references: tuple[tuple[int, Cited], ...] = ()
    folded: str = ""

    def numbers(self, row: Row) -> str:
        """Return the numbers of a row's citations and the mark of its basis, `[1 | 3, 4] ○`."""
        known = {citation: number for number, citation in self.references}
        shown = (", ".join(str(known[citation]) for citation in part) for part in row.cited)
        numbers = f"[{APART.join(shown)}]" if row.citations else ""
        return " ".join(part for part in (numbers, BASIS_MARKS.get(row.basis, "")) if part)


class Verbatim(str):
    """A line to be copied as it stands."""

    __slots__ = ()


class Node(Struct, frozen=True):
    """A branch: a head, lines under it, the citations it ends in, and its own branches."""

    head: str
    lines: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    tone: Tone = "plain"
    children: tuple[Node, ...] = ()


class Tree(Struct, frozen=True):
    """A tree of branches under a label; `folded` ones may be closed by the reader."""

    label: str
    nodes: tuple[Node, ...]
    folded: bool = False


class Terms(Struct, frozen=True):
    """Terms and what each of them is."""

    pairs: tuple[tuple[str, str], ...]


class Bar(Struct, frozen=True):
    """A bar of a chart: what it is of, how long it is, and its figure in words."""

    label: str
    length: float
    shown: str


class Bars(Struct, frozen=True):
    """A chart of bars, for a page that draws; a table beside it holds the same figures."""

    title: str
    bars: tuple[Bar, ...]


Block: TypeAlias = Heading | Paragraph | Table | Tree | Terms | Bars


class Page(Struct, frozen=True):
    """The blocks of an answer, in the order in which they are read."""

    title: str
    language: Language
    blocks: tuple[Block, ...]


class References:
    """Numbers citations in the order in which the page first cites them."""

    def __init__(self) -> None:
        """Start with no citation."""
        self._numbers: dict[str, int] = {}

    def of(self, citations: Iterable[Cited]) -> tuple[tuple[int, Cited], ...]:
        """Return the (number, citation) pairs of these citations, without repeats, by number."""
        numbered = {
            self._numbers.setdefault(str(citation), len(self._numbers) + 1): citation
            for citation in _once(citations)
        }
        return tuple(sorted(numbered.items()))

    def table(
        self, caption: str, columns: Sequence[Column], rows: Sequence[Row], *, folded: str = ""
    ) -> Table:
        """Return a table with its references numbered."""
        cited = self.of(citation for row in rows for citation in row.citations)
        return Table(caption, tuple(columns), tuple(rows), cited, folded)


class Writing(Struct, frozen=True):
    """What a page's authors share: the language, the numbering of citations, and what the reader
    asked to see: the trace `whole`, the `payments` of a calendar. `served` says that the page is
    read where there is no command to type.
    """

    language: Language
    references: References
    whole: bool = False
    payments: bool = False
    served: bool = False

    def say(self, key: str, /, **slots: str) -> str:
        """Return an interface word or sentence; on a page that is served, the one without a
        command, where there are two.
        """
        served = f"{key}.served"
        return say(served if self.served and served in CATALOGUE else key, self.language, **slots)

    def number_of(self, count: int, thing: str) -> str:
        """Return a number of things in words."""
        return count_of(count, thing, self.language)

    def prose(self, text: object) -> str:
        """Return a sentence of the answer with the typography of the language ("" for None)."""
        return typographic(str(text), self.language) if text is not None else ""

    @property
    def colon(self) -> str:
        """The colon with the space that French puts before it."""
        return f"{NO_BREAK}:" if self.language == "fr" else ":"

    def joined(self, parts: Iterable[str]) -> str:
        """Return the parts separated by semicolons."""
        return (" ; " if self.language == "fr" else "; ").join(parts)

    def day(self, day: date | None) -> str:
        """Return a day in full; the words for `no date` when there is none."""
        return long_date(day, self.language) if day else self.say("undated")

    def money(self, amount: Decimal) -> str:
        """Return an amount of euros."""
        return money(amount, self.language)

    def difference(self, amount: Decimal) -> str:
        """Return a difference in euros, with its sign."""
        return difference(amount, self.language)

    def span(self, start: date | None, until: date | None) -> str:
        """Return the days from `start` to the day before `until`; "" where both are open."""
        return span(start, until, self.language)


class Grounded(Protocol):
    """A line of an answer that says on what it rests; `own_citations`, where it has them, is how
    many of its citations state it themselves.
    """

    @property
    def citations(self) -> Sequence[ArticleCited]:
        """The articles that it cites."""

    @property
    def basis(self) -> Basis | None:
        """The weakest basis behind it."""


def cited_row(cells: tuple[Cell, ...], line: Grounded) -> Row:
    """Return a row with the citations of a line of the answer and its basis."""
    own = getattr(line, "own_citations", None)
    of = line if isinstance(line, Record) else None
    return Row(cells, "row", displays(line.citations), line.basis or "", own, of)


def stating(line: Grounded) -> Sequence[ArticleCited]:
    """Return the citations of a line that state it themselves."""
    return line.citations[: getattr(line, "own_citations", None)]


def displays(citations: Iterable[ArticleCited]) -> tuple[Cited, ...]:
    """Return how the citations of an answer are displayed, without repeats."""
    return _once(
        Cited(citation.display, citation.weakest or citation.basis, citation)
        for citation in citations
    )


def bracketed(citations: Iterable[ArticleCited]) -> str:
    """Return the citations as they end a sentence, each in brackets after a space."""
    return "".join(f" [{citation}]" for citation in displays(citations))


def _once(citations: Iterable[Cited]) -> tuple[Cited, ...]:
    """Return the citations in order without repeats, each
    with the weakest basis that it is given.
    """
    strength = ("", *BASIS_MARKS)
    weakest: dict[str, Cited] = {}
    for citation in citations:
        known = weakest.setdefault(str(citation), citation)
        if strength.index(citation.basis) > strength.index(known.basis):
            weakest[str(citation)] = citation
    return tuple(weakest.values())
