"""Rules are compared only where they may meet: what is found is
what comparing each with all finds, and its number is bounded.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_law import agreement, amount, found, read_law

from engine.checks import contradictions
from engine.checks.possible import may_hold
from engine.checks.spans import Apart, meet_in, spans_of
from engine.checks.subjects import Patterns, meet
from engine.language.forms.literal import Literally
from engine.language.kinds import NUMBER
from engine.language.nodes import All, AnyOf, Compare, Condition
from engine.language.operators import OPERATORS, WRITTEN

NUMBERS = st.one_of(st.integers(0, 6), st.decimals(0, 6, places=1))
OF_NUMBERS = [
    name
    for name in WRITTEN
    if OPERATORS[name].compares in ("", NUMBER) and not OPERATORS[name].single
]
LEAVES = st.builds(
    lambda fact, operator, value: Compare(fact, operator, (Literally(value),)),
    st.sampled_from("abc"),
    st.sampled_from(OF_NUMBERS),
    NUMBERS,
)
LISTED = st.builds(
    lambda fact, values: Compare(fact, "one_of", tuple(map(Literally, values))),
    st.sampled_from("abc"),
    st.lists(NUMBERS, min_size=1),
)
WORDS = st.builds(lambda word: Compare("word", "is", (Literally(word),)), st.sampled_from("xyz"))
CONDITIONS = st.recursive(
    st.one_of(LEAVES, LISTED, WORDS),
    lambda parts: st.one_of(
        st.lists(parts, max_size=4).map(lambda some: All(tuple(some))),
        st.lists(parts, max_size=3).map(lambda some: AnyOf(tuple(some))),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.lists(CONDITIONS, min_size=1, max_size=40))
def test_no_pair_that_may_hold_is_passed_over(conditions: list[Condition]) -> None:
    spans = {str(rank): spans_of(one) for rank, one in enumerate(conditions)}
    apart = Apart()
    for address, one in spans.items():
        apart.add(address, one)
    beside = {(address, other) for address, one in spans.items() for other in apart.beside(one)}
    for (a, one), (b, other) in combinations(spans.items(), 2):
        near = meet_in(one, other)
        assert ((a, b) in beside, (b, a) in beside) == (near, near)
        assert near or not may_hold(All((conditions[int(a)], conditions[int(b)])))


def test_spans_of_a_condition() -> None:
    def leaf(operator: str, *values: Any) -> Compare:
        return Compare("a", operator, tuple(map(Literally, values)))

    assert spans_of(None) == {}
    assert spans_of(All((leaf("at_least", 2), leaf("less_than", Decimal("3.5"))))) == {
        "a": (((0, 2), (0, Decimal("3.5"))),)
    }
    assert spans_of(All((leaf("at_least", 2), leaf("less_than", 1)))) == {"a": ()}
    assert spans_of(leaf("one_of", 3, 1)) == {"a": (((0, 1), (0, 1)), ((0, 3), (0, 3)))}
    assert spans_of(leaf("is_not", 3)) == {}
    assert spans_of(AnyOf((leaf("is", 3), leaf("is", 4)))) == {}


NAMES = st.lists(st.sampled_from(["a", "b", "ab", "*"]), min_size=1, max_size=3).map(".".join)


@settings(max_examples=200)
@given(st.lists(NAMES, max_size=25), NAMES)
def test_patterns_that_meet_are_all_found_once(patterns: list[str], wanted: str) -> None:
    kept: Patterns[str] = Patterns()
    for one in patterns:
        kept.add(one, one)
    assert sorted(kept.meeting(wanted)) == sorted({one for one in patterns if meet(one, wanted)})
    kept.add("b.new.*", "later")
    assert ("later" in kept.meeting(wanted)) == meet("b.new.*", wanted)


@pytest.mark.parametrize(("number", "findings"), [(3, 3), (21, 21 * 20 // 2), (60, 60 * 20)])
def test_a_rule_at_fault_with_all_others_is_not_named_with_each(
    tmp_path: Path, number: int, findings: int
) -> None:
    law = agreement() | {"articles": {"1": [amount(f"x{rank}", rank) for rank in range(number)]}}
    conflicts = contradictions(read_law(tmp_path, law))
    assert set(found(conflicts)) == {"ACC204"}
    assert len(conflicts) == len(set(conflicts)) == findings


def test_each_of_many_rules_on_two_facts_is_apart_from_the_others_or_found(tmp_path: Path) -> None:
    grid = [(a, b) for a in range(12) for b in range(12)]
    rules = [
        amount(
            f"x{a}_{b}",
            1 + a,
            when={
                "deal.people": {"at_least": 10 * a, "less_than": 10 * a + 10},
                "deal.rate": {"is": b},
            },
        )
        for a, b in grid
    ]
    law = agreement() | {"articles": {"1": rules}}
    law["vocabulary"] = vocabulary_with_rate()
    assert contradictions(read_law(tmp_path / "apart", law)) == ()
    doubled = amount(
        "again", 99, when={"deal.people": {"is": 25}, "deal.rate": {"at_least": 3, "at_most": 5}}
    )
    law["articles"] = {"1": [*rules, doubled]}
    messages = [str(one.message) for one in contradictions(read_law(tmp_path / "not", law))]
    assert len(messages) == 3
    assert all(f"x2_{b}" in message for b, message in zip((3, 4, 5), sorted(messages), strict=True))


def vocabulary_with_rate() -> dict[str, Any]:
    from small_law import LABEL, VOCABULARY

    return VOCABULARY | {
        "facts": VOCABULARY["facts"]
        | {"deal.rate": {"type": "integer", "label": LABEL, "question": LABEL}}
    }
