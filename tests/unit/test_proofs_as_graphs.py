"""Proofs are graphs: what several steps rest on is told once, chains
of any length are told, and each step is told in full somewhere.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from depth import some
from msgspec.structs import replace

from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.render.trace import shown_at

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import growing

from engine.cases.case_reader import read_case
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus
from engine.questions.compact_trace import DEEPEST, LARGEST_REPEATED, compacted
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from tests.answers import PlainAnswer, funding, render

DAY = date(2021, 1, 1)
FORMS = ("text", "markdown", "html", "json")
MANY = some(1500, 3000)
"""More derivations, each of the one before, than Python lets functions call one another."""


@cache
def read(direction: str, size: int) -> tuple[Corpus, Mapping[str, int]]:
    with TemporaryDirectory() as folder:
        written = growing.DIRECTIONS[direction][0](Path(folder), size)
        corpora, findings = read_corpora([written.folder])
    assert findings == []
    return corpora["mini"], written.rights


@cache
def answered(direction: str, size: int, language: Language = "fr") -> PlainAnswer:
    corpus, rights = read(direction, size)
    document, _ = read_yaml("case", growing.case())
    assert document is not None
    facts, _ = read_case(document, corpus.vocabulary)
    assert facts is not None
    answer = funding(corpus, facts, Question(DAY, DAY, language))
    assert {one["line"]: float(one["amount"]) for one in answer["entitlements"]} == rights
    return answer


def walked(nodes: list[dict[str, Any]], depth: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    for node in nodes:
        yield depth, node
        yield from walked(node["children"], depth + 1)


def rested_on(trace: list[dict[str, Any]]) -> set[str]:
    """Return the steps on which the last right rests, itself among them, references followed."""
    whole = {node["id"]: node for _, node in walked(trace) if "see" not in node}
    right = next(node for _, node in walked(trace) if "/rlast" in node["id"])
    seen: set[str] = set()
    waiting = [right]
    while waiting:
        node = waiting.pop()
        full = whole[node["id"]] if "see" in node else node
        if full["id"] not in seen:
            seen.add(full["id"])
            waiting += full["children"]
    return seen


@pytest.mark.parametrize("size", [3, 18, 60])
def test_two_facts_a_level_are_told_in_proportion_to_their_number(size: int) -> None:
    trace = answered("levels", size)["trace"]
    told = list(walked(trace))
    assert len(rested_on(trace)) == 2 * size + 1
    assert len(told) <= 2 * size * (LARGEST_REPEATED + 2)
    assert max(depth for depth, _ in told) <= DEEPEST + 2
    assert any("see" in node for _, node in told) == (
        size > 3
    )  # what is small is told each time, as ever


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_a_proof_of_many_derivations_is_told_to_its_end(form: str, language: Language) -> None:
    answer = answered("derivations", MANY, language)
    assert len(rested_on(answer["trace"])) == MANY + 1
    for trace in ("short", "full"):
        shown = render(answer, form, language, trace)  # type: ignore[arg-type]  # each a kind of trace
        if form == "json":
            assert len(rested_on(json.loads(shown)["trace"])) == MANY + 1
        else:
            said = {"fr": "voir plus bas", "en": "see below"}[language]
            assert said in shown.replace("\u00a0", " ")
            assert len(shown) < 5_000_000


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "d'où cela vient : voir plus haut"), ("en", "where it comes from: see above")],
)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_what_has_been_told_is_referred_to(form: str, language: Language, said: str) -> None:
    shown = (
        render(answered("levels", 9, language), form, language, "full")
        .replace("\u00a0", " ")
        .replace("&#x27;", "'")
    )
    assert said.split(":")[1].strip() in " ".join(shown.replace("│", " ").split())


def test_what_a_hidden_step_puts_off_is_hidden_with_it() -> None:
    node = step("end")
    for rank in range(DEEPEST + 5):
        node = step(f"n{rank}", node)
    hidden = replace(step("rule", node), outcome="not_applied")
    heading = TraceOccasion(
        id="occasion",
        says="",
        occasion="occasion",
        on=date(2020, 1, 1),
        children=(hidden, step("other")),
    )
    trace = compacted([heading])
    assert [one.apart for one in trace[0].children if one.apart] == ["not_applied"]
    answer = replace(answered("levels", 2).answer, trace=trace)
    assert [one.id for one in shown_at(answer, "short").trace[0].children] == ["other"]
    assert len(shown_at(answer, "full").trace[0].children) == 3


def step(id_: str, *children: TraceStep) -> TraceStep:
    return TraceStep(
        id=id_,
        says="",
        on=date(2020, 1, 1),
        outcome="applied",
        conclusion="",
        children=children,
    )
