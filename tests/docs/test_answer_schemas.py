"""The schemas of answers committed are those of the records, and refuse what is no answer. That
the answer to every scenario is valid is held where all are answered (test_law_coverage.py).
"""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("name", answer_schemas())
def test_the_schemas_are_current(name: str) -> None:
    written = (SCHEMAS / name).read_text(encoding="utf-8")
    assert written == answer_schemas()[name], "run `python docs/regenerate.py`"
    Draft202012Validator.check_schema(json.loads(written))


def answers_of(path: Path) -> Iterator[dict[str, Any]]:
    scenarios, _ = read_scenarios(path)
    for scenario in scenarios:
        try:
            yield answered(scenario).as_plain()
        except RefusedInput:
            continue


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
