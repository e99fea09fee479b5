from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms.arithmetic import Multiply, Negate, Subtract
from engine.language.forms.choices import FirstKnown
from engine.language.forms.dates import Shift
from engine.language.forms.facts import Fact, FactOn
from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.forms.periods import Proportion
from engine.language.forms.readings import Choice
from engine.language.forms.tables import Bracket, TableCell
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.nodes import (
    Advise,
    All,
    AnyOf,
    Compare,
    Conclusion,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Known,
    Meets,
    Not,
    Oblige,
    Pay,
    PaymentPart,
    Require,
)
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Value
from engine.source.expressions import Expressions
from engine.source.yaml_source import read_yaml


def reading(text: str) -> tuple[Expressions, object, list[Diagnostic]]:
    document, problems = read_yaml("f.yaml", f"it: {text}".encode())
    assert document is not None, problems
    findings: list[Diagnostic] = []
    return Expressions(document, findings), document.tree["it"], findings


SIZE = Fact("club.size")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42", Literally(42)),
        ("0.85", Literally(Decimal("0.85"))),
        ("75 %", Literally(Decimal("0.75"))),
        ("12,5 %", Literally(Decimal("0.125"))),
        ('"2022-09-30"', Literally(date(2022, 9, 30))),
        ("2022-09-30", Literally(date(2022, 9, 30))),
        ("true", Literally(value=True)),
        ("association", Literally("association")),
        ("not_yet", Literally(NOT_YET)),
        ("P12M", Literally(Duration(years=1))),
        ("{fact: club.size}", SIZE),
        ("{fact: club.size, on: {fact: period.from}}", FactOn("club.size", Fact("period.from"))),
        (
            '{row: "x.{y}", table: a/8/b, column: {fact: club.size}}',
            TableCell("a/8/b", "x.{y}", SIZE),
        ),
        ("{bracket: {fact: club.size}, in: a/1/b}", Bracket(SIZE, "a/1/b")),
        ("{multiply: [1, {fact: club.size}]}", Multiply((Literally(1), SIZE))),
        ("{subtract: [1, 2]}", Subtract((Literally(1), Literally(2)))),
        ("{negate: 1}", Negate((Literally(1),))),
        ("{first_known: [{fact: club.size}, 1]}", FirstKnown((SIZE, Literally(1)))),
        ("{by: P6M, after: {fact: club.size}}", Shift(SIZE, Duration(months=6), 1)),
        ("{before: {fact: club.size}, by: P15D}", Shift(SIZE, Duration(days=15), -1)),
        (
            "{before: {fact: club.size}, by: P1M, times: {fact: club.size}}",
            Shift(SIZE, Duration(months=1), -1, SIZE),
        ),
        ("{event: accord.published}", EventDate("accord", "published")),
        ("{effect_of: accord}", EffectDate("accord", "ordinary")),
        ("{effect_of: accord, group: later}", EffectDate("accord", "later")),
        ("{proportion: months}", Proportion("months")),
        ("{proportion: days, of: uncut}", Proportion("days", "uncut")),
        ("{proportion: months, as_if: uncut}", Proportion("months", "as_if_uncut")),
        ("{sum: {fact: a.b.share}, over: a.b}", Gathered("sum", "a.b", "a.b", Fact("a.b.share"))),
        (
            "{reading: r, options: {a: 1, b: {fact: club.size}}}",
            Choice("r", {"a": Literally(1), "b": SIZE}),
        ),
    ],
)
def test_values(text: str, expected: Value) -> None:
    reader, node, findings = reading(text)
    assert reader.value(node, ("it",)) == expected
    assert findings == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a.b: {is: 4}}", Compare("a.b", "is", (Literally(4),))),
        ("{a.b: {one_of: [x, y]}}", Compare("a.b", "one_of", (Literally("x"), Literally("y")))),
        ("{a.b: {known: false}}", Known("a.b", expected=False)),
        (
            "{a.b: {at_least: 1, at_most: 2}}",
            All(
                (
                    Compare("a.b", "at_least", (Literally(1),)),
                    Compare("a.b", "at_most", (Literally(2),)),
                )
            ),
        ),
        (
            "{a: {is: 1}, b: {is: 2}}",
            All((Compare("a", "is", (Literally(1),)), Compare("b", "is", (Literally(2),)))),
        ),
        (
            "{all: [{benefit: x}, {not: {a: {is: 1}}}]}",
            All((Meets("x"), Not(Compare("a", "is", (Literally(1),))))),
        ),
        ("{any: [{benefit: x}]}", AnyOf((Meets("x"),))),
        ("{reading: r, options: {a: {benefit: x}}}", Choice("r", {"a": Meets("x")})),
        ("{a: {on_or_before: {fact: club.size}}}", Compare("a", "on_or_before", (SIZE,))),
    ],
)
def test_conditions(text: str, expected: Condition) -> None:
    reader, node, findings = reading(text)
    assert reader.condition(node, ("it",)) == expected
    assert findings == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{derive: {fact: a.b, value: 1}}", Derive("a.b", Literally(1))),
        ("{require: {benefit: x, requirement: y}}", Require("x", "y")),
        ("{entitle: {line: l, amount: 5}}", Entitle("l", Literally(5))),
        (
            (
                "{entitle: {line: l, amount: 5, once_in: P12M, from: 2022-01-01, until: {fact: "
                "club.size}}}"
            ),
            Entitle("l", Literally(5), Literally("P12M"), Literally(date(2022, 1, 1)), SIZE),
        ),
        (
            (
                "{pay: {lines: [l.*], parts: [{part: a, share: 75 %, due: {fact: club.size}}, "
                "{part: b, due: 1}]}}"
            ),
            Pay(
                ("l.*",),
                (PaymentPart("a", Decimal("0.75"), SIZE), PaymentPart("b", None, Literally(1))),
            ),
        ),
        ("{increase: {line: l, lines: [m], by: 10 %}}", Increase("l", ("m",), Decimal("0.1"))),
        (
            "{increase: {line: l, lines: {reading: r, options: {a: [m], b: [n, o]}}, by: 0.1}}",
            Increase("l", Choice("r", {"a": ("m",), "b": ("n", "o")}), Decimal("0.1")),
        ),
        ("{deadline: {id: d, due: 1}}", Deadline("d", Literally(1), None, "deadline")),
        (
            "{deadline: {id: d, due: 1, met_by: {fact: club.size}, kind: term}}",
            Deadline("d", Literally(1), SIZE, "term"),
        ),
        ("{oblige: {duty: d, category: plan, by: club}}", Oblige("d", "plan", "", "club", {})),
        (
            "{oblige: {duty: d, category: plan, by: club, force: recommended}}",
            Oblige("d", "plan", "", "club", {}, force="recommended"),
        ),
        (
            "{oblige: {duty: d, category: indicator, subject: s, by: club, level: local}}",
            Oblige("d", "indicator", "s", "club", {"level": "local"}),
        ),
        (
            "{advise: {step: s, order: 2, helped_by: [town], done_when: {a: {known: true}}}}",
            Advise("s", 2, ("town",), Known("a", expected=True)),
        ),
    ],
)
def test_conclusions(text: str, expected: Conclusion) -> None:
    reader, node, findings = reading(text)
    assert reader.conclusion(node, ("it",)) == expected
    assert findings == []


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        ("value", "[1]", ["ACC103"]),
        ("value", "{}", ["ACC109"]),
        ("value", "{fakt: a}", ["ACC109"]),
        ("value", "{fact: a, other: b}", ["ACC101"]),
        ("value", "{fact: 3}", ["ACC105"]),
        ("value", "2022-02-30", ["ACC107"]),
        ("value", "{after: 2022-01-01}", ["ACC102"]),
        ("value", "{after: 2022-01-01, by: 6M}", ["ACC108"]),
        ("value", "{subtract: [1]}", ["ACC110"]),
        ("value", "{multiply: 3}", ["ACC103"]),
        ("value", "{event: published}", ["ACC106"]),
        ("value", "{proportion: weeks}", ["ACC104"]),
        ("value", "{table: a/b/c}", ["ACC102", "ACC102"]),
        ("condition", "3", ["ACC103"]),
        ("condition", "{}", ["ACC109"]),
        ("condition", "{a: 3}", ["ACC109"]),
        ("condition", "{a: {iz: 3}}", ["ACC109"]),
        ("condition", "{all: []}", ["ACC110"]),
        ("condition", "{all: [{a: {iz: 3}}, {b: {known: 4}}]}", ["ACC109", "ACC103"]),
        ("conclusion", "{entitel: {}}", ["ACC109"]),
        ("conclusion", "{derive: {fact: a, value: 1}, require: {}}", ["ACC109"]),
        ("conclusion", "{derive: {}}", ["ACC102", "ACC102"]),
        ("conclusion", "{entitle: {line: l, amount: 1, once_in: yearly}}", ["ACC108"]),
        (
            "conclusion",
            "{pay: {lines: [l], parts: [{part: a, due: 1}, {part: b, due: 1}]}}",
            ["ACC110"],
        ),
        ("conclusion", "{deadline: {id: d, due: 1, kind: maybe}}", ["ACC104"]),
        ("conclusion", "{increase: {line: l, lines: [m], by: ten}}", ["ACC103"]),
    ],
)
def test_faults_are_all_found_and_never_raised(kind: str, text: str, codes: list[str]) -> None:
    reader, node, findings = reading(text)
    getattr(reader, kind)(node, ("it",))
    assert [finding.code for finding in findings] == codes
    assert all(finding.location.line == 1 and finding.location.column >= 5 for finding in findings)
