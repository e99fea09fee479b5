"""The amendments of the guild (a cell, a band, a figure asked of members, an indicator added, a term
extended, an article renumbered, an amendment amended before its effect, a repeal and its
reinstatement): each case alone as in a table, and proved.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pytest

import accord
from engine.checks import contradictions
from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question
from engine.testing.scenario import read_scenarios, run
from tests.guild import FOLDER

from .comparison import answered, differences

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_proof as checker  # it stands beside the project, and is no part of it

FOLDERS = (FOLDER / "rulesets", FOLDER / "amendments")
EDGES = (date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1))
DAYS = [edge + timedelta(days=days) for edge in EDGES for days in (-366, -1, 0, 1)]
SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("workshop.joined_on", pa.date32()),
        ("workshop.leaves_on", pa.date32()),
        ("workshop.district", pa.string()),
        ("workshop.visitors", pa.int64()),
        ("indicators.repairs.reached", pa.bool_()),
        ("indicators.repairs.points", pa.int64()),
        ("indicators.visits.reached", pa.bool_()),
        ("indicators.visits.points", pa.int64()),
    ]
)
INDICATORS = ("repairs", "visits")


@lru_cache
def amended() -> Corpus:
    return load(FOLDERS)["guild"]


def test_the_amendments_have_no_finding_and_their_scenarios_hold() -> None:
    assert contradictions(amended()) == ()
    scenarios, findings = read_scenarios(FOLDER / "amendments.scenario.yaml")
    assert (len(scenarios), findings) == (11, [])
    told = [str(unlike) for scenario in scenarios for unlike in run(scenario)]
    assert told == []


@pytest.mark.slow
@pytest.mark.parametrize("family", ["funding", "calendar"])
def test_each_case_alone_is_as_in_a_table(tmp_path: Path, family: str) -> None:
    districts = ["harbour", "old_town", None]
    rows = [
        {
            "case": f"c{rank}",
            "workshop.joined_on": day,
            "workshop.leaves_on": date(2026, 1, 1) if rank % 2 else None,
            "workshop.district": districts[rank % 3],
            "workshop.visitors": (None, 20_000, 17_000)[rank // 3 % 3],
            **{f"indicators.{name}.reached": rank % 4 != 3 or None for name in INDICATORS},
            **{f"indicators.{name}.points": 5 + rank for name in INDICATORS},
        }
        for rank, day in enumerate(DAYS)
    ]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    question = Question(date(2024, 6, 1), date(2026, 1, 1))
    found = answered(tmp_path, table, amended(), question, family)
    assert not found.rejected
    assert differences(table, amended(), question, found, family) == []


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The articles that are amended alone, and their amendments."""
    home = tmp_path_factory.mktemp("guild")
    for name in ("text", "vocabulary", "occasions", "readings", "art_2", "art_41", "art_70"):
        shutil.copy(FOLDER / "rulesets" / "guild" / f"{name}.yaml", home)
    return [home, FOLDER / "amendments"]


@pytest.mark.slow
@pytest.mark.parametrize("asks", ["funding", "calendar"])
def test_an_answer_under_amended_amendments_is_proved(folders: list[Path], asks: str) -> None:
    """The checker makes each amendment again by itself, and finds the same versions."""
    reached = {"reached": True, "points": 5}
    case = {
        "workshop": {
            "joined_on": "2021-01-01",
            "leaves_on": "not_yet",
            "district": "harbour",
            "visitors": 20000,
        },
        "indicators": {"repairs": reached, "visits": reached},
    }
    law = accord.load(*folders)
    proof = json.loads(law.prove(case, asks, on="2024-06-01", known_on="2026-01-01"))
    arguments = argparse.Namespace(rulesets=folders, case=None)
    assert checker._checked(proof, arguments)
    chains = {one["id"]: one["chain"] for one in proof["versions"]}
    assert chains["guild/70/sums@2024-01-01"][-1] == "amended guild_third/1/cell_again 2024-01-01"
    if asks == "calendar":
        assert [act.split(" ")[0] for act in chains["guild/70/lamp@2023-01-01"]] == [
            "written",
            "repealed",
            "reinstated",
        ]
