"""durable-rules and the truth of the same conditions agree,
on generated rulesets and facts, missing values included.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.kinds import KINDS
from engine.language.model import Word
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Not
from engine.language.operators import OPERATORS, WRITTEN
from engine.reasoning.explanation import explained
from engine.reasoning.inference import ACCORD, DURABLE_RULES, installed
from engine.reasoning.logic import ALWAYS, NEVER, Scope, compiled_condition
from engine.reasoning.networks import MakeNetwork, loaded
from engine.reasoning.normal_form import normal_form
from engine.reasoning.truth_network import TruthNetwork

NETWORKS: list[MakeNetwork] = [TruthNetwork]
if installed() == DURABLE_RULES:
    from engine.reasoning.durable_network import DurableNetwork

    NETWORKS.append(DurableNetwork)
each_network = pytest.mark.parametrize("make", NETWORKS)

_LABEL: Any = None
_WORDS = {
    **{name: Word(name, "integer", _LABEL) for name in ("i", "j", "large")},
    **{name: Word(name, "date", _LABEL) for name in ("d", "e")},
    **{name: Word(name, "enumeration", _LABEL) for name in ("s", "t")},
    **{name: Word(name, "ratio", _LABEL) for name in ("r", "q")},
    "b": Word("b", "boolean", _LABEL),
}
_INTEGERS = st.integers(-3, 3) | st.sampled_from([-(2**40), 2**40])
_DATES = st.integers(-3, 3).map(lambda days: date(2022, 4, 1) + timedelta(days)) | st.just(date.max)
_RATIOS = st.sampled_from(
    [Decimal(text) for text in ("0", "0.5", "0.50", "0.1234567891", "1", "1.0")]
)
_VALUES = {
    **dict.fromkeys(("i", "j", "large"), _INTEGERS),
    **dict.fromkeys(("d", "e"), _DATES),
    **dict.fromkeys(("s", "t"), st.sampled_from(["access", "100000", "9", ""])),
    **dict.fromkeys(("r", "q"), _RATIOS),
    "b": st.booleans(),
}
_OPERATORS = {
    kind: [name for name in WRITTEN if OPERATORS[name].compares in ("", KINDS[kind])]
    for kind in ("integer", "ratio", "date", "enumeration", "boolean")
}


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    fact = draw(st.sampled_from(sorted(_WORDS)))
    if draw(st.integers(0, 5)) == 0:
        return Known(fact, draw(st.booleans()))
    kind = _WORDS[fact].type
    operator = draw(st.sampled_from(_OPERATORS[kind]))
    count = draw(st.integers(1, 3)) if OPERATORS[operator].single else 1
    same = sorted(name for name, word in _WORDS.items() if word.type == kind)
    operands = [
        Fact(draw(st.sampled_from(same)))
        if draw(st.integers(0, 3)) == 0
        else Literally(draw(_VALUES[fact]))
        for _ in range(count)
    ]
    return Compare(fact, operator, tuple(operands))


def _branches(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=0, max_size=3).map(tuple)
    return parts.map(All) | parts.map(AnyOf) | inner.map(Not)


_CONDITIONS = st.recursive(leaves(), _branches, max_leaves=8)
_FACTS = st.fixed_dictionaries({}, optional=_VALUES)
_SCOPE: Any = Scope(
    SimpleNamespace(corpus=SimpleNamespace(vocabulary=SimpleNamespace(facts=_WORDS), readings={})),  # type: ignore[arg-type]  # as much as is read
    None,  # type: ignore[arg-type]  # not read
    {},
)


@each_network
@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(_CONDITIONS, min_size=1, max_size=6), st.lists(_FACTS, min_size=1, max_size=4))
def test_what_fires_is_what_is_true(
    make: MakeNetwork, conditions: list[Condition], cases: list[dict[str, Any]]
) -> None:
    written = {f"rule{rank}": condition for rank, condition in enumerate(conditions)}
    rules = {key: normal_form(condition, _SCOPE) for key, condition in written.items()}
    rules = {key: condition for key, condition in rules.items() if condition not in (ALWAYS, NEVER)}
    network = make("kind", rules, _SCOPE)
    for view in cases:
        true = {key for key in rules if _truth(written[key], view) is True}
        assert network.fired(view) == true
        assert network.fired(view) == true  # remembered


def _truth(condition: Condition, view: dict[str, Any]) -> bool | None:
    """Three-valued truth read straight from the condition as written, without its normal form."""
    match condition:
        case Not(part):
            inner = _truth(part, view)
            return None if inner is None else not inner
        case All(parts) | AnyOf(parts):
            decisive = isinstance(condition, AnyOf)
            found = [_truth(part, view) for part in parts]
            return decisive if decisive in found else None if None in found else not decisive
        case Compare(fact, "one_of", operands):
            return _truth(
                AnyOf(tuple(Compare(fact, "is", (operand,)) for operand in operands)), view
            )
        case _:
            return compiled_condition(condition, _SCOPE)(view)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(_CONDITIONS, _FACTS)
def test_normal_form_keeps_the_truth(condition: Condition, view: dict[str, Any]) -> None:
    normal = normal_form(condition, _SCOPE)
    assert compiled_condition(normal, _SCOPE)(view) is _truth(condition, view)
    negated = normal_form(Not(condition), _SCOPE)
    assert compiled_condition(negated, _SCOPE)(view) is _truth(Not(condition), view)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(_CONDITIONS, _FACTS)
def test_what_is_explained_is_what_blocks(condition: Condition, view: dict[str, Any]) -> None:
    normal = normal_form(condition, _SCOPE)
    truth = compiled_condition(normal, _SCOPE)(view)
    checks = explained(normal, _SCOPE, view)
    assert all(check.truth is truth for check in checks)
    assert not checks if truth else True


@settings(derandomize=True, deadline=None, max_examples=200)
@given(_CONDITIONS, _FACTS, st.data())
def test_knowing_more_never_unsettles(
    condition: Condition, view: dict[str, Any], data: st.DataObject
) -> None:
    normal = normal_form(condition, _SCOPE)
    if any(isinstance(node, Known) for node in _nodes(condition)):
        return
    truth = compiled_condition(normal, _SCOPE)(view)
    more = {**data.draw(_FACTS), **view}
    if truth is not None:
        assert compiled_condition(normal, _SCOPE)(more) is truth


def _nodes(condition: Condition) -> list[Any]:
    match condition:
        case All(parts) | AnyOf(parts):
            return [condition, *(node for part in parts for node in _nodes(part))]
        case Not(part):
            return [condition, *_nodes(part)]
    return [condition]


@each_network
def test_more_rules_than_one_network_takes(make: MakeNetwork) -> None:
    rules = {f"r{n}": Compare("i", "at_least", (Literally(n),)) for n in range(600)}
    network = make("kind", rules, _SCOPE)
    assert network.fired({"i": 299}) == {f"r{n}" for n in range(300)}


@each_network
@pytest.mark.parametrize("view", [{}, {"i": 2**60}, {"i": -(2**60)}])
def test_extreme_and_absent_integers(make: MakeNetwork, view: dict[str, Any]) -> None:
    condition = Compare("i", "more_than", (Literally(0),))
    network = make("kind", {"rule": condition}, _SCOPE)
    assert (network.fired(view) == {"rule"}) is (
        compiled_condition(condition, _SCOPE)(view) is True
    )


def _wide(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=9).map(tuple)
    return parts.map(All) | parts.map(AnyOf) | inner.map(Not)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.recursive(leaves(), _wide, max_leaves=70), min_size=1, max_size=3),
    st.lists(_FACTS, min_size=1, max_size=3),
)
@each_network
def test_conditions_of_any_size(
    make: MakeNetwork, conditions: list[Condition], cases: list[dict[str, Any]]
) -> None:
    written = {f"rule{rank}": condition for rank, condition in enumerate(conditions)}
    rules = {key: normal_form(condition, _SCOPE) for key, condition in written.items()}
    rules = {key: condition for key, condition in rules.items() if condition not in (ALWAYS, NEVER)}
    network = make("kind", rules, _SCOPE)
    for view in cases:
        assert network.fired(view) == {key for key in rules if _truth(written[key], view) is True}


def _each_way(rank: int) -> Condition:
    """A comparison of its own for each rank: with a constant or a fact, of order or not."""
    kind = [
        Compare("i", "is", (Literally(rank),)),
        Compare("r", "at_least", (Literally(Decimal(rank) / 100),)),
        Compare("j", "less_than", (Literally(-rank),)),
        Compare("s", "is", (Literally(f"word{rank}"),)),
    ]
    return kind[rank % 4]


@each_network
@pytest.mark.parametrize("count", [13, 14, 20, 100, 500])
def test_one_of_many_values(make: MakeNetwork, count: int) -> None:
    one_of = Compare("i", "one_of", tuple(Literally(rank) for rank in range(count)))
    words = Compare("s", "one_of", tuple(Literally(f"word{rank}") for rank in range(count)))
    rules = {
        "number": one_of,
        "other": normal_form(Not(one_of), _SCOPE),
        "word": words,
        "either": AnyOf((one_of, words)),
    }
    network = make("kind", rules, _SCOPE)
    assert network.fired({"i": count - 1}) == {"number", "either"}
    assert network.fired({"i": count}) == {"other"}
    assert network.fired({"s": f"word{count - 1}"}) == {"word", "either"}
    assert network.fired({"i": count, "s": "word"}) == {"other"}
    assert network.fired({}) == frozenset()


@each_network
@pytest.mark.parametrize("count", [13, 14, 40, 500])
def test_any_and_all_of_many_comparisons(make: MakeNetwork, count: int) -> None:
    some = [_each_way(rank) for rank in range(count)]
    rules = {
        "any": AnyOf(tuple(some)),
        "all": All(tuple(Compare("i", "is_not", (Literally(rank),)) for rank in range(count))),
    }
    network = make("kind", rules, _SCOPE)
    for view in (
        {},
        {"i": 12},
        {"i": 13},
        {"i": count},
        {"s": "word11"},
        {"r": Decimal("0.09")},
        {"r": Decimal(0)},
        {"j": -(count + 2)},
    ):
        expected = {
            key
            for key, condition in rules.items()
            if compiled_condition(condition, _SCOPE)(view) is True
        }
        assert network.fired(view) == expected
    assert network.fired({"i": count}) >= {"all"}
    assert network.fired({"i": 12}) == {"any"}


@each_network
def test_what_durable_rules_refuses_in_one_pattern(make: MakeNetwork) -> None:
    two = All(
        tuple(
            AnyOf(tuple(Compare(fact, "is", (Literally(rank),)) for rank in range(6)))
            for fact in ("i", "j")
        )
    )
    pairs = [
        AnyOf(
            (
                Compare("i", "is", (Literally(2 * rank),)),
                Compare("j", "is", (Literally(2 * rank + 1),)),
            )
        )
        for rank in range(6)
    ]
    three = AnyOf((All((pairs[0], pairs[1])), All((pairs[2], pairs[3])), All((pairs[4], pairs[5]))))
    deep: Condition = Compare("i", "is", (Literally(0),))
    for rank in range(6):
        other = Compare("j", "at_least", (Literally(rank),))
        deep = All((other, AnyOf((deep, Compare("s", "is", (Literally(f"word{rank}"),))))))
    network = make("kind", {"two": two, "three": three, "deep": deep}, _SCOPE)
    assert network.fired({"i": 5, "j": 0}) == {"two"}
    assert network.fired({"i": 4, "j": 7}) == {"three"}
    assert network.fired({"i": 0, "j": 5}) == {"two", "deep"}
    assert network.fired({"i": 7, "j": 5, "s": "word5"}) == {"deep"}
    assert network.fired({"i": 0}) == frozenset()


@each_network
def test_more_facts_than_durable_rules_takes_in_one(make: MakeNetwork) -> None:
    facts = {f"f{rank}": rank for rank in range(400)}
    words = {name: Word(name, "integer", _LABEL) for name in facts}
    scope: Any = Scope(
        SimpleNamespace(
            corpus=SimpleNamespace(
                vocabulary=SimpleNamespace(facts=words, collections={}), readings={}
            )
        ),
        None,
        {},
    )  # type: ignore[arg-type]  # as much as is read
    rules: dict[str, Condition] = {
        name: Compare(name, "is", (Literally(value),)) for name, value in facts.items()
    }
    rules["all"] = All(tuple(rules.values()))
    assert make("kind", rules, scope).fired(facts) == set(rules)
    assert make("kind", rules, scope).fired({**facts, "f7": 8}) == set(rules) - {"f7", "all"}


def test_an_engine_at_fault_is_not_taken_for_a_library_that_is_absent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "engine.reasoning.durable_network", None)
    with pytest.raises(ImportError, match="durable_network"):
        loaded.__wrapped__()


def test_without_durable_rules_the_truth_says_what_fires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "engine.reasoning.durable_network", raising=False)
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    assert installed() == ACCORD
    assert loaded.__wrapped__() == (ACCORD, TruthNetwork)
