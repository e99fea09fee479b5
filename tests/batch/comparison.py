"""Both sides of the equality: a row of a table as a case for the inference engine, and its answer as rows of the plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.batch.columns import CASE, CaseColumn, resolve
from engine.cases import Facts, read_case
from engine.clauses import Entitle, Increase, Pay
from engine.diagnostics import RefusedInput
from engine.evaluation import Evaluation, evaluate
from engine.labels import display
from engine.logic import filled
from engine.model import Corpus
from engine.occasions import full_name
from engine.presentation import Presenter
from engine.queries.funding import ledger
from engine.queries.question import Question
from engine.rights import Payment, Right
from engine.steps import UNKNOWN, Step
from engine.temporal import NOT_YET
from engine.yaml_source import read_yaml

__all__ = ["case_of", "display", "engine_rows", "facts_of", "plan_rows"]


def case_of(row: Mapping[str, Any], corpus: Corpus, histories: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a row of a table of cases as the case that someone would write."""
    case: dict[str, Any] = {}
    lists: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in row.items():
        column = None if name == CASE or value is None else resolve(name, corpus.vocabulary)
        if column is None:
            continue
        if column.role == "listing":
            _list(case, column, value, corpus)
        elif column.records or (column.collection and not corpus.vocabulary.collections[column.collection].keys):
            _record(lists, column, value)
        elif column.role == "element":
            if value:
                _at(case, column.collection).setdefault(column.key, {})
        else:
            _put(case, name, _plain(value))
    for place, records in lists.items():
        _records(case, place, records, corpus)
    for name, entries in (histories or {}).items():
        _put(case, name, [{"from": day.isoformat(), "value": _plain(value)} for day, value in entries])
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
        lists.setdefault(column.collection, {}).setdefault(int(column.key), {})[column.word.name] = _plain(value)
        return
    place = f"{column.collection}.{column.key}.{column.records.split('.')[0]}"
    record = lists.setdefault(place, {}).setdefault(column.index, {})
    inner = column.name[len(place) + len(str(column.index)) + 2 :]
    if "." not in inner:
        record[inner] = _plain(value)
        return
    name, rank, fact = inner.split(".")
    record.setdefault(name, {}).setdefault(int(rank), {})[fact] = _plain(value)


def _records(case: dict[str, Any], place: str, records: dict[int, dict[str, Any]], corpus: Corpus) -> None:
    if place in corpus.vocabulary.collections:
        _put(case, place, [records[rank] for rank in sorted(records)])
        return
    found = []
    for index, record in sorted(records.items()):
        one = {name: [value[rank] for rank in sorted(value)] if isinstance(value, dict) else value for name, value in record.items()}
        found.append({"contract_year": index} | one)
    _put(case, place, found)


def facts_of(case: Mapping[str, Any], corpus: Corpus) -> Facts:
    """Return the facts of a case, read as any case is."""
    document, findings = read_yaml("case.json", json.dumps(case).encode())
    if document is None:
        raise RefusedInput(findings)
    facts, findings = read_case(document, corpus.vocabulary)
    if facts is None:
        raise RefusedInput(findings)
    return facts


# --- the inference's answer as rows -----------------------------------------------------------------------------------


def engine_rows(corpus: Corpus, facts: Facts, question: Question) -> set[tuple[Any, ...]]:
    """Return the funding of a case as rows: what it is due, when, by which rule, on which provisions; and what is missing."""
    found = ledger(corpus, facts, question)
    presenter = Presenter(corpus, "fr", question.readings)
    behind = _Behind(found.evaluation, presenter)
    rows: set[tuple[Any, ...]] = set()
    for right in found.rights:
        rows.add(("entitlement", *_common(right), right.amount, None, None, right.step.rule.address, behind.right(right)))
    for pay in found.payments:
        rows.add(("payment", *_common(pay.right), pay.amount, pay.due, pay.part, pay.step.rule.address, behind.payment(pay)))
    return _counted(rows, len(found.rights) + len(found.payments)) | missing_rows(found.evaluation)


def _counted(rows: set[tuple[Any, ...]], count: int) -> set[tuple[Any, ...]]:
    # the rights that an increase adds to rights of one line on one day may be equal: then how many there are is compared too
    return rows | {("count", count)}


def _common(right: Right) -> tuple[Any, ...]:
    return right.line, right.span.number if right.span else None, right.start, right.end


class _Behind:
    def __init__(self, evaluation: Evaluation, presenter: Presenter) -> None:
        self._worked = {step: worked for worked in evaluation.occasions for step in worked.steps}
        self._by_id = {step.id: worked for worked in evaluation.occasions for step in worked.steps}
        self._presenter = presenter

    def step(self, step: Step) -> tuple[str, ...]:
        worked = self._worked.get(step) or self._by_id[step.id]
        return tuple(_version(one) for one in self._presenter.provisions_behind(step, worked))

    def right(self, right: Right) -> tuple[str, ...]:
        own = self.step(right.step)
        return tuple(dict.fromkeys((*own, *(self.right(right.base) if right.base else ()))))

    def payment(self, pay: Payment) -> tuple[str, ...]:
        return tuple(dict.fromkeys((_version(pay.step.rule.enacted), *self.right(pay.right))))


def _version(enacted: Any) -> str:
    return f"{enacted.provision.address}@{enacted.since}"


def missing_rows(evaluation: Evaluation) -> set[tuple[Any, ...]]:
    """Return what is missing: for each rule in doubt the names of the facts it hangs on."""
    rows: set[tuple[Any, ...]] = set()
    corpus = evaluation.corpus
    for worked in evaluation.occasions:
        for step in worked.steps:
            then = step.rule.rule.then
            if step.outcome == UNKNOWN and isinstance(then, Entitle | Increase | Pay) and step.missing:
                line = filled(then.line, step.view) if isinstance(then, Entitle | Increase) else ", ".join(then.lines)
                names = frozenset(full_name(name, step.occasion, corpus) for name in step.missing)
                rows.add(("missing", line, step.rule.address, names))
    for one in evaluation.undated:
        rows.add(("undated", one.kind.name, frozenset(_full(name, one, corpus) for name in one.facts)))
    return rows


def _full(name: str, one: Any, corpus: Corpus) -> str:
    if not (one.element and one.kind.each):
        return name
    collection = corpus.vocabulary.collections[one.kind.each]
    prefix = f"{collection.singular}."
    return f"{collection.name}.{one.element}.{name[len(prefix) :]}" if name.startswith(prefix) else name


# --- the plan's answer as rows ----------------------------------------------------------------------------------------


def plan_rows(rows: Iterable[Mapping[str, Any]], citations: Mapping[int, tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Return the rows of the plan for one case in the same form."""
    found: set[tuple[Any, ...]] = set()
    count = 0
    for row in rows:
        if row["kind"] == "missing":
            names = frozenset(row["missing"].split())
            found.add(("missing", row["line"], row["rule"], names) if row["rule"] else ("undated", row["occasion"], names))
            continue
        count += 1
        behind = tuple(_version(one) for one in citations[row["citation"]])
        common = (row["line"], row["period"], row["from"], row["until"], row["amount"], row["due_on"], row["part"])
        found.add((row["kind"], *common, row["rule"], behind))
    return _counted(found, count)


def evaluated(corpus: Corpus, facts: Facts, question: Question, family: str) -> Evaluation:
    """Return the evaluation of a case by the inference."""
    return evaluate(corpus, facts, family, on=question.on, known_on=question.known_on, readings=question.readings)
