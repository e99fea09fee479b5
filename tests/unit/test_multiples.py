"""`multiple_of`: of whole numbers, sums and ratios; what it contradicts; the values it offers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import ibis
import pytest
from small_law import LABEL, agreement, day, read_law, said

from engine.cases.case_reader import read_case
from engine.checks.possible import may_hold
from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.model import Vocabulary, Word
from engine.language.nodes import All, Compare, Not
from engine.language.operators import OPERATORS
from engine.questions.question import Question
from engine.questions.thresholds import sides
from engine.source.yaml_source import read_yaml
from engine.tables.terms import terms
from engine.words.phrases import Phrases
from tests.answers import eligibility

LANGUAGES: tuple[Language, Language] = ("fr", "en")
MULTIPLE = OPERATORS["multiple_of"]
SUMS = [Decimal(text) for text in ("-7.50", "0", "0.25", "2.5", "7.50", "100", "1200")]
SHARES = [Decimal(text) for text in ("0", "0.05", "0.125", "0.5", "1.00")]


@pytest.mark.parametrize(
    ("value", "of", "holds"),
    [
        (15, 5, True),
        (12, 5, False),
        (-10, 5, True),
        (0, 5, True),
        (5, 0, False),
        (0, 0, True),
        (Decimal(1200), 100, True),
        (Decimal("1250.50"), 100, False),
        (Decimal("7.5"), Decimal("2.5"), True),
        (Decimal("0.3"), Decimal("0.1"), True),  # 0.1 × 3 is not 0.3 in floating point
        (Fraction(2, 3), Fraction(1, 3), True),
        (Fraction(1, 3), Decimal("0.1"), False),
        (10**30, 7, False),
    ],
)
def test_a_multiple_is_a_number_taken_a_whole_number_of_times(
    value: Any, of: Any, *, holds: bool
) -> None:
    assert MULTIPLE.holds(value, [of]) is holds


def all_of(*comparisons: tuple[str, Any]) -> All:
    return All(tuple(Compare("n", name, (Literally(value),)) for name, value in comparisons))


@pytest.mark.parametrize(
    ("comparisons", "possible"),
    [
        ([("is", 12), ("multiple_of", 5)], False),
        ([("is", 15), ("multiple_of", 5)], True),
        ([("more_than", 10), ("less_than", 15), ("multiple_of", 5)], False),
        ([("more_than", 10), ("at_most", 15), ("multiple_of", 5)], True),
        ([("at_least", 6), ("at_most", 9), ("multiple_of", 2), ("multiple_of", 3)], True),
        ([("at_least", 7), ("at_most", 9), ("multiple_of", 2), ("multiple_of", 3)], False),
        ([("at_least", 10), ("at_most", 10), ("not multiple_of", 5)], False),
        ([("multiple_of", 5), ("not multiple_of", 5)], False),
        ([("more_than", 10), ("multiple_of", 5)], True),  # without end: held possible
        ([("at_least", 1), ("at_most", 9_000), ("multiple_of", 9_500)], True),  # too many to try
    ],
)
def test_what_cannot_hold_together_is_seen_where_few_values_are_left(
    comparisons: list[tuple[str, Any]], *, possible: bool
) -> None:
    assert may_hold(all_of(*comparisons), (), lambda _: True) is possible


def test_of_numbers_that_may_not_be_whole_only_what_is_fixed_is_told() -> None:
    assert may_hold(all_of(("more_than", 10), ("less_than", 15), ("multiple_of", 5)))
    assert not may_hold(all_of(("is", Decimal("12.5")), ("multiple_of", 5)))
    other = Compare("n", "multiple_of", (Fact("m"),))
    assert may_hold(All((other, Compare("m", "is", (Literally(5),)))))


def test_it_offers_the_multiple_and_what_follows_it() -> None:
    assert list(sides("multiple_of", 5)) == [5, 6]


@pytest.mark.parametrize(("values", "scale"), [(SUMS, 2), (SHARES, 4)])
def test_in_a_table_numbers_of_any_scale_compare_as_they_do(
    values: list[Decimal], scale: int
) -> None:
    pairs = list(product([*values, None], [Decimal(5), *values, None]))
    whole = [[None if one is None else int(one.scaleb(scale)) for one in pair] for pair in pairs]
    rows = [{"rank": rank, "a": a, "b": b} for rank, (a, b) in enumerate(whole)]
    table = ibis.memtable(rows, schema={"rank": "int32", "a": "int64", "b": "int64"})
    read, of = (terms.number(table[name], scale, 10**7, signed=True) for name in "ab")
    truth = terms.as_column(MULTIPLE.term(read, [of], terms.OFFERED))
    found = table.select("rank", truth=truth).order_by("rank").to_pyarrow()["truth"].to_pylist()
    assert found == [None if None in pair else MULTIPLE.holds(pair[0], [pair[1]]) for pair in pairs]


def eligible(folder: Path, when: Any, case: str) -> dict[str, Any]:
    """Return what the engine answers of a benefit that requires a condition."""
    then = {"require": {"benefit": "aid", "requirement": "rows"}}
    law = agreement()
    law["articles"]["3"] = [said("rows", on="question", when=when, then=then)]
    facts = ("deal.signed_on", "date"), ("deal.people", "integer")
    law["vocabulary"] = {
        "facts": {name: {"type": kind, "label": LABEL, "question": LABEL} for name, kind in facts},
        "lines": {"base": LABEL, "extra": LABEL},
        "benefits": {"aid": LABEL},
    }
    corpus = read_law(folder, law)
    document, _ = read_yaml("case.yaml", case.encode())
    assert document is not None
    read, _ = read_case(document, corpus.vocabulary)
    assert read is not None
    return eligibility(corpus, read, Question(day("2021-01-01"), day("2021-01-01"), "en"))


@pytest.mark.parametrize(
    ("people", "plainly", "denied"),
    [
        (15, "eligible", "not_eligible"),
        (12, "not_eligible", "eligible"),
        (None, "undetermined", "undetermined"),
    ],
)
def test_a_case_is_answered_and_so_is_its_denial(
    tmp_path: Path, people: int | None, plainly: str, denied: str
) -> None:
    case = "corpus: mini\n" + (f"deal: {{people: {people}}}\n" if people else "")
    when = {"deal.people": {"multiple_of": 5}}
    for name, condition, outcome in (("as_it_is", when, plainly), ("not", {"not": when}, denied)):
        answer = eligible(tmp_path / name, condition, case)
        assert [one["outcome"] for one in answer["benefits"]] == [outcome]


def test_it_is_said_aloud_in_both_languages() -> None:
    leaf = Compare("n", "multiple_of", (Literally(5),))
    empty: Any = {}
    word = Word("n", "integer", Bilingual("rangs", "rows"))
    words = Vocabulary({"n": word}, empty, empty, empty, empty, empty, empty)
    french, english = (Phrases(words, {}, one, None, {}, {}) for one in LANGUAGES)
    assert french.condition(leaf) == "rangs : un multiple de 5"
    assert french.condition(Not(leaf)) == "rangs : pas un multiple de 5"
    assert english.condition(leaf) == "rows: a multiple of 5"
    assert english.condition(Not(leaf)) == "rows: not a multiple of 5"
