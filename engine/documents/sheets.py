"""The sheets of a workbook, as all our workbooks have them: headings that stay in sight and can be
filtered by, widths, formats of days and of euros, and how they print.

A text is always written as a text: what begins as a formula does is none. A sum is a formula, with
the figure of the answer beside it for readers that work nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.diagnostics.extras import need_extra
from engine.language.temporal import NOT_YET
from engine.words.formats import long_date

Kind: TypeAlias = Literal["text", "short", "amount", "date", "number", "decimal", "ratio"]
"""What a column holds: a text that wraps, one that does not, euros, days, whole numbers, others,
shares."""

LONGEST_TEXT: Final = 32_767
"""How many signs a cell holds."""
_EURO: Final = '#,##0.00 "€"'
_DAY: Final[Mapping[str, str]] = {"fr": "dd/mm/yyyy", "en": "d mmm yyyy"}
_NUMBERS: Final[Mapping[Kind, str]] = {
    "amount": _EURO,
    "number": "#,##0",
    "decimal": "#,##0.##",
    "ratio": "0.##%",
}
_WIDTHS: Final[Mapping[Kind, tuple[int, int]]] = {
    "text": (16, 60),
    "short": (10, 30),
    "amount": (17, 22),
    "date": (13, 16),
    "number": (9, 16),
    "decimal": (9, 16),
    "ratio": (9, 12),
}
"""The narrowest and the widest column of each kind, in signs."""
_INK, _PAPER, _RULE = "#1F3A5F", "#E8EEF5", "#9AA9BC"
_A4: Final = 9
_NARROW: Final = 24
"""How narrow a column of long texts is made for the others to fit, in signs."""
_LINE, _TALLEST = 15, 405
"""How high a line of text is, and the highest row, in points."""
_PAGE: Final = 190
"""How many signs the columns of a table hold at most that is still read well when printed."""


class Formula(Struct, frozen=True):
    """A formula, and the value that it gives."""

    text: str
    value: Decimal | int


Value: TypeAlias = "str | int | bool | Decimal | date | Formula | None"


class Column(Struct, frozen=True):
    """A column of a sheet: what heads it, and what it holds; `width` in signs, 0 for that of what
    stands in it.
    """

    title: str
    kind: Kind = "text"
    width: int = 0


class Area(Struct, frozen=True):
    """Where the rows of a table stand, by their numbers from 0, without headings and total."""

    sheet: str
    first: int
    last: int
    total: int | None = None

    def cells(self, column: int) -> str:
        """Return the cells of a column, as a formula of any sheet names them."""
        name = letters(column)
        return f"{_quoted(self.sheet)}!${name}${self.first + 1}:${name}${self.last + 1}"

    def sum_of(self, column: int) -> str:
        """Return the cell with the total of a column."""
        assert self.total is not None  # a table that has a total
        return f"{_quoted(self.sheet)}!${letters(column)}${self.total + 1}"


def letters(column: int) -> str:
    """Return the letters of a column, from 0: `A`, `Z`, `AA`."""
    before, rank = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + rank)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def need_workbook(place: str) -> None:
    """Raise RefusedInput when the library that writes workbooks is not installed."""
    need_extra("workbook", ("xlsxwriter",), place)


class Styles:
    """The formats of the cells of a workbook, each made once."""

    def __init__(self, book: Any, language: Language) -> None:
        """Take the workbook of xlsxwriter in which they are used."""
        self._book = book
        self._day = _DAY[language]
        self._made: dict[tuple[str, ...], Any] = {}

    def of(self, kind: Kind, style: str = "plain", indent: int = 0) -> Any:
        """Return the format of a cell; `style` is one of those of `_STYLES`."""
        key = (kind, style, str(indent))
        if key not in self._made:
            number = self._day if kind == "date" else _NUMBERS.get(kind, "")
            asked = {"valign": "top", "text_wrap": kind == "text", **_STYLES[style]}
            asked |= {"num_format": number} if number else {}
            asked |= {"align": "left"} if kind == "date" else {}
            asked |= {"indent": indent} if indent else {}
            self._made[key] = self._book.add_format(asked)
        return self._made[key]


_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {},
    "value": {"align": "left"},
    "right": {"align": "right", "italic": True},
    "head": {
        "bold": True, "bg_color": _PAPER, "font_color": _INK, "bottom": 1, "bottom_color": _RULE,
        "text_wrap": True, "valign": "vcenter",
    },
    "total": {"bold": True, "top": 1, "top_color": _RULE},
    "group": {"bold": True, "font_color": _INK},
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "lead": {"bold": True, "font_size": 12},
    "soft": {"italic": True, "font_color": "#555555"},
    "label": {"bold": True, "font_color": _INK},
}  # fmt: skip


class Book:
    """A workbook being written, in memory or to a file."""

    def __init__(self, language: Language, title: str, day: date, file: Path | None = None) -> None:
        """Begin a workbook of a language; `day` is when it is said to be made, so that the same
        answer gives the same file.

        Without a `file` it is made in memory, where `close` returns it. Rows that go to a file are
        written in order, each row once.
        """
        import xlsxwriter

        self.language: Language = language
        self.title = title
        self._memory = BytesIO()
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        how = {"in_memory": True} if file is None else {"constant_memory": True}
        self.book = xlsxwriter.Workbook(
            self._memory if file is None else str(file), {**options, **how}
        )
        made = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a day, of no place
        self.book.set_properties({"title": title, "author": "accord", "created": made})
        self.book.set_custom_property("Language", language)
        self.styles = Styles(self.book, language)

    def sheet(self, name: str) -> Sheet:
        """Add a sheet; its name is cut where it is too long for one, and numbered where another
        has it.
        """
        own, rank = sheet_name(name), 1
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()}
        while own.lower() in taken:
            rank += 1
            own = f"{sheet_name(name)[:27]} {rank}"
        return Sheet(self, own)

    def close(self) -> bytes:
        """Finish the workbook; return it where it was made in memory."""
        self.book.close()
        return self._memory.getvalue()


def sheet_name(name: str) -> str:
    """Return a name as a sheet may have it: 31 signs at most, none of them of those refused."""
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")
    return " ".join(kept.split())[:31]


class Sheet:
    """A sheet being written, from its top."""

    def __init__(self, book: Book, name: str) -> None:
        """Add it to a book."""
        self.name = name
        self.row = 0
        self.sheet = book.book.add_worksheet(name)
        self._book = book
        self._widths: list[int] = []
        self._print()

    def _print(self) -> None:
        """Print it in landscape, as wide as the page, with its title and its pages numbered."""
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        title = self._book.title.replace("&", "&&")[:150]
        self.sheet.set_footer(f"&L{title} — &A&R&P / &N")

    def line(self, text: str, style: str = "plain", *, across: int = 1) -> None:
        """Write a line of text over so many columns, as high as it needs: no program makes room for
        merged cells by itself.
        """
        cell = self._book.styles.of("text", style)
        larger = _STYLES[style].get("font_size", 11) / 11
        if across > 1:
            self.sheet.merge_range(self.row, 0, self.row, across - 1, "", cell)
            width = sum(self._widths[:across]) / larger
            self.sheet.set_row(self.row, min(_TALLEST, _LINE * larger * lines_of(text, width) + 2))
        self.sheet.write_string(self.row, 0, _cut(text), cell)
        self.row += 1

    def pair(self, label: str, value: Value, kind: Kind = "text") -> None:
        """Write a label and what it stands for beside it."""
        self._heighten([label, value])
        self.sheet.write_string(self.row, 0, label, self._book.styles.of("text", "label"))
        self.put(self.row, 1, value, kind, "value")
        self.row += 1

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def widths(self, *widths: int) -> None:
        """Give the columns their widths, in signs."""
        self._widths = list(widths)
        for rank, width in enumerate(widths):
            self.sheet.set_column(rank, rank, width)

    def headings(self, columns: Sequence[Column], *, frozen: int = 1, filtered: int = 0) -> None:
        """Write the headings of a table: they stay in sight with the first columns, and are printed
        again on each page. `filtered` is the number of rows below them that a filter takes.
        """
        style = self._book.styles.of("text", "head")
        self._heighten([column.title for column in columns])
        for rank, column in enumerate(columns):
            self.sheet.write_string(self.row, rank, column.title, style)
        self.sheet.freeze_panes(self.row + 1, frozen)
        self.sheet.repeat_rows(self.row)
        if filtered:
            self.sheet.autofilter(self.row, 0, self.row + filtered, len(columns) - 1)
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        *,
        total: Sequence[Value] = (),
        frozen: int = 1,
        depths: Sequence[int] = (),
    ) -> Area:
        """Write a table: its headings, its rows, and a row of totals; return where its rows stand.

        `depths` says how far each row is indented, and folded under the one before it.
        """
        self.widths(*widths_of(columns, rows))
        self.headings(columns, frozen=frozen, filtered=len(rows))
        first = self.row
        if depths:
            self.sheet.outline_settings(symbols_below=False)
        for rank, row in enumerate(rows):
            depth = depths[rank] if depths else 0
            self.values(columns, row, "group" if depths and not depth else "plain", depth)
        last = max(first, self.row - 1)
        if total:
            self.values(columns, total, style="total")
        self.print_to(len(columns))
        return Area(self.name, first, last, self.row - 1 if total else None)

    def print_to(self, columns: int, below: int = 0) -> None:
        """Print so many columns, as far as what is written and so many rows below it; what runs
        over beyond them is not.
        """
        self.sheet.print_area(0, 0, max(0, self.row - 1 + below), columns - 1)

    @property
    def pixels(self) -> int:
        """How wide the columns are together, in pixels."""
        return 7 * sum(self._widths)

    def values(
        self, columns: Sequence[Column], row: Sequence[Value], style: str = "plain", depth: int = 0
    ) -> None:
        """Write the next row of a table."""
        wrapped = [
            value if column.kind == "text" else ""
            for column, value in zip(columns, row, strict=True)
        ]
        self._heighten(wrapped, depth)
        for rank, (column, value) in enumerate(zip(columns, row, strict=True)):
            indent = min(depth, 12) if column.kind == "text" and rank == _INDENTED else 0
            self.put(self.row, rank, value, column.kind, style, indent=indent)
        self.row += 1

    def _heighten(self, values: Sequence[Value], depth: int = 0) -> None:
        """Make the next row as high as the texts that wrap in it, and fold it so deep."""
        texts = zip(values, self._widths, strict=False)
        lines = max(
            (lines_of(text, width - 2 * depth) for text, width in texts if isinstance(text, str)),
            default=1,
        )
        if lines > 1 or depth:
            height = min(_TALLEST, _LINE * lines) if lines > 1 else None
            folded = {"level": min(depth, 7)} if depth else {}
            self.sheet.set_row(self.row, height, None, folded)

    def put(
        self,
        row: int,
        column: int,
        value: Value,
        kind: Kind,
        style: str = "plain",
        *,
        indent: int = 0,
    ) -> None:
        """Write one cell: a number as a number, a day as a day, a text as a text whatever it begins
        with.
        """
        styles = self._book.styles
        text: Kind = "text" if kind == "text" else "short"
        match value:
            case None | "":
                if style != "plain":
                    self.sheet.write_blank(row, column, None, styles.of(text, style))
            case Formula():
                shown = styles.of(kind, style)
                self.sheet.write_formula(row, column, f"={value.text}", shown, float(value.value))
            case bool():
                yes, no = ("oui", "non") if self._book.language == "fr" else ("yes", "no")
                self.sheet.write_string(row, column, yes if value else no, styles.of(text, style))
            case int() | Decimal():
                numeric = kind if kind in _NUMBERS else "number"
                if kind not in _NUMBERS and value != int(value):
                    numeric = "text"
                self.sheet.write_number(row, column, float(value), styles.of(numeric, style))
            case date():
                self._day(row, column, value, style)
            case str():
                if kind in _NUMBERS and style == "plain":  # a word where a number is wanting
                    style = "right"
                self.sheet.write_string(row, column, _cut(value), styles.of(text, style, indent))

    def _day(self, row: int, column: int, day: date, style: str) -> None:
        styles = self._book.styles
        if day == NOT_YET or day.year < 1900:  # what no workbook counts as a day
            words = long_date(day, self._book.language)
            self.sheet.write_string(row, column, words, styles.of("short", style))
        else:
            self.sheet.write_datetime(row, column, day, styles.of("date", style))


_INDENTED: Final = 1
"""The column of which the texts are indented with their row."""


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return how wide the columns are: those of long texts less than they ask for, where all would
    be too wide for a page that can be read.
    """
    widths = [width_of(column, rank, rows) for rank, column in enumerate(columns)]
    least = _NARROW
    wide = [rank for rank, column in enumerate(columns) if widths[rank] > least and _wraps(column)]
    beyond = sum(widths) - _PAGE
    room = sum(widths[rank] - least for rank in wide)
    if beyond > 0 and room:
        for rank in wide:
            widths[rank] -= min(beyond, room) * (widths[rank] - least) // room
    return widths


def _wraps(column: Column) -> bool:
    return column.kind == "text" and not column.width


def width_of(column: Column, rank: int, rows: Iterable[Sequence[Value]], widest: int = 0) -> int:
    """Return how wide a column is: its own width, else that of its widest value, within the bounds
    of its kind; a text is `widest` at most where that is given.
    """
    if column.width:
        return column.width
    least, most = _WIDTHS[column.kind]
    most = widest or most
    head = max((len(word) for word in column.title.split()), default=0)
    if column.kind not in ("text", "short"):
        return max(least, min(most, head + 3))
    texts = (row[rank] for row in rows)
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    return max(least, min(most, max(longest, head) + 3))


def lines_of(text: str, width: float) -> int:
    """Return on how many lines a text stands in so many signs."""
    room = max(8, int(0.9 * width))  # a line ends at a word
    return sum(max(1, -(-len(part) // room)) for part in text.split("\n"))


def _cut(text: str) -> str:
    """Return a text as long as a cell holds it."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
