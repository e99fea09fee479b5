"""A version is shown with both ends of its interval, and a
proportion with the days that were counted.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import Language
from engine.language.arithmetic import Share, product, total
from engine.language.model import Corpus
from engine.law.consolidation import timeline_of
from engine.library import load, load_case
from engine.questions.question import Question
from engine.reasoning.occasions import Span, _parts
from engine.render import FORMATS
from tests.answers import diff, funding, render
from tests.answers import text as read_text

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 1, 1)
HUMAN = [form for form in FORMATS if form != "json"]
UNTIL = {"fr": "du 25 août 2019 au 31 mars 2022", "en": "from 25 August 2019 to 31 March 2022"}
SINCE = {"fr": "depuis le 1er avril 2022", "en": "since 1 April 2022"}
BOTH = pytest.mark.parametrize("language", get_args(Language))


@cache
def example() -> tuple[Corpus, Facts]:
    return load_case(str(ROOT / "examples" / "cpts_exemple.yaml"), load())


@cache
def money(language: Language) -> dict[str, Any]:
    return funding(*example(), Question(date(2023, 6, 1), TODAY, language))


def shown(answer: dict[str, Any], form: str, language: Language) -> str:
    page = render(answer, form, language, "full", width=140)
    page = (
        html.unescape(re.sub(r"<[^>]*>", " ", page)) if form == "html" else page.replace("\\", "")
    )
    return re.sub(r"\s+", " ", page)


def steps(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from steps(node.get("children") or [])


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("known_on", [TODAY, date(2022, 3, 30)])
def test_a_version_ends_where_the_next_law_no_longer_holds_it(known_on: date) -> None:
    for corpus in load([ROOT / "examples" / "avenant_3" / "rulesets"]).values():
        timeline = timeline_of(corpus, known_on, {})
        for rank, law in enumerate(timeline.laws):
            for address, enacted in law.provisions.items():
                later = timeline.laws[rank + 1 :]
                end = next(
                    (one.start for one in later if one.provisions.get(address) is not enacted), None
                )
                assert timeline.until(enacted) == end, address


@BOTH
def test_an_article_is_shown_from_and_until(language: Language) -> None:
    corpus, _ = example()
    for on, words in ((date(2021, 6, 1), UNTIL), (date(2022, 4, 1), SINCE)):
        answer = read_text(corpus, Question(on, TODAY, language), "8")
        ends = {
            (one["from"], one["until"])
            for one in answer["articles"][0]["provisions"]
            if one["id"] == "amounts"
        }
        assert ends == {("2019-08-25", "2022-04-01") if on.year == 2021 else ("2022-04-01", None)}
        for form in HUMAN:
            assert words[language] in shown(answer, form, language)


@BOTH
def test_a_trace_says_from_when_to_when_each_article_reads_so(language: Language) -> None:
    versions = {
        (one["version"]["from"], one["version"]["until"])
        for one in steps(money(language)["trace"])
        if "version" in one
    }
    assert {("2019-08-25", "2022-04-01"), ("2022-04-01", None), ("2019-08-25", None)} <= versions
    for form in HUMAN:
        page = shown(money(language), form, language)
        assert UNTIL[language] in page
        assert SINCE[language] in page


@BOTH
def test_a_difference_says_it_of_both_sides(language: Language) -> None:
    corpus, _ = example()
    answer = diff(
        corpus, Question(date(2023, 1, 1), TODAY, language), date(2022, 1, 1), date(2023, 1, 1)
    )
    change = next(
        one
        for act in answer["operations"]
        for one in act["changes"]
        if one["address"] == "aci_2019/8/amounts"
    )
    assert [(change[side]["from"], change[side]["until"]) for side in ("before", "after")] == [
        ("2019-08-25", "2022-04-01"),
        ("2022-04-01", None),
    ]
    for form in HUMAN:
        squeezed = shown(answer, form, language).replace(" ", "")  # a narrow column breaks it
        if form != "text":
            assert UNTIL[language].replace(" ", "") in squeezed
            assert SINCE[language].replace(" ", "") in squeezed


# --- proportions ----------------------------------------------------------------------------------


def test_a_share_is_its_fraction_and_keeps_what_was_counted() -> None:
    one = Share(198, 366)
    assert (one, hash(one), one.part, one.whole) == (
        Fraction(33, 61),
        hash(Fraction(33, 61)),
        198,
        366,
    )
    assert product([Decimal("17500"), one]) == Fraction(17500 * 33, 61)
    assert product([Decimal("17500"), Share(183, 366)]) == Decimal("8750")
    assert total([Share(1, 4), Share(3, 4)]) == 1


def test_the_parts_of_a_period_keep_their_days_and_months() -> None:
    first, last = date(2020, 1, 15), date(2021, 1, 15)
    span = Span("year", 1, first, last, last, first)
    since, change, end = date(2020, 7, 1), date(2020, 10, 1), span.end
    days, months, *_ = _parts(since, end, since, span)
    assert (days.part, days.whole, months.part, months.whole) == (198, 366, 7, 12)
    # cut on 1 October: 92 days before it of the 198 of the occasion, 4 months begun of 7 less those
    # begun after
    days, months, of_days, of_months, whole_days, _ = _parts(since, change, since, span)
    assert [(one.part, one.whole) for one in (days, of_days, whole_days)] == [
        (92, 366),
        (92, 198),
        (198, 366),
    ]
    assert months / Fraction(7, 12) == of_months


@BOTH
def test_the_days_of_a_first_year_are_shown_as_counted(language: Language) -> None:
    # from 1 July 2020 to 14 January 2021: 198 days of the 366 of the first contract year, and not
    # 33/61
    row = next(
        one
        for one in money(language)["entitlements"]
        if one["line"] == "missions.access.fixed" and one["period"] == 1
    )
    amount = "17\u202f500\u00a0€" if language == "fr" else "€17,500"
    assert (row["amount"], row["calculation"]) == ("9467.21", f"{amount} × 198/366")
    assert "33/61" not in json.dumps(money(language))
    for form in HUMAN:
        assert "× 198/366" in shown(money(language), form, language)


@BOTH
def test_the_factors_of_a_product_within_a_product_are_shown_too(language: Language) -> None:
    row = next(
        one
        for one in money(language)["entitlements"]
        if one["line"] == "missions.access.variable" and one["period"] == 1
    )
    assert row["amount"] == "8047.13"
    assert re.sub(r"\s", "", row["calculation"]).endswith("×85%×198/366")


def test_what_a_total_leaves_out_widens_no_column_of_dates() -> None:
    page = render(money("en"), "text", "en", "none", width=100)
    payments = page[page.index("\nPayments\n") :]
    assert max(len(line) for line in payments.partition("\n[")[0].splitlines()) <= 100
    assert "Operating" in payments
