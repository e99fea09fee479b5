"""The days between which an answer stays the same are those of a day-by-day evaluation."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from accord import load as load_law
from engine.cases.case_reader import Facts, read_case
from engine.cases.mapping import document_of
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET, Duration, shifted
from engine.language.watched_day import THE_DAY, Watch
from engine.library import load, load_case
from engine.questions.question import Question
from engine.whatif import stretches
from engine.whatif.over_time import QUERIES, timeline
from engine.words.formats import long_date
from tests.depth import some
from tests.small_law import LABEL, agreement, amount, expected, operation, read_law, said, text

pytestmark = pytest.mark.slow  # all together they take seconds

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples/cpts_exemple.yaml")
KNOWN_ON = date(2026, 1, 1)
START = date(2020, 1, 1)
DATED = {"type": "date", "label": LABEL, "question": LABEL}
VOCABULARY = {
    "facts": {
        "deal.signed_on": DATED,
        "deal.done_on": DATED,
        "deal.people": {"type": "integer", "label": LABEL, "question": LABEL},
    },
    "benefits": {"aid": LABEL},
    "entries": {"done": LABEL},
    "actors": {"us": LABEL},
    "lines": {"base": LABEL, "extra": LABEL, "late": LABEL},
    "parts": {"advance": LABEL, "balance": LABEL},
}
OCCASIONS = {
    "periods": {
        "year": {"from": {"fact": "deal.signed_on"}, "every": "P4M", "label": LABEL},
    },
    "occasions": {
        "signature": {"on": {"fact": "deal.signed_on"}, "label": LABEL},
        "year": {"each_period": "year", "label": LABEL},
        "question": {"on": {"fact": "day"}, "label": LABEL},
    },
}
AFTER_SIGNATURE = {"after": {"fact": "deal.signed_on"}, "by": "P2M"}
ARTICLES = {
    "1": [
        amount("x", 100),
        said(
            "yearly",
            on="year",
            when={"deal.people": {"at_least": 10}},
            then={"entitle": {"line": "extra", "amount": 60}},
        ),
        said(
            "paid",
            on="year",
            then={
                "pay": {
                    "lines": ["extra"],
                    "parts": [
                        {"part": "advance", "share": "75 %", "due": {"fact": "occasion.on"}},
                        {"part": "balance", "due": {"fact": "period.until"}},
                    ],
                }
            },
        ),
    ],
    "2": [
        said(
            "by_then",
            on="signature",
            then={
                "deadline": {
                    "id": "done",
                    "kind": "deadline",
                    "due": AFTER_SIGNATURE,
                    "met_by": {"fact": "deal.done_on"},
                }
            },
        ),
        said(
            "old_enough",
            on="question",
            when={"deal.signed_on": {"before": {"before": {"fact": "day"}, "by": "P3M"}}},
            then={"require": {"benefit": "aid", "requirement": "old_enough"}},
        ),
        said(
            "large",
            on="question",
            when={"deal.people": {"at_least": 10}},
            then={"require": {"benefit": "aid", "requirement": "large"}},
        ),
        said(
            "duty",
            on="signature",
            then={
                "oblige": {
                    "duty": "tell",
                    "category": "content",
                    "subject": "us",
                    "by": "us",
                    "from": {"fact": "deal.signed_on"},
                    "until": {"fact": "deal.done_on"},
                }
            },
        ),
    ],
}


@cache
def small() -> Corpus:
    """Return a law that compares the day of the question in each way that there is."""
    first = agreement(vocabulary=VOCABULARY, occasions=OCCASIONS)
    first["articles"] = ARTICLES
    first |= {"vocabulary": VOCABULARY, "occasions": OCCASIONS}
    for key in ("vocabulary", "occasions"):
        first["text"].pop(key)
    raised = said(
        "yearly",
        on="year",
        when={"deal.people": {"at_least": 10}},
        then={"entitle": {"line": "extra", "amount": 90}},
    )
    change = operation("replace", "m/1/yearly", expect=expected(60), **{"with": [raised]})
    second = text("a", "2020-06-10", {"1": change}, amends="m", events={})
    return read_law(Path(mkdtemp()), first, second)


DAYS = st.integers(-40, 260).map(lambda days: START + timedelta(days))


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    """Draw a case, each fact of which may be missing, not yet there, or vary."""
    deal: dict[str, Any] = {}
    for name in ("signed_on", "done_on"):
        day = draw(st.one_of(st.none(), st.just("not_yet"), DAYS))
        day = START + timedelta(40) if name == "signed_on" and day is None else day
        if day is not None and not (isinstance(day, date) and day < START):
            deal[name] = str(day)
    people = draw(st.one_of(st.none(), st.integers(8, 12), st.lists(DAYS, min_size=1, max_size=3)))
    if isinstance(people, list):
        people = [
            {"from": str(day), "value": 8 + 4 * (rank % 2)}
            for rank, day in enumerate(sorted(set(people)))
        ]
    if people is not None:
        deal["people"] = people
    return {"deal": deal}


def facts_of(corpus: Corpus, case: dict[str, Any]) -> Facts | None:
    document, _ = document_of(case)
    return read_case(document, corpus.vocabulary)[0]


def told(query: str, corpus: Corpus, facts: Facts, on: date) -> Any:
    """Return what the answer of one day says of the case, by itself."""
    question = Question(on, KNOWN_ON, "en", traced=False, weighed=False)
    try:
        plain = QUERIES[query](corpus, facts, question).as_plain()
    except RefusedInput as refusal:
        return [(finding.code, str(finding.location)) for finding in refusal.diagnostics]
    del plain["on"]
    for lack in plain["missing"]:
        for name in ("possible", "write", "write_note"):
            lack.pop(name, None)
    for benefit in plain.get("benefits", ()):
        for requirement in benefit["requirements"]:
            for failed in requirement["failed"]:
                failed["needed"] = failed["needed"].replace(long_date(on, "en"), THE_DAY)
    return plain


def day_by_day(
    query: str, corpus: Corpus, facts: Facts, first: date, until: date
) -> list[tuple[date, date]]:
    """Return the days alike, found by asking on each day."""
    found: list[tuple[date, date]] = []
    before = None
    day = first
    while day < until:
        now = told(query, corpus, facts, day)
        following = day + timedelta(days=1)
        if found and now == before:
            found[-1] = (found[-1][0], following)
        else:
            found.append((day, following))
        before, day = now, following
    return found


def spread(
    query: str, corpus: Corpus, facts: Facts, first: date, until: date
) -> list[tuple[date, date | None]]:
    question = Question(first, KNOWN_ON, "en", start=first, end=until)
    days = stretches.days_alike(
        lambda asked: QUERIES[query](corpus, facts, asked), question, first, until - timedelta(1)
    )
    return [(one.first, min(one.until or until, until)) for one in days]


@pytest.mark.parametrize("query", QUERIES)
@given(case=cases())
@settings(
    max_examples=some(6, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_days_are_those_of_each_day_asked_alone(query: str, case: dict[str, Any]) -> None:
    corpus = small()
    facts = facts_of(corpus, case)
    if facts is None:
        return
    first, until = START - timedelta(days=5), START + timedelta(days=some(200, 420))
    assert spread(query, corpus, facts, first, until) == day_by_day(
        query, corpus, facts, first, until
    )


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
def test_the_days_of_a_contract_of_the_shipped_law(query: str) -> None:
    corpus, facts = load_case(EXAMPLE, load())
    first = {"eligibility": date(2021, 5, 1), "duties": date(2022, 9, 1)}.get(
        query, date(2023, 1, 1)
    )
    until = first + timedelta(days=some(50, 900))
    alike = day_by_day(query, corpus, facts, first, until)
    assert spread(query, corpus, facts, first, until) == alike
    assert len(alike) > 1


def test_what_a_watched_day_says_is_what_a_plain_one_says() -> None:
    """The sign of the day replaced by its name, the answer is that of the day itself."""
    corpus, facts = load_case(str(ROOT / "examples/projet_paris.yaml"), load())
    on = date(2023, 6, 1)
    question = Question(Watch(on).day, KNOWN_ON, "en", traced=False, weighed=False)
    watched = QUERIES["eligibility"](corpus, facts, question).benefits
    alone = QUERIES["eligibility"](corpus, facts, replace(question, on=on)).benefits
    shown = [row.as_json().decode().replace(THE_DAY, long_date(on, "en")) for row in watched]
    assert any(THE_DAY in row.as_json().decode() for row in watched)
    assert shown == [row.as_json().decode() for row in alone]


# --- by hand --------------------------------------------------------------------------------------


def test_a_year_of_the_example_by_hand() -> None:
    """Signed on 15 January 2020, size 2: 60,000 € that day, whole. Access started on 1 July 2020:
    198 days of 366, advance of 75 % of 17,500, 12,000 and 45,000 €: 7,100.41 + 4,868.85 + 18,258.20.
    """
    answer = load_law().timeline(
        EXAMPLE, "funding", on="2020-03-01", since="2020-01-01", until="2020-12-31"
    )
    assert [(one.from_, one.until, one.due) for one in answer.stretches] == [
        (date(2020, 1, 1), date(2020, 1, 15), 0),
        (date(2020, 1, 15), date(2020, 7, 1), 60_000),
        (date(2020, 7, 1), date(2020, 12, 31), Decimal("90227.46")),
    ]
    assert [one.asked for one in answer.stretches] == [None, True, None]
    signed, paid = answer.stretches[1].causes[0], answer.stretches[1].causes[-1]
    assert (signed.kind, signed.id) == ("fact", "contract.signed_on")
    assert (paid.kind, paid.id, paid.amount) == ("payment", "operating", 60_000)
    assert any("9.1" in cited.display for cited in paid.citations)
    assert not answer.goes_on


def test_the_end_of_a_contract_and_what_then() -> None:
    """Five years after 15 January 2020: nothing binds any more but what outlives the contract."""
    answer = load_law(lang="en").timeline(EXAMPLE, "duties", on="2023-06-01")
    *_, last = answer.stretches
    assert (last.from_, last.until) == (date(2025, 1, 15), None)
    assert ("end", "contract.ends_on") in {(cause.kind, cause.id) for cause in last.causes}


def test_each_change_has_a_cause_that_is_named() -> None:
    law = load_law()
    for query in QUERIES:
        first, *others = law.timeline(EXAMPLE, query, on="2023-06-01").stretches
        assert first.causes == ()
        for stretch in others:
            assert stretch.causes, (query, stretch.from_)
            assert {cause.kind for cause in stretch.causes} != {"other"}, (query, stretch.from_)


def test_days_before_the_law_have_no_answer() -> None:
    case = {"health_project": {"submitted_on": "2019-08-01"}, "contract": {"signed_on": "not_yet"}}
    first, second, *_ = load_law(lang="en").timeline(case, "duties", on="2023-06-01").stretches
    assert (first.from_, first.until, first.says) == (
        date(2019, 8, 1),
        date(2019, 8, 25),
        "no answer",
    )
    assert first.refused
    assert "2019-08-25" in first.refused
    assert second.refused is None


def test_periods_that_nothing_ends_are_followed_for_ten_years() -> None:
    corpus = small()
    facts = facts_of(corpus, {"deal": {"signed_on": "2020-01-10", "people": 12}})
    assert facts is not None
    answer = timeline(corpus, facts, Question(START, KNOWN_ON, "en"), "funding")
    assert answer.goes_on
    assert answer.until == date(2030, 6, 11)  # ten years after the last day named, 10 June 2020


def test_too_many_days_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "MOST_STRETCHES", 3)
    corpus, facts = load_case(EXAMPLE, load())
    with pytest.raises(RefusedInput) as refusal:
        timeline(corpus, facts, Question(date(2023, 6, 1), KNOWN_ON, "en"), "calendar")
    assert [finding.code for finding in refusal.value.diagnostics] == ["ACC430"]


# --- the day itself -------------------------------------------------------------------------------

DAY = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (lambda day: day < date(2023, 7, 1), date.min, date(2023, 6, 30)),
        (lambda day: day <= date(2023, 7, 1), date.min, date(2023, 7, 1)),
        (lambda day: date(2023, 5, 1) <= day, date(2023, 5, 1), date.max),
        (lambda day: day == date(2023, 6, 1), DAY, DAY),
        (lambda day: day != date(2023, 6, 2), date.min, DAY),
        (lambda day: max(day, date(2023, 5, 1)), date(2023, 5, 1), date.max),
        (lambda day: day.year, date(2023, 1, 1), date(2023, 12, 31)),
        (lambda day: day.isoformat(), DAY, DAY),
        (lambda day: {day: 1}, DAY, DAY),
        (lambda day: day - date(2023, 1, 1), DAY, DAY),
        (pickle.dumps, DAY, DAY),
        (lambda day: day - timedelta(30) < date(2023, 7, 1), date.min, date(2023, 7, 30)),
        (
            lambda day: shifted(day, Duration(months=1)) <= date(2024, 2, 29),
            date.min,
            date(2024, 1, 31),
        ),
        (lambda day: shifted(day, Duration(months=1)) < NOT_YET, date.min, date(9999, 11, 30)),
        (lambda day: day <= day, date.min, date.max),
    ],
)
def test_a_day_notes_until_when_it_is_asked_the_same(asked: Any, first: date, last: date) -> None:
    watch = Watch(DAY)
    asked(watch.day)
    assert watch.first == first
    assert watch.last == last
