"""Facts that vary over time: a second table of case, fact, from and value, checked and typed as the cases are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from engine.batch import intake
from engine.batch.columns import CASE, STORAGE, CaseColumn, TableShape, all_names, varying
from engine.batch.followers import filled, quoted, with_followers
from engine.batch.intake import PROBLEMS, READ, SQL_TYPES, text_literal
from engine.diagnostics import Diagnostic, Location, RefusedInput, nearest
from engine.model import Bilingual, Word

_COLUMNS = (CASE, "fact", "from", "value")


def histories_of(path: Path, connection: duckdb.DuckDBPyConnection, shape: TableShape) -> TableShape:
    """Read a table of histories into `histories`; return the shape with the facts that have one.

    A bad row rejects its case, as a bad cell does. Raises RefusedInput when a column is missing, or a fact does not vary.
    """
    source, _ = intake.source_of(path, connection)
    names = [name for name, _ in intake.describe(source, connection, str(path))]
    absent = [name for name in _COLUMNS if name not in names]
    if absent:
        hint = f"a table of histories has the columns {', '.join(_COLUMNS)}."
        raise RefusedInput([Diagnostic("ACC601", f"there is no column `{name}`.", Location(str(path)), hint) for name in absent])
    try:
        connection.execute(
            f"CREATE TABLE given_histories AS SELECT {', '.join(f'CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}' for name in _COLUMNS)} FROM {source}"
        )
    except intake.UNREADABLE as problem:
        raise intake.unreadable(str(path), problem) from None
    facts = [
        fact for (fact,) in connection.execute("SELECT DISTINCT fact FROM given_histories WHERE fact IS NOT NULL ORDER BY 1").fetchall()
    ]
    columns = {fact: column for fact in facts if (column := varying(fact, shape.vocabulary)) is not None}
    names = [name for name in all_names(shape.vocabulary, ranks=3) if varying(name, shape.vocabulary)]
    findings = [
        Diagnostic("ACC610", f"`{fact}` is no fact that varies over time.", Location(str(path)), nearest(fact, names))
        for fact in facts
        if fact not in columns
    ]
    if findings:
        raise RefusedInput(findings)
    shape = replace(shape, histories=frozenset(facts))
    _type_rows(connection, shape, columns)
    shape = _listing(connection, shape, columns)
    connection.execute(
        f"UPDATE {READ} SET {quoted(PROBLEMS)} = list_concat({quoted(PROBLEMS)}, b.found) FROM ("
        f"SELECT {quoted(CASE)} AS owner, list({{'column': {quoted('column')}, 'code': code, 'hint': hint}}) AS found FROM bad_histories GROUP BY 1) b "
        f"WHERE {READ}.{quoted(CASE)} = b.owner"
    )
    return shape


def _listing(connection: duckdb.DuckDBPyConnection, shape: TableShape, columns: Mapping[str, CaseColumn]) -> TableShape:
    """Note that a case lists the elements to whose facts it gives a history; return the shape with what says so."""
    places = dict.fromkeys((column.collection, column.key) for column in columns.values() if column.collection)
    for collection, key in places:
        name = f"{collection}.{key}"
        if name not in shape.columns:
            connection.execute(f"ALTER TABLE {READ} ADD COLUMN {quoted(name)} BOOLEAN")
            label = shape.vocabulary.collections[collection].label
            column = CaseColumn(name, Word(name, "boolean", label), "element", collection, key)
            shape = replace(shape, columns={**shape.columns, name: column})
        own = ", ".join(text_literal(fact) for fact, one in columns.items() if (one.collection, one.key) == (collection, key))
        owners = f"SELECT {quoted(CASE)} FROM histories WHERE fact IN ({own})"
        connection.execute(f"UPDATE {READ} SET {quoted(name)} = true WHERE {quoted(CASE)} IN ({owners})")
        for word in shape.vocabulary.collections[collection].facts.values():
            full = f"{name}.{word.name}"
            if word.required and full not in columns:
                lacking = f"{quoted(full)} IS NULL" if full in shape.columns else "true"
                connection.execute(
                    f"INSERT INTO bad_histories SELECT {quoted(CASE)}, {text_literal(full)}, 'ACC315', 'give it for each element that the case has.' "
                    f"FROM {READ} WHERE {quoted(CASE)} IN ({owners}) AND {lacking}"
                )
    if places:
        shape = with_followers(shape)
        _fill(connection, shape)
    return shape


def _fill(connection: duckdb.DuckDBPyConnection, shape: TableShape) -> None:
    """Give the acts that cannot have happened of the elements listed by now."""
    held = {name for name, *_ in connection.execute(f"DESCRIBE {READ}").fetchall()}
    for one in filled(shape):
        if one.column.name not in held:
            connection.execute(f"ALTER TABLE {READ} ADD COLUMN {quoted(one.column.name)} {SQL_TYPES[STORAGE[one.column.word.type]]}")
        connection.execute(f"UPDATE {READ} SET {quoted(one.column.name)} = {one.value}")


def _type_rows(connection: duckdb.DuckDBPyConnection, shape: TableShape, columns: Mapping[str, CaseColumn]) -> None:
    connection.execute(
        f"CREATE TABLE histories ({quoted(CASE)} VARCHAR, fact VARCHAR, since DATE, value VARCHAR, number BIGINT, day DATE, flag BOOLEAN)"
    )
    connection.execute(f"CREATE TEMP TABLE bad_histories ({quoted(CASE)} VARCHAR, {quoted('column')} VARCHAR, code VARCHAR, hint VARCHAR)")
    since = intake.checked(CaseColumn("from", _day_word()), "VARCHAR")
    for fact, told in columns.items():
        word = told.word
        one = intake.checked(CaseColumn("value", word), "VARCHAR")
        column = {"date": "day", "boolean": "flag", "text": "value", "enumeration": "value"}.get(word.type, "number")
        rows = f"FROM given_histories WHERE fact = {text_literal(fact)}"
        connection.execute(
            f"INSERT INTO histories BY NAME SELECT trim({quoted(CASE)}) AS {quoted(CASE)}, fact, {since.value} AS since, {one.value} AS {column} {rows}"
        )
        faults = [
            *since.faults,
            ("nullif(trim(\"from\"), '') IS NULL OR \"from\" = 'not_yet'", "ACC308", "give the day from which the value holds."),
            *one.faults,
        ]
        faults.append(("nullif(trim(value), '') IS NULL", "ACC308", "give the value."))
        for condition, code, hint in faults:
            connection.execute(
                f"INSERT INTO bad_histories SELECT trim({quoted(CASE)}), {text_literal(fact)}, {text_literal(code)}, {text_literal(hint)} {rows} AND ({condition})"
            )
        connection.execute(
            f"INSERT INTO bad_histories SELECT trim({quoted(CASE)}), {text_literal(fact)}, 'ACC307', 'keep one value for each date.' {rows} "
            f'GROUP BY trim({quoted(CASE)}), "from" HAVING count(*) > 1'
        )
        if fact in shape.columns:
            connection.execute(
                f"INSERT INTO bad_histories SELECT DISTINCT trim(h.{quoted(CASE)}), {text_literal(fact)}, 'ACC610', 'give one value or a history, not both.' "
                f"FROM given_histories h JOIN {READ} r ON r.{quoted(CASE)} = trim(h.{quoted(CASE)}) WHERE h.fact = {text_literal(fact)} AND r.{quoted(fact)} IS NOT NULL"
            )


def _day_word() -> Word:

    return Word("from", "date", Bilingual("à partir du", "from"))
