"""The form of a case: sent back as it was made it changes nothing; what is changed in it is changed
in the case alone; what is wrong is told at its field.
"""

from __future__ import annotations

import random
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from depth import some
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases.editing import paths_of, put, way_to
from engine.diagnostics.bilingual import Language
from engine.drafting.case_file import case_with, plain_case
from engine.drafting.form import Field, Several, Typed, groups_of, typed_of, with_row, without_row
from engine.drafting.form_reading import Filled, filled
from engine.drafting.in_words import in_words
from engine.language.model import Corpus, Word
from engine.library import load, load_case
from engine.source.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
VELO = ROOT / "examples/other_agreement"
FILES = [
    *sorted((ROOT / "examples").glob("*.yaml")),
    VELO / "atelier.yaml",
    ROOT / "examples/avenant_3/case.yaml",
]


@cache
def corpora() -> dict[str, Corpus]:
    return load([VELO / "rulesets"])


def tree_of(text: str) -> Any:
    document, findings = read_yaml("case.yaml", text.encode())
    assert document is not None, findings
    return document.tree


def sent(tree: Any, corpus: Corpus, language: Language = "fr", **changes: list[str]) -> Filled:
    """Return the form of a case read back, with some fields changed."""
    typed = dict(typed_of(tree, corpus.vocabulary, language)) | changes
    return filled(typed, tree, corpus, language)


# --- nothing changed ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_sent_back_as_it_was_made_gives_the_same_case(
    file: Path, language: Language
) -> None:
    corpus, facts = load_case(str(file), corpora())
    read = sent(facts.document.tree, corpus, language)
    assert read.findings == ()
    assert read.tree == facts.document.tree
    assert read.facts is not None
    assert read.facts.values == facts.values
    assert read.facts.histories == facts.histories
    text = file.read_text(encoding="utf-8")
    assert case_with(text, facts.document.tree, read.tree, corpus, language).text == text


def drawn(word: Word, rng: random.Random) -> Any:
    day = f"20{rng.randrange(15, 25)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
    scalars: dict[str, Any] = {
        "date": rng.choice(["not_yet", day]),
        "boolean": rng.random() < 0.5,
        "integer": rng.randrange(1, 90_000),
        "ratio": rng.choice([Decimal("0.85"), "85 %", 1, Decimal("0.333333")]),
        "money": Decimal(rng.randrange(10**6)) / 100,
        "text": rng.choice(["L’été  <b>", "a\nb", "null", " x "]),
        "enumeration": rng.choice(list(word.values) or [""]),
    }
    value = scalars[word.type]
    if word.varies and rng.random() < 0.3:
        return [{"from": f"201{year}-01-01", "value": value} for year in range(3)]
    return value


def some_case(corpus: Corpus, rng: random.Random) -> dict[str, Any]:
    """Return a case that says something at some of the paths of a vocabulary, be it true or not."""
    tree: dict[str, Any] = {"corpus": corpus.id}
    for path in paths_of(corpus.vocabulary):
        if rng.random() < 0.3:
            way = way_to(path.replace("#", "1"), corpus.vocabulary)
            assert way is not None
            collection = corpus.vocabulary.collections.get(path)
            keys = list(collection.keys) if collection else []
            value = drawn(way.word, rng) if way.word else rng.sample(keys, rng.randrange(len(keys)))
            tree, _ = put(tree, way.steps, value)
    return tree


@settings(max_examples=some(15, 400), deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["cpts", "velo"]), st.sampled_from(["fr", "en"]))
def test_whatever_a_case_says_its_form_says_it_too(
    seed: int, name: str, language: Language
) -> None:
    corpus = corpora()[name]
    tree = some_case(corpus, random.Random(seed))
    before = deepcopy(tree)
    assert sent(tree, corpus, language).tree == before
    assert tree == before
    written = case_with("", {}, tree, corpus, language).text
    assert tree_of(written) == before


@settings(max_examples=some(10, 200), deadline=None)
@given(st.integers(0, 2**32))
def test_one_field_changed_changes_that_alone(seed: int) -> None:
    rng, corpus = random.Random(seed), corpora()["cpts"]
    tree = some_case(corpus, rng)
    typed = typed_of(tree, corpus.vocabulary, "en")
    name = "contract.file_complete"
    value = rng.choice(["true", "false", ""])
    read = filled({**typed, name: [value]}, tree, corpus, "en")
    expected, _ = put(
        tree, ("contract", "file_complete"), {"true": True, "false": False}.get(value)
    )
    assert {**read.tree, "contract": read.tree.get("contract") or {}} == {
        **expected,
        "contract": expected.get("contract") or {},
    }


# --- something changed ----------------------------------------------------------------------------


def example() -> tuple[Corpus, Any, str]:
    text = (ROOT / "examples/cpts_exemple.yaml").read_text(encoding="utf-8")
    return corpora()["cpts"], tree_of(text), text


@pytest.mark.parametrize(
    ("typed", "path", "value"),
    [
        ({"contract.file_complete": [""]}, "contract.file_complete", None),
        ({"contract.file_complete": ["false"]}, "contract.file_complete", False),
        ({"contract.signed_on": ["2020-02-01"]}, "contract.signed_on", "2020-02-01"),
        ({"contract.amended_on:not_yet": ["yes"]}, "contract.amended_on", "not_yet"),
        ({"community.population:value": ["60 000"]}, "community.population", 60000),
        ({"community.population:value": [""]}, "community.population", None),
        (
            {
                "community.population:value": ["60 000", "", "70000"],
                "community.population:since": ["2020-01-15", "", "2023-01-01"],
            },
            "community.population",
            [
                {"from": "2020-01-15", "value": 60000},
                {"from": "2023-01-01", "value": 70000},
            ],
        ),
        ({"early_mission.missions:keys": ["crisis", "access"]}, "early_mission.missions", ["access", "crisis"]),
        ({"early_mission.missions:keys": []}, "early_mission.missions", None),
        ({"early_mission.missions:keys": [], "early_mission.missions:none": ["yes"]}, "early_mission.missions", []),
        ({"missions:keys": ["access", "crisis", "quality"]}, "missions.quality", {}),
        ({"missions:keys": ["access"]}, "missions.crisis", None),
        ({"missions.prevention.started_on": ["2021-01-04"]}, "missions.prevention", {"started_on": "2021-01-04"}),
        ({"missions.access.achievement.1.rate": ["90 %"]}, "missions.access.achievement.1.rate", "90 %"),
        ({"crises:rows": []}, "crises", None),
        ({"crises:rows": [], "crises:none": ["yes"]}, "crises", []),
        (
            {"crises:rows": ["1", "7"], "crises.7.identified_on": ["2023-02-01"]},
            "crises",
            [{"identified_on": "2023-01-10", "by": "ars"}, {"identified_on": "2023-02-01"}],
        ),
    ],
)  # fmt: skip
def test_what_is_changed_in_a_form_is_changed_in_the_case(
    typed: dict[str, list[str]], path: str, value: Any
) -> None:
    corpus, tree, text = example()
    read = sent(tree, corpus, **typed)
    assert [str(finding) for finding in read.findings] == []
    way = way_to(path, corpus.vocabulary)
    assert way is not None
    expected, _ = put(tree, way.steps, value)
    assert read.tree == expected
    kept = case_with(text, tree, read.tree, corpus, "fr")
    assert tree_of(kept.text) == expected
    assert "# An invented community of 55 000 inhabitants" in kept.text
    assert not kept.lost_comments


def test_what_a_form_has_no_field_for_stays() -> None:
    corpus, _, text = example()
    more = text + "received: [{on: 2021-01-20, amount: 45000}]   # first\n"
    read = sent(tree_of(more), corpus, **{"contract.file_complete": ["false"]})
    assert read.tree["received"] == [{"on": "2021-01-20", "amount": 45000}]
    assert "# first" in case_with(more, tree_of(more), read.tree, corpus, "fr").text


def test_a_group_that_loses_its_last_fact_goes() -> None:
    corpus = corpora()["cpts"]
    read = sent({"contract": {"file_complete": True}}, corpus, **{"contract.file_complete": [""]})
    assert read.tree == {}


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"contract.signed_on": ["31/02/2020"]}, "contract.signed_on", "ACC303"),
        ({"contract.signed_on": ["2018-01-15"], "missions:keys": []}, "missions.access.started_on", None),
        ({"contract.amended_on": ["2019-01-15"]}, "contract.amended_on", "ACC306"),
        (
            {"contract.amended_on": ["2022-01-15"], "contract.amended_on:not_yet": ["yes"]},
            "contract.amended_on",
            "ACC310",
        ),
        ({"community.members:value": ["-4"]}, "community.members", "ACC304"),
        ({"community.members:value": ["many"]}, "community.members", "ACC302"),
        ({"community.name": ["a\x07b"]}, "community.name", "ACC015"),
        ({"community.region": ["<script>"]}, "community.region", "ACC305"),
        (
            {"community.members:value": ["5", "6"], "community.members:since": ["", "2020-01-15"]},
            "community.members:1",
            "ACC308",
        ),
        (
            {"community.members:value": ["", "6", "six"], "community.members:since": ["", "2020-01-15", "2021-01-01"]},
            "community.members:3",
            "ACC302",
        ),
        ({"crises:rows": ["1", "3"], "crises.3.by": ["ars"]}, "crises.3", "ACC315"),
        ({"crises:rows": ["3", "1"], "crises.3.identified_on": ["x"]}, "crises.3.identified_on", "ACC303"),
        ({"early_mission.missions:none": ["yes"]}, "early_mission.missions", "ACC310"),
        ({"missions.access.achievement:rows": ["1", "2"], "missions.access.achievement.2.contract_year": ["1"]}, "missions.access.achievement.2.contract_year", "ACC311"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(
    typed: dict[str, list[str]], field: str, code: str | None
) -> None:
    corpus, tree, _ = example()
    read = sent(tree, corpus, **typed)
    told = [(finding.location.path, finding.code) for finding in read.findings]
    if code is None:
        assert told == []
    else:
        assert read.facts is None
        assert (field, code) in told


@pytest.mark.parametrize(
    ("said", "place", "language", "words"),
    [
        ("`contract.signed_on` is missing", "", "en", "“date the tripartite contract was signed” is missing"),
        ("`identified_on` manque", "crises.3", "fr", "«\u00a0date d’identification de la crise (n° 3)\u00a0» manque"),
        ("on 2020-02-01, or `not_yet`", "", "en", "On 1 February 2020, or “not yet”"),
        ("`nothing.such`", "", "en", "`nothing.such`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_words(
    said: str, place: str, language: Language, words: str
) -> None:
    assert in_words(said, place, corpora()["cpts"].vocabulary, language, days=True) == words


# --- rows and fields ------------------------------------------------------------------------------


def fields(typed: Typed, corpus: Corpus) -> dict[str, Field | Several]:
    listed: dict[str, Field | Several] = {}

    def take(block: Field | Several) -> None:
        listed[block.name] = block
        for element in block.elements if isinstance(block, Several) else ():
            for inner in element.blocks:
                take(inner)

    for group in groups_of(typed, corpus.vocabulary, "en"):
        for block in group.blocks:
            take(block)
    return listed


@pytest.mark.parametrize("name", ["cpts", "velo"])
def test_every_fact_that_a_case_may_give_has_a_field(name: str) -> None:
    corpus = corpora()[name]
    typed: Typed = typed_of({}, corpus.vocabulary, "en")
    for path in paths_of(corpus.vocabulary):
        parts = path.split(".")
        while "#" in parts:
            rank = parts.index("#")
            listed = ".".join(parts[:rank])
            typed = typed if typed.get(f"{listed}:rows") else with_row(typed, listed)
            parts[rank] = "1"
        assert ".".join(parts) in fields(typed, corpus), path


def test_rows_are_added_and_taken_away() -> None:
    corpus, tree, _ = example()
    typed = with_row(
        with_row(typed_of(tree, corpus.vocabulary, "en"), "crises"), "community.members"
    )
    assert typed["crises:rows"] == ["1", "2"]
    assert typed["community.members:value"] == ["120", ""]
    assert filled(typed, tree, corpus, "en").findings[0].location.path == "crises.2"
    less = without_row(without_row(typed, "crises.1"), "community.members:1")
    assert less["crises:rows"] == ["2"]
    assert less["community.members:value"] == [""]
    for hostile in ("crises.x", "no.such", "community.members:9", "community.members:-1", ":", ""):
        assert without_row(typed, hostile)["crises:rows"] == ["1", "2"]


@pytest.mark.parametrize("name", ["cpts", "velo"])
def test_what_was_not_sent_is_left_as_it_is(name: str) -> None:
    corpus = corpora()[name]
    tree = some_case(corpus, random.Random(name))
    assert filled({}, tree, corpus, "fr").tree == tree


def test_comments_that_cannot_be_kept_are_said_to_be_lost() -> None:
    corpus = corpora()["velo"]
    text = "employer: {name: A}   # mine\nemployer.name: B\n"
    kept = case_with('{"corpus": "velo"}  # mine', {"corpus": "velo"}, {}, corpus, "en")
    assert kept.lost_comments
    assert kept.text == plain_case({}, corpus, "en")
    assert not case_with(kept.text, tree_of(kept.text), {}, corpus, "fr").lost_comments
    assert case_with(text, tree_of(text), {"corpus": "velo"}, corpus, "fr").text.count("mine") == 0
