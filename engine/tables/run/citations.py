"""The dictionary of citations beside an answer: what an id
stands for, or what a bit of a wide ledger says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from engine.language.nodes import EMPTY
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
            under = {"law": law, "reading": reading}
            rows = citation_rows(plan, under) if wide is None else bit_rows(wide, plan, under)
            output.write(pa.RecordBatch.from_pylist(list(rows), schema=schema))


class _Spelled:
    """The provisions of a plan as rows, each spelled out once: thousands of citations name the
    same few hundred provisions.
    """

    def __init__(self, plan: Plan, under: Mapping[str, str]) -> None:
        self._plan = plan
        self._under = under
        self._rows: dict[int, dict[str, Any]] = {}

    def rows(self, provisions: Sequence[Enacted]) -> Iterator[dict[str, Any]]:
        """Yield one row for each provision, with its rank."""
        for rank, enacted in enumerate(provisions, 1):
            row = self._rows.get(id(enacted))
            if row is None:
                row = self._rows[id(enacted)] = self._row(enacted)
            yield {"rank": rank, **row}

    def _row(self, enacted: Enacted) -> dict[str, Any]:
        cited = enacted.citation
        return {
            "provision": enacted.provision.address,
            "in_force_from": enacted.since,
            "in_force_until": self._plan.timeline.until(enacted),
            "basis": cited.weakest,
            "fr": cited.display("fr"),
            "en": cited.display("en"),
            **self._under,
        }


def citation_rows(plan: Plan, under: Mapping[str, str] = EMPTY) -> Iterator[dict[str, Any]]:
    """Yield one row for each provision of each citation, with the law and the reading that it is
    found under.
    """
    spelled = _Spelled(plan, under)
    for id_, provisions in plan.citations.lists.items():
        for row in spelled.rows(provisions):
            yield {"citation": id_, **row}


def bit_rows(wide: Wide, plan: Plan, under: Mapping[str, str] = EMPTY) -> Iterator[dict[str, Any]]:
    """Yield one row for each provision behind each bit of a wide ledger, with the law and the
    reading that it is found under.
    """
    spelled = _Spelled(plan, under)
    for bit in wide.bits:
        for row in spelled.rows(bit.provisions):
            yield {"column": bit.column, "bit": bit.bit, "line": bit.line, "rule": bit.rule, **row}
