"""A small table of cases, each row as the case that someone would write: to look at one of them by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
from msgspec import Struct

from engine.cases.editing import Rank, Step, put, way_to
from engine.cases.supposition import written_value
from engine.diagnostics.bilingual import Language, already_said, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.tables.columns import CASE, CaseColumn
from engine.tables.intake import typed_rows
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.headings import Labels, named
from engine.tables.intake.sources import ROW, FileOptions, RowsFile, filled_from, source_of
from engine.tables.intake.typed_rows import PROBLEMS, READ

_MEMORY: Final = "256MB"
_NUMBER: Final = re.compile(r"\d+")


class CaseInTable(Struct, frozen=True):
    """A row of a table: its number, the id of the case, what the case says, and what is wrong."""

    row: int
    id: str
    tree: Mapping[str, Any]
    findings: tuple[Diagnostic, ...]


class CasesInTable(Struct, frozen=True):
    """The first cases of a table, the corpus in whose words it is written, and how many it has."""

    corpus: Corpus
    cases: tuple[CaseInTable, ...]
    count: int


def cases_in(
    path: Path, corpora: Mapping[str, Corpus], language: Language, folder: Path, most: int
) -> CasesInTable:
    """Return the first cases of a table, CSV or XLSX, at most `most`. `folder` is where a copy may
    be made of it.

    Raises RefusedInput when it is no table of cases, or has none.
    """
    with duckdb.connect(":memory:") as connection:
        for setting in ("TimeZone = 'UTC'", "threads = 1", f"memory_limit = '{_MEMORY}'"):
            connection.execute(f"SET {setting}")
        connection.execute("SET enable_progress_bar = false")
        read = source_of(path, connection, FileOptions(folder))
        corpus = _corpus_of(read, corpora)
        source = named(read, corpus.vocabulary)
        shape = typed_rows.shape_of(source, corpus)
        ragged = filled_from(
            source, connection, READ, lambda own: typed_rows.select_rows(own, shape, language)
        )
        if ragged:
            raise RefusedInput(
                Diagnostic("ACC613", row.fault, Location(str(path), row.row, 1)) for row in ragged
            )
        rows = connection.execute(f"SELECT * FROM {READ} ORDER BY {quoted(ROW)} LIMIT {most}")
        names = [name for name, *_ in rows.description or ()]
        held = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        ((count,),) = connection.execute(f"SELECT count(*) FROM {READ}").fetchall()
    if not held:
        message = sentence("the table has no case.")
        hint = sentence("write one below its headings.")
        raise RefusedInput([Diagnostic("ACC721", message, Location(str(path), 2, 1), hint)])
    places = {name: rank for rank, (name, _) in enumerate(source.types, 1)}
    columns = [column for name, column in shape.columns.items() if name in places]
    return CasesInTable(
        corpus, tuple(_case(row, columns, corpus, path, places) for row in held), count
    )


def _corpus_of(source: RowsFile, corpora: Mapping[str, Corpus]) -> Corpus:
    """Return the corpus that knows most of the headings."""

    def known(corpus: Corpus) -> int:
        labels = Labels(corpus.vocabulary)
        return sum(bool(labels.names(name)) for name, _ in source.types)

    return max(corpora.values(), key=known)


def _case(
    row: Mapping[str, Any],
    columns: Sequence[CaseColumn],
    corpus: Corpus,
    path: Path,
    places: Mapping[str, int],
) -> CaseInTable:
    tree: Any = {"corpus": corpus.id}
    seen: dict[tuple[Step, ...], dict[int, int]] = {}
    for column in sorted(columns, key=_order):
        value = row[column.name]
        if value is not None:
            tree = _with(tree, column, value, corpus, seen)
    findings = _findings(row, path, places)
    return CaseInTable(row[ROW], str(row[CASE] or ""), tree, tuple(findings))


def _order(column: CaseColumn) -> tuple[Any, ...]:
    """Return the place of a column: what lists the elements comes before the facts of each, which
    come in the order of their numbers.
    """
    numbers = [int(number) for number in _NUMBER.findall(column.name)]
    return (column.role == "fact", _NUMBER.sub("", column.name) if not numbers else "", numbers)


def _with(
    tree: Any,
    column: CaseColumn,
    value: Any,
    corpus: Corpus,
    seen: dict[tuple[Step, ...], dict[int, int]],
) -> Any:
    """Return a case with what one cell says."""
    way = way_to(column.name, corpus.vocabulary)
    assert way is not None  # a column is that of a path
    if column.role == "element":
        return put(tree, way.steps, {})[0] if value else tree
    if column.role == "listing":
        return put(tree, way.steps, _listed(column, value, corpus))[0]
    return put(tree, tuple(_without_gaps(way.steps, seen)), _plain(column, value))[0]


def _listed(column: CaseColumn, value: Any, corpus: Corpus) -> Any:
    collection = corpus.vocabulary.collections[column.collection]
    if not collection.keys:
        return [{} for _ in range(value)]
    return value.split() if collection.keys_only else {key: {} for key in value.split()}


def _without_gaps(
    steps: Sequence[Step], seen: dict[tuple[Step, ...], dict[int, int]]
) -> Iterator[Step]:
    """Yield steps with the ranks that a case gives: a table may leave the first element empty."""
    before: tuple[Step, ...] = ()
    for step in steps:
        if isinstance(step, Rank) and not step.indexed_by:
            ranks = seen.setdefault(before, {})
            yield Rank(ranks.setdefault(step.number, len(ranks) + 1))
        else:
            yield step
        before = (*before, step)


def _plain(column: CaseColumn, value: Any) -> Any:
    """Return a cell as a case writes it: numbers are read in millionths, or in cents."""
    if scale := column.scale:
        exact = (Decimal(value) / 10**scale).normalize()
        return int(exact) if exact == int(exact) else exact
    return written_value(value) if isinstance(value, date) else value


def _findings(
    row: Mapping[str, Any], path: Path, places: Mapping[str, int]
) -> Iterator[Diagnostic]:
    for problem in row[PROBLEMS]:
        place = Location(str(path), row[ROW], places.get(problem["column"], 1))
        column, value = problem["column"], problem["value"]
        message = sentence("`{column}` cannot be read.", column=column)
        if value is not None:
            message = sentence("`{column}` cannot be read: `{value}`.", column=column, value=value)
        yield Diagnostic(problem["code"], message, place, already_said(problem["hint"]))
