"""What a case looks up in the tables of the law, as terms: names filled in, cells, classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ibis

from engine.diagnostics.bilingual import sentence
from engine.language.bands import Band
from engine.language.model import LawTable
from engine.language.templates import pieces
from engine.language.values import Scalar
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Term, Truth


def text_of(template: str, view: View) -> str | Any:
    """Return a template with its facts filled in.

    A text when they are constants, else an expression.
    """
    parts = [piece if name is None else _written(name, view) for piece, name in pieces(template)]
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    expr: Any = None
    for part in parts:
        piece = ibis.literal(part) if isinstance(part, str) else part
        expr = piece if expr is None else expr + piece
    return expr


def _written(name: str, view: View) -> Any:
    term = view.get(name)
    return name if term is None else _as_name(term, name)


def _as_name(term: Term, name: str) -> Any:
    """Return a value as it stands in a name: a text when it is a constant, else an expression."""
    if term.constant is not None:
        return str(term.constant)
    if term.kind == "number" and not (term.scale == 0 and isinstance(term.per, int)):
        message = sentence("`{name}` is no whole number and stands in a name", name=name)
        raise PlanLimit(message, sentence("name lines and rows with texts or whole numbers."))
    return term.expr.cast("string").fill_null(name)


def cell(table: LawTable | None, row: str, column: Term | None, view: View) -> Term | None:
    """Return the cell that each case picks, None when it picks none whatever the case."""
    if table is None or column is None:
        return None
    return _in_row(table, text_of(row, view), column)


def cell_by(table: LawTable | None, row: Term, column: Term | None) -> Term | None:
    """Return the cell that each case picks, in the row that a value names."""
    if table is None or column is None:
        return None
    return _in_row(table, _as_name(row, ""), column)


def _in_row(table: LawTable, name: str | Any, column: Term) -> Term | None:
    if isinstance(name, str):
        cells = table.rows.get(name)
        return None if cells is None else _picked(table.columns, cells, column)
    rows = [(key, _picked(table.columns, cells, column)) for key, cells in table.rows.items()]
    scale = max(term.scale for _, term in rows)
    aligned = [(key, terms.scaled(term, scale)) for key, term in rows]
    expr = ibis.cases(
        *((name == key, term.expr) for key, term in aligned), else_=ibis.null("int64")
    )
    return terms.one_of([term for _, term in aligned], expr)


def _picked(columns: Sequence[Scalar], cells: Sequence[Decimal], column: Term) -> Term:
    if column.constant is not None:
        known = zip(columns, cells, strict=True)
        picked = next((cell for name, cell in known if name == column.constant), None)
        return terms.unknown("number") if picked is None else terms.constant(picked)
    pairs: list[tuple[Truth, Scalar]] = [
        (terms.compared("is", column, terms.constant(name)), cell)
        for name, cell in zip(columns, cells, strict=True)
        if not column.among or name in column.among
    ]
    if not pairs:
        return terms.unknown("number")
    if column.among and len(pairs) == len(column.among):
        pairs[-1] = (column.known, pairs[-1][1])  # it is one of them: what is left is the last
    return _classified(pairs)


def bracket(table: LawTable | None, place: Term | None) -> Term | None:
    """Return the class that each case falls into, None when it falls into none."""
    return None if table is None or place is None else banded(table.brackets, place)


def banded(bands: Sequence[Band], place: Term) -> Term:
    """Return what the band into which a number falls gives."""
    pairs: list[tuple[Truth, Scalar]] = []
    for limit, included, name in bands:
        if limit is None:
            pairs.append((place.known, name))
        else:
            operator = "at_most" if included else "less_than"
            pairs.append((terms.compared(operator, place, terms.constant(limit)), name))
    return _classified(pairs)


def _classified(pairs: Sequence[tuple[Truth, Scalar]]) -> Term:
    """Return the value that goes with the first condition that is true, unknown when none is."""
    values = [terms.constant(value) for _, value in pairs]
    kind, scale = values[0].kind, max(value.scale for value in values)
    aligned = [terms.scaled(value, scale) if kind == "number" else value for value in values]
    truths = [truth for truth, _ in pairs]
    expr = terms.nothing(aligned[0].expr)
    for truth, value in reversed(list(zip(truths, aligned, strict=True))):
        expr = value.expr if truth is True else expr
    tested = [
        (terms.as_column(truth), value.expr)
        for truth, value in zip(truths, aligned, strict=True)
        if truth is not True and truth is not False
    ]
    if tested:
        expr = ibis.cases(*tested, else_=expr)
    among = frozenset(value for truth, value in pairs if truth is not False)
    return replace(terms.one_of(aligned, expr), among=among)
