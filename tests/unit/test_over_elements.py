"""What is counted, summed or picked over elements: values worked out by hand, and words."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import Facts, read_case
from engine.diagnostics.bilingual import Language
from engine.language.comparison import Truth
from engine.language.elements import among
from engine.language.nodes import EMPTY
from engine.language.operators import OPERATORS
from engine.law.consolidation import Timeline
from engine.library import facts_of, load
from engine.questions.question import Question
from engine.reasoning.explanation import compiled_lacking
from engine.reasoning.logic import Scope, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.source.expressions import Expressions
from engine.source.yaml_source import read_yaml
from engine.whatif.interview import asked_again
from engine.whatif.nearest import nearest
from engine.words.rules_aloud import RulesAloud
from tests.answers import eligibility, funding
from tests.guild import FOLDER, corpus

BAKERS = "{count: members, where: {member.trade: {is: baker}}"
NOTES = "indicators.repairs.notes"


def read(text: str, *, condition: bool = False) -> Any:
    document, findings = read_yaml("x.yaml", f"it: {text}".encode())
    assert document is not None
    reading = Expressions(document, findings)
    reading.singulars = {
        each.name: each.singular for each in corpus().vocabulary.collections.values()
    }
    node = (reading.condition if condition else reading.value)(document.tree["it"], ("it",))
    assert findings == []
    return node


def scope() -> Scope:
    timeline = Timeline(corpus(), date(2026, 1, 1), EMPTY)
    return Scope(timeline, timeline.laws[-1], EMPTY)


def view(*trades: str | None, **more: Any) -> Mapping[str, Any]:
    """Return the facts of members of these trades, None for one whose trade is unknown."""
    given = {f"members.{rank}.trade": trade for rank, trade in enumerate(trades, 1) if trade}
    return {"members": tuple(str(rank + 1) for rank in range(len(trades)))} | given | more


def indicators(*points: int | None, listed: bool = True) -> Mapping[str, Any]:
    keys = ("repairs", "apprentices", "open_days")
    given = dict(zip(keys, points, strict=False))
    known = {f"indicators.{key}.points": each for key, each in given.items() if each is not None}
    return ({"indicators": tuple(given)} if listed else {}) | known


@pytest.mark.parametrize(
    ("asked", "trades", "truth"),
    [
        ("at_least: 2", ("baker", None, "baker"), True),
        ("at_least: 2", ("baker", None, "cooper"), None),
        ("at_least: 2", ("baker", "glazier", "cooper"), False),
        ("at_least: 3", ("baker", None, "cooper"), False),
        ("is: 1", ("baker", "cooper"), True),
        ("is: 1", ("baker", None), None),
        ("is: 3", ("baker", None), False),
        ("is_not: 3", ("baker", None), True),
        ("is_not: 2", ("baker", None), None),
        ("at_most: 0", (), True),
        ("less_than: 2", ("baker", None), None),
        ("more_than: 0", ("baker", None), True),
        ("multiple_of: 2", ("baker", "baker"), True),
        ("multiple_of: 2", ("baker", None), None),
        ("one_of: [1, 3]", ("baker", "cooper"), True),
        ("at_least: 1, at_most: 1", ("baker", "baker"), False),
    ],
)
def test_a_count_is_compared_as_far_as_it_is_known(
    asked: str, trades: tuple[str | None, ...], truth: Truth
) -> None:
    condition = normal_form(read(f"{BAKERS}, {asked}}}", condition=True), scope())
    assert compiled_condition(condition, scope())(view(*trades)) is truth
    denied = normal_form(read(f"{{not: {BAKERS}, {asked}}}}}", condition=True), scope())
    opposite = None if truth is None else not truth
    assert compiled_condition(denied, scope())(view(*trades)) is opposite


@pytest.mark.parametrize("asked", ["at_least: 0", "is: 0", "at_most: 5"])
def test_a_collection_that_is_not_given_is_unknown(asked: str) -> None:
    condition = normal_form(read(f"{BAKERS}, {asked}}}", condition=True), scope())
    expected = True if asked == "at_least: 0" else None
    assert compiled_condition(condition, scope())({}) is expected


@pytest.mark.parametrize(
    ("points", "how", "expected"),
    [
        ((3, 4, 5), "sum", 12),
        ((3, 4, 5), "least", 3),
        ((3, 4, 5), "greatest", 5),
        ((3, None), "sum", None),
        ((3, None), "least", None),
        ((), "sum", 0),
        ((), "least", None),
        ((), "greatest", None),
    ],
)
def test_numbers_of_elements(
    points: tuple[int | None, ...], how: str, expected: int | None
) -> None:
    value = read(f"{{{how}: {{fact: indicator.points}}, over: indicators}}")
    assert value.compiled(scope())(indicators(*points)) == expected
    assert value.compiled(scope())({}) is None


def test_what_is_unknown_is_named() -> None:
    value = read("{least: {fact: indicator.points}, over: indicators}")
    lacking = compiled_lacking((value,), scope())
    assert lacking({}) == ("indicators", "indicators")
    assert lacking(indicators(3, None)) == ("indicators.apprentices.points",)
    assert lacking(indicators()) == ("none:indicators",)
    count = read(f"{BAKERS}}}")
    assert compiled_lacking((count,), scope())(view("baker", None)) == ("members.2.trade",)


def test_records_of_a_list_are_read_with_facts_of_the_case() -> None:
    value = read(
        f"{{sum: {{multiply: [{{fact: {NOTES}.mark}}, 2]}}, over: {NOTES}, "
        f"where: {{{NOTES}.given_on: {{on_or_after: {{fact: workshop.joined_on}}}}}}}}"
    )
    notes = [{"mark": 4, "given_on": date(2021, 3, 1)}, {"mark": 7, "given_on": date(2021, 2, 28)}]
    facts = {NOTES: tuple(notes), "workshop.joined_on": date(2021, 3, 1)}
    assert value.compiled(scope())(facts) == 8
    assert value.compiled(scope())(facts | {"workshop.joined_on": date(2021, 2, 28)}) == 22
    assert value.compiled(scope())({NOTES: (), "workshop.joined_on": date(2021, 3, 1)}) == 0
    assert value.compiled(scope())({"workshop.joined_on": date(2021, 3, 1)}) is None
    assert value.compiled(scope())({NOTES: tuple(notes)}) is None
    assert value.facts_read() == (NOTES, "workshop.joined_on")
    assert set(value.records()) == {NOTES, f"{NOTES}.mark", f"{NOTES}.given_on"} - {NOTES}


@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 3), (2, 2)])
@pytest.mark.parametrize(
    "operator", ["is", "is_not", "at_least", "at_most", "more_than", "less_than"]
)
@pytest.mark.parametrize("needed", [0, 1, 2, 3, 4, 2.5])
def test_a_number_between_two_others(low: int, high: int, operator: str, needed: float) -> None:
    truths = {OPERATORS[operator].holds(number, [needed]) for number in range(low, high + 1)}
    expected = truths.pop() if len(truths) == 1 else None
    holds = OPERATORS[operator].holds
    assert among(low, high, needed, lambda n: holds(n, [needed]), exact=False) is expected


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("{any: members, where: {member.trade: {is: baker}}}", "fr",
         "un élément au moins parmi les membres (métier du membre : boulanger)"),
        ("{any: members, where: {member.trade: {is: baker}}}", "en",
         "at least one of the members (trade of the member: baker)"),
        ("{not: {any: members, where: {member.trade: {is: baker}}}}", "en",
         "none of the members (trade of the member: baker)"),
        ("{every: members, holds: {member.trade: {is: baker}}}", "en",
         "each of the members: trade of the member: baker"),
        (f"{BAKERS}, at_least: 2}}", "fr",
         "le nombre de membres (métier du membre : boulanger) : au moins 2"),
        ("{count: indicators, at_least: 2}", "fr", "le nombre d’indicateurs : au moins 2"),
        ("{sum: {fact: indicator.points}, over: indicators, where: {indicator.reached: {is: true}}, at_least: 12}",
         "en", "the sum of the points of the indicator, over the indicators (indicator reached: yes): at least 12"),
    ],
)  # fmt: skip
def test_it_is_read_aloud(text: str, language: Language, said: str) -> None:
    aloud = RulesAloud(corpus().vocabulary, corpus().readings, language)
    assert aloud.condition(read(text, condition=True)).replace("\u00a0", " ") == said


def test_what_each_element_must_be_is_said_where_some_fail() -> None:
    every = read("{every: members, holds: {member.trade: {is: baker}}}", condition=True)
    aloud = RulesAloud(corpus().vocabulary, corpus().readings, "fr")
    assert aloud.value(every.value).replace("\u00a0", " ") == (
        "le nombre de membres pour lesquels ceci n’est pas vrai : métier du membre : boulanger"
    )


def test_a_collection_asks_its_own_question() -> None:
    given = b'workshop: {joined_on: "2021-03-01", leaves_on: not_yet, own_trade: baker}'
    document, _ = read_yaml("case.yaml", given)
    assert document is not None
    facts, _ = read_case(document, corpus().vocabulary)
    assert facts is not None
    question = Question(date(2022, 6, 1), date(2026, 1, 1), "en")
    answer = eligibility(corpus(), facts, question)
    asked = {one["fact"]: one["question"] for one in answer["missing"] if one.get("fact")}
    assert asked["members"].startswith("How many members does the workshop have? ")
    again = asked_again("members", corpus(), question)
    assert again is not None
    assert again.question == "How many members does the workshop have?"


def workshop_with(second: str) -> Facts:
    """Return the facts of a workshop of three members, of which the second is given."""
    case = (
        'workshop: {joined_on: "2021-03-01", leaves_on: not_yet, own_trade: baker, '
        'threshold: [{from: "2021-03-01", value: 5}]}\n'
        'members: [{trade: baker, joined_on: "2020-01-01", left_on: not_yet, share: 0.2}, '
        f"{second}, "
        '{trade: cooper, joined_on: "2020-06-01", left_on: not_yet}]\n'
        "indicators: {repairs: {reached: true, points: 10}}"
    )
    document, _ = read_yaml("case.yaml", case.encode())
    assert document is not None
    facts, _ = read_case(document, corpus().vocabulary)
    assert facts is not None
    return facts


def test_days_and_numbers_compared_element_by_element_are_offered() -> None:
    """Two bakers by 1 January 2022: of the second, the last day that counts and the
    first that does not are offered.
    """
    facts = workshop_with("{trade: baker, left_on: not_yet, share: 0.2}")
    answer = eligibility(corpus(), facts, Question(date(2022, 6, 1), date(2026, 1, 1), "en"))
    (joined,) = answer["missing"]
    assert joined["fact"] == "members.2.joined_on"
    assert {one["value"]: one["leads_to"] for one in joined["possible"]} == {
        "1 January 2022": "membership: eligible",
        "2 January 2022": "membership: not eligible",
        "not yet": "membership: not eligible",
    }


def test_the_share_that_an_element_lacks_is_nearest() -> None:
    """Each member of the trade must hold 10 %; the second holds 5 %."""
    second = '{trade: baker, joined_on: "2020-01-01", left_on: not_yet, share: 0.05}'
    facts = workshop_with(second)
    asked = Question(date(2022, 6, 1), date(2026, 1, 1), "en")
    changes = [
        (fact.path, fact.value)
        for change in nearest(corpus(), facts, asked, "membership").changes
        for fact in change.facts
    ]
    assert ("members.2.share", "0.10") in changes


VALUES = """  - {id: values, place: {paragraph: 9}, source: {document: booklet, at: p. 3}, basis: official_text,
     says: {fr: Ce que vaut chaque métier., en: What each trade is worth.},
     table: {unit: EUR, columns: [all], rows: {baker: [10]}}}
  - {id: worth, place: {paragraph: 10}, source: {document: booklet, at: p. 3}, basis: official_text,
     says: {fr: Chaque membre compte selon son métier., en: Each member counts by trade.},
     on: workshop_year,
     then: {entitle: {line: worth, amount: {sum: {table: guild/2/values, row: "{member.trade}",
       column: all}, over: members}}}}
"""
"""A table without a row for glaziers, of which each member has one."""


def test_a_row_that_a_table_lacks_for_one_element_is_named_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "guild"
    shutil.copytree(FOLDER / "rulesets" / "guild", folder)
    article, vocabulary = folder / "art_2.yaml", folder / "vocabulary.yaml"
    written = article.read_text("utf-8")
    article.write_text(written.replace("  - {id: longest", f"{VALUES}  - {{id: longest"), "utf-8")
    words = vocabulary.read_text("utf-8")
    labelled = "lines:\n  worth: {fr: valeur, en: worth}\n"
    vocabulary.write_text(words.replace("lines:\n", labelled, 1), "utf-8")
    given = b"""workshop: {joined_on: "2021-03-01", leaves_on: not_yet}
members: [{trade: baker}, {trade: glazier}]
"""
    document, _ = read_yaml("case.yaml", given)
    changed, facts = facts_of(document, load((tmp_path,)), [])
    expected: tuple[tuple[Language, str], ...] = (
        ("fr", "accord des ateliers, art. 2 : le barème n'a pas de ligne « vitrier »"),
        ("en", "workshops agreement, art. 2: the table has no row “glazier”"),
    )
    for language, said in expected:
        question = Question(date(2022, 6, 1), date(2026, 1, 1), language)
        lacking = [row for row in funding(changed, facts, question)["missing"] if "table" in row]
        labels = {row["table"]: row["label"].replace("\u00a0", " ") for row in lacking}
        assert labels["guild/2/values"] == said
