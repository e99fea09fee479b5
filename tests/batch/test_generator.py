"""Generated cases: the same for the same seed, different
for another, and every one of them a case that is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from depth import some

from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.library import load, shipped
from engine.tables.generate.generator import generate, read_profile

from .comparison import case_of, facts_of

PROFILE = shipped("profiles") / "cpts.yaml"


def test_cases_depend_on_their_seed_and_rank_alone() -> None:
    profile = read_profile(PROFILE, load()["cpts"])
    few, many, other = (
        pa.Table.from_batches(list(generate(profile, count, seed)))
        for count, seed in ((50, 1), (300, 1), (50, 2))
    )
    assert few.equals(many.slice(0, 50))
    assert not few.equals(other)


def test_generated_cases_are_cases() -> None:
    corpus = load()["cpts"]
    profile = read_profile(PROFILE, corpus)
    for row in pa.Table.from_batches(list(generate(profile, 100, 9))).to_pylist():
        assert facts_of(case_of(row, corpus), corpus).values


def test_no_generated_case_contradicts_itself() -> None:
    """Each fact is drawn by itself; what could not hold beside
    another is drawn otherwise, and what can is still drawn.
    """
    corpus = load()["cpts"]
    words = corpus.vocabulary.facts
    rows = pa.Table.from_batches(
        list(generate(read_profile(PROFILE, corpus), some(6_000, 20_000), 3))
    ).to_pylist()
    tempted = 0
    for row in rows:
        for word in (word for word in words.values() if word.not_with):
            said = row[word.name] not in (None, False, date.max)
            assert not any(
                said and row[other] == value for other, value in word.not_with.items()
            ), row["case"]
        if row["early_mission.termination.reason"] == "not_deployed":
            tempted += row["early_mission.deployed.access"] is False
    assert tempted > some(15, 50)
    for row in rows[: some(300, 1000)]:  # days in order too, as the reading of cases holds them
        facts_of(case_of(row, corpus), corpus)


def test_no_fact_of_an_element_that_is_not_listed() -> None:
    for row in pa.Table.from_batches(
        list(generate(read_profile(PROFILE, load()["cpts"]), 200, 3))
    ).to_pylist():
        listed = (row["missions"] or "").split()
        given = {
            name.split(".")[1]
            for name, value in row.items()
            if name.startswith("missions.") and value is not None
        }
        assert not listed or given <= set(listed)


def test_a_profile_that_names_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("facts: {community.populaton: {known: 1, levels: [1]}}", encoding="utf-8")
    with pytest.raises(RefusedInput, match="ACC603"):
        read_profile(path, load()["cpts"])


def test_an_output_that_exists(tmp_path: Path) -> None:
    out = tmp_path / "cases.csv"
    assert CliRunner().invoke(main, ["cases", "generate", "3", "-o", str(out)]).exit_code == 0
    again = CliRunner().invoke(main, ["cases", "generate", "3", "-o", str(out)])
    assert again.exit_code == 1
    assert "ACC607" in again.stderr


def test_a_corpus_without_a_profile_is_said_and_what_to_give(tmp_path: Path) -> None:
    asked = ["cases", "generate", "3", "-o", str(tmp_path / "cases.csv"), "--corpus", "velo"]
    rulesets = ["--rulesets", "examples/other_agreement/rulesets"]
    refused = CliRunner().invoke(main, [*asked, *rulesets])
    assert refused.exit_code == 1
    assert "--profile:1:1: ACC001 no profile comes with the corpus `velo`." in refused.stderr
