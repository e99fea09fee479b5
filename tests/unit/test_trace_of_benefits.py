"""The trace shows why a line is due: the requirements of the
benefit on which it depends, in full once, then referred to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.questions.compact_trace import compacted
from engine.questions.question import Question
from tests.answers import funding, render

CORPORA = load()
KNOWN = parse_date("2026-11-26")
EXAMPLE = Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"
EARLY = """
community: {population: 55000, legal_form: association}
contract: {signed_on: not_yet}
early_mission:
  letter_of_intent_validated_on: "2022-02-01"
  signed_on: "2022-05-01"
  missions: [access, pathways]
  already_granted: ALREADY
  territory_already_funded: false
"""
LARGE = """
community: {population: 200000, members: 120, legal_form: association}
contract: {signed_on: "2022-06-01", file_complete: true}
missions: {access: {started_on: "2022-06-01"}, prevention: {started_on: "2022-07-01"}}
crises: []
covid_actions: false
"""
CASES = {
    "early": EARLY.replace("ALREADY", "false"),
    "refused": EARLY.replace("ALREADY", "true"),
    "large": LARGE,
}
CASES["example"] = EXAMPLE.read_text("utf-8")


def answered(
    folder: Path, name: str, on: str = "2023-06-01", language: Language = "fr"
) -> dict[str, Any]:
    path = folder / "case.yaml"
    path.write_text(CASES[name], "utf-8")
    return funding(*load_case(str(path), CORPORA), Question(parse_date(on), KNOWN, language))


def walked(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from walked(node["children"])


def benefits(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in walked(answer["trace"]) if "benefit" in node]


def test_the_covid_envelope_shows_both_of_its_requirements(tmp_path: Path) -> None:
    found = next(
        node
        for node in benefits(answered(tmp_path, "example"))
        if node["benefit"] == "covid_derogation"
    )
    assert (found["outcome"], [one["outcome"] for one in found["children"]]) == (
        "met",
        ["met", "met"],
    )
    assert [one["rule"].split("/")[-1] for one in found["children"]] == [
        "covid_signed",
        "covid_actions",
    ]
    assert all(
        one["citation"]["display"].endswith("avenant 2, art. 4, 2°") for one in found["children"]
    )
    assert [fact["display"] for one in found["children"] for fact in one["facts"]] == [
        "15 janvier 2020",
        "oui",
    ]


@pytest.mark.parametrize("name", CASES)
def test_each_citation_of_a_line_is_in_the_tree_under_it(tmp_path: Path, name: str) -> None:
    answer = answered(tmp_path, name)
    whole = {node["id"]: node for node in benefits(answer) if "see" not in node}

    def cited(node: dict[str, Any]) -> set[str]:
        own = {node["citation"]["display"]} if "citation" in node else set()
        inside = whole[node["see"]]["children"] if "see" in node else node["children"]
        return own.union(*(cited(child) for child in inside))

    for right in answer["entitlements"]:
        if right.get("components"):
            continue  # an increase is told on the occasion of each right that it increases
        label, wanted = right["label"], {one["display"] for one in right["citations"]}
        applied = (node for node in walked(answer["trace"]) if node.get("outcome") == "applied")
        assert any(
            wanted <= cited(node)
            for node in applied
            if node["conclusion"].startswith(f"{label} : ")
        ), label


def test_what_two_lines_share_is_told_once_and_referred_to(tmp_path: Path) -> None:
    answer = answered(tmp_path, "early", "2022-05-01")
    first, second = (
        node
        for node in benefits(answer)
        if node["benefit"] == "early_mission_contract" and node["outcome"] == "met"
    )
    assert (len(first["children"]), second["children"], second["see"]) == (5, [], first["id"])
    assert (second["see_on"], second["see_subject"]) == ("2022-05-01", "accès aux soins")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "voir plus haut, au 1er mai 2022 (accès aux soins)"), ("en", "see above")],
)
@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_every_form_shows_the_requirements_once(
    tmp_path: Path, form: str, language: Language, said: str
) -> None:
    answer = answered(tmp_path, "early", "2022-05-01", language)
    asked = {
        "fr": "L'ARS a validé la lettre d'intention du projet",
        "en": "The ARS has validated the letter of intent of the project",
    }[language]
    shown = render(answer, form, language, "short").replace("&#x27;", "'").replace("’", "'")  # type: ignore[arg-type]  # each a form
    plain = " ".join(shown.replace("\u00a0", " ").replace("│", " ").replace("\\", "").split())
    if form == "json":
        kept = [
            node
            for node in walked(json.loads(shown)["trace"])
            if node.get("conclusion", "").find(asked) >= 0
        ]
        assert len(kept) == 1
    else:
        assert (plain.count(asked), said in plain) == (1, True)


def test_a_benefit_refused_says_which_requirement_is_not_met(tmp_path: Path) -> None:
    found = next(
        node
        for node in benefits(answered(tmp_path, "refused", "2022-05-01"))
        if node["benefit"] == "early_mission_contract"
    )
    unmet = [one for one in found["children"] if one["outcome"] == "unmet"]
    assert (found["outcome"], [one["failed"][0]["fact"] for one in unmet]) == (
        "unmet",
        ["early_mission.already_granted"],
    )


def test_a_short_trace_refers_to_nothing_that_it_leaves_out() -> None:
    def told_on(id_: str, day: str, outcome: str, *children: TraceStep, **more: str) -> TraceStep:
        on = date.fromisoformat(day)
        return TraceStep(
            id=f"{id_}@{day}",
            says="",
            on=on,
            outcome=outcome,
            conclusion="same",
            children=children,
            **more,  # type: ignore[arg-type]
        )

    def rule(day: str, outcome: str) -> TraceOccasion:
        inside = told_on("r", day, "met")
        benefit = told_on("b", day, "met", inside, benefit="b")
        steps = (told_on("rule", day, outcome, benefit),)
        on = date.fromisoformat(day)
        return TraceOccasion(id=f"o@{day}", says="", occasion="o", on=on, children=steps)

    days = [
        ("2020-01-01", "not_applied"),
        ("2021-01-01", "not_applied"),
        ("2022-01-01", "applied"),
        ("2023-01-01", "applied"),
    ]
    occasions = compacted([rule(*day) for day in days])
    told = [occasion.children[0].children[0].see for occasion in occasions]
    assert told == [None, "b@2020-01-01", None, "b@2022-01-01"]
