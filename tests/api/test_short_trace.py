"""An answer that is asked for its short reasoning is the whole one, less what does not apply."""

from __future__ import annotations

from typing import Any

import pytest

import accord

DAYS = {"on": "2024-06-01", "known_on": "2026-01-01"}
PARTLY_KNOWN: dict[str, Any] = {
    "community": {"population": 55000},
    "health_project": {"submitted_on": "2019-09-01"},
    "contract": {"signed_on": "2020-01-15"},
    "missions": {"access": {"started_on": "2020-07-01"}, "crisis": {"started_on": "2022-05-01"}},
}


@pytest.mark.parametrize("ask", ["eligibility", "calendar", "funding", "duties"])
@pytest.mark.parametrize("case", [PARTLY_KNOWN, "examples/cpts_exemple.yaml"])
def test_the_short_reasoning_is_that_of_the_whole_shown_short(
    law: accord.Law, ask: str, case: Any
) -> None:
    whole = getattr(law, ask)(case, trace=True, **DAYS)
    short = getattr(law, ask)(case, trace="short", **DAYS)
    assert short.to_json("short") == whole.to_json("short")
    assert short.render("text", "short") == whole.render("text", "short")


def test_the_short_reasoning_leaves_out_the_rules_that_do_not_apply(law: accord.Law) -> None:
    whole = law.funding(PARTLY_KNOWN, **DAYS)
    short = law.funding(PARTLY_KNOWN, trace="short", **DAYS)
    assert any(step.outcome == "not_applied" for node in whole.trace for step in node.children)
    assert not any(step.outcome == "not_applied" for node in short.trace for step in node.children)


def test_another_word_for_the_reasoning_is_refused(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as refused:
        law.funding(PARTLY_KNOWN, trace="brief", **DAYS)  # type: ignore[arg-type]  # the fault
    assert [finding.code for finding in refused.value.findings] == ["ACC411"]
