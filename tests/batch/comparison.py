"""Both sides of the equality: a row of a table as a case for
the inference engine, and its answer as rows of the plan.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from engine.cases.case_reader import Facts, read_case
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.nodes import Entitle, OfRights, Pay
from engine.language.templates import filled
from engine.language.temporal import NOT_YET
from engine.questions.authority import weakest
from engine.questions.funding import (
    grouped_payments,
    grouped_rights,
    interval,
    ledger,
)
from engine.questions.grounds import Ledger, behind_rights, grounds_of
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.occasions import full_name
from engine.reasoning.rights import ADJUSTMENT, Payment, Right, at_work
from engine.reasoning.steps import Step
from engine.source.document import FIELDS, Document
from engine.source.yaml_source import read_yaml
from engine.tables.columns import CASE, CaseColumn, resolve
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run
from engine.words.labels import ENGINE_FACTS
from tests.answers import calendar, eligibility


def _interval_paid(pay: Payment) -> tuple[date, date | None]:
    """Return the days that a line of a payment covers. For what became known late they are those of
    its whole period.
    """
    span = pay.right.span
    return (span.start, span.end) if pay.late and span else interval(pay.right)


def case_of(
    row: Mapping[str, Any], corpus: Corpus, histories: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a row of a table of cases as the case that someone would write."""
    case: dict[str, Any] = {}
    lists: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in row.items():
        column = None if name == CASE or value is None else resolve(name, corpus.vocabulary)
        if column is None:
            continue
        if column.role == "listing":
            _list(case, column, value, corpus)
        elif column.records or (
            column.collection and not corpus.vocabulary.collections[column.collection].keys
        ):
            _record(lists, column, value)
        elif column.role == "element":
            if value:
                _at(case, column.collection).setdefault(column.key, {})
        else:
            _put(case, name, _plain(value))
    for place, records in lists.items():
        _records(case, place, records, corpus)
    for name, entries in (histories or {}).items():
        _put(
            case,
            name,
            [{"from": day.isoformat(), "value": _plain(value)} for day, value in entries],
        )
    return case


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _at(case: dict[str, Any], name: str) -> dict[str, Any]:
    for part in name.split("."):
        case = case.setdefault(part, {})
    return case


def _put(case: dict[str, Any], name: str, value: Any) -> None:
    group, _, last = name.rpartition(".")
    (_at(case, group) if group else case)[last] = value


def _list(case: dict[str, Any], column: CaseColumn, value: Any, corpus: Corpus) -> None:
    collection = corpus.vocabulary.collections[column.collection]
    if not collection.keys:
        _put(case, collection.name, [{} for _ in range(value)])
    elif collection.keys_only:
        _put(case, collection.name, value.split())
    else:
        for key in value.split():
            _at(case, collection.name).setdefault(key, {})


def _record(lists: dict[str, dict[int, dict[str, Any]]], column: CaseColumn, value: Any) -> None:
    if not column.records:
        lists.setdefault(column.collection, {}).setdefault(int(column.key), {})[
            column.word.name
        ] = _plain(value)
        return
    place = f"{column.collection}.{column.key}.{column.records.split('.')[0]}"
    record = lists.setdefault(place, {}).setdefault(column.index, {})
    inner = column.name[len(place) + len(str(column.index)) + 2 :]
    if "." not in inner:
        record[inner] = _plain(value)
        return
    name, rank, fact = inner.split(".")
    record.setdefault(name, {}).setdefault(int(rank), {})[fact] = _plain(value)


def _records(
    case: dict[str, Any], place: str, records: dict[int, dict[str, Any]], corpus: Corpus
) -> None:
    if place in corpus.vocabulary.collections:
        _put(case, place, [records[rank] for rank in sorted(records)])
        return
    found = []
    name, _, last = place.rpartition(".")
    index_name = corpus.vocabulary.collections[name.rpartition(".")[0]].lists[last].indexed_by
    for index, record in sorted(records.items()):
        one = {
            name: [value[rank] for rank in sorted(value)] if isinstance(value, dict) else value
            for name, value in record.items()
        }
        found.append(({index_name: index} if index_name else {}) | one)
    _put(case, place, found)


def facts_of(case: Mapping[str, Any], corpus: Corpus) -> Facts:
    """Return the facts of a case, read as any case is."""
    document, findings = read_yaml("case.json", json.dumps(case).encode())
    if document is None:
        raise RefusedInput(findings)
    return _read(document, corpus)


def facts_at_once(case: Mapping[str, Any], corpus: Corpus) -> Facts:
    """Return the same facts without writing the case out: reading
    YAML would take most of the time of a long comparison.
    """
    tree = json.loads(json.dumps(case), parse_float=Decimal)
    return _read(Document("case.json", tree, list(_positions(tree))), corpus)


def _positions(node: Any) -> Iterator[int]:
    """Yield where each entry of a tree would stand on a line, as `Document` keeps them: line,
    column, and the entries that it spans.
    """
    inner: list[int] = []
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        inner += [1, 1, 1] if isinstance(node, dict) else []
        inner += _positions(child)
    yield from (1, 1, 1 + len(inner) // FIELDS, *inner)


def _read(document: Document, corpus: Corpus) -> Facts:
    facts, findings = read_case(document, corpus.vocabulary)
    if facts is None:
        raise RefusedInput(findings)
    return facts


# --- the inference's answer as rows ---------------------------------------------------------------


def engine_rows(corpus: Corpus, facts: Facts, question: Question) -> set[tuple[Any, ...]]:
    """Return the funding of a case as rows: what it is due, when,
    by which rule, on which provisions; and what is missing.
    """
    found = ledger(corpus, facts, question)
    presenter = Presenter(corpus, "fr", question.readings)
    behind = _Behind(found, presenter)
    rows: set[tuple[Any, ...]] = set()
    groups = [*grouped_rights(found.rights), *grouped_payments(found.payments)]
    for rights in grouped_rights(found.rights):
        amount, cited = (
            sum(right.amount for right in rights),
            [behind.right(right) for right in rights],
        )
        basis, hangs = weakest(behind_rights(rights, found, presenter)), _hangs(found, rights)
        own = (
            basis,
            amount,
            None,
            None,
            rights[0].step.rule.address,
            _together(cited, rights[0]),
            hangs,
        )
        rows.add(("entitlement", *_common(rights[0]), *own))
    for paid in grouped_payments(found.payments):
        amount, cited = sum(pay.amount for pay in paid), [behind.payment(pay) for pay in paid]
        own = (
            weakest(one for pay in paid for one in grounds_of(pay, found, presenter)),
            amount,
            paid[0].due,
            paid[0].part,
            min(
                one.step.rule.address
                for pay in paid
                for one in ((*pay.had, *pay.owed) if pay.late else (pay,))
            ),
            _together(cited, paid[0].right, adjusts=paid[0].part == ADJUSTMENT),
            _hangs(found, paid),
        )
        right = paid[0].right
        rows.add(
            (
                "payment",
                right.line,
                right.span.number if right.span else None,
                *_interval_paid(paid[0]),
                *own,
            )
        )
    return _counted(rows, len(groups)) | missing_rows(found.evaluation)


def _hangs(found: Ledger, sums: Sequence[Right | Payment]) -> str | None:
    """Return the day of effect on which a line hangs, None where it hangs on none."""
    return (
        " ".join(f"{text.id}.effect" for text in found.undecided.texts)
        if found.undecided.hangs(sums)
        else None
    )


def _together(cited: list[tuple[str, ...]], right: Right, *, adjusts: bool = False) -> Any:
    """Return the provisions behind a sum, in no order where it is one of several rights."""
    return (
        cited[0]
        if right.base is None and not adjusts
        else frozenset(one for provisions in cited for one in provisions)
    )


def _counted(rows: set[tuple[Any, ...]], count: int) -> set[tuple[Any, ...]]:
    # the rights that an increase adds to rights of one line on one day may be equal: then how many
    # there are is compared too
    return rows | {("count", count)}


def _common(right: Right) -> tuple[Any, ...]:
    return right.line, right.span.number if right.span else None, *interval(right)


class _Behind:
    def __init__(self, found: Ledger, presenter: Presenter) -> None:
        self._worked = {
            step: worked for worked in found.evaluation.occasions for step in worked.steps
        }
        self._by_id = {
            step.id: worked for worked in found.evaluation.occasions for step in worked.steps
        }
        self._presenter = presenter
        self._ledger = found

    def step(self, step: Step) -> tuple[str, ...]:
        return tuple(_version(one) for one in self._rests_on(step))

    def right(self, right: Right) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_version(one) for one in self._provisions(right)))

    def _rests_on(self, step: Step) -> list[Any]:
        worked = self._worked.get(step) or self._by_id[step.id]
        return self._presenter.provisions_behind(step, worked)

    def _provisions(self, right: Right) -> list[Any]:
        return [*self._rests_on(right.step), *(self._provisions(right.base) if right.base else ())]

    def payment(self, pay: Payment) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(_version(one) for one in grounds_of(pay, self._ledger, self._presenter))
        )


def _version(enacted: Any) -> str:
    return f"{enacted.provision.address}@{enacted.since}"


def missing_rows(evaluation: Evaluation) -> set[tuple[Any, ...]]:
    """Return what is missing: for each rule in doubt the period
    of its occasion and the names of the facts it hangs on.
    """
    rows: set[tuple[Any, ...]] = set()
    corpus = evaluation.corpus
    for worked in evaluation.occasions:
        for step in at_work(worked.steps):
            then = step.rule.rule.then
            if step.missing and isinstance(then, Entitle | OfRights | Pay):
                line = (
                    filled(then.line, step.view)
                    if isinstance(then, Entitle | OfRights)
                    else ", ".join(then.lines)
                )
                names = frozenset(
                    full_name(name, step.occasion, corpus)
                    for name in step.missing
                    if name not in ENGINE_FACTS
                )
                span = step.occasion.span
                rows.add(("missing", line, span.number if span else None, step.rule.address, names))
    for one in evaluation.undated:
        rows.add(
            ("undated", one.kind.name, frozenset(_full(name, one, corpus) for name in one.facts))
        )
    return rows


def _full(name: str, one: Any, corpus: Corpus) -> str:
    if not (one.element and one.kind.each):
        return name
    collection = corpus.vocabulary.collections[one.kind.each]
    prefix = f"{collection.singular}."
    return (
        f"{collection.name}.{one.element}.{name[len(prefix) :]}"
        if name.startswith(prefix)
        else name
    )


def eligibility_rows(corpus: Corpus, facts: Facts, question: Question) -> set[tuple[Any, ...]]:
    """Return the eligibility of a case as rows: benefits,
    then requirements with the provisions on which each rests.
    """
    answer = eligibility(corpus, facts, question)
    rows: set[tuple[Any, ...]] = set()
    for benefit in answer["benefits"]:
        rows.add(("benefit", benefit["benefit"], benefit["outcome"], frozenset(benefit["missing"])))
        for one in benefit["requirements"]:
            rows.add(
                (
                    "requirement",
                    benefit["benefit"],
                    one["id"],
                    one["outcome"],
                    one["basis"],
                    tuple(c["display"] for c in one["citations"]),
                )
            )
    return rows


def calendar_rows(corpus: Corpus, facts: Facts, question: Question) -> set[tuple[Any, ...]]:
    """Return the calendar of a case as rows, its payments with it (the
    parts of an increase added up on their day), and what it lacks.
    """
    answer = calendar(corpus, facts, replace(question, weighed=False))
    rows: set[tuple[Any, ...]] = {
        ("missing", one.get("fact") or one["name"]) for one in answer["missing"]
    }
    labels = occasion_labels(corpus)
    for one in answer["missing"]:
        rows |= {
            ("touches", one.get("fact") or one["name"], name)
            for name in one["affects"]
            if name not in labels
        }
    for entry in answer["entries"]:
        if entry["kind"] == "payment":
            own = (
                entry["id"],
                entry["period"],
                entry["on"],
                entry["status"],
                entry["basis"],
                Decimal(entry["amount"]),
            )
            rows.add(("payment", *own, entry.get("conditional", False)))
            continue
        displayed = tuple(citation["display"] for citation in entry["citations"])
        number = next((entry[name] for name in corpus.periods if name in entry), None)
        rows.add(
            (
                entry["kind"],
                entry["id"],
                number,
                entry["on"],
                entry["status"],
                entry.get("met_on"),
                entry["basis"],
                displayed,
            )
        )
    return rows


# --- the plan's answer as rows --------------------------------------------------------------------


class Answered(NamedTuple):
    """What a run gave: its rows by case, its citations by
    id, the cases it rejected with their codes.
    """

    rows: Mapping[str, list[dict[str, Any]]]
    citations: Mapping[int, list[dict[str, Any]]]
    rejected: Mapping[str, set[str]]

    def versions(self, citation: int) -> tuple[str, ...]:
        """Return the provisions of a citation with the day of their version."""
        return tuple(
            f"{one['provision']}@{one['in_force_from']}" for one in self.citations[citation]
        )

    def displays(self, citation: int) -> tuple[str, ...]:
        """Return a citation as it is read, no article twice."""
        return tuple(dict.fromkeys(one["fr"] for one in self.citations[citation]))


def answered(
    folder: Path,
    table: pa.Table,
    corpus: Corpus,
    question: Question,
    family: str = "funding",
    **options: Any,
) -> Answered:
    """Run a table of cases from a file to files, and read them back;
    of the rows, only those of the cases `keep` when they are named.
    """
    keep = options.pop("keep", None)
    cases, out, citations, rejects = (
        folder / name
        for name in ("cases.parquet", "out.parquet", "citations.parquet", "rejects.csv")
    )
    pq.write_table(table, cases)
    if histories := options.pop("histories", None):
        options["histories"] = folder / "histories.parquet"
        pq.write_table(histories, options["histories"])
    given = {
        "corpora": {"": corpus},
        "question": question,
        "citations": citations,
        "rejects": rejects,
        "force": True,
    }
    run(Request(**{"family": family, "cases": cases, "out": out, **given, **options}))
    return read_back(out, citations, rejects, keep)


def read_back(out: Path, citations: Path, rejects: Path, keep: list[str] | None = None) -> Answered:
    """Return what stands in the files of a run."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in pq.read_table(
        out, filters=None if keep is None else [(CASE, "in", keep)]
    ).to_pylist():
        rows.setdefault(row[CASE], []).append(row)
    cited: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(pq.read_table(citations).to_pylist(), key=lambda row: row["rank"]):
        cited.setdefault(row["citation"], []).append(row)
    rejected: dict[str, set[str]] = {}
    if rejects.exists():
        with rejects.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                rejected.setdefault(row["case"], set()).add(row["code"])
    return Answered(rows, cited, rejected)


def plan_rows(
    case: str, found: Answered, increased: frozenset[str] = frozenset()
) -> set[tuple[Any, ...]]:
    """Return the funding of one case in the same form."""
    rows: set[tuple[Any, ...]] = set()
    count = 0
    for row in found.rows.get(case, []):
        if row["kind"] == "missing":
            names = frozenset(row["missing"].split())
            own = ("missing", row["line"], row["period"], row["rule"], names)
            rows.add(own if row["rule"] else ("undated", row["occasion"], names))
            continue
        count += 1
        common = (
            row["line"],
            row["period"],
            row["from"],
            row["until"],
            row["basis"],
            row["amount"],
            row["due_on"],
            row["part"],
        )
        versions = found.versions(row["citation"])
        cited = (
            frozenset(versions)
            if row["line"] in increased or row["part"] == ADJUSTMENT
            else versions
        )
        rows.add((row["kind"], *common, row["rule"], cited, row["conditional"]))
    return _counted(rows, count)


def plan_eligibility_rows(case: str, found: Answered) -> set[tuple[Any, ...]]:
    """Return the eligibility of one case in the same form."""
    rows: set[tuple[Any, ...]] = set()
    for row in found.rows.get(case, []):
        if row["kind"] == "benefit":
            rows.add(
                (
                    "benefit",
                    row["benefit"],
                    row["outcome"],
                    frozenset((row["missing"] or "").split()),
                )
            )
        elif row["kind"] == "requirement":
            rows.add(
                (
                    "requirement",
                    row["benefit"],
                    row["requirement"],
                    row["outcome"],
                    row["basis"],
                    found.displays(row["citation"]),
                )
            )
    return rows


def plan_calendar_rows(case: str, found: Answered, labels: frozenset[str]) -> set[tuple[Any, ...]]:
    """Return the calendar of one case in the same form."""
    rows: set[tuple[Any, ...]] = set()
    for row in found.rows.get(case, []):
        on, met = (_plain(row[name]) for name in ("on", "met_on"))
        rows |= {("missing", name) for name in (row["missing"] or "").split()}
        touched = [row["entry"]] if row["rule"] or not row["entry"] else row["entry"].split(", ")
        rows |= {
            ("touches", name, one)
            for name in (row["missing"] or "").split()
            for one in touched
            if one and one not in labels
        }
        if row["kind"] == "payment":
            own = (
                row["entry"],
                row["period"],
                on,
                row["status"],
                row["basis"],
                row["amount"],
                bool(row["conditional"]),
            )
            rows.add(("payment", *own))
        elif row["kind"] != "missing":
            rows.add(
                (
                    row["kind"],
                    row["entry"],
                    row["period"],
                    on,
                    row["status"],
                    met,
                    row["basis"],
                    found.displays(row["citation"]),
                )
            )
    return rows


def occasion_labels(corpus: Corpus) -> frozenset[str]:
    """Return what occasions are called: an answer says so of what hangs on one that has no day."""
    return frozenset(
        label for kind in corpus.occasions.values() for label in (kind.label.fr, kind.label.en)
    )


def increased_lines(corpus: Corpus) -> frozenset[str]:
    """Return the lines of increases, of which a period has one line, whatever they increase."""
    provisions = [
        one
        for text in corpus.texts.values()
        for article in text.articles
        for one in article.provisions
    ]
    provisions += [
        one
        for text in corpus.texts.values()
        for article in text.articles
        for op in article.operations
        for one in op.provisions
    ]
    return frozenset(
        one.rule.then.line for one in provisions if one.rule and isinstance(one.rule.then, OfRights)
    )


def differences(
    table: pa.Table,
    corpus: Corpus,
    question: Question,
    found: Answered,
    family: str = "funding",
    histories: Mapping[str, Any] | None = None,
    read: Callable[[Mapping[str, Any], Corpus], Facts] = facts_of,
) -> list[str]:
    """Return, case by case, what the inference and the plan do not
    say alike; a case that one refuses the other must refuse too.
    """
    sides = {
        "funding": (engine_rows, partial(plan_rows, increased=increased_lines(corpus))),
        "eligibility": (eligibility_rows, plan_eligibility_rows),
        "calendar": (calendar_rows, partial(plan_calendar_rows, labels=occasion_labels(corpus))),
    }[family]
    problems = []
    for row in table.to_pylist():
        case = row[CASE]
        try:
            expected = sides[0](
                corpus, read(case_of(row, corpus, (histories or {}).get(case)), corpus), question
            )
        except RefusedInput as refusal:
            codes = {one.code for one in refusal.diagnostics}
            if not codes & found.rejected.get(case, set()):
                problems.append(
                    f"{case}: the inference refuses ({refusal}), the plan does not "
                    f"({found.rejected.get(case)})"
                )
            continue
        if case in found.rejected:
            problems.append(
                f"{case}: the plan refuses ({found.rejected[case]}), the inference does not"
            )
            continue
        given = sides[1](case, found)
        if expected != given:
            only_one = "\n  ".join(sorted(map(str, expected - given))[:4])
            only_other = "\n  ".join(sorted(map(str, given - expected))[:4])
            problems.append(
                f"{case}:\n the inference alone:\n  {only_one}\n the plan alone:\n  {only_other}"
            )
    return problems
