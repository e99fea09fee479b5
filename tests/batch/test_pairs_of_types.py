"""Every pair of types, wherever the facts come from: the two
compare rightly, alone and in a table, or the check finds them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from depth import some
from small_law import one_article

from engine.checks import contradictions
from engine.checks.misfits import kinds
from engine.language.kinds import DATE, DURATION, NUMBER, TEXT, TRUTH
from engine.language.model import Corpus
from engine.language.operators import OPERATORS, WRITTEN
from engine.language.temporal import Duration
from engine.questions.question import Question
from tests.answers import eligibility

from .comparison import answered, case_of, differences, facts_of

TYPES = [
    "integer",
    "ratio",
    "money",
    "decimal",
    "duration",
    "boolean",
    "date",
    "enumeration",
    "text",
]
KIND = {
    "integer": "n",
    "ratio": "n",
    "money": "n",
    "decimal": "n",
    "duration": "l",
    "boolean": "b",
    "date": "d",
    "enumeration": "w",
    "text": "w",
}
LITERAL = {
    "integer": 2,
    "ratio": 2,
    "money": 2,
    "decimal": 2,
    "duration": "P2M",
    "boolean": True,
    "date": "2020-03-01",
    "enumeration": "a",
    "text": "a",
}
"""One value of each type: those of one kind are equal, so
that every comparison that may be made comes out true.
"""
SOURCE = {"document": "paper", "at": "p. 1"}
EQUAL = {
    kind: [
        name
        for name in WRITTEN
        if OPERATORS[name].compares in ("", named)
        and not OPERATORS[name].single
        and OPERATORS[name].holds(one, [one])
    ]
    for kind, named, one in (
        ("n", NUMBER, 1),
        ("d", DATE, date(2021, 3, 1)),
        ("b", TRUTH, True),
        ("w", TEXT, "a"),
        ("l", DURATION, Duration(months=2)),
    )
}
"""The operators that hold of a value and itself, by kind."""


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def word(kind: str, **more: Any) -> dict[str, Any]:
    values = {"values": {"a": said("a"), "b": said("b")}} if kind == "enumeration" else {}
    return {"type": kind, "label": said(kind)} | values | more


HOLDERS = {
    "case": "c.{}",
    "element by its name": "plots.north.f_{}",
    "element": "plot.f_{}",
    "record": "plot.marks.f_{}",
    "derived": "d.{}",
    "derived of an element": "plot.d_{}",
}


def computed(kind: str) -> list[Any]:
    """Return values that come to the literal of a type: computed, of a table, of a bracket."""
    own = {"fact": f"c.{kind}"}
    match KIND[kind]:
        case "n":
            forms: list[Any] = [
                {"multiply": [own, 1]},
                {"add": [1, {"subtract": [own, 1]}]},
                {"negate": {"negate": own}},
            ]
            forms += [
                {"least": [own, 3]},
                {"greatest": [own, 1]},
                {"multiply": [{"fact": "c.half"}, 2, own]},
            ]
            return [
                *forms,
                {"table": "t/1/cells", "row": "two", "column": own},
                {"bracket": own, "in": "t/1/numbers"},
            ]
        case "d":
            return [
                {"after": {"before": own, "by": "P1M"}, "by": "P1M"},
                {"earliest": [own, "not_yet"]},
                {"latest": [own, "2000-01-01"]},
            ]
        case "w":
            return [{"bracket": {"fact": "c.integer"}, "in": "t/1/words"}]
        case "l":
            return [{"longest": [own, "P1M"]}, {"shortest": [own, "P3M"]}]
    return []


def operands(kind: str) -> list[Any]:
    facts = [{"fact": name.format(kind)} for name in HOLDERS.values()]
    return [
        LITERAL[kind],
        *facts,
        {"first_known": [{"fact": f"c.{kind}"}, LITERAL[kind]]},
        *computed(kind),
    ]


def pairs() -> list[tuple[str, str, str, Any]]:
    """Return all comparisons: an id, the type of either side, the condition."""
    found = []
    for left in TYPES:
        for holder, name in HOLDERS.items():
            for right in TYPES:
                for rank, operand in enumerate(operands(right)):
                    operator = EQUAL[KIND[left]][(rank + len(found)) % len(EQUAL[KIND[left]])]
                    id_ = f"{left}_{holder.replace(' ', '_')}_{right}_{rank}"
                    found.append((id_, left, right, {name.format(left): {operator: operand}}))
    return found


def agree(left: str, right: str, condition: dict[str, Any]) -> bool:
    """Whether both sides may be compared: of one kind, and
    of two words not one free and one from a list.
    """
    ((_, compared),) = condition.items()
    ((_, operand),) = compared.items()
    words = {left, right} == {"text", "enumeration"}
    return KIND[left] == KIND[right] and not (
        words and isinstance(operand, dict) and "fact" in operand
    )


def corpus_of(rules: list[tuple[str, Any]], folder: Path) -> Corpus:
    folder.mkdir()
    provision = {
        "place": {"paragraph": 1},
        "says": said("x"),
        "source": SOURCE,
        "basis": "official_text",
    }
    tables = {
        "cells": {"unit": "any", "columns": [1, 2], "rows": {"two": [1, 2]}},
        "numbers": {
            "unit": "any",
            "brackets": [{"below": 2, "is": 1}, {"up_to": 2, "is": 2}, {"is": 3}],
        },
        "words": {"unit": "any", "brackets": [{"up_to": 2, "is": "a"}, {"is": "b"}]},
    }
    listed: list[dict[str, Any]] = [
        provision | {"id": name, "table": table} for name, table in tables.items()
    ]
    for kind in TYPES:
        value = (
            {"multiply": [2, {"fact": "c.integer"}, 1]}
            if kind == "integer"
            else {"fact": f"c.{kind}"}
        )
        value = {"subtract": [value, 2]} if kind == "integer" else value
        listed.append(
            provision
            | {"id": f"d_{kind}", "then": {"derive": {"fact": f"d.{kind}", "value": value}}}
        )
        own = {"derive": {"fact": f"plot.d_{kind}", "value": {"fact": f"plot.f_{kind}"}}}
        listed.append(provision | {"id": f"plot_d_{kind}", "on": "plot_day", "then": own})
    for id_, when in rules:
        then = {"require": {"benefit": "grant", "requirement": id_}}
        listed.append(provision | {"id": id_, "on": "plot_day", "when": when, "then": then})
    facts = {f"f_{kind}": word(kind) for kind in TYPES}
    plots = {
        "singular": "plot",
        "label": said("plots"),
        "keys": {"north": said("north")},
        "facts": facts | {f"d_{kind}": word(kind, derived=True) for kind in TYPES},
        "lists": {
            "marks": {
                "label": said("marks"),
                "indexed_by": "rank",
                "facts": {"rank": word("integer", required=True)} | facts,
            }
        },
    }
    vocabulary = {
        "facts": {f"c.{kind}": word(kind) for kind in TYPES}
        | {f"d.{kind}": word(kind, derived=True) for kind in TYPES}
        | {"c.begun_on": word("date"), "c.half": word("ratio", minimum=0, maximum=1)},
        "collections": {"plots": plots},
        "benefits": {"grant": said("grant")},
    }
    year = {"from": {"fact": "c.begun_on"}, "every": "P1Y", "label": said("year")}
    plot_day = {"each": "plots", "on": {"fact": "day"}, "label": said("plot day")}
    return one_article(
        folder, vocabulary, {"periods": {"year": year}, "occasions": {"plot_day": plot_day}}, listed
    )


NAMES = ("c.{}", "plots.north.f_{}", "plots.north.marks.1.f_{}")
ROW = {"case": "A", "plots": "north", "c.begun_on": date(2020, 1, 1), "c.half": 0.5}
ROW |= {name.format(kind): LITERAL[kind] for kind in TYPES for name in NAMES}
TABLE = pa.Table.from_pylist(
    [
        {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in ROW.items()
        }
        | {"case": "A"}
    ]
)
QUESTION = Question(date(2020, 6, 1), date(2026, 1, 1))


@pytest.mark.parametrize("left", TYPES)
def test_what_does_not_compare_is_found(left: str, tmp_path: Path) -> None:
    rules = [
        (id_, when)
        for id_, one, right, when in pairs()
        if one == left and not agree(one, right, when)
    ]
    assert len(rules) > 100
    corpus = corpus_of(rules, tmp_path / "law")
    found = {finding.location for finding in kinds(corpus) if finding.code == "ACC209"}
    (article,) = corpus.texts["t"].articles
    written = {one.id: one.location for one in article.provisions}
    assert [id_ for id_, _ in rules if written[id_] not in found] == []
    assert len(found) == len(rules)  # each at its place, and none elsewhere


@pytest.mark.parametrize("left", TYPES)
def test_what_compares_does_so_rightly_alone_and_in_a_table(left: str, tmp_path: Path) -> None:
    rules = [
        (id_, when) for id_, one, right, when in pairs() if one == left and agree(one, right, when)
    ]
    corpus = corpus_of(rules, tmp_path / "law")
    assert contradictions(corpus) == ()
    answer = eligibility(corpus, facts_of(case_of(ROW, corpus), corpus), QUESTION)
    outcomes = {one["id"]: one["outcome"] for one in answer["benefits"][0]["requirements"]}
    assert outcomes == {id_: "met" for id_, _ in rules}
    few = corpus_of(rules[:: 1 if len(rules) < 60 else some(8, 4)], tmp_path / "few")
    found = answered(tmp_path, TABLE, few, QUESTION, "eligibility")
    assert found.rejected == {}
    assert differences(pa.Table.from_pylist([ROW]), few, QUESTION, found, "eligibility") == []
