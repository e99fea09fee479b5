"""With durable-rules or without it, the answers are the same but for the name of what inferred."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from depth import deep

from engine.reasoning.inference import ACCORD, DURABLE_RULES, installed

ROOT = Path(__file__).parents[1]
CASES = ("examples/cpts_exemple.yaml", "benchmarks/five_years.yaml")
QUERIES = ("eligibility", "calendar", "funding", "duties")
WITHOUT = "import sys; sys.modules['durable_rules_engine'] = None; "
ASKED = """
import json, sys
from engine.commands.main import main
for query in {queries}:
    main([query, *{options}], standalone_mode=False)
    print("\x1e")
"""
SCENARIOS = """
import sys, pytest
alone = ["-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
sys.exit(pytest.main(["-q", *alone, "scenarios"]))
"""


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def answers(case: str, before: str = "") -> list[dict[str, Any]]:
    options = [case, "--on", "2023-06-01", "--known-on", "2026-01-01", "--format", "json"]
    program = ASKED.format(queries=QUERIES, options=[*options, "--trace", "full"])
    return [json.loads(page) for page in run(before + program).split("\x1e")[:-1]]


needs_both = pytest.mark.skipif(installed() == ACCORD, reason="durable-rules is not installed here")


@needs_both
@pytest.mark.parametrize("case", CASES)
def test_the_answers_are_the_same(case: str) -> None:
    by_rules, by_truth = answers(case), answers(case, WITHOUT)
    assert [answer["query"] for answer in by_rules] == list(QUERIES)
    for one, other in zip(by_rules, by_truth, strict=True):
        assert one.pop("inference") == {"engine": "durable-rules", "version": DURABLE_RULES.version}
        assert other.pop("inference") == {"engine": "accord", "version": ACCORD.version}
        assert one == other


@deep  # continuous integration runs every scenario on a Python without it
@needs_both
def test_every_scenario_holds_without_durable_rules() -> None:
    assert " passed" in run(WITHOUT + SCENARIOS)
