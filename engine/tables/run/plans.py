"""The plans of a run: one for each state of the law and
each option of each reading that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
from msgspec.structs import replace as asked_otherwise

from engine.language.model import Corpus
from engine.questions.question import Question
from engine.tables.columns import CASE, TableShape
from engine.tables.compile.conditional import otherwise
from engine.tables.compile.dates import payment_entries
from engine.tables.compile.entitlements import MISSING
from engine.tables.compile.late import compiled
from engine.tables.compile.plan import Plan, compile_plan
from engine.tables.compile.rows import CHOSEN, Citations
from engine.tables.intake import statistics
from engine.tables.passes import Passes
from engine.tables.run.request import Request

_HISTORIES = {
    CASE: "!int32",
    "fact": "string",
    "since": "date",
    "value": "string",
    "number": "int64",
    "day": "date",
    "flag": "boolean",
}


def plans_of(request: Request, shape: TableShape) -> Iterator[tuple[str, str, Plan]]:
    """Yield each plan to run, with the name of its law and of its reading."""
    table = ibis.table(statistics.storage_schema(shape), name="case_slice")
    histories = ibis.table(_HISTORIES, name="history_slice") if shape.histories else None
    for law, corpus in request.corpora.items():
        own = replace(shape, vocabulary=corpus.vocabulary)
        question = request.question.checked(corpus)
        asked = [(CHOSEN, question)]
        if request.all_readings:
            for id_, option in _alternatives(corpus, question):
                asked.append(
                    (
                        f"{id_}={option}",
                        asked_otherwise(question, readings={**question.readings, id_: option}),
                    )
                )
        for rank, (name, asked_question) in enumerate(asked):
            made = _Made(table, own, histories, asked_question, request.passes, request.beside)
            plan = made.plan(corpus, request.family, f"{law}{rank}_")
            yield law, name, plan
            if request.family == "calendar":
                yield law, name, made.payments(corpus, f"{law}{rank}_paid_", plan)


def plan_of_rights(request: Request, shape: TableShape, corpus: Corpus, prefix: str) -> Plan:
    """Return the plan of what a law gives, without how it is paid, and without what its sums hang
    on.
    """
    table = ibis.table(statistics.storage_schema(shape), name="case_slice")
    return compile_plan(
        table,
        replace(shape, vocabulary=corpus.vocabulary),
        corpus,
        request.question.checked(corpus),
        request.family,
        ibis.table(_HISTORIES, name="history_slice") if shape.histories else None,
        prefix,
        passes=request.passes,
        beside=request.beside,
        paid=False,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What the plans of one question are made of."""

    table: ir.Table
    shape: TableShape
    histories: ir.Table | None
    question: Question
    passes: Passes
    beside: tuple[str, ...] = ()

    def plan(self, corpus: Corpus, family: str, prefix: str) -> Plan:
        """Return the plan of the question and, of funding, with the one
        that tells which of its sums hang on a day that is not known.
        """
        compiled = self._compiled(corpus, family, prefix)
        if family != "funding":
            return compiled
        other = otherwise(
            corpus, self.question, lambda law: self._compiled(law, family, f"{prefix}other_")
        )
        return replace(compiled, otherwise=other)

    def payments(self, corpus: Corpus, prefix: str, dated: Plan) -> Plan:
        """Return the plan of the payments as entries of the calendar,
        its citations numbered after those of the other entries.
        """
        missing_rows = (
            each_plan.columns
            for each_plan in dated.projections
            if each_plan.columns.get("kind") == MISSING
        )
        undated = frozenset(str(columns["occasion"]) for columns in missing_rows)

        def as_entries(each_plan: Plan) -> Plan:
            entries = list(payment_entries(each_plan.projections, self.question.on, undated))
            return replace(each_plan, family="calendar", schema=dated.schema, projections=entries)

        def of_law(law: Corpus, name: str, citations: Citations | None = None) -> Plan:
            plan = self._compiled(law, "funding", name, citations)
            return replace(
                as_entries(plan), earlier=tuple(as_entries(each_plan) for each_plan in plan.earlier)
            )

        earlier_law = of_law(corpus, prefix, dated.citations)
        return replace(
            earlier_law,
            otherwise=otherwise(corpus, self.question, lambda law: of_law(law, f"{prefix}other_")),
        )

    def _compiled(
        self, corpus: Corpus, family: str, prefix: str, citations: Citations | None = None
    ) -> Plan:
        return compiled(
            self.table,
            self.shape,
            corpus,
            self.question,
            family,
            self.histories,
            prefix,
            citations,
            self.passes,
            self.beside,
        )


def _alternatives(corpus: Corpus, question: Question) -> Iterator[tuple[str, str]]:
    for id_, reading in corpus.readings.items():
        for option in reading.options:
            if option != question.readings.get(id_, reading.default):
                yield id_, option
