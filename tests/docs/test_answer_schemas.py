"""Every answer is what its schema says; the schemas committed are those of the records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docpages.answer_schemas import answer_schemas
from jsonschema import Draft202012Validator

from engine.diagnostics.diagnostic import RefusedInput
from engine.testing.scenario import answered, read_scenarios

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
VALIDATORS = {
    name.split(".")[1]: Draft202012Validator(json.loads(content))
    for name, content in answer_schemas().items()
}
_FORMS = (
    re.compile(r"\d{4}-\d\d-\d\d$"),
    re.compile(r"-?\d+(\.\d+)?$"),
    re.compile(r"[a-z]+(_[a-z]+)*$"),
)


@pytest.mark.parametrize("name", answer_schemas())
def test_the_schemas_are_current(name: str) -> None:
    written = (SCHEMAS / name).read_text(encoding="utf-8")
    assert written == answer_schemas()[name], "run `python docs/regenerate.py`"
    Draft202012Validator.check_schema(json.loads(written))


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem.partition(".")[0])
def test_the_answer_of_every_scenario_is_valid(path: Path) -> None:
    for answer in answers_of(path):
        errors = VALIDATORS[answer["query"]].iter_errors(abridged(answer)[0])
        assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def answers_of(path: Path) -> Iterator[dict[str, Any]]:
    scenarios, _ = read_scenarios(path)
    for scenario in scenarios:
        try:
            yield answered(scenario).as_plain()
        except RefusedInput:
            continue


def abridged(tree: Any) -> tuple[Any, object]:
    """Return a tree whose lists hold one part of each shape, with its own shape.

    Parts of one shape have the same keys, and values that a schema cannot tell apart: to look at one
    of them is enough, and a hundred times quicker.
    """
    if isinstance(tree, dict):
        parts = {key: abridged(value) for key, value in tree.items()}
        shape = tuple((key, own) for key, (_, own) in parts.items())
        return {key: part for key, (part, _) in parts.items()}, shape
    if isinstance(tree, list):
        kept = {shape: part for part, shape in map(abridged, tree)}
        return list(kept.values()), frozenset(kept)
    if isinstance(tree, str):
        form = next((rank for rank, form in enumerate(_FORMS) if form.match(tree)), "words")
        return tree, tree if form == 2 else form
    return tree, type(tree)


def test_a_wrong_key_or_value_is_seen() -> None:
    path = next(path for path in SCENARIOS if path.parent.name == "funding")
    answer = next(answer for answer in answers_of(path) if answer["entitlements"])
    for broken in (
        answer | {"schema": 2},
        answer | {"unheard_of": 1},
        {key: value for key, value in answer.items() if key != "totals"},
        answer | {"entitlements": [answer["entitlements"][0] | {"amount": 12.5}]},
        answer | {"entitlements": [answer["entitlements"][0] | {"unheard_of": "1"}]},
    ):
        assert list(VALIDATORS["funding"].iter_errors(broken))
