"""Each type of fact is in every table of types, and each is read, said and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from engine.cases.case_schema import case_schema
from engine.diagnostics.diagnostic import RefusedInput
from engine.editor import roles
from engine.editor.hover import of_name
from engine.editor.mentions import Mention
from engine.language.kinds import KINDS, NUMBER, NUMBERS, TYPES
from engine.language.model import Corpus
from engine.questions.answers.interview import TypeOfReply
from engine.tables.columns import HELD
from engine.tables.generate import profiles
from engine.tables.generate.generator import generate, read_profile
from engine.tables.intake.written import PATTERNS
from engine.words.fact_types import SAID
from tests.small_law import LABEL, VOCABULARY, agreement, read_law

WRITTEN: dict[str, Any] = {"enumeration": {"values": {"one": LABEL, "two": LABEL}}}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    facts = {
        f"all.{name}": {"type": name, "label": LABEL, "question": LABEL} | WRITTEN.get(name, {})
        for name in TYPES
    }
    law = {**agreement(), "vocabulary": {**VOCABULARY, "facts": {**VOCABULARY["facts"], **facts}}}
    return read_law(tmp_path_factory.mktemp("law"), law)


def test_every_table_has_every_type() -> None:
    assert set(SAID) == set(HELD) == set(TYPES)
    assert {*get_args(TypeOfReply)} - {"elements", "list"} == set(TYPES)
    assert set(PATTERNS) == NUMBERS
    assert set(profiles._OF_TYPE) == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_what_a_type_says_of_itself_agrees(name: str) -> None:
    number = KINDS[name] == NUMBER
    assert bool(TYPES[name].largest) == number
    assert (HELD[name].term == "number") == (HELD[name].stored == "int64") == number
    assert 0 <= HELD[name].spare <= TYPES[name].decimals


@pytest.mark.parametrize("name", TYPES)
def test_the_editor_says_each_type_in_both_languages(name: str, corpus: Corpus) -> None:
    mention = Mention(roles.FACT, f"all.{name}", "x", 1, 1, 1, roles.FACT)
    french, english = SAID[name].called
    assert f"*{french}, donné par le dossier*" in of_name(mention, corpus, "fr")
    assert f"*{english}, given by the case*" in of_name(mention, corpus, "en")


def test_a_duration_is_written_as_the_schema_of_a_case_says(corpus: Corpus) -> None:
    schema = case_schema(corpus.vocabulary)["properties"]["all"]["properties"]["duration"]
    assert schema["pattern"] == r"^P(?=\d)(\d{1,4}Y)?(\d{1,5}M)?(\d{1,5}W)?(\d{1,6}D)?$"


def drawn(facts: str, folder: Path, corpus: Corpus) -> list[Any]:
    path = folder / "profile.yaml"
    path.write_text(f"corpus: {corpus.id}\nfacts:\n  {facts}\n", encoding="utf-8")
    blocks = list(generate(read_profile(path, corpus), 20, seed=1))
    return [value for block in blocks for value in block.column(1).to_pylist()]


def test_a_profile_draws_durations(tmp_path: Path, corpus: Corpus) -> None:
    values = drawn("all.duration: {one_of: {P2M: 1, P15D: 1}}", tmp_path, corpus)
    assert set(values) == {"P2M", "P15D"}


@pytest.mark.parametrize("value", ["P2H", "P", "two months"])
def test_a_profile_that_draws_no_duration_is_a_finding(
    value: str, tmp_path: Path, corpus: Corpus
) -> None:
    with pytest.raises(RefusedInput) as refused:
        drawn(f"all.duration: {{one_of: {{'{value}': 1}}}}", tmp_path, corpus)
    found = [(each.code, each.location.line) for each in refused.value.diagnostics]
    assert found == [("ACC621", 3)]
