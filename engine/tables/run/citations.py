"""The dictionary of citations beside an answer: what an id
stands for, or what a bit of a wide ledger says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from engine.law.consolidation import Enacted
from engine.tables.compile.plan import Plan
from engine.tables.compile.wide import Wide
from engine.tables.run.outputs import Claim, Output, arrow_schema

_PROVISION: Mapping[str, str] = {
    "law": "string",
    "reading": "string",
    "rank": "int64",
    "provision": "string",
    "in_force_from": "date",
    "in_force_until": "date",
    "basis": "string",
    "fr": "string",
    "en": "string",
}
CITATIONS: Mapping[str, str] = {"citation": "int64", **_PROVISION}
BITS: Mapping[str, str] = {
    "column": "string",
    "bit": "int64",
    "line": "string",
    "rule": "string",
    **_PROVISION,
}


Answered: TypeAlias = "tuple[str, str, Plan, Wide | None]"
"""A law, a reading, the plan that has answered under them,
and its wide ledger where it was laid wide.
"""


def write_dictionary(claim: Claim, answered: Sequence[Answered]) -> None:
    """Write the dictionary of answers: one row for each provision
    of each citation, in order, in the version in force.
    """
    kinds = CITATIONS if any(wide is None for *_, wide in answered) else BITS
    schema = arrow_schema(kinds)
    with Output(claim, schema) as output:
        for law, reading, plan, wide in {
            id(answer[2].citations): answer for answer in answered
        }.values():
            rows = citation_rows(plan) if wide is None else bit_rows(wide, plan)
            written = [row | {"law": law, "reading": reading} for row in rows]
            output.write(
                pa.RecordBatch.from_pylist(
                    [{name: row.get(name) for name in kinds} for row in written], schema=schema
                )
            )


def citation_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield one row for each provision of each citation."""
    for id_, provisions in plan.citations.lists.items():
        for row in _provision_rows(provisions, plan):
            yield {"citation": id_, **row}


def bit_rows(wide: Wide, plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield one row for each provision behind each bit of a wide ledger."""
    for bit in wide.bits:
        for row in _provision_rows(bit.provisions, plan):
            yield {"column": bit.column, "bit": bit.bit, "line": bit.line, "rule": bit.rule, **row}


def _provision_rows(provisions: Sequence[Enacted], plan: Plan) -> Iterator[dict[str, Any]]:
    for rank, enacted in enumerate(provisions, 1):
        cited = enacted.citation
        yield {
            "rank": rank,
            "provision": enacted.provision.address,
            "in_force_from": enacted.since,
            "in_force_until": plan.timeline.until(enacted),
            "basis": cited.weakest,
            "fr": cited.display("fr"),
            "en": cited.display("en"),
        }
