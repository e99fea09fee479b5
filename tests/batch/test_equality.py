"""The relational plan and the inference give the same rows, to the cent, the date and the citation, for drawn contracts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from engine.batch.generator import generate, read_profile
from engine.library import load, shipped
from engine.model import Corpus
from engine.queries.question import Question

from .comparison import answered, differences

COUNTS = {"funding": 60, "eligibility": 40}
QUESTION = Question(date(2023, 6, 1), date(2026, 1, 1))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()["cpts"]


@pytest.mark.parametrize("family", COUNTS)
def test_the_plan_and_the_inference_agree(family: str, corpus: Corpus, tmp_path: Path) -> None:
    profile = read_profile(shipped("profiles") / "cpts.yaml", corpus)
    table = pa.Table.from_batches(list(generate(profile, COUNTS[family], 7)))
    found = answered(tmp_path, table, corpus, QUESTION, family)
    assert differences(table, corpus, QUESTION, found, family) == []
