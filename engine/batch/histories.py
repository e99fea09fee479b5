"""Facts that vary over time: a second table of case, fact, from and value, checked and typed as the cases are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from engine.batch import intake
from engine.batch.columns import CASE, CaseColumn, TableShape
from engine.batch.followers import quoted
from engine.batch.intake import PROBLEMS, READ, text_literal
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
    varying = {name for name, word in shape.vocabulary.facts.items() if word.varies and not word.derived}
    findings = [
        Diagnostic("ACC610", f"`{fact}` is no fact that varies over time.", Location(str(path)), nearest(fact, varying))
        for fact in facts
        if fact not in varying
    ]
    if findings:
        raise RefusedInput(findings)
    _type_rows(connection, shape, facts)
    return replace(shape, histories=frozenset(facts))


def _type_rows(connection: duckdb.DuckDBPyConnection, shape: TableShape, facts: list[str]) -> None:
    connection.execute(
        f"CREATE TABLE histories ({quoted(CASE)} VARCHAR, fact VARCHAR, since DATE, value VARCHAR, number BIGINT, day DATE, flag BOOLEAN)"
    )
    connection.execute(f"CREATE TEMP TABLE bad_histories ({quoted(CASE)} VARCHAR, {quoted('column')} VARCHAR, code VARCHAR, hint VARCHAR)")
    since = intake.checked(CaseColumn("from", _day_word()), "VARCHAR")
    for fact in facts:
        word = shape.vocabulary.facts[fact]
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
    connection.execute(
        f"UPDATE {READ} SET {quoted(PROBLEMS)} = list_concat({quoted(PROBLEMS)}, b.found) FROM ("
        f"SELECT {quoted(CASE)} AS owner, list({{'column': {quoted('column')}, 'code': code, 'hint': hint}}) AS found FROM bad_histories GROUP BY 1) b "
        f"WHERE {READ}.{quoted(CASE)} = b.owner"
    )


def _day_word() -> Word:

    return Word("from", "date", Bilingual("à partir du", "from"))
