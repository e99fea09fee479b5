"""Sums that hang on an amendment whose day of effect is not known: what
`engine.questions.undecided` says of one case, said of each row.

The same question is asked of the law as if that day were the earliest; a row that it does not give
alike hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.law.consolidation import timeline_of
from engine.questions.question import Question
from engine.questions.undecided import in_force_at_once, without_day
from engine.tables.columns import CASE
from engine.tables.compile.plan import Otherwise, Plan
from engine.tables.intake.acts_in_order import quoted

CONDITIONAL = "conditional"
_OTHER, _RANK = "other_rows", "rank!"
_SUMS = "('entitlement', 'payment')"
_KEYS = ("kind", "line", "entry", "period", "amount", "due_on", "on", "part")
_OF_PERIODS = ("period", "from", "until")
_OF_RIGHTS = ("from", "until")
"""What tells two rights apart beside their keys: of two
payments it does not matter which days their rights cover.
"""


def otherwise(
    corpus: Corpus, question: Question, compiled: Callable[[Corpus], Plan]
) -> Otherwise | None:
    """Return the plan to compare with, None where every day of effect is known."""
    timeline = timeline_of(corpus, question.known_on, question.readings)
    texts = without_day(timeline)
    if not texts:
        return None
    depends_on = " ".join(f"{text.id}.effect" for text in texts)
    try:
        return Otherwise(depends_on, compiled(in_force_at_once(corpus, timeline, texts)))
    except RefusedInput:  # that law answers nothing: every sum may change
        return Otherwise(depends_on, None)


class Compared:
    """The rows of the law as if it took effect at once, for
    some cases: those of an answer are marked beside them.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        schema: pa.Schema,
        depends_on: str,
        lines: Sequence[str] = (),
    ) -> None:
        """Begin without any row; `schema` is that of the rows, `lines`
        the columns of sums of those that hold several, one a period.
        """
        self.connection = connection.cursor()
        self.depends_on = depends_on
        self.lines = lines
        own = (*_OF_PERIODS, *lines) if lines else (*_KEYS, *_OF_RIGHTS)
        self.columns = [CASE, *(name for name in own if name in schema.names)]
        self.sums = (
            " OR ".join(f"{quoted(line)} IS NOT NULL" for line in lines)
            if lines
            else f"kind IN {_SUMS}"
        )
        self._keep(schema.empty_table(), f"CREATE OR REPLACE TEMP TABLE {_OTHER} AS")

    def add(self, rows: Iterable[pa.RecordBatch]) -> None:
        """Add rows to compare with."""
        for batch in rows:
            self._keep(pa.Table.from_batches([batch]), f"INSERT INTO {_OTHER}")

    def _keep(self, rows: pa.Table, into: str) -> None:
        self.connection.register("rows_read", rows)
        self.connection.execute(
            f"{into} SELECT {', '.join(map(quoted, self.columns))} FROM rows_read WHERE {self.sums}"
        )
        self.connection.unregister("rows_read")

    def marked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of the answer with what each of them hangs on."""
        ranked = (
            pa.Table.from_batches([batch])
            .select(self.columns)
            .append_column(_RANK, pa.array(np.arange(batch.num_rows)))
        )
        self.connection.register("rows_read", ranked)
        same = " AND ".join(self._same(name) for name in self.columns)
        alike = f"SELECT 1 FROM {_OTHER} AS o WHERE {same}"
        query = (
            f"SELECT {quoted(_RANK)} FROM rows_read AS m WHERE ({self.sums}) AND NOT EXISTS "
            f"({alike})"
        )
        different = self.connection.execute(query).fetchnumpy()[_RANK]
        self.connection.unregister("rows_read")
        conditional = np.zeros(batch.num_rows, dtype=bool)
        conditional[different] = True
        marks = pa.array(np.where(conditional, self.depends_on, ""), pa.string())
        place = batch.schema.get_field_index(CONDITIONAL)
        return batch.set_column(
            place,
            CONDITIONAL,
            pc.if_else(pa.array(conditional), marks, pa.scalar(None, pa.string())),
        )

    def _same(self, name: str) -> str:
        alike = f"o.{quoted(name)} IS NOT DISTINCT FROM m.{quoted(name)}"
        if name in self.lines:
            return f"({alike} OR m.{quoted(name)} IS NULL)"  # what is not given hangs on nothing
        return (
            f"({alike} OR m.kind = 'payment')" if name in _OF_RIGHTS and not self.lines else alike
        )
