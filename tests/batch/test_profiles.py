"""Profiles of random cases: whatever is written in one, it
draws cases or is a finding at its place.
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from depth import some

from engine.diagnostics.diagnostic import RefusedInput
from engine.library import load, shipped
from engine.source.yaml_source import read_file
from engine.tables.generate.generator import generate, read_profile

PROFILE = shipped("profiles") / "cpts.yaml"


def found_in(folder: Path, text: str) -> list[tuple[str, int]]:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_profile(path, load()["cpts"])
    except RefusedInput as refused:
        return [(found.code, found.location.line) for found in refused.diagnostics]
    return []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("community.population: 5", "ACC103"),
        ("community.population: {log_normal: {median: 0, spread: 1}}", "ACC103"),
        ("community.population: {known: 2, between: [1, 2]}", "ACC111"),
        ("community.population: {levels: [1]}", "ACC621"),
        ("community.population: {between: [2, 1]}", "ACC621"),
        ("community.population: {between: [a, 2]}", "ACC621"),
        ("community.population: {known: 1}", "ACC102"),
        ("contract.signed_on: {between: ['2020-01-01', 2021]}", "ACC621"),
        ("contract.signed_on: {between: ['2020-13-01', '2021-01-01']}", "ACC621"),
        ("contract.signed_on: {after: health_project.validated_on, days: [1, 2]}", "ACC621"),
        ("contract.signed_on: {after: contract.signed_on, days: [1, 2]}", "ACC621"),
        ("contract.signed_on: {after: contract.signed_on}", "ACC102"),
        ("contract.file_complete: {one_of: {oui: 1}}", "ACC621"),
        ("contract.file_complete: {one_of: {'true': 0, 'false': 0}}", "ACC621"),
        ("crises: {count: {'1': 1}}", "ACC621"),
        ("missions.*.nothing: {levels: [1]}", "ACC603"),
        ("'*': {levels: [1]}", "ACC106"),
        ("missions.access.achievement.*.rate: {levels: [1], ranks: 500}", "ACC111"),
    ],
)
def test_entries_that_draw_nothing(facts: str, code: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, f"corpus: cpts\nfacts:\n  {facts}\n") == [(code, 3)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facts: []", "ACC103"),
        ("[1]", "ACC103"),
        ("corpus: velo\nfacts: {crises: {count: {'0': 1}}}", "ACC621"),
    ],
)
def test_profiles_that_are_none(text: str, code: str, tmp_path: Path) -> None:
    assert [found for found, _ in found_in(tmp_path, text)] == [code]


VALUES: list[Any] = [
    None,
    5,
    -1,
    0,
    1.5,
    10**13,
    "x",
    "",
    "2020-01-01",
    "*",
    True,
    [],
    {},
    [1],
    ["a", "b"],
    {"a": 1},
    {"median": 1},
    [[]],
    "missions.*.started_on",
]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def mutated(tree: Any, drawing: random.Random) -> Any:
    """Return the tree with one part put in place of another, taken away, or under another key."""
    found = copy.deepcopy(tree)
    *path, last = drawing.choice([place for place in places(found) if place])
    holder = found
    for step in path:
        holder = holder[step]
    value = drawing.choice(VALUES)
    if isinstance(holder, dict) and drawing.random() < 0.4:
        kept = holder.pop(last)
        if drawing.random() < 0.6:
            holder[
                drawing.choice(
                    [
                        "known",
                        "between",
                        "levels",
                        "days",
                        "after",
                        "count",
                        "one_of",
                        "x",
                        "crises",
                        "missions.*.x",
                    ]
                )
            ] = kept
    else:
        holder[last] = value
    return found


def as_yaml(node: Any) -> str:
    import json

    return json.dumps(node, default=float)


def test_a_mutated_profile_draws_cases_or_is_a_finding(tmp_path: Path) -> None:
    document, _ = read_file(str(PROFILE))
    assert document is not None
    corpus, drawing, path, drawn = load()["cpts"], random.Random(11), tmp_path / "profile.yaml", 0
    refusals: list[RefusedInput] = []
    for _ in range(some(100, 300)):
        tree = mutated(document.tree, drawing)
        for _ in range(drawing.randrange(3)):
            tree = mutated(tree, drawing)
        path.write_text(as_yaml(tree), encoding="utf-8")
        try:
            profile = read_profile(path, corpus)
        except RefusedInput as refused:
            refusals.append(refused)
            continue
        drawn += 1
        if drawn <= 12:
            assert sum(batch.num_rows for batch in generate(profile, 3, 1)) == 3
    assert drawn >= some(3, 5)
    assert all(
        found.location.line and str(found.message)
        for refused in refusals
        for found in refused.diagnostics
    )
