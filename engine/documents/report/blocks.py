"""A report as blocks: what it says, in the order in which it is read, without a word on how it is
drawn.

The blocks are made once. Typst draws them as a PDF, HTML as a page: neither adds a fact, neither
leaves one out. They are plain records, and go to typst as JSON: what a case says is never read as
markup.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from engine.diagnostics.bilingual import Language
from engine.render.page import Tone

Kind: TypeAlias = Literal["text", "amount", "date", "short"]
"""How a column is set: text wraps, amounts stand to the right, dates and short words never wrap."""


class Block(Struct, frozen=True, tag_field="is", tag=str.lower):
    """What is drawn as one thing."""


class Section(Block, frozen=True):
    """A title; `level` 1 is that of a question or a part, 2 of a part of it."""

    level: int
    text: str


class Prose(Block, frozen=True):
    """A paragraph. `label` opens it in bold; `notes` are the numbers of its citations. An `intro`
    is a soft one that stays with what follows.
    """

    text: str
    notes: tuple[int, ...] = ()
    kind: Literal["lead", "plain", "soft", "intro"] = "plain"
    label: str = ""


class Framed(Block, frozen=True):
    """Paragraphs that stand out: the answer."""

    title: str
    paragraphs: tuple[Prose, ...]


class Column(Struct, frozen=True):
    """A column of a grid; `share` is its part of the width that is left to columns of text."""

    title: str
    kind: Kind = "text"
    share: int = 1


class Cell(Struct, frozen=True):
    """What stands in a cell: a text, small lines under it, the numbers of its citations."""

    text: str
    under: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()
    tone: Tone = "plain"
    copied: bool = False
    """Whether the text is copied as it stands, in letters of one width: a hash, a command."""


class Line(Struct, frozen=True):
    """A row of a grid: a row proper, a heading over the rows after it, or a total."""

    cells: tuple[Cell, ...]
    kind: Literal["row", "group", "total"] = "row"


class Grid(Block, frozen=True):
    """A table."""

    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    small: bool = False
    """Whether it is set in the smaller type, as a table that is looked up and not read."""


class Mark(Struct, frozen=True):
    """A day on a time line, and its label: where the day stands (0 to 1), where the label stands
    (`left`, from 0 to 1; `level`, in lines away from the axis), and on which side of the axis.
    """

    at: float
    left: float
    width: float
    level: float
    above: bool
    lines: tuple[str, ...]
    tone: Tone
    to_the_left: bool = False
    """Whether the label ends at its day and does not begin there."""


class Tick(Struct, frozen=True):
    """A year that begins on a time line."""

    at: float
    text: str


class Band(Struct, frozen=True):
    """A period on a time line."""

    start: float
    end: float
    text: str


class TimeLine(Block, frozen=True):
    """Days on an axis. Heights are counted in lines of its labels."""

    caption: str
    alternative: str
    """What the picture shows, in words."""
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    today: float | None
    today_label: str
    above: float
    below: float


class Step(Struct, frozen=True):
    """A step of the reasoning: what the provision says, what was looked at, what it gave."""

    number: int
    says: str
    seen: str
    gave: str
    notes: tuple[int, ...] = ()


class Group(Struct, frozen=True):
    """Steps that lead to one thing, and what that is; "" for those that lead to several."""

    title: str
    steps: tuple[Step, ...]


class Steps(Block, frozen=True):
    """Steps of the reasoning, numbered through the whole report."""

    hence: str
    """What stands before what a step gave."""
    groups: tuple[Group, ...]


class Item(Struct, frozen=True):
    """An item of a list: what heads it, its text, what stands at its end, lines under it."""

    text: str
    head: str = ""
    aside: str = ""
    under: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


class Items(Block, frozen=True):
    """A list."""

    items: tuple[Item, ...]


class TwoColumns(Block, frozen=True):
    """Blocks that are set in two columns on paper: what is looked up after the first pages."""

    blocks: tuple[Block, ...]


class Pair(Struct, frozen=True):
    """A term, and what it is."""

    term: str
    text: str
    copied: bool = False
    """Whether the text is copied as it stands, in letters of one width."""


class Pairs(Block, frozen=True):
    """Terms and what each of them is."""

    pairs: tuple[Pair, ...]


class Note(Struct, frozen=True):
    """An article cited, by the number that the text gives it."""

    number: int
    text: str


class Notes(Block, frozen=True):
    """The articles cited, each once."""

    notes: tuple[Note, ...]


class Enclosure(Struct, frozen=True):
    """A file that travels inside the report."""

    name: str
    content: str
    about: str


class Report(Struct, frozen=True):
    """A report: what heads its pages, its blocks, and what travels inside."""

    language: Language
    title: str
    """Whom it is about, and what it is."""
    subject: str
    """What is asked, in a line."""
    called: str
    """What a report is called."""
    day: date
    """The day that it bears, and that its file bears."""
    blocks: tuple[Block, ...]
    enclosures: tuple[Enclosure, ...] = field(default=())


def with_words(report: Report, set_: Callable[[str], str]) -> Report:
    """Return a report whose texts went through `set_`, all but what is copied as it stands."""
    through: Report = _with_words(report, set_)
    return through


def _with_words(value: Any, set_: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return set_(value)
    if isinstance(value, tuple):
        return tuple(_with_words(part, set_) for part in value)
    if not isinstance(value, Struct) or isinstance(value, Enclosure):
        return value
    kept = _CODES | ({"text"} if getattr(value, "copied", False) else set())
    changed = {
        name: _with_words(part, set_) for name, part in asdict(value).items() if name not in kept
    }
    return replace(value, **changed)


_CODES: Final = frozenset({"kind", "tone", "language"})
"""The fields that hold a word for the program and none for the reader."""
