"""Days of the calendar and its years, quarters and months: a table of cases as one case after
the other, and the proof of each.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest

from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.questions.question import Question
from engine.source.reader import read_corpora
from tests.guild import FOLDER

from .comparison import answered, differences

OWN = ("text", "vocabulary", "occasions", "readings", "art_30", "art_31", "art_32")
"""The files of the guild that speak of the calendar: what is beside them is not compiled here."""
JOINED = [
    *(date(2022, 12, 30) + timedelta(rank) for rank in range(4)),
    date(2023, 3, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 10, 1),
    date(2025, 6, 30),
    NOT_YET,
    None,
]
LEFT = [NOT_YET, date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2023, 1, 2), None]


@cache
def corpus() -> Corpus:
    with TemporaryDirectory() as folder:
        for name in OWN:
            shutil.copy(FOLDER / "rulesets" / "guild" / f"{name}.yaml", folder)
        corpora, findings = read_corpora([Path(folder)])
    assert findings == []
    return corpora["guild"]


def cases() -> pa.Table:
    rows = [
        {"case": f"c{rank}", "workshop.joined_on": joined, "workshop.leaves_on": left}
        for rank, (joined, left) in enumerate((joined, left) for joined in JOINED for left in LEFT)
    ]
    return pa.Table.from_pylist(rows)


@pytest.mark.parametrize("family", ["funding", "calendar"])
def test_a_table_of_cases_is_as_each_case(family: str, tmp_path: Path) -> None:
    question = Question(date(2025, 3, 31), date(2026, 1, 1))
    found = answered(tmp_path, cases(), corpus(), question, family)
    assert differences(cases(), corpus(), question, found, family) == []


def test_a_grid_that_ends_soon_is_written_out_and_cut_at_the_start(tmp_path: Path) -> None:
    """The end of the grid is so many months after its first day: its periods stand in columns."""
    law = tmp_path / "law"
    law.mkdir()
    for name in OWN:
        shutil.copy(FOLDER / "rulesets" / "guild" / f"{name}.yaml", law)
    occasions = (law / "occasions.yaml").read_text(encoding="utf-8")
    ends = "until: {after: {fact: workshop.joined_on}, by: P9M}"
    (law / "occasions.yaml").write_text(
        occasions.replace("until: {fact: workshop.leaves_on}", ends), encoding="utf-8"
    )
    corpora, findings = read_corpora([law])
    assert findings == []
    question = Question(date(2025, 3, 31), date(2026, 1, 1))
    table = cases()
    found = answered(tmp_path, table, corpora["guild"], question, "funding")
    assert differences(table, corpora["guild"], question, found, "funding") == []


NOTICES: list[date | None] = [
    *(date(2024, 3, 28) + timedelta(rank) for rank in range(0, 66, 3)),
    *(date(2025, 10, 24) + timedelta(rank) for rank in range(4)),
    NOT_YET,
    None,
]
PLACES = ["metropole", "alsace_moselle", "reunion", None]


@pytest.mark.slow
def test_days_of_work_are_counted_in_a_table_as_in_a_case(tmp_path: Path) -> None:
    table = noticed(NOTICES)
    question = Question(
        date(2025, 3, 31), date(2026, 1, 1), readings={"terms_carried_over": "carried"}
    )
    found = answered(tmp_path, table, corpus(), question, "calendar")
    assert differences(table, corpus(), question, found, "calendar") == []


@pytest.mark.slow
def test_holidays_of_a_year_far_off_are_missing_in_a_table_too(tmp_path: Path) -> None:
    table = noticed([date(2099, 12, 31), date(2100, 1, 1), date(2101, 5, 6)])
    question = Question(date(2101, 6, 1), date(2101, 6, 1))
    found = answered(tmp_path, table, corpus(), question, "calendar")
    assert differences(table, corpus(), question, found, "calendar") == []


def noticed(days: list[date | None]) -> pa.Table:
    """Return cases that were given notice on each of some days, in each of some places."""
    rows = [
        {
            "case": f"n{rank}",
            "workshop.joined_on": date(2021, 3, 1),
            "workshop.leaves_on": NOT_YET,
            "notice.received_on": day,
            "notice.territory": place,
        }
        for rank, (day, place) in enumerate((day, place) for day in days for place in PLACES)
    ]
    return pa.Table.from_pylist(rows)
