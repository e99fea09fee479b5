"""Checks figures: totals add up, brackets leave no gap, repeated values agree with the original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, nearest
from engine.language.bands import misplaced
from engine.language.model import Corpus, LawTable, Provision, provisions_of


def figures(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each figure of a corpus that contradicts another."""
    written: dict[str, list[Provision]] = {}
    for provision in provisions_of(corpus.texts.values()):
        written.setdefault(provision.address, []).append(provision)
    for provisions in written.values():
        for provision in provisions:
            if provision.table:
                yield from _totals(provision, provision.table)
                yield from _brackets(provision, provision.table)
            for address, values in provision.agrees.items():
                yield from _agreement(provision, address, values, written.get(address, []))


def _totals(provision: Provision, table: LawTable) -> Iterator[Diagnostic]:
    for name, cells in table.rows.items():
        if len(cells) != len(table.columns):
            counts = {"cells": len(cells), "columns": len(table.columns)}
            message = sentence(
                "row `{row}`: {cells} cells for {columns} columns.", row=name, **counts
            )
            hint = sentence("give one cell a column.")
            yield Diagnostic(
                "ACC219", message, provision.location, hint, word=str(name), under=("rows",)
            )
            return
    for name, (rows, printed) in table.totals.items():
        unknown = [row for row in rows if row not in table.rows]
        if unknown:
            row = unknown[0]
            message = sentence(
                "total `{total}` adds up row `{row}`, which is not there.", total=name, row=row
            )
            hint = nearest(row, table.rows)
            yield Diagnostic(
                "ACC219", message, provision.location, hint, word=row, under=("totals",)
            )
            continue
        sums = tuple(sum(column) for column in zip(*(table.rows[row] for row in rows), strict=True))
        if sums != printed:
            message = sentence(
                "total `{total}`: the rows add up to {sums}, the text prints {printed}.",
                total=name,
                sums=", ".join(map(str, sums)),
                printed=", ".join(map(str, printed)),
            )
            hint = sentence("read the text again: a cell or the list of rows is wrong.")
            yield Diagnostic(
                "ACC206", message, provision.location, hint, word=str(name), under=("totals",)
            )


def _brackets(provision: Provision, table: LawTable) -> Iterator[Diagnostic]:
    for band in misplaced(table.brackets):
        yield Diagnostic(
            "ACC207",
            band.message,
            provision.location,
            band.hint,
            word=band.word,
            under=("brackets",),
        )


def _agreement(
    provision: Provision, address: str, values: Mapping[str, Any], targets: list[Provision]
) -> Iterator[Diagnostic]:
    """A repeated value must equal that of one version of what it repeats."""
    if targets and not any(
        all(_value(target, name) == _plain(value) for name, value in values.items())
        for target in targets
    ):
        repeated = {name: _value(targets[-1], name) for name in values}
        message = sentence(
            "repeats `{address}` with {repeated}, where {said} is said.",
            address=address,
            repeated=_shown(values),
            said=_shown(repeated),
        )
        places = tuple(target.location for target in targets)
        yield Diagnostic(
            "ACC214",
            message,
            provision.location,
            sentence("read both texts again; a real divergence belongs in a norm."),
            places,
            address,
        )


def _shown(values: Mapping[str, Any]) -> str:
    """Return values as YAML writes them."""
    cells = {
        name: "[" + ", ".join(map(str, value)) + "]" if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }
    return (
        "`{"
        + ", ".join(f"{name}: {'null' if cell is None else cell}" for name, cell in cells.items())
        + "}`"
    )


def _value(target: Provision, name: str) -> Any:
    if target.table and name in target.table.rows:
        return _plain(target.table.rows[name])
    return _plain(target.values.get(name))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(part) for part in value]
    return None if value is None else str(value)
