"""Proofs of answers that count days of work: they carry the public holidays, and are checked alone."""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

import accord
from engine.proofs.canonical import canonical, hash_of
from tests.guild import FOLDER

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

pytestmark = pytest.mark.slow  # all together they take seconds

OWN = ("text", "vocabulary", "occasions", "readings", "art_30", "art_31", "art_32")
CASE = {
    "workshop": {"joined_on": "2023-03-15", "leaves_on": "2025-02-10"},
    "notice": {"received_on": "2024-04-18", "territory": "alsace_moselle"},
}


@cache
def law() -> Path:
    folder = Path(mkdtemp()) / "guild"
    folder.mkdir()
    for name in OWN:
        shutil.copy(FOLDER / "rulesets" / "guild" / f"{name}.yaml", folder)
    return folder


@cache
def written(asks: str, received_on: str, reading: str) -> bytes:
    case = {**CASE, "notice": {**CASE["notice"], "received_on": received_on}}
    readings = {"terms_carried_over": reading}
    return accord.load(law()).prove(case, asks, on="2025-06-01", readings=readings)


def proof(
    asks: str = "calendar", received_on: str = "2024-04-18", reading: str = "carried"
) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(written(asks, received_on, reading))
    return read


def sealed(proof: dict[str, Any]) -> dict[str, Any]:
    proof.pop("sha256", None)
    return {**proof, "sha256": hash_of(canonical(proof))}


def failure(proof: dict[str, Any]) -> checker.Failure:
    with pytest.raises(checker.Failure) as caught:
        checker.check(sealed(proof), [law()])
    return caught.value


@pytest.mark.parametrize(
    ("asks", "reading", "received_on"),
    [
        ("funding", "carried", "2024-04-18"),
        *(("calendar", "carried", day) for day in ("2024-04-18", "2024-12-24", "not_yet")),
        *(("calendar", reading, "2101-05-06") for reading in ("carried", "as_is")),
    ],
)
def test_a_proof_is_verified_without_the_library(asks: str, reading: str, received_on: str) -> None:
    steps, operations, *_ = checker.check(proof(asks, received_on, reading), [law()])
    assert steps
    assert operations


def test_it_carries_the_holidays_that_the_law_may_count() -> None:
    carried = proof()["holidays"]
    assert {"metropole", "alsace_moselle", "reunion"} <= carried.keys()
    assert carried["metropole"]["2024"][:4] == ["01-01", "04-01", "05-01", "05-08"]
    assert "12-26" in carried["alsace_moselle"]["2025"]


def test_a_holiday_that_is_added_or_left_out_is_caught() -> None:
    for territory in ("metropole", "alsace_moselle"):
        without = proof()
        without["holidays"][territory]["2024"].remove("05-20")
        assert failure(without).step.startswith(f"holidays {territory} 2024")
        more = proof()
        more["holidays"][territory]["2024"].append("12-31")
        assert failure(more).step.startswith(f"holidays {territory} 2024")


def test_a_year_or_a_calendar_that_is_not_carried_is_named() -> None:
    lacking = proof()
    del lacking["holidays"]["metropole"]["2024"]
    assert failure(lacking).step == "holidays 2024"
    none = proof()
    del none["holidays"]
    assert failure(none).step == "holidays 2024"
    for place in ("metropole", "alsace_moselle"):
        nonsense = proof()
        nonsense["holidays"][place] = "every day"
        with pytest.raises((checker.Failure, AttributeError, TypeError, ValueError)):
            checker.check(sealed(nonsense), [law()])


def test_a_day_found_that_is_changed_is_caught() -> None:
    changed = json.loads(json.dumps(proof()).replace('"2024-05-21"', '"2024-05-22"'))
    assert failure(changed).step.startswith("work calendar")


def test_a_law_without_public_holidays_carries_none() -> None:
    other = accord.load()
    case = ROOT / "examples/cpts_exemple.yaml"
    assert "holidays" not in json.loads(other.prove(str(case), "funding", on="2023-06-01"))
