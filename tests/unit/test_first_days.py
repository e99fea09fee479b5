"""The first of several days that does not come before another: « signés ou modifiés à partir du »."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.forms.facts import Fact
from engine.language.forms.first_days import FirstSince
from engine.language.forms.literal import Literally
from engine.language.model import Vocabulary
from engine.language.temporal import NOT_YET
from engine.language.watched_day import Watch
from engine.source.expressions import Expressions
from engine.source.yaml_source import read_yaml
from engine.tables.terms import dating, terms
from engine.tables.terms.terms import Term
from engine.words.phrases import Phrases

GROUND: Any = None
SINCE = date(2023, 1, 1)
VALUE = FirstSince((Fact("signed"), Fact("amended")), Literally(SINCE))
EVE, MORROW, LATER = date(2022, 12, 31), date(2023, 1, 2), date(2024, 6, 1)


@pytest.mark.parametrize(
    ("signed", "amended", "expected"),
    [
        (EVE, NOT_YET, NOT_YET),  # neither from that day on
        (EVE, EVE, NOT_YET),
        (SINCE, NOT_YET, SINCE),  # signed on the day itself
        (EVE, SINCE, SINCE),  # amended on the day itself
        (EVE, LATER, LATER),  # the day of signing no longer counts
        (MORROW, LATER, MORROW),  # signed first, amended later
        (NOT_YET, NOT_YET, NOT_YET),
        (EVE, None, None),
        (MORROW, None, None),
        (None, LATER, None),
    ],
)
def test_the_first_day_from_a_day_on(signed: Any, amended: Any, expected: Any) -> None:
    given = {"signed": signed, "amended": amended}
    view = {name: day for name, day in given.items() if day is not None}
    assert VALUE.compiled(GROUND)(view) == expected


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.dates(date(2020, 1, 1), date(2026, 1, 1)))
def test_a_watched_day_says_until_when_it_is_the_same(signed: date, limit: date) -> None:
    watch, compute = Watch(signed), VALUE.compiled(GROUND)
    before = compute({"signed": watch.day, "amended": NOT_YET}) < limit
    for other in (watch.first, watch.last):
        assert (compute({"signed": other, "amended": NOT_YET}) < limit) is before


class Plan:
    """A plan of two columns of dates."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def term(self, value: Any) -> Term:
        if isinstance(value, Literally):
            return terms.constant(value.value)
        return Term("date", self.table[value.names()[0]])

    def first_since(self, days: Any, since: Term) -> Term:
        counted = [dating.not_yet_before(day, since) for day in days]
        return terms.chosen_extreme(counted, greatest=False)


def test_a_column_is_as_a_day_is() -> None:
    days = [EVE, SINCE, MORROW, LATER, NOT_YET, None]
    pairs = [(first, second) for first in days for second in days]
    columns = {
        name: pa.array([pair[rank] for pair in pairs], pa.date32())
        for rank, name in enumerate(("signed", "amended"))
    }
    table = ibis.memtable(pa.table(columns))
    term = VALUE.term(Plan(table))  # type: ignore[arg-type]  # a plan of two columns
    assert term is not None
    for row in ibis.duckdb.connect().to_pyarrow(table.mutate(found=term.expr)).to_pylist():
        found = row.pop("found")
        known = {name: day for name, day in row.items() if day is not None}
        assert found == VALUE.compiled(GROUND)(known), row


def test_it_is_read_aloud() -> None:
    spoken = [
        Phrases(Vocabulary({}, {}, {}, {}, {}, {}, {}), {}, language, None, {}, {}).value(VALUE)
        for language in ("fr", "en")
    ]
    assert [phrase.replace("\u00a0", " ") for phrase in spoken] == [
        "le premier de « signed » et de « amended » à ne pas précéder le 1er janvier 2023",
        "the first of the signed and the amended not before 1 January 2023",
    ]


@pytest.mark.parametrize(
    ("yaml", "found"),
    [
        ("{first_of: [2023-01-01, 2024-01-01], on_or_after: 2023-06-01}", []),
        ("{on_or_after: 2023-06-01, first_of: [2023-01-01, 2024-01-01]}", []),
        ("{first_of: [2023-01-01, 2024-01-01]}", ["ACC102"]),
        ("{first_of: 2023-01-01, on_or_after: 2023-06-01}", ["ACC103"]),
        ("{first_of: [{}, 2024-01-01], on_or_after: 2023-06-01}", ["ACC109"]),
        ("{first_of: [2023-01-01, 2024-01-01], after: 2023-06-01}", ["ACC101", "ACC102"]),
    ],
)
def test_what_is_wrong_is_found_at_the_word(yaml: str, found: list[str]) -> None:
    document, findings = read_yaml(str(Path("x.yaml")), yaml.encode())
    assert document is not None
    Expressions(document, findings).value(document.tree, ())
    assert sorted(finding.code for finding in findings) == found
