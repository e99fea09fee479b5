"""The plan and the inference agree on rulesets of no
particular field, drawn at random with their cases.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from depth import deep, some, spread
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.checks.derivations import derivations
from engine.checks.misfits import kinds
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.forms import FORMS
from engine.language.temporal import NOT_YET
from engine.language.values import Value
from engine.law.consolidation import timeline_of
from engine.questions.question import Question
from tests.answers import eligibility

from .comparison import answered, case_of, differences, facts_of
from .corpora import Drawn, drawn_corpus
from .typed_corpora import TYPED, DrawnValues, holes
from .whole_corpora import DrawnWhole

DAYS = st.sampled_from([date(2021, 6, 30), date(2022, 6, 30), date(2022, 7, 1), date(2023, 6, 1)])
READINGS = st.fixed_dictionaries(
    {
        "version": st.sampled_from(["whole", "split"]),
        "unit": st.sampled_from(["days", "months"]),
        "base_of": st.sampled_from(["wide", "narrow"]),
    }
)
RULESETS = {"funding": some(1, 4), "eligibility": some(4, 8), "calendar": some(1, 4)}
CASES = some(14, 30)


@pytest.mark.parametrize("family", RULESETS)
def test_the_plan_and_the_inference_agree(family: str) -> None:
    compared = 0

    @settings(
        max_examples=RULESETS[family],
        derandomize=True,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 10_000), day=DAYS, readings=READINGS)
    def agree(seed: int, day: date, readings: dict[str, str]) -> None:
        nonlocal compared
        drawn = Drawn(seed)
        with TemporaryDirectory() as folder:
            corpus = drawn_corpus(drawn, Path(folder) / "rules")
            cases = drawn.cases(CASES)
            question = Question(day, date(2026, 1, 1), readings=readings)
            found = answered(Path(folder), cases, corpus, question, family)
        assert differences(cases, corpus, question, found, family) == []
        compared += cases.num_rows

    agree()
    print(f"{family}: {compared} cases compared on generated rulesets")


@pytest.mark.parametrize(
    ("family", "rulesets"),
    [
        ("eligibility", some(2, 8)),
        pytest.param("funding", 2, marks=deep),
        pytest.param("calendar", 1, marks=deep),
    ],
)
def test_they_agree_on_every_form_of_value_and_every_type_of_fact(
    family: str, rulesets: int
) -> None:
    @settings(
        max_examples=rulesets,
        derandomize=True,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 10_000), day=DAYS, readings=READINGS)
    def agree(seed: int, day: date, readings: dict[str, str]) -> None:
        drawn = DrawnValues(seed)
        with TemporaryDirectory() as folder:
            corpus = drawn_corpus(drawn, Path(folder) / "rules")
            # what is drawn may have no value: it then has none alone and in tables
            found = [*kinds(corpus), *derivations(corpus)]
            assert [one for one in found if one.code != "ACC243"] == []
            cases = drawn.cases(10)
            question = Question(day, date(2026, 1, 1), readings=readings)
            found = answered(Path(folder), cases, corpus, question, family)
        assert differences(cases, corpus, question, found, family) == []

    agree()


WHOLE = {"eligibility": (9, 18), "funding": (19,), "calendar": (106,)}
"""Seeds of laws that change twice and reach each case on its own day, on periods of all lengths."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "seed"),
    [
        # its calendar costs most; the shipped law, which changes too, has its own in test_equality
        pytest.param(family, seed, marks=[deep] if family == "calendar" else [])
        for family, seeds in WHOLE.items()
        for seed in (*seeds[: some(1, 2)], *range(400, some(400, 420)))
    ],
)
def test_they_agree_where_the_law_and_its_words_change(
    family: str, seed: int, tmp_path: Path
) -> None:
    drawn = DrawnWhole(seed)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    assert not timeline_of(corpus, date(2026, 1, 1), {}).doubts
    cases = drawn.cases(5)
    readings = {"version": "whole", "reach": "near"}
    question = Question(date(2023, 6, 1), date(2026, 1, 1), readings=readings)
    found = answered(tmp_path, cases, corpus, question, family)
    assert differences(cases, corpus, question, found, family) == []


def test_a_drawn_law_that_a_plan_cannot_lay_out_is_refused_by_its_words(tmp_path: Path) -> None:
    """Each case would have its period cut on a day of its own: nothing is answered."""
    drawn = DrawnWhole(19)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    readings = {"version": "split", "reach": "near"}
    question = Question(date(2023, 6, 1), date(2026, 1, 1), readings=readings)
    with pytest.raises(RefusedInput, match="another day for each case") as refused:
        answered(tmp_path, drawn.cases(2), corpus, question, "funding")
    assert [one.location.path.rpartition("/")[2] for one in refused.value.diagnostics] == [
        "occasions.yaml"
    ]
    assert not (tmp_path / "out.parquet").exists()


def test_histories_of_the_facts_of_elements_are_read_on_each_occasion(tmp_path: Path) -> None:
    drawn = DrawnValues(5)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    cases = drawn.cases(16).drop_columns(["tasks.red.size", "tasks.blue.size"])
    days = [date(2019, 1, 1), date(2021, 6, 1), date(2022, 7, 1)]
    entries: dict[str, dict[str, list[tuple[date, object]]]] = {}
    for rank in range(0, 16, 2):
        sizes = list(zip(days, (0.5, 1, 1.25), strict=True))[: 1 + rank % 3]
        entries[f"c{rank}"] = {"tasks.red.size": sizes, "tasks.blue.size": sizes[::-1][:1]}
    rows = [
        {"case": case, "fact": fact, "from": day.isoformat(), "value": str(value)}
        for case, facts in entries.items()
        for fact, dated in facts.items()
        for day, value in dated
    ]
    question = Question(date(2023, 6, 1), date(2026, 1, 1))
    for family in spread(("eligibility", "funding"), 2):  # funding: the histories of cases, below
        found = answered(
            tmp_path, cases, corpus, question, family, histories=pa.Table.from_pylist(rows)
        )
        assert differences(cases, corpus, question, found, family, histories=entries) == []


def test_a_contradiction_for_a_value_not_given_refuses_nothing(tmp_path: Path) -> None:
    # in this ruleset two rules disagree for some values of facts that some cases leave out: only
    # the cases that give them are refused
    drawn = Drawn(113)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    cases = drawn.cases(60)
    question = Question(
        date(2023, 6, 1),
        date(2026, 1, 1),
        readings={"version": "whole", "unit": "months", "base_of": "wide"},
    )
    found = answered(tmp_path, cases, corpus, question, "eligibility")
    assert 0 < len(found.rejected) < cases.num_rows
    assert differences(cases, corpus, question, found, "eligibility") == []


def test_histories_are_read_on_each_occasion(tmp_path: Path) -> None:
    drawn = Drawn(some(8, 11))
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    cases = drawn.cases(CASES).drop_columns(["person.score", "person.active"])
    entries: dict[str, dict[str, list[tuple[date, object]]]] = {}
    for rank in range(0, CASES, 2):
        scores: list[tuple[date, object]] = [
            (date(2019, 1, 1), 120),
            (date(2021, 6, 1), 480),
            (date(2022, 7, 1), 910),
        ][: 1 + rank % 3]
        entries[f"c{rank}"] = {
            "person.score": scores,
            "person.active": [(date(2020, 6, 1), True), (date(2022, 1, 1), False)],
        }
    rows = [
        {"case": case, "fact": fact, "from": day.isoformat(), "value": str(value).lower()}
        for case, facts in entries.items()
        for fact, dated in facts.items()
        for day, value in dated
    ]
    question = Question(date(2023, 6, 1), date(2026, 1, 1))
    found = answered(tmp_path, cases, corpus, question, histories=pa.Table.from_pylist(rows))
    assert differences(cases, corpus, question, found, histories=entries) == []


def test_every_form_of_value_is_drawn_by_its_sketches() -> None:
    drawn, every = set[type[Value]](), {holes for form in FORMS for holes in _holes(form)}
    for seed in range(40):
        corpus = DrawnValues(seed)
        corpus.provisions()
        drawn |= corpus.forms
        assert every <= corpus.fillings(1, task=True, period=True).keys()
    assert drawn == set(FORMS)


def _holes(form: type[Value]) -> set[str]:
    return set[str]().union(*(holes(sketch) for _, sketch in form.sketches))


class _Requiring(DrawnValues):
    """A corpus whose conditions are all the same."""

    asked: ClassVar[dict[str, Any]]

    def condition(self, depth: int, **_: bool) -> dict[str, Any]:
        return self.asked


LASTING, AFTER = "tasks.red.lasting", {"fact": "tasks.red.started_on"}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({LASTING: {"lasts_at_least": "P30D"}}, "durations"),
        ({LASTING: {"lasts_at_least": {"longest": ["P1M", "P30D"]}}}, "durations"),
        (
            {LASTING: {"lasts_at_least": {"round": "P30D", "to": "P1M", "direction": "up"}}},
            "durations",
        ),
        (
            {"person.score": {"at_least": {"time": "days", "from": "2020-01-01", "to": AFTER}}},
            "time",
        ),
    ],
)
def test_what_no_fact_settles_is_unknown_and_named(
    asked: dict[str, Any], name: str, tmp_path: Path
) -> None:
    # a month is longer than 30 days or not, as the day may be: neither met nor unmet
    drawn = type("Asking", (_Requiring,), {"asked": asked})(5)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    case = {
        "case": "c",
        "person.hired_on": date(2021, 1, 1),
        "person.score": 400,
        "tasks": "red",
        "tasks.red.lasting": "P1M",
        "tasks.red.started_on": NOT_YET,
    }
    cases, question = (
        pa.Table.from_pylist([case], schema=TYPED),
        Question(date(2021, 6, 30), date(2026, 1, 1)),
    )
    found = answered(tmp_path, cases, corpus, question, "eligibility")
    assert differences(cases, corpus, question, found, "eligibility") == []
    answer = eligibility(corpus, facts_of(case_of(case, corpus), corpus), question)
    required = {one["id"]: one for one in answer["benefits"][0]["requirements"]}
    assert required["level"]["outcome"] == "unknown"
    assert answer["benefits"][0]["outcome"] == "undetermined"
    (row,) = [row for row in found.rows["c"] if row["requirement"] == "level"]
    assert (row["outcome"], row["missing"]) == ("unknown", f"unsure:{name}")


# --- differences that draws found -----------------------------------------------------------------


def test_an_anniversary_on_or_after_an_unknown_day_is_unknown(tmp_path: Path) -> None:
    after = {"anniversary_of": "2022-07-01", "on_or_after": {"fact": "tasks.red.checked_on"}}
    drawn = type("Asking", (_Requiring,), {"asked": {"person.hired_on": {"before": after}}})(5)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    cases = pa.Table.from_pylist(
        [
            {"case": "unknown", "person.hired_on": date(2021, 1, 1), "tasks": "red"},
            {"case": "known", "person.hired_on": date(2023, 8, 1), "tasks": "red"}
            | {"tasks.red.checked_on": date(2021, 1, 1)},
        ],
        schema=TYPED,
    )
    question = Question(date(2021, 6, 30), date(2026, 1, 1))
    found = answered(tmp_path, cases, corpus, question, "eligibility")
    assert differences(cases, corpus, question, found, "eligibility") == []
    outcomes = {case: _outcome_of(rows, "level") for case, rows in found.rows.items()}
    assert outcomes == {"unknown": "unknown", "known": "unmet"}


def test_elements_compared_with_a_period_that_is_not_there_ask_for_nothing(tmp_path: Path) -> None:
    count = {"sum": {"fact": "task.count"}, "over": "tasks", "at_least": {"fact": "period.number"}}
    drawn = type("Asking", (_Requiring,), {"asked": count})(5)
    corpus = drawn_corpus(drawn, tmp_path / "rules")
    case = {"case": "c", "person.hired_on": date(2021, 1, 1), "tasks": "red", "tasks.red.count": 2}
    cases = pa.Table.from_pylist([case], schema=TYPED)
    question = Question(date(2021, 6, 30), date(2026, 1, 1))
    found = answered(tmp_path, cases, corpus, question, "eligibility")
    assert differences(cases, corpus, question, found, "eligibility") == []


def _outcome_of(rows: list[dict[str, Any]], requirement: str) -> str:
    (row,) = [row for row in rows if row["requirement"] == requirement]
    outcome: str = row["outcome"]
    return outcome
