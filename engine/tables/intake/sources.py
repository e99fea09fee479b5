"""Files of rows as DuckDB reads them: a name is a name, every row is a row, and nothing of the
machine (its zone, its folders) enters.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import duckdb

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.tables.columns import CASE
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.opening import OtherEncoding, first_record, opened, plain_copy
from engine.tables.needed import CP1252
from engine.tables.scratch import SPILL, WORK

ROW = "row!"
"""The column of the number of a row: the one that a spreadsheet shows (blank lines count, a text on
several lines is one row); in Parquet, which has no line of names, the rank of the record.
"""
NOTHING = "NULL"
"""The type of a column that holds no value."""
_INDEX = re.compile(r"__index_level_\d+__")
"""How pandas names the ranks of its rows in Parquet; in CSV
and XLSX the name of their column is empty.
"""
_MOST_RAGGED = 1000
"""So many rows without all their cells are set apart; a
file with more is not the table that it should be.
"""
_FAULT_OF_ROW = re.compile(r"CSV Error on Line: (\d+)")
_CELLS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_TWO_LINE_ENDS = re.compile(rb"\n\r?\n|\r\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNQUOTED = re.compile(r"unterminated quote|RFC 4180")


@dataclass(frozen=True, slots=True)
class RowsFile:
    """A file of rows: the SQL that reads it, the expression
    of the rank of a row, its columns with their SQL types.

    Of a CSV file, `passing` is the SQL that passes over the rows without all their cells, which it
    notes in the table `ragged`, `read_from` the file or the copy that is read, and `said` what was
    chosen where the file leaves it open.
    """

    path: Path
    sql: str
    row: str
    types: tuple[tuple[str, str], ...]
    passing: str = ""
    ragged: str = ""
    separator: str = ""
    names: tuple[str, ...] = ()
    read_from: Path | None = None
    said: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How files are to be read: the encoding of CSV ("" to find
    it out), and the folder for what must be copied to be read.
    """

    folder: Path
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row that has not as many cells as there are columns:
    its rank, its text in the column `case`, and what is wrong.
    """

    row: int
    case: str | None
    fault: Sentence


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def source_of(
    path: Path, connection: duckdb.DuckDBPyConnection, asked: FileOptions, name: str = "cases"
) -> RowsFile:
    """Return how a file is read; `name` tells it from another
    file of the same run. Raises RefusedInput when it cannot be.
    """
    place = Location(str(path))
    _need_file(path, place)
    match path.suffix.lower():
        case ".parquet":
            return _parquet(path, connection)
        case ".csv":
            return _csv(path, name, asked)
        case ".xlsx":
            return _xlsx(path, connection, f"sheet_of_{name}")
    hint = sentence("give a file that ends in .parquet, .csv or .xlsx.")
    raise RefusedInput(
        [
            Diagnostic(
                "ACC606",
                sentence("`{suffix}` is not a format of cases.", suffix=path.suffix),
                place,
                hint,
            )
        ]
    )


def _need_file(path: Path, place: Location) -> None:
    hint = sentence("give a Parquet, CSV or XLSX file of cases.")
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedInput(
            [Diagnostic("ACC606", sentence("there is no such file."), place, hint)]
        ) from None
    except (OSError, ValueError) as problem:
        raise unreadable(path, problem) from None
    if not stat.S_ISREG(mode):
        raise RefusedInput([Diagnostic("ACC606", _no_file(mode), place, hint)])


def _no_file(mode: int) -> Sentence:
    if stat.S_ISFIFO(mode):
        return sentence("this is a pipe, not a file.")
    return (
        sentence("this is a folder, not a file.")
        if stat.S_ISDIR(mode)
        else sentence("this is a device, not a file.")
    )


# --- the three formats ----------------------------------------------------------------------------


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> RowsFile:
    pattern = text_literal(_exactly(path))
    sql = f"read_parquet({pattern}, file_row_number = true, hive_partitioning = false)"
    with reading(path):
        inside = connection.execute(
            f"SELECT name, num_children FROM parquet_schema({pattern})"
        ).fetchall()
        described = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    if not any(children for _, children in inside[1:]):
        _refuse_repeated([name for name, _ in inside[1:]], path)
    types = [
        (name, kind)
        for name, kind, *_ in described
        if name != "file_row_number" and not _INDEX.fullmatch(name)
    ]
    return RowsFile(path, sql, "file_row_number + 1", _without_values(sql, types, path, connection))


def _without_values(
    sql: str, types: Sequence[tuple[str, str]], path: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[tuple[str, str], ...]:
    """Return the types with that of a column without values in
    place of its own, which says nothing of what it might hold.
    """
    counts = ", ".join(f"count({quoted(name)})" for name, _ in types)
    with reading(path):
        counted = connection.execute(f"SELECT {counts} FROM {sql}").fetchone() if types else ()
    return tuple(
        (name, kind if count else NOTHING)
        for (name, kind), count in zip(types, counted or (), strict=True)
    )


def _csv(path: Path, name: str, asked: FileOptions) -> RowsFile:
    """Read CSV as RFC 4180 has it, whatever the first rows look
    like: only the separator is taken from the line of names.
    """
    try:
        how = opened(path, asked.encoding)
        read_from = plain_copy(path, how, asked.folder, name)
    except OtherEncoding as problem:
        raise _other_encoding(path, problem.name) from None
    except (OSError, UnicodeError) as problem:
        raise unreadable(path, problem) from None
    names = how.names
    _refuse_repeated(names, path)
    _need_names(names, path)
    kept = {f"c{rank}": name for rank, name in enumerate(names) if name or rank}
    options = _csv_options(how.separator, len(names))
    ragged = f"ragged_{name}"
    noted = {
        "store_rejects": "true",
        "rejects_table": text_literal(ragged),
        "rejects_scan": text_literal(f"{ragged}_scans"),
    }
    whole, passing = (
        _csv_rows(read_from, kept, settings) for settings in (options, options | noted)
    )
    types = tuple((name, "VARCHAR") for name in kept.values())
    return RowsFile(
        path,
        whole,
        quoted(ROW),
        types,
        passing,
        ragged,
        how.separator,
        names,
        read_from,
        tuple(how.said()),
    )


def _need_names(names: Sequence[str], path: Path) -> None:
    """Refuse a CSV file whose first line names no column."""
    if any(names):
        return
    hint = sentence("write one, with `case` first, and close its quotation marks.")
    raise RefusedInput(
        [
            Diagnostic(
                "ACC606",
                sentence("the file has no line of names."),
                Location(str(path), 1, 1),
                hint,
            )
        ]
    )


def _csv_options(separator: str, width: int) -> dict[str, str]:
    """Return what DuckDB is told of a CSV file of so many columns, so that it guesses nothing."""
    columns = ", ".join(f"'c{rank}': 'VARCHAR'" for rank in range(width))
    return {
        "auto_detect": "false",
        "header": "true",
        "delim": text_literal(separator),
        "quote": "'\"'",
        "escape": "'\"'",
        "comment": "''",
        "strict_mode": "true",
        "null_padding": "false",
        "hive_partitioning": "false",
        "columns": f"{{{columns}}}",
    }


def _other_encoding(path: Path, name: str) -> RefusedInput:
    """Return the finding for a file whose texts cannot be read for certain."""
    message = (
        sentence("the file is not in UTF-8, but perhaps in {name}.", name=name)
        if name
        else sentence("the file is not in UTF-8.")
    )
    hint = sentence('save it as "CSV UTF-8".')
    if name == CP1252:
        hint = sentence(
            'save it as "CSV UTF-8", or add --encoding {name} if that is what it is.', name=name
        )
    return RefusedInput([Diagnostic("ACC606", message, Location(str(path), 1, 1), hint)])


def _csv_rows(path: Path, columns: Mapping[str, str], options: Mapping[str, str]) -> str:
    asked = ", ".join(f"{option} = {value}" for option, value in options.items())
    named = ", ".join(f"{own} AS {quoted(name)}" for own, name in columns.items())
    return (
        f"(SELECT row_number() OVER () + 1 AS {quoted(ROW)}, {named} FROM "
        f"read_csv({text_literal(_exactly(path))}, {asked}))"
    )


def _xlsx(path: Path, connection: duckdb.DuckDBPyConnection, name: str) -> RowsFile:
    """Read the first sheet of a workbook as a table of texts."""
    import pyarrow as pa

    first, rows = _sheet(path)
    if not rows:
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC606",
                    sentence("the first sheet is empty."),
                    Location(str(path)),
                    sentence("write the names of the columns first."),
                )
            ]
        )
    names = [_cell_text(cell) or "" for cell in rows[0]]
    _refuse_repeated(names, path)
    texts = {
        number: [_cell_text(cell) for cell in row] for number, row in enumerate(rows[1:], first + 1)
    }
    texts = {
        number: row for number, row in texts.items() if row.count(None) < len(row)
    }  # a blank row is passed over, as a blank line is
    kept = {own: rank for rank, own in enumerate(names) if own or rank}
    columns = {
        own: pa.array([row[rank] for row in texts.values()], pa.string())
        for own, rank in kept.items()
    }
    ranks = pa.array(texts, pa.int64())
    connection.register(name, pa.table({ROW: ranks, **columns}))
    return RowsFile(path, name, quoted(ROW), tuple((own, "VARCHAR") for own in kept))


def _sheet(path: Path) -> tuple[int, list[list[Any]]]:
    """Return the number of the first row of the first sheet
    that holds something, and the rows from there.
    """
    from python_calamine import CalamineError, load_workbook

    try:
        sheet = load_workbook(str(path)).get_sheet_by_index(0)
        return (sheet.start[0] + 1 if sheet.start else 1), sheet.to_python()
    except (CalamineError, OSError, IndexError, ValueError, UnicodeError) as problem:
        raise _bad_workbook(path, problem) from None
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":  # of the reader, which is no Exception
            raise _bad_workbook(path, problem) from None
        raise


def _bad_workbook(path: Path, problem: BaseException) -> RefusedInput:
    message = sentence("the workbook cannot be read ({said}).", said=_first_line(problem))
    return RefusedInput(
        [Diagnostic("ACC606", message, Location(str(path)), sentence("save it again as XLSX."))]
    )


def _cell_text(cell: Any) -> str | None:
    """Return what a cell holds as one would write it; a day with its time is the day."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(cell)


# --- rows without all their cells -----------------------------------------------------------------


def filled_from(
    source: RowsFile,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    query: Callable[[RowsFile], str],
) -> list[Ragged]:
    """Make a table of what a query reads in a file, with the rank
    of each row; return the rows that have not all their cells.

    Raises RefusedInput when the file is damaged in any other way.
    """
    try:
        with reading(source.path):
            connection.execute(f"CREATE TABLE {table} AS {query(source)}")
    except RefusedInput as refused:
        if not source.passing or refused.diagnostics[0].code != "ACC613":
            raise
    else:
        _number(table, [], source, connection)
        return []
    with reading(source.path):
        connection.execute(f"CREATE TABLE {table} AS {query(replace(source, sql=source.passing))}")
    rows = _noted(source, connection)
    if len(rows) > _MOST_RAGGED:
        raise unreadable(source.path, ValueError(_said_of(rows[0][0], rows[0][2])))
    _number(table, [line for line, *_ in rows], source, connection)
    return [
        Ragged(line, _case_in(text, source), _cells_of(line, said)) for line, text, said in rows
    ]


def _number(
    table: str, passed: Sequence[int], source: RowsFile, connection: duckdb.DuckDBPyConnection
) -> None:
    """Turn the ranks of the records of a CSV file into the numbers of their rows; `passed` are
    those of the rows without all their cells.
    """
    import pyarrow as pa

    between = (
        sorted([*passed, *_blank_rows(source)]) if source.passing and len(source.names) > 1 else []
    )
    if not between:
        return
    before = {row - rank: rank + 1 for rank, row in enumerate(between)}
    rows_between = pa.table(
        {"since": pa.array(before, pa.int64()), "count": pa.array(before.values(), pa.int64())}
    )
    connection.register("rows_between", rows_between)
    own = (
        f"SELECT r.{quoted(ROW)} AS rank, b.count FROM {table} r ASOF JOIN rows_between b ON "
        f"r.{quoted(ROW)} >= b.since"
    )
    connection.execute(
        f"UPDATE {table} SET {quoted(ROW)} = {quoted(ROW)} + own.count FROM ({own}) AS own "
        f"WHERE {quoted(ROW)} = own.rank"
    )
    connection.unregister("rows_between")


def _blank_rows(source: RowsFile) -> Iterator[int]:
    """Yield the number of each blank line of a CSV file, a text
    in quotation marks being on one row whatever its lines.
    """
    opening = rb"(?:(?<![^%s\r\n])|(?<=%s))" % (
        re.escape(source.separator.encode()),
        _BYTE_ORDER_MARK,
    )
    quoted_or_end = re.compile(opening + rb'"[^"]*(?:""[^"]*)*"|(?P<end>\r\n|\n|\r)')
    with (
        (source.read_from or source.path).open("rb") as stream,
        mmap(stream.fileno(), 0, access=ACCESS_READ) as content,
    ):
        row, start = 1, 0
        for match in quoted_or_end.finditer(content) if _TWO_LINE_ENDS.search(content) else ():
            if match.lastgroup == "end":
                if match.start() == start:
                    yield row
                row, start = row + 1, match.end()


def _noted(source: RowsFile, connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    """Return the rank and the text of each row passed over, and how many cells it has; raise
    RefusedInput when its fault is another.
    """
    noted: dict[int, tuple[str, str, int]] = {}
    for line, kind, text, said in connection.execute(
        f"SELECT line, error_type, csv_line, error_message FROM {source.ragged}"
    ).fetchall():
        cells = _CELLS.search(said)
        if cells is None:
            raise unreadable(source.path, ValueError(_said_of(line, said)))
        # it is noted again for each cell that is missing, or is one too many: the last word is the
        # count
        count = int(cells[2])
        least = kind == "MISSING COLUMNS"
        if line not in noted or (count < noted[line][2] if least else count > noted[line][2]):
            noted[line] = (text, said, count)
    return [(line, text, said) for line, (text, said, _) in sorted(noted.items())]


def _said_of(line: int, said: str) -> str:
    return f"CSV Error on Line: {line}\n{said}"


def _case_in(text: str, source: RowsFile) -> str | None:
    """Return what a row that has not all its cells holds in the column `case`."""
    cells, at = (
        first_record(text.strip("\r\n"), source.separator),
        source.names.index(CASE) if CASE in source.names else 0,
    )
    return (cells[at].strip() or None) if at < len(cells) else None


def _cells_of(line: int | str, said: str) -> Sentence:
    match = _CELLS.search(said)
    assert match is not None  # what sorts these rows from the others
    expected, count = match[1], match[2]
    if count == "1":
        return sentence("row {row} has 1 cell, {expected} expected.", row=line, expected=expected)
    return sentence(
        "row {row} has {count} cells, {expected} expected.",
        row=line,
        count=count,
        expected=expected,
    )


# --- what is wrong --------------------------------------------------------------------------------


def _exactly(path: Path) -> str:
    """Return a path as DuckDB takes it for this file and no
    other: what would be a pattern is put in brackets.
    """
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path.absolute()))


def _refuse_repeated(names: Sequence[str], path: Path) -> None:
    twice = [name for name, count in Counter(name for name in names if name).items() if count > 1]
    hint = sentence("keep one of the columns: nothing says which holds the right value.")
    if twice:
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC612",
                    sentence("the column `{name}` is given twice.", name=name),
                    Location(str(path), 1, names.index(name) + 1),
                    hint,
                )
                for name in twice
            ]
        )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what DuckDB raises for a damaged file into a
    finding; what befalls the run itself goes on.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except (duckdb.Error, UnicodeError) as problem:
        if any(own in str(problem) for own in (WORK, SPILL)):
            raise
        raise unreadable(path, problem) from None


def unreadable(path: Path, problem: BaseException) -> RefusedInput:
    """Return the finding for a file that cannot be read to its end."""
    said = str(problem)
    row = _FAULT_OF_ROW.search(said)
    place = Location(str(path), int(row[1]) if row else 1, 1)
    if row and _CELLS.search(said):
        hint = sentence(
            "give each row a cell for each column; quote a text that holds the separator."
        )
        return RefusedInput([Diagnostic("ACC613", _cells_of(row[1], said), place, hint)])
    if _UNQUOTED.search(said):
        hint = sentence(
            "close each quotation mark, and double it within a quoted text: "
            '"a ""b"" c"; end all lines alike.'
        )
        message = sentence("a quotation that never ends, or lines that end in different ways.")
        if row:
            message = sentence("row {row}: {message}", row=row[1], message=message)
        return RefusedInput([Diagnostic("ACC606", message, place, hint)])
    message = sentence("the file cannot be read ({said}).", said=_first_line(problem))
    return RefusedInput(
        [
            Diagnostic(
                "ACC606",
                message,
                place,
                sentence(
                    "it may be cut short, of another format, or not in UTF-8: write it again."
                ),
            )
        ]
    )


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200].rstrip(".")
