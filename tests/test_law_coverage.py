"""The shipped scenarios exercise all of the shipped law, or a reason in writing says why not, and
every answer that they are given is what its schema says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from abridged import Seen, abridged
from depth import spread
from jsonschema import Draft202012Validator

import engine.coverage.exercised
from engine.coverage.report import Coverage, coverage_of
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import default_day
from engine.library import load
from engine.questions.answers import Answer
from engine.testing.pytest_plugin import ScenarioFile, ScenarioItem
from engine.testing.scenario import SUFFIX, Scenario, answered, read_scenarios

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"


@pytest.fixture(scope="module")
def scenarios(request: pytest.FixtureRequest) -> list[Scenario]:
    """The shipped scenarios: those of files that this run collected are not read again."""
    files = {item.parent for item in request.session.items if isinstance(item, ScenarioItem)}
    collected = {
        file.path: list(file.scenarios) for file in files if isinstance(file, ScenarioFile)
    }
    listed: list[Scenario] = []
    for path in sorted(SCENARIOS.rglob(f"*{SUFFIX}")):
        if path not in collected:
            collected[path], findings = read_scenarios(path)
            assert not findings, f"{path} has findings"
        listed += collected[path]
    return listed


@pytest.fixture(scope="module")
def measured(scenarios: list[Scenario]) -> tuple[Coverage, list[tuple[Scenario, Answer]]]:
    """The coverage, and the answers: all the scenarios are asked once."""
    answers: list[tuple[Scenario, Answer]] = []

    def recorded(
        scenario: Scenario, corpora: Mapping[str, Corpus] | None = None, *, whole: bool = True
    ) -> Answer:
        answer = answered(scenario, corpora, whole=whole)
        answers.append((scenario, answer))
        return answer

    corpora = load()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine.coverage.exercised, "answered", recorded)
        coverage = coverage_of(corpora["cpts"], corpora, scenarios, default_day())
    return coverage, answers


def test_the_law_is_exercised_or_a_reason_says_why_not(
    measured: tuple[Coverage, list[tuple[Scenario, Answer]]],
) -> None:
    coverage, _ = measured
    assert [branch.name for branch in coverage.missing] == []
    assert [str(finding) for finding in coverage.findings] == []
    assert coverage.counts("rule")[0] > 400
    assert coverage.counts("amendment")[0] == 3 * 45


def test_the_answer_of_every_scenario_is_valid(
    measured: tuple[Coverage, list[tuple[Scenario, Answer]]], scenarios: list[Scenario]
) -> None:
    """All the answers without their trace, and a part of them with it."""
    _, answers = measured
    whole = list(answers)
    for scenario in spread(scenarios, 6):
        try:
            whole.append((scenario, answered(scenario)))
        except RefusedInput:
            continue
    assert invalid(whole) == []
    assert len(answers) > 800


def invalid(answers: list[tuple[Scenario, Answer]]) -> list[str]:
    """What is wrong in answers by the schema of each; of what others held, one is looked at."""
    seen: dict[str, Seen] = defaultdict(set)
    validators: dict[str, Any] = {}
    wrong = []
    for scenario, answer in answers:
        plain = answer.as_plain()
        query = plain["query"]
        if query not in validators:
            schema = json.loads((ROOT / f"schemas/answer.{query}.schema.json").read_text("utf-8"))
            validators[query] = Draft202012Validator(schema)
        part, _ = abridged(plain, seen[query])
        wrong += [
            f"{scenario.location}: {error.json_path}: {error.message[:200]}"
            for error in validators[query].iter_errors(part)
        ]
    return wrong
