"""The rows set apart: a table of them with every reason and
the value read, and the first of them as findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from engine.diagnostics.bilingual import already_said, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.tables.columns import CASE
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.histories import BAD, HISTORY
from engine.tables.intake.sources import ROW, text_literal
from engine.tables.intake.typed_rows import PROBLEMS, READ

REJECTS: Mapping[str, str] = {
    "file": "string",
    "row": "int64",
    "case": "string",
    "column": "string",
    "value": "string",
    "code": "string",
    "hint": "string",
}
REFUSED = "refused_cases"
"""The cases that the law leaves without an answer."""
SHOWN = 20
"""So many rows set apart are said one by one."""


def rejected(
    connection: duckdb.DuckDBPyConnection, cases: Path, histories: Path | None
) -> pa.Table:
    """Return the rows set apart, those of the cases first, each
    with every reason and, of a cell, the text that it holds.
    """
    name = text_literal(str(cases))
    problems = (
        f'SELECT {name} AS file, {quoted(ROW)} AS row, {quoted(CASE)} AS "case", '
        f"unnest({quoted(PROBLEMS)}, recursive := true) "
        f"FROM {READ} WHERE len({quoted(PROBLEMS)}) > 0"
    )
    refused = (
        f"SELECT {name}, {quoted(ROW)}, r.{quoted(CASE)}, "
        "CASE r.code WHEN 'ACC402' THEN 'dates' ELSE '' END, NULL, r.code, r.said "
        f"FROM {REFUSED} r JOIN {READ} USING ({quoted(CASE)})"
    )
    parts = [
        (
            f"SELECT * FROM ({problems} UNION ALL {refused}) WHERE {quoted('column')} <> "
            f"{text_literal(HISTORY)}"
        )
    ]
    if histories is not None:
        parts.append(f"SELECT {text_literal(str(histories))}, * FROM {BAD}")
    rank = f"CASE WHEN file = {name} THEN 0 ELSE 1 END"
    return connection.sql(
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {rank}, row, 4, 6"
    ).to_arrow_table()


def said(table: pa.Table, places: Mapping[tuple[str, str], int]) -> list[Diagnostic]:
    """Return the first rows set apart as findings; `places`
    gives the rank of each column of a file.
    """
    return [
        _said(**row, place=places.get((row["file"], row["column"]), 1))
        for row in table.slice(0, SHOWN).to_pylist()
    ]


def _said(
    file: str,
    row: int,
    case: str | None,
    column: str,
    value: str | None,
    code: str,
    hint: str,
    place: int,
) -> Diagnostic:
    at = Location(file, row, place)
    if code == "ACC613":
        return Diagnostic(code, already_said(hint), at)
    whose = sentence(", case `{case}`", case=case) if case else ""
    where = f", `{column}`" if column else ""
    read = "" if value is None else sentence(": `{value}`", value=value)
    return Diagnostic(
        code,
        sentence("row {row}{whose}{where}{read}.", row=row, whose=whose, where=where, read=read),
        at,
        already_said(hint),
    )
