"""Which differences cause each change of an answer, on answers that are small sums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.whatif.attribution import Attribution, Cause
from tests.depth import some


def attribution(
    rules: Mapping[str, tuple[frozenset[str], int]], differences: str, **options: Any
) -> Attribution[str, str, int]:
    """Return the attribution of answers in which a row has an amount for each rule whose
    differences are all made.
    """

    def answer(made: frozenset[str]) -> Mapping[str, int]:
        rows: dict[str, int] = {}
        for name, (needed, amount) in rules.items():
            row = name.partition("/")[0]
            rows[row] = rows.get(row, 0) + (amount if needed <= made else 0)
        return rows

    return Attribution(differences, answer, **options)


def test_one_difference_alone_two_together_and_two_that_add_up() -> None:
    rules = {
        "rent": (frozenset("o"), 400),
        "grant": (frozenset("om"), 900),
        "salary/1": (frozenset("m"), 10),
        "salary/2": (frozenset("o"), 20),
        "unmoved": (frozenset(), 5),
    }
    assert attribution(rules, "mox").causes() == {
        "rent": Cause(("o",)),
        "grant": Cause(("m", "o")),
        "salary": Cause(("m", "o")),
    }


def test_either_of_two_is_enough() -> None:
    def answer(made: frozenset[str]) -> Mapping[str, bool]:
        return {"open": bool(made & {"a", "b"})}

    assert Attribution("abc", answer).causes() == {"open": Cause(("a", "b"))}


def test_no_answer_for_some_of_the_differences() -> None:
    def answer(made: frozenset[str]) -> Mapping[str, int] | None:
        return None if made == {"b"} else {"row": len(made & {"a", "b"}) // 2}

    assert Attribution("abc", answer).causes() == {"row": Cause(("a", "b"))}


def test_where_the_search_ends_the_cause_says_so() -> None:
    def answer(made: frozenset[int]) -> Mapping[str, bool]:
        return {"row": len(made) >= 5}

    found = Attribution(range(10), answer, most=30).causes()["row"]
    assert found == Cause(tuple(range(10)), smallest=False)


def test_a_hundred_differences_that_do_nothing_are_looked_at_together() -> None:
    asked = []

    def answer(made: frozenset[int]) -> Mapping[str, int]:
        asked.append(made)
        return {"row": 1 if 7 in made else 0}

    compared = Attribution(range(100), answer)
    assert compared.causes(likely={7}) == {"row": Cause((7,))}
    assert len(asked) == len(set(asked)) <= 8
    assert Attribution(range(3), lambda made: {"row": 1}).causes() == {}


RULES = st.dictionaries(
    st.sampled_from(["r", "s", "s/2", "t", "t/2"]),
    st.tuples(st.frozensets(st.sampled_from("abcde"), max_size=3), st.integers(-9, 9)),
    max_size=5,
)


@given(RULES, st.permutations("abcde"))
@settings(max_examples=some(60, 1000), deadline=None)
def test_what_a_cause_is_holds_of_each_cause(
    rules: Mapping[str, tuple[frozenset[str], int]], order: list[str]
) -> None:
    """The change comes with the cause alone, and goes without it."""
    compared = attribution(rules, "".join(order))
    before, after = compared.answer(""), compared.answer(order)
    assert before is not None
    assert after is not None
    causes = compared.causes()
    assert set(causes) == {row for row in after if before.get(row) != after[row]}
    for row, cause in causes.items():
        alone = compared.answer(cause.differences)
        without = compared.answer(set(order) - set(cause.differences))
        assert alone is not None
        assert without is not None
        assert cause.smallest
        assert alone[row] == after[row]
        assert without[row] == before[row]
