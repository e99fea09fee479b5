"""Every rule, in every version it had, is exercised both ways by a scenario, every amendment is
seen around its effect, and every answer is what its schema says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from abridged import Seen, abridged
from jsonschema import Draft202012Validator

import engine.questions.funding
import engine.reasoning.evaluation
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus, Operation
from engine.language.nodes import Entitle, Increase, Pay
from engine.law.consolidation import Enacted, Timeline, moving_readings, timeline_of
from engine.library import load
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import APPLIED
from engine.testing.scenario import SUFFIX, Scenario, answered, read_scenarios

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"
KNOWN_ON = date(2026, 1, 1)
DAYS = {-1: "on the eve", 0: "on the day", 1: "on the morrow"}
Version = tuple[str, tuple[tuple[str, str, str], ...]]


@dataclass
class Exercise:
    """What the scenarios did: the outcomes of each rule's
    versions, those that moved money, the scenarios themselves, and
    their answers, each with its question and without what others held.
    """

    outcomes: dict[Version, set[str]] = field(default_factory=lambda: defaultdict(set))
    rules: dict[Version, CompiledRule] = field(default_factory=dict)
    moved: set[Version] = field(default_factory=set)
    scenarios: list[Scenario] = field(default_factory=list)
    answers: list[tuple[Scenario, str, Any]] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=lambda: defaultdict(set))


def version_of(enacted: Enacted) -> Version:
    """A provision and the acts that made this version of
    it: its dates may move with a reading, its acts do not.
    """
    return enacted.provision.address, tuple(
        (link.text, link.article, link.operation) for link in enacted.citation.chain
    )


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    """Run all the scenarios once and record each rule that worked, on each occasion."""
    found = Exercise()
    infer, evaluate = engine.reasoning.evaluation.infer, engine.reasoning.evaluation.evaluate

    def recorded(*arguments: Any) -> Any:
        derived, steps = infer(*arguments)
        for step in (*(step for group in derived.values() for step in group), *steps):
            version = version_of(step.rule.enacted)
            found.outcomes[version].add(step.outcome)
            found.rules[version] = step.rule
        return derived, steps

    def evaluated(*arguments: Any, **options: Any) -> Any:
        evaluation = evaluate(*arguments, **options)
        found.moved |= {
            version_of(one.step.rule.enacted) for one in (*evaluation.rights, *evaluation.payments)
        }
        return evaluation

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine.reasoning.evaluation, "infer", recorded)
        patched.setattr(engine.questions.funding, "evaluate", evaluated)
        for path in sorted(SCENARIOS.rglob(f"*{SUFFIX}")):
            scenarios, findings = read_scenarios(path)
            assert not findings, f"{path} has findings"
            for scenario in scenarios:
                found.scenarios.append(scenario)
                try:
                    answer = answered(scenario).as_plain()
                except RefusedInput:
                    continue
                part, _ = abridged(answer, found.seen[answer["query"]])
                found.answers.append((scenario, answer["query"], part))
    return found


def timelines(corpus: Corpus) -> Iterator[Timeline]:
    """Every state of the law: under the default readings,
    and under each option that moves an entry into force.
    """
    yield timeline_of(corpus, KNOWN_ON, {})
    for reading in sorted(moving_readings(corpus)):
        for option in corpus.readings[reading].options:
            yield timeline_of(corpus, KNOWN_ON, {reading: option})


def always_true(rule: CompiledRule, corpus: Corpus) -> bool:
    """Whether a rule cannot fail to apply: it has no condition, or
    one that holds for every element that its collection may have.
    """
    if rule.always:
        return True
    keys = [
        collection
        for collection in corpus.vocabulary.collections.values()
        if rule.condition_facts == (collection.singular,)
    ]
    return bool(keys) and all(rule.truth({keys[0].singular: key}) for key in keys[0].keys)


def test_every_rule_is_exercised_both_ways(corpus: Corpus, exercise: Exercise) -> None:
    wanted: dict[Version, Enacted] = {}
    for timeline in timelines(corpus):
        for law in timeline.laws:
            wanted |= {
                version_of(one): one for one in law.provisions.values() if one.provision.rule
            }
    gaps = []
    for version, enacted in wanted.items():
        assert enacted.provision.rule is not None  # only rules are wanted
        name = enacted.citation.display("en") + f" ({enacted.provision.id})"
        outcomes = exercise.outcomes.get(version, set())
        if APPLIED not in outcomes:
            gaps.append(f"{name} never applied")
        elif outcomes == {APPLIED} and not always_true(exercise.rules[version], corpus):
            gaps.append(f"{name} never failed to apply")
        elif (
            isinstance(enacted.provision.rule.then, Entitle | Pay | Increase)
            and version not in exercise.moved
        ):
            gaps.append(f"{name} applied but never moved a sum")
    assert not gaps, "\n".join(["rules that no scenario exercises both ways:", *sorted(gaps)])
    assert len(wanted) > 150


def test_the_answer_of_every_scenario_is_valid(exercise: Exercise) -> None:
    folder = ROOT / "schemas"
    validators = {
        query: Draft202012Validator(json.loads(file.read_text("utf-8")))
        for query in {query for _, query, _ in exercise.answers}
        for file in [folder / f"answer.{query}.schema.json"]
    }
    wrong = [
        f"{scenario.location}: {error.json_path}: {error.message[:200]}"
        for scenario, query, answer in exercise.answers
        for error in validators[query].iter_errors(answer)
    ]
    assert wrong == []
    assert len(exercise.answers) > 700


# --- amendments -----------------------------------------------------------------------------------


def operations(corpus: Corpus) -> Iterator[tuple[str, Operation]]:
    for text in corpus.texts.values():
        for article in text.articles:
            for operation in article.operations:
                yield text.id, operation


def article_of(operation: Operation) -> str:
    """The article that an operation changes, as `text/number`."""
    return "/".join(operation.target.split("/")[:2])


def named(records: Any) -> set[str]:
    """The addresses that the expected records name."""
    return {record["address"] for record in records if "address" in record}


def shows(scenario: Scenario, operation: Operation, offset: int) -> bool:
    """Whether what a scenario expects of an article's text
    tells the state before (offset -1) or after an operation.
    """
    expected: Mapping[str, Any] = scenario.content["expect"]
    if offset < 0:
        return bool({"provisions", "diagnostics"} & set(expected))
    written = {provision.address for provision in operation.provisions}
    if not written:
        return operation.target in named(expected.get("absent", {}).get("provisions", ()))
    return bool(written & named(expected.get("provisions", ())))


def test_every_amendment_is_seen_on_the_eve_the_day_and_the_morrow(
    corpus: Corpus, exercise: Exercise
) -> None:
    asked: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in exercise.scenarios:
        question = scenario.content["question"]
        if question["query"] == "text" and "article" in question:
            asked[question["article"]].append(scenario)
    gaps = []
    for text, operation in operations(corpus):
        article = article_of(operation)
        about = [*asked[article], *asked[article.partition("/")[2]]]
        for offset, when in DAYS.items():
            if not any(
                on_the_day(scenario, corpus, text, operation, offset)
                and shows(scenario, operation, offset)
                for scenario in about
            ):
                gaps.append(
                    f"{text}, {operation.article}, {operation.point} {operation.id}: not seen "
                    f"{when}"
                )
    assert not gaps, "\n".join(["amendments that no scenario shows:", *gaps])


def on_the_day(
    scenario: Scenario, corpus: Corpus, text: str, operation: Operation, offset: int
) -> bool:
    """Whether a scenario asks about the day that stands `offset`
    days from the effect of an operation, by its own readings.
    """
    question = scenario.content["question"]
    known_on = date.fromisoformat(question["known_on"]) if "known_on" in question else KNOWN_ON
    try:
        effect = timeline_of(corpus, known_on, question.get("reading", {})).effect_date(
            text, operation.effect
        )
    except KeyError:
        return False
    return effect is not None and date.fromisoformat(question["on"]) == effect + timedelta(
        days=offset
    )
