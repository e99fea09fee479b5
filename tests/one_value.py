"""One value by itself: read aloud where no word is known, and its column held against its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from engine.diagnostics.bilingual import Language
from engine.language.model import Vocabulary
from engine.language.values import Value
from engine.words.phrases import Phrases


def phrases(language: Language) -> Phrases:
    return Phrases(Vocabulary({}, {}, {}, {}, {}, {}, {}), {}, language, None, {}, {})


def in_both(value: Value) -> list[str]:
    """Return a value as it is read aloud, in French and in English."""
    return [phrases("fr").value(value), phrases("en").value(value)]


def hold_column(
    value: Value, ground: Any, plan: Callable[[Any], Any], cents: Sequence[int]
) -> None:
    """Hold the column of a value of the fact `x` against what it computes: for numbers in cents,
    and for one that is unknown. `plan` makes what writes the column from a table.
    """
    table = ibis.memtable(pa.table({"x": pa.array([*cents, None], pa.int64())}))
    term = value.term(plan(table))
    rows = ibis.duckdb.connect().to_pyarrow(table.mutate(y=term.expr)).to_pylist()
    compute = value.compiled(ground)
    for row in rows:
        read = None if row["x"] is None else Decimal(row["x"]).scaleb(-2)
        column = None if row["y"] is None else Decimal(row["y"]).scaleb(-term.scale)
        assert column == compute({} if read is None else {"x": read}), row
