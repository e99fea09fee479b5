"""The impact on files of single cases: each answered by itself under the law before and after, and
with some of the causes made alone. It leaves what a table leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct, field

from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.nodes import Entitle, OfRights
from engine.language.templates import filled
from engine.library import load_case
from engine.questions.funding import ledger
from engine.reasoning.steps import Step
from engine.tables.impact.laws import Causes, Laws
from engine.tables.impact.request import ImpactRequest, by_column
from engine.tables.impact.table_run import Progress, TableReport
from engine.tables.intake.rejects import REJECTS
from engine.tables.run.outputs import arrow_schema
from engine.whatif.attribution import Attribution

Key: TypeAlias = tuple[str, int]
"""A line and the rank of its period, 0 outside any."""
Worth: TypeAlias = tuple[Decimal, bool]
"""What a line gives in euros, and whether something of it is not known."""
_NOTHING: Final[Worth] = (Decimal(0), False)
_MONEY: Final = pa.decimal128(18, 2)
_SUM: Final = pa.decimal128(38, 2)


class Lines(Struct):
    """What a law gives to a case, line by line; with the first day of each and what it is grouped
    by.
    """

    worth: dict[Key, Worth] = field(default_factory=dict)
    since: dict[Key, date] = field(default_factory=dict)
    groups: dict[Key, list[str | None]] = field(default_factory=dict)

    def add(self, key: Key, worth: Worth, since: date | None, groups: Sequence[str | None]) -> None:
        """Add a right, or what leaves one in doubt."""
        amount, unknown = self.worth.get(key, _NOTHING)
        self.worth[key] = amount + worth[0], unknown or worth[1]
        if since is not None:
            self.since[key] = min(since, self.since.get(key, since))
        known = self.groups.setdefault(key, [None] * len(groups))
        for rank, value in enumerate(groups):
            if value is not None:
                known[rank] = max(value, known[rank] or value)


class _Results(Struct):
    """What is kept of all the cases, column by column."""

    impact: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[tuple[Any, ...], list[Decimal]] = field(default_factory=dict)
    cases: Counter[tuple[int, str | None]] = field(default_factory=Counter)


def run_files(
    request: ImpactRequest, laws: Laws, folder: Path, name: str, progress: Progress
) -> TableReport:
    """Write what changes in the cases of files, as `table_run.run_table` does of a table."""
    results, rejects, said = _Results(), list[dict[str, Any]](), list[Diagnostic]()
    rejected = 0
    for rank, path in enumerate(request.files, 1):
        try:
            _, facts = load_case(str(path), {request.after.id: request.after})
            _one(request, laws, path, facts, results)
        except RefusedInput as refused:
            rejected += 1
            rejects += [_reject(path, finding, request) for finding in refused.diagnostics]
            said += refused.diagnostics
        progress(rank, len(request.files))
    _write(results, folder, name, len(request.by))
    table = pa.Table.from_pylist(rejects, schema=arrow_schema(REJECTS))
    return TableReport(
        request.files[0].parent, len(request.files), rejected, table, said, [], len(laws.acting) + 2
    )


def _reject(path: Path, finding: Diagnostic, request: ImpactRequest) -> dict[str, Any]:
    return {
        "file": str(path),
        "row": finding.location.line or None,
        "case": path.stem,
        "column": "",
        "value": None,
        "code": finding.code,
        "hint": finding.message.in_language(request.question.language),
    }


def _one(request: ImpactRequest, laws: Laws, path: Path, facts: Facts, results: _Results) -> None:
    """Answer one case and add what changes to the results."""

    def lines(causes: Causes) -> Lines:
        return _lines(request, laws, facts, causes)

    before, after = lines(frozenset()), lines(laws.every)

    def answering(causes: Causes) -> Mapping[Key, Worth] | None:
        try:
            worth = lines(causes).worth
        except RefusedInput:
            return None
        return {key: value for key, value in worth.items() if value != _NOTHING}

    attribution: Attribution[int, Key, Worth] = Attribution(sorted(laws.every), answering)
    for key, cause in attribution.causes(likely=laws.acting).items():
        undone = [
            rank
            for rank in cause.differences
            if (made := attribution.answer(laws.every - {rank})) is not None
            and made.get(key, _NOTHING) == before.worth.get(key, _NOTHING)
        ]
        several = "each_needed" if len(undone) == len(cause.differences) else "together"
        row = _row(key, before, after, request)
        row["file"], row["case"] = str(path), path.stem
        row["causes"], row["smallest"] = list(cause.differences), cause.smallest
        row["how"] = "alone" if len(cause.differences) == 1 else several
        results.impact.append(row)
    _add(before, after, results, len(request.by))


def _row(key: Key, before: Lines, after: Lines, request: ImpactRequest) -> dict[str, Any]:
    (was, unknown_before), (now, unknown_after) = (
        lines.worth.get(key, _NOTHING) for lines in (before, after)
    )
    groups = _groups(key, before, after, len(request.by))
    return {
        "line": key[0],
        "period": key[1] or None,
        "from": after.since.get(key) or before.since.get(key),
        "before": was,
        "after": now,
        "unknown_before": unknown_before,
        "unknown_after": unknown_after,
        **{by_column(rank): value for rank, value in enumerate(groups)},
    }


def _groups(key: Key, before: Lines, after: Lines, count: int) -> list[str | None]:
    both = (lines.groups.get(key, [None] * count) for lines in (after, before))
    return [now if now is not None else was for now, was in zip(*both, strict=True)]


def _add(before: Lines, after: Lines, results: _Results, count: int) -> None:
    """Add a case to the sums of all, and to the counts of the groups that it belongs to."""
    groups: set[tuple[int, str | None]] = {(-1, None)}
    for key in dict.fromkeys((*before.worth, *after.worth)):
        since = after.since.get(key) or before.since.get(key)
        own = _groups(key, before, after, count)
        groups |= set(enumerate(own))
        sums = results.sums.setdefault(
            (key[0], since.year if since else None, *own), [Decimal(0), Decimal(0)]
        )
        sums[0] += before.worth.get(key, _NOTHING)[0]
        sums[1] += after.worth.get(key, _NOTHING)[0]
    if before.worth or after.worth:
        results.cases.update(groups)


def _lines(request: ImpactRequest, laws: Laws, facts: Facts, causes: Causes) -> Lines:
    """Return what the law with some causes made gives to a case."""
    corpus = laws.made(causes)[1]
    money = ledger(corpus, facts, request.question.checked(corpus))
    lines = Lines()

    def groups(step: Step) -> list[str | None]:
        return [_text(step.view.get(grouping.name)) for grouping in request.by]

    for right in money.rights:
        key = right.line, right.span.number if right.span else 0
        since = right.span.start if right.base and right.span else right.start
        lines.add(key, (right.amount, False), since, groups(right.step))
    for worked in money.evaluation.occasions:
        for step in worked.at_work:
            then, span = step.rule.rule.then, step.occasion.span
            if step.missing and isinstance(then, Entitle | OfRights):
                line = filled(then.line, step.view)
                lines.add(
                    (line, span.number if span else 0), (Decimal(0), True), None, groups(step)
                )
    return lines


def _text(value: Any) -> str | None:
    """Return a value as the column of a table would hold it."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write(results: _Results, folder: Path, name: str, groupings: int) -> None:
    by = [(by_column(rank), pa.string()) for rank in range(groupings)]
    impact = pa.schema(
        [
            ("file", pa.string()), ("case", pa.string()), ("line", pa.string()),
            ("period", pa.int64()), ("from", pa.date32()), ("before", _MONEY), ("after", _MONEY),
            ("unknown_before", pa.bool_()), ("unknown_after", pa.bool_()),
            ("causes", pa.list_(pa.int32())), ("how", pa.string()), ("smallest", pa.bool_()), *by,
        ]
    )  # fmt: skip
    sums = pa.schema(
        [("line", pa.string()), ("year", pa.int64()), ("before", _SUM), ("after", _SUM), *by]
    )
    groups = pa.schema([("grouping", pa.int32()), ("value", pa.string()), ("cases", pa.int64())])
    added = [
        {"line": line, "year": year, "before": was, "after": now}
        | {by_column(rank): value for rank, value in enumerate(own)}
        for (line, year, *own), (was, now) in results.sums.items()
    ]
    counted = [
        {"grouping": grouping, "value": value, "cases": count}
        for (grouping, value), count in results.cases.items()
    ]
    for suffix, rows, schema in (
        ("impact", results.impact, impact),
        ("sums", added, sums),
        ("groups", counted, groups),
    ):
        table = pa.Table.from_pylist(rows, schema=schema)
        pq.write_table(table, folder / f"{name}.{suffix}.parquet")
