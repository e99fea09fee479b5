"""Series of calendar years, quarters and months: the first is cut, and what is not a series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.bilingual import Bilingual
from engine.language.forms.facts import Fact
from engine.language.model import Period
from engine.language.temporal import NOT_YET, Duration
from engine.reasoning.occasions import _grid, _parts
from engine.source.corpus_files import CALENDAR_PERIODS, OccasionsFile, Shared
from engine.source.yaml_source import read_yaml
from tests.guild import corpus


def series(months: int) -> Period:
    return Period("p", Fact("x"), Duration(months=months), None, Bilingual("", ""), aligned=True)


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.integers(1, 3000),
    st.sampled_from([*CALENDAR_PERIODS.values()]),
)
def test_periods_follow_the_calendar_and_each_other(first: date, days: int, months: int) -> None:
    end = date.fromordinal(first.toordinal() + days)
    spans = list(_grid(series(months), first, end))
    assert (spans[0].start, spans[-1].end) == (first, end)
    for span, following in pairwise(spans):
        assert span.end == following.start == following.begins == span.whole
    for span in spans:
        assert span.begins.day == span.whole.day == 1
        assert (span.begins.month - 1) % months == 0
        length = (span.whole.year - span.begins.year) * 12 + span.whole.month - span.begins.month
        assert length == months
        part = _parts(span.start, span.end, span.start, span)[0]
        assert part == Fraction((span.end - span.start).days, (span.whole - span.begins).days)
    assert [span.number for span in spans] == [*range(1, len(spans) + 1)]


def test_a_series_that_does_not_begin_or_end() -> None:
    assert list(_grid(series(12), date(2024, 5, 1), date(2024, 5, 1))) == []
    spans = _grid(series(12), date(9997, 5, 1), NOT_YET)
    assert [span.whole.year for span in spans] == [9998, 9999]


def test_the_series_of_the_guild_are_of_the_calendar() -> None:
    periods: Mapping[str, Period] = corpus().periods
    for name, months in CALENDAR_PERIODS.items():
        if name in periods:
            assert periods[name].aligned
            assert periods[name].every == Duration(months=months)
    assert not periods["workshop_year"].aligned


@pytest.mark.parametrize(
    ("every", "found"),
    [
        ("calendar_year", []),
        ("calendar_week", ["ACC104"]),
        ("calendar", ["ACC104"]),
        ("year", ["ACC108", "ACC108"]),
        ("P0D", ["ACC108"]),
        ("12", ["ACC105"]),
    ],
)
def test_a_series_that_is_none_is_found_at_the_word(every: str, found: list[str]) -> None:
    yaml = f"periods: {{p: {{from: {{fact: x}}, every: {every}, label: {{fr: a, en: b}}}}}}"
    document, findings = read_yaml("occasions.yaml", yaml.encode())
    assert document is not None
    OccasionsFile(document, findings).add_to(Shared())
    assert [finding.code for finding in findings][: len(found)] == found
