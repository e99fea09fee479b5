"""Facts that vary over time: a second table of case, fact,
from and value, checked and typed as the cases are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from engine.diagnostics.bilingual import NO_SENTENCE, Bilingual, Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Word
from engine.tables.columns import CASE, CaseColumn, TableShape, all_names, varying
from engine.tables.intake import typed_rows
from engine.tables.intake.acts_in_order import filled, quoted, with_followers
from engine.tables.intake.headings import facts_named, named_histories
from engine.tables.intake.sources import (
    ROW,
    FileOptions,
    Ragged,
    RowsFile,
    filled_from,
    source_of,
    text_literal,
)
from engine.tables.intake.typed_rows import PROBLEMS, READ, Checked, problem

GIVEN, BAD = "given_histories", "bad_histories"
HISTORY = "history!"
"""Where the problem of a case lies that has a bad row in the table of histories."""
_COLUMNS = (CASE, "fact", "from", "value")


def histories_of(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    shape: TableShape,
    asked: FileOptions,
    language: Language,
) -> tuple[TableShape, tuple[Sentence, ...]]:
    """Read a table of histories into `histories`; return the shape
    with the facts that have one, and what was chosen to read it.

    A bad row is set apart, under its own file and rank and with its reason in `language`, and its
    case with it. Raises RefusedInput when a column is missing, or a fact does not vary.
    """
    source = named_histories(source_of(path, connection, asked, "histories"))
    _need_columns(source)
    _refuse_moments(source)
    ragged = _read_texts(source, connection)
    columns = _varying_facts(connection, shape, path)
    shape = replace(shape, histories=frozenset(columns))
    _type_rows(connection, shape, columns, language)
    shape = _listing(connection, shape, columns, language)
    for faulty_row in ragged:
        _set_ragged_apart(faulty_row, connection, language)
    _refuse_cases(connection)
    return shape, source.said


def _need_columns(source: RowsFile) -> None:
    """Refuse a table of histories without one of its four columns."""
    names = [name for name, _ in source.types]
    hint = sentence("a table of histories has the columns {listed}.", listed=", ".join(_COLUMNS))
    findings = [
        Diagnostic(
            "ACC601",
            sentence("there is no column `{name}`.", name=name),
            Location(str(source.path)),
            hint,
        )
        for name in _COLUMNS
        if name not in names
    ]
    if findings:
        raise RefusedInput(findings)


def _read_texts(source: RowsFile, connection: duckdb.DuckDBPyConnection) -> list[Ragged]:
    """Read the four columns as texts into the table of the histories given; return the rows that
    have not all their cells.
    """
    kinds = dict(source.types)
    texts = ", ".join(
        f"{_as_text(quoted(name), kinds[name])} AS {quoted(name)}" for name in _COLUMNS
    )
    return filled_from(
        source,
        connection,
        GIVEN,
        lambda own: f"SELECT {own.row} AS {quoted(ROW)}, {texts} FROM {own.sql}",
    )


def _varying_facts(
    connection: duckdb.DuckDBPyConnection, shape: TableShape, path: Path
) -> dict[str, CaseColumn]:
    """Return the column of each fact of a table of histories, which
    then has its name; RefusedInput for one that does not vary.
    """
    facts = [
        fact
        for (fact,) in connection.execute(
            f"SELECT DISTINCT fact FROM {GIVEN} WHERE fact IS NOT NULL ORDER BY 1"
        ).fetchall()
    ]
    for written, fact in facts_named(facts, shape.vocabulary, path).items():
        connection.execute(f"UPDATE {GIVEN} SET fact = ? WHERE fact = ?", [fact, written])
        facts[facts.index(written)] = fact
    columns = {
        fact: column
        for fact in sorted(set(facts))
        if (column := varying(fact, shape.vocabulary)) is not None
    }
    names = [
        name for name in all_names(shape.vocabulary, ranks=3) if varying(name, shape.vocabulary)
    ]
    findings = [
        Diagnostic(
            "ACC610",
            sentence("`{fact}` is no fact that varies over time.", fact=fact),
            Location(str(path)),
            nearest(fact, names),
        )
        for fact in sorted(set(facts))
        if fact not in columns
    ]
    if findings:
        raise RefusedInput(findings)
    return columns


def _refuse_moments(source: RowsFile) -> None:
    """A column of moments gives a day only in a zone, and none is chosen here."""
    for rank, (name, kind) in enumerate(source.types, 1):
        if name in _COLUMNS and "ZONE" in kind:
            message, place = (
                sentence("`{name}` is of type {kind}.", name=name, kind=kind),
                Location(str(source.path), 1, rank),
            )
            hint = sentence("a moment is another day in another zone: give dates.")
            raise RefusedInput([Diagnostic("ACC602", message, place, hint)])


def _as_text(column: str, kind: str) -> str:
    """Return the SQL of what a cell says as one would write it: a
    whole number has no decimals, whatever the type of its column.
    """
    text = f"CAST({column} AS VARCHAR)"
    if kind.startswith(("FLOAT", "DOUBLE", "DECIMAL")):
        text = (
            f"CASE WHEN {column} = trunc({column}) THEN CAST(TRY_CAST({column} AS HUGEINT) AS "
            f"VARCHAR) ELSE {text} END"
        )
    return f"nullif(trim({text}), '')"


def _listing(
    connection: duckdb.DuckDBPyConnection,
    shape: TableShape,
    columns: Mapping[str, CaseColumn],
    language: Language,
) -> TableShape:
    """Note that a case lists the elements to whose facts it
    gives a history; return the shape with what says so.
    """
    places = dict.fromkeys(
        (column.collection, column.key) for column in columns.values() if column.collection
    )
    for collection, key in places:
        name = f"{collection}.{key}"
        if name not in shape.columns:
            connection.execute(f"ALTER TABLE {READ} ADD COLUMN {quoted(name)} BOOLEAN")
            shape = _with_element(shape, collection, key)
        own = ", ".join(
            text_literal(fact)
            for fact, element_column in columns.items()
            if (element_column.collection, element_column.key) == (collection, key)
        )
        owners = f"SELECT {quoted(CASE)} FROM histories WHERE fact IN ({own})"
        connection.execute(
            f"UPDATE {READ} SET {quoted(name)} = true WHERE {quoted(CASE)} IN ({owners})"
        )
        required = [
            full
            for word in shape.vocabulary.collections[collection].facts.values()
            if word.required and (full := f"{name}.{word.name}") not in columns
        ]
        for full in required:
            is_null = f"{quoted(full)} IS NULL" if full in shape.columns else "true"
            _note_missing(connection, full, f"{quoted(CASE)} IN ({owners}) AND {is_null}", language)
    if places:
        shape = with_followers(shape)
        _fill(connection, shape)
    return shape


def _with_element(shape: TableShape, collection: str, key: str) -> TableShape:
    """Return the shape with the column that says whether a case has an element."""
    name = f"{collection}.{key}"
    word = Word(name, "boolean", shape.vocabulary.collections[collection].label)
    column = CaseColumn(name, word, "element", collection, key)
    return replace(shape, columns={**shape.columns, name: column})


def _note_missing(
    connection: duckdb.DuckDBPyConnection, fact: str, rows: str, language: Language
) -> None:
    """Note a fact of an element that some rows, which list it, leave out."""
    hint = sentence("give it for each element that the case has.")
    unlisted = problem(fact, "ACC315", hint, language)
    connection.execute(
        f"UPDATE {READ} SET {quoted(PROBLEMS)} = list_append({quoted(PROBLEMS)}, "
        f"{unlisted}) WHERE {rows}"
    )


def _fill(connection: duckdb.DuckDBPyConnection, shape: TableShape) -> None:
    """Give the acts that cannot have happened of the elements listed by now."""
    stored = {name for name, *_ in connection.execute(f"DESCRIBE {READ}").fetchall()}
    for brought in filled(shape):
        if brought.column.name not in stored:
            connection.execute(
                f"ALTER TABLE {READ} ADD COLUMN {quoted(brought.column.name)} "
                f"{brought.column.held.sql}"
            )
        connection.execute(f"UPDATE {READ} SET {quoted(brought.column.name)} = {brought.value}")


def _type_rows(
    connection: duckdb.DuckDBPyConnection,
    shape: TableShape,
    columns: Mapping[str, CaseColumn],
    language: Language,
) -> None:
    """Type the rows of each fact into `histories`, and set the bad ones apart."""
    apart = partial(_set_apart, connection, language)
    connection.execute(
        f"CREATE TABLE histories ({quoted(CASE)} VARCHAR, fact VARCHAR, since DATE, value "
        "VARCHAR, number BIGINT, day DATE, flag BOOLEAN)"
    )
    connection.execute(
        f"CREATE TABLE {BAD} ({quoted(ROW)} BIGINT, {quoted(CASE)} VARCHAR, "
        f"{quoted('column')} VARCHAR, value VARCHAR, code VARCHAR, hint VARCHAR)"
    )
    since = typed_rows.checked(CaseColumn("from", _day_word()), "VARCHAR")
    for fact, case_column in columns.items():
        word = case_column.word
        value_checked = typed_rows.checked(CaseColumn("value", word), "VARCHAR")
        column = case_column.held.history
        rows = _rows_of(fact)
        values = f"{since.value} AS since, {value_checked.value} AS {column}"
        connection.execute(
            f"INSERT INTO histories BY NAME SELECT {quoted(CASE)}, fact, {values} {rows}"
        )
        _set_faults_apart(apart, fact, since, value_checked)
        if fact in shape.columns:
            both = f"SELECT {quoted(CASE)} FROM {READ} WHERE {quoted(fact)} IS NOT NULL"
            apart(
                f"{rows} AND {quoted(CASE)} IN ({both})",
                "ACC610",
                sentence("give one value or a history, not both."),
                cell="value",
            )
    _set_nameless_apart(apart)


def _rows_of(fact: str) -> str:
    """Return the SQL of the rows given of a fact."""
    return f"FROM {GIVEN} WHERE fact = {text_literal(fact)}"


def _set_faults_apart(
    apart: Callable[..., None], fact: str, since: Checked, value: Checked
) -> None:
    """Set apart the rows of a fact whose day or value is bad or missing, or whose day comes twice
    in a case.
    """
    rows = _rows_of(fact)
    undated = f"{quoted('from')} IS NULL OR {typed_rows.is_not_yet(quoted('from'))}"
    faults = {
        "from": [
            *since.faults,
            (undated, "ACC308", sentence("give the day from which the value holds.")),
        ],
        "value": [*value.faults, ("value IS NULL", "ACC308", sentence("give the value."))],
    }
    for cell, own in faults.items():
        for condition, code, hint in own:
            apart(f"{rows} AND ({condition})", code, hint, cell=cell)
    again = (
        f"{since.value} IS NOT NULL QUALIFY count(*) OVER (PARTITION BY {quoted(CASE)}, "
        f"{since.value}) > 1"
    )
    apart(f"{rows} AND {again}", "ACC307", sentence("keep one value for each date."), cell="from")


def _set_nameless_apart(apart: Callable[..., None]) -> None:
    """Set apart the rows that name no case, no fact, or a case that is in no table of cases."""
    apart(f"FROM {GIVEN} WHERE {quoted(CASE)} IS NULL", "ACC604", sentence("name the case."), CASE)
    apart(f"FROM {GIVEN} WHERE fact IS NULL", "ACC308", sentence("name the fact."), "fact")
    unknown = (
        f"{quoted(CASE)} IS NOT NULL AND {quoted(CASE)} NOT IN (SELECT {quoted(CASE)} FROM {READ} "
        f"WHERE {quoted(CASE)} IS NOT NULL)"
    )
    apart(
        f"FROM {GIVEN} WHERE {unknown}",
        "ACC616",
        sentence("write the id as the table of cases does."),
        CASE,
        CASE,
    )


def _set_apart(
    connection: duckdb.DuckDBPyConnection,
    language: Language,
    rows: str,
    code: str,
    hint: Sentence,
    column: str = "",
    cell: str = "",
) -> None:
    """Note what is wrong with rows; `column` names where,
    else it is their fact, and `cell` the one that is shown.
    """
    named, said = (
        text_literal(column) if column else "fact",
        text_literal(hint.in_language(language)),
    )
    shown = typed_rows.shown_in(quoted(cell)) if cell else "NULL"
    connection.execute(
        f"INSERT INTO {BAD} SELECT {quoted(ROW)}, {quoted(CASE)}, {named}, {shown}, "
        f"{text_literal(code)}, {said} {rows}"
    )


def _set_ragged_apart(
    ragged: Ragged, connection: duckdb.DuckDBPyConnection, language: Language
) -> None:
    """Note a row that has not all its cells among the bad rows, and among those given."""
    problem_row = [
        ragged.row,
        ragged.case,
        "",
        None,
        "ACC613",
        ragged.fault.in_language(language),
    ]
    connection.execute(f"INSERT INTO {BAD} VALUES (?, ?, ?, ?, ?, ?)", problem_row)
    connection.execute(f"INSERT INTO {GIVEN} BY NAME SELECT ? AS {quoted(ROW)}", [ragged.row])


def _refuse_cases(connection: duckdb.DuckDBPyConnection) -> None:
    """Set apart the cases whose history is bad: what it says is said of the row of the history."""
    refusal = problem(HISTORY, "", NO_SENTENCE, "en")
    connection.execute(
        f"UPDATE {READ} SET {quoted(PROBLEMS)} = list_append({quoted(PROBLEMS)}, {refusal}) "
        f"WHERE {quoted(CASE)} IN "
        f"(SELECT {quoted(CASE)} FROM {BAD} WHERE {quoted(CASE)} IS NOT NULL)"
    )


def _day_word() -> Word:
    return Word("from", "date", Bilingual("à partir du", "from"))
