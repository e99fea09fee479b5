"""Every field of every record of an answer is drawn by every page, or `engine.render.left_out`
says that it is not, and why.

The answers are those of scenarios that together fill every field that a scenario fills, and of the
questions that no scenario asks. A value is looked for as a page writes it: a sum in euros, a day in
full, a word of the catalogue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from engine.cases.receipts import receipts_given
from engine.cases.settings import asked as asked_settings
from engine.law.consolidation import timeline_of
from engine.library import as_if, facts_of, load, load_case
from engine.questions import calendar, comparison, duties, eligibility, funding, knowledge, texts
from engine.questions.answers import Answer, ImpactAnswer
from engine.questions.answers.impact import (
    CaseChange,
    CasesCounted,
    CauseTotal,
    Grouped,
    GroupTotal,
    LineTotal,
    YearTotal,
)
from engine.questions.answers.record import Record
from engine.questions.envelope import text_heading
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.render import Trace, render
from engine.render.left_out import (
    LEFT_OUT,
    LEFT_OUT_OF_NONE,
    LEFT_OUT_OF_SHORT,
    OUTSIDE_WINDOW,
    Omission,
)
from engine.render.page import BASIS_MARKS
from engine.render.trace import shown_at
from engine.render.wording import CATALOGUE
from engine.source.yaml_source import read_yaml
from engine.testing.scenario import answered, read_scenarios
from engine.whatif import over_time
from engine.whatif.comparison import compare
from engine.whatif.differences import Side, Sides
from engine.whatif.nearest import nearest
from engine.words.formats import apostrophes, long_date, money, typographic, written

ROOT = Path(__file__).parents[2]
SCENARIOS = {
    "calendar/contract_and_agreement": (8, 11, 12),
    "calendar/core_missions": (12,),
    "calendar/crisis_mission": (11,),
    "duties/access_mission": (15,),
    "duties/in_time": (3, 6),
    "early_mission/endings": (34,),
    "eligibility/avenant_2_benefits": (12,),
    "eligibility/missions": (6,),
    "eligibility/next_steps": (5,),
    "funding/early_mission": (8,),
    "funding/paris": (6,),
    "funding/population_over_time": (16,),
    "funding/readings_of_amounts": (10, 20, 22),
    "funding/through_the_amendment": (2,),
    "text/annexe_1": (27,),
    "text/articles_2_to_6": (2, 3, 7),
    "text/articles_7_to_10": (2,),
    "text/differences": (4, 7),
    "text/knowledge_and_effect": (1,),
}
"""Scenarios that together fill every field that one of all scenarios fills, by their rank."""

CORPORA = ROOT / "tests/corpora"
LEASE = """
lease: {ends_on: not_yet, rider_signed_on: not_yet, area: 25, signed_on: "2022-03-01", prizes: 3}
"""
"""A case that does not say whether it is insured, which the law takes as no, nor its size, on which a remark hangs."""

LEVELS: tuple[Trace, ...] = get_args(Trace)


@lru_cache
def samples() -> tuple[Answer, ...]:
    return (*of_scenarios(), *of_other_questions(), of_many_cases(), *of_invented_law())


def of_scenarios() -> Iterator[Answer]:
    for name, ranks in SCENARIOS.items():
        scenarios, _ = read_scenarios(ROOT / f"scenarios/{name}.scenario.yaml")
        for rank in ranks:
            yield answered(scenarios[rank])


def of_what_is_nearest(corpus: Any, facts: Any, question: Question) -> Iterator[Answer]:
    """Yield what is nearest to change an answer: to all of it, and to one benefit."""
    yield nearest(corpus, facts, question)
    unsigned, _ = asked_settings(["contract.signed_on=not_yet", "missions={}", "crises=[]"])
    before = replace(question, on=date(2022, 9, 1))
    yield nearest(corpus, as_if(facts, corpus, unsigned), before, "additional_operating_funding")
    late, _ = asked_settings(["contract.signed_on=2022-10-03", "missions={}", "crises=[]"])
    yield nearest(corpus, as_if(facts, corpus, late), question, "additional_operating_funding")


def of_other_questions() -> Iterator[Answer]:
    """Yield what no scenario asks: facts set, other readings, what has become known since, bounds that change
    nothing.
    """
    corpus, facts = load_case(str(ROOT / "examples/cpts_exemple.yaml"), load())
    question = Question(date(2023, 6, 1), date(2026, 1, 1), "fr")
    sums = funding.funding(corpus, facts, question)
    options = tuple(funding.under_readings(corpus, facts, question))
    since = knowledge.since(corpus, facts, question, date(2021, 1, 1))
    yield replace(sums, under_readings=options, **since)
    line = "missions.access.fixed"
    days = ("2021-01-20=45000", "2021-01-21=20000", f"2021-01-22=99999:{line}", "2025-01-01=7")
    received = receipts_given(days, corpus.vocabulary)
    yield funding.funding(corpus, replace(facts, received=received), question)
    bounded = replace(question, start=date(2023, 1, 1), end=date(2024, 1, 1))
    made, _ = asked_settings(["community.population@2024-01-01=80000", "covid_actions="])
    supposing = as_if(facts, corpus, made)
    yield funding.funding(corpus, supposing, question)
    yield compare(Sides(corpus, Side(facts, question), Side(supposing, question)))
    yield from of_what_is_nearest(corpus, facts, question)
    for query in over_time.QUERIES:
        yield over_time.timeline(corpus, facts, question, query)
    for ask in (eligibility.eligibility, calendar.calendar, duties.duties):
        answer: Any = ask(corpus, supposing, bounded)
        rows = comparison.compared(
            lambda asked, ask=ask: ask(corpus, facts, asked), corpus, bounded, answer
        )
        yield replace(answer, under_readings=tuple(rows))


def of_invented_law() -> Iterator[Answer]:
    """Yield what no text of the shipped law makes one say: facts taken as stated, remarks, parts
    of a provision, a text that reaches a contract on its own day.
    """
    corpora = load((CORPORA / "leases/rulesets",))
    document, _ = read_yaml("lease.yaml", LEASE.encode())
    leases, facts = facts_of(document, corpora, [])
    question = Question(date(2022, 6, 1), date(2026, 1, 1), "fr")
    week = replace(question, start=date(2022, 6, 1), end=date(2022, 6, 8))
    supposing = as_if(facts, leases, asked_settings(["lease.area=50"])[0])
    for name, ask in over_time.QUERIES.items():
        yield ask(leases, facts, question)
        yield over_time.timeline(leases, facts, week, name)
    yield compare(Sides(leases, Side(facts, question), Side(supposing, question)))
    yield nearest(leases, facts, question)
    yield texts.text(leases, replace(question, on=date(2025, 6, 1)))
    yield texts.diff(leases, question, date(2022, 12, 31), date(2025, 1, 1))
    scenarios, _ = read_scenarios(CORPORA / "guild/elements.scenario.yaml")
    yield answered(scenarios[11])  # what is worked out over elements of which there is none
    guild = load((CORPORA / "guild/rulesets", CORPORA / "guild/amendments"))["guild"]
    yield texts.diff(guild, question, date(2021, 12, 31), date(2022, 1, 1))


def of_many_cases() -> Answer:
    """Return an impact, as a run of a table would leave it: its sums are written here, for a run takes seconds."""
    corpus = load()["cpts"]
    question = Question(date(2021, 6, 1), date(2026, 1, 1), "fr")  # before avenant 2 is in force
    timeline = timeline_of(corpus, question.known_on, question.readings)
    heading = text_heading("impact", question, corpus, Presenter(corpus, "fr", {}), timeline)
    heading["notices"] = (
        "Sans avenant 2, art. 4, 2°, avenant 2, art. 5, 2° ne peut pas être faite.",
    )
    return ImpactAnswer(
        **heading,
        **sums(9001, 9104),
        texts=("avenant_2",),
        named="Avenant 2",
        cases=CasesCounted(
            read=42, rejected=4, answered=38, gaining=21, losing=6, moved=5, undetermined=17
        ),
        unknown_lines=19,
        partly_known_lines=23,
        causes=(
            cause("avenant 2, art. 4, 2°", 31, 8, "alone", detail="L'article 8 est remplacé."),
            cause("avenant 2, art. 5, 1° et 2°", 90, 10, "together", smallest=False),
        ),
        without_effect=("avenant 2, art. 9, 3°",),
        whole_year=2023,
        years=(
            YearTotal(year=2022, **sums(4001, 4003)),
            YearTotal(year=2023, **sums(5000, 5101)),
        ),
        lines=(LineTotal(line="majoration", label="majoration de 10 %", **sums(611, 714)),),
        by=(
            Grouped(
                by="community.size",
                label="taille de la communauté",
                groups=(
                    GroupTotal(
                        value="2",
                        label="taille 2",
                        cases=37,
                        gaining=22,
                        losing=7,
                        **sums(811, 914),
                    ),
                ),
                others=13,
            ),
        ),
        winners=(CaseChange(case="A1", file="cas.csv", **sums(71, 271)),),
        losers=(CaseChange(case="B2", file="cas.csv", **sums(372, 73)),),
    )


def sums(before: int, after: int) -> dict[str, Any]:
    """Return what is due before and after, and the difference."""
    euros = {"before": before, "after": after, "difference": after - before}
    return {name: Decimal(amount) for name, amount in euros.items()}


def cause(says: str, gain: int, loss: int, how: Any, **more: Any) -> CauseTotal:
    """Return what an operation brings."""
    euros = {"gain": Decimal(gain), "loss": Decimal(-loss), "difference": Decimal(gain - loss)}
    causes = ("avenant_2/4/art_8_replaced",)
    return CauseTotal(causes=causes, says=says, how=how, cases=gain + 2, lines=77, **euros, **more)


def told(
    record: Record, left_out: frozenset[str] = frozenset(), above: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield every field of a record and of those below it that holds a value, and each value, but
    those left out.
    """
    outside = getattr(record, "outside_window", None) is True and left_out
    for name, own, names in named(type(record), above):
        if names & left_out or (outside and not names & OUTSIDE_WINDOW.fields):
            continue
        held = getattr(record, name)
        parts = held.values() if isinstance(held, dict) else held
        for part in parts if isinstance(held, dict | tuple) else (held,):
            if isinstance(part, Record):
                yield own, None
                yield from told(part, left_out, own)
            elif part is not None and part is not UNSET and part != "":
                yield own, part


@cache
def named(kind: type[Record], above: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return the fields of a kind of record: the name, that with the kind, and those under which a
    field of the kind, of one that it is made from, or of the record above may be left out.
    """
    kinds = [one.__name__ for one in kind.__mro__ if issubclass(one, Record)]
    return tuple(
        (name, f"{kinds[0]}.{name}", frozenset(f"{one}.{name}" for one in (*kinds, above)))
        for name in kind.__struct_fields__
    )


def left_out_at(trace: Trace) -> frozenset[str]:
    """Return the fields that pages leave out at a level of the trace."""
    names = {name for omission in LEFT_OUT for name in omission.fields}
    names |= LEFT_OUT_OF_SHORT.fields if trace != "full" else frozenset()
    return frozenset(names | (LEFT_OUT_OF_NONE.fields if trace == "none" else frozenset()))


def plain(page: str, form: str) -> str:
    """Return the words of a page without markup, frames or spaces, in lower case."""
    if form == "html":
        page = html.unescape(re.sub(r"<[^>]*>", " ", page.split("</style>")[1]))
    if form == "markdown":
        page = re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", page.replace("<br>", " ").replace("**", " "))
    if form == "text":
        page = re.sub(r"[│├└─]", " ", page)
    return squeezed(page)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", apostrophes(text)).lower()


AS = {"past": "elapsed", "due": "payable", "conditional": "undated"}
"""Other names under which the catalogue has a word."""


@cache
def worded(name: str) -> set[str]:
    """Return what the catalogue calls a name that JSON holds, in French, and the mark of a basis."""
    keys = {key for key in CATALOGUE if key.rpartition(".")[2] in (name, AS.get(name))}
    keys |= {f"trace.from_{name}"} & CATALOGUE.keys()
    return {CATALOGUE[key][0] for key in keys} | {BASIS_MARKS.get(name, name)}


@lru_cache(maxsize=None, typed=True)
def as_written(value: Any) -> set[str]:
    """Return the ways in which a French page may write a value, squeezed."""
    return {squeezed(words) for words in ways_of_writing(value)}


def ways_of_writing(value: Any) -> set[str]:
    if isinstance(value, Decimal):
        return {money(value, "fr")}
    if isinstance(value, date):
        return {long_date(value, "fr"), long_date(value - timedelta(days=1), "fr")}
    text = str(value)
    shown = {typographic(text.rstrip("."), "fr"), text, written(text, "", "fr")}
    return shown | {written(text, "EUR", "fr"), text.replace("_", " ")} | worded(text)


def sought(value: Any) -> bool:
    """Whether a page says a value by itself: true and false change a sentence, and a sum of nothing
    is said in words.
    """
    return value is not None and not isinstance(value, bool) and value != Decimal(0)


def lost(
    answer: Answer, form: str, trace: Trace, left_out: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a page does not draw, with a value that it lacks."""
    shown = plain(render(answer, form, "fr", trace, width=1000, payments=True), form)
    held = {(field, type(value), value) for field, value in told(shown_at(answer, trace), left_out)}
    for field, _, value in held:
        if sought(value) and not any(words in shown for words in as_written(value)):
            # in a table of a terminal the lines of a cell are interrupted by its neighbours
            parts = re.findall(r"\w+", str(value).lower()) if form == "text" else ()
            if len(parts) < 3 or not all(part in shown for part in parts):
                yield field, value


@pytest.mark.parametrize("trace", LEVELS)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_field_is_drawn_or_named_as_left_out(form: str, trace: Trace) -> None:
    left_out = left_out_at(trace)
    missed = {
        (field, str(value)[:80])
        for answer in samples()
        for field, value in lost(answer, form, trace, left_out)
    }
    assert sorted(missed) == []


NOT_FILLED = {
    "the timelines of one contract as it is, all of it within the law": {
        "ChangeCause": "since",
        "Stretch": "refused",
        "TimelineAnswer": "over read_from supposed",
    },
    "nothing learnt hangs on a day that is not known": {
        "AdjustmentLine": "conditional depends_on note",
    },
    "no article of the shipped law has been repealed whole": {
        "TextAnswer": "repealed",
        "ArticleEmptied": "article display indent number on point text text_short verb",
    },
    "no sample gives dated values that begin too late": {"Missing": "since"},
    "always empty": {
        "BeforeTheLaw": "failed line",
        "TextAnswer": "inference",
        "DiffAnswer": "inference",
        "ImpactAnswer": "inference",
    },
    "no text stands in the place of a shipped one": {
        "CalendarAnswer": "read_from",
        "DiffAnswer": "read_from",
        "DutiesAnswer": "read_from",
        "EligibilityAnswer": "read_from",
        "FundingAnswer": "read_from",
        "ImpactAnswer": "read_from",
        "TextAnswer": "read_from",
    },
    "only sums leave out groups of facts in the shipped law": {
        "DutiesAnswer": "not_considered",
        "EligibilityAnswer": "not_considered",
    },
    "no cell of a table of the shipped law is wanting": {"Missing": "column effect row table"},
    "no payment of these calendars hangs on a day of effect": {
        "PartOfIncrease": "conditional",
        "PaymentEntry": "conditional depends_on is_ note was",
    },
    "no cap and no floor is in doubt, and no payment of these calendars is known in part": {
        "EntitlementLine": "at_most",
        "PaymentEntry": "at_least at_most partial",
        "PaymentLine": "at_most",
    },
    "the invented law of rents has no benefit, no deadline and no duty beside its sums": {
        "CalendarAnswer": "remarks taken",
        "DutiesAnswer": "remarks taken",
        "EligibilityAnswer": "remarks taken",
    },
    "no requirement of the shipped law is set aside": {"RequirementLine": "set_aside_by"},
    "the comparison of the samples is of one case, whose law and sums are known": {
        "CompareAnswer": "not_considered over read_from",
        "LineChanged": "unknown_before",
        "RowChangedBecause": "basis",
    },
    "what is nearest is asked of contracts that run, in the law as it is shipped": {
        "NearestAnswer": "over read_from not_considered",
    },
    "no step of the scenarios stands apart or refers to one below": {
        "TraceStep": "apart see_below"
    },
}
"""The fields that no sample fills, and why."""


def every_field() -> set[str]:
    """Return the fields of all records that an answer is made of."""
    kinds = [Record]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in kind.__struct_fields__
        if kind.__module__.startswith("engine.")  # a test may have records of its own
        if kind.__name__ not in {"Answer", "CaseAnswer", "Possible"}  # of them none is made
        if not kind.__module__.endswith(".interview")  # said in a terminal, and on no page
    }


def test_the_samples_fill_every_field_but_those_named() -> None:
    filled = {field for answer in samples() for field, _ in told(answer)}
    named = {
        f"{record}.{field}"
        for records in NOT_FILLED.values()
        for record, names in records.items()
        for field in names.split()
    }
    assert sorted(named & filled) == []
    assert sorted(every_field() - filled - named) == []


def test_what_is_left_out_names_fields_that_there_are() -> None:
    omissions = (*LEFT_OUT, LEFT_OUT_OF_SHORT, LEFT_OUT_OF_NONE, OUTSIDE_WINDOW)
    plain_names = {name for omission in omissions for name in omission.fields}
    known = every_field() | {
        "Answer.corpus",
        "Answer.language",
        "Answer.other_texts",
        "Answer.inference",
        "CaseAnswer.readings",
    }
    assert {name for name in plain_names if name.count(".") == 1} <= known
    deep = {name.rpartition(".")[0] for name in plain_names if name.count(".") == 2}
    assert deep <= known


@pytest.mark.parametrize(
    ("trace", "omission"), [("short", LEFT_OUT_OF_SHORT), ("none", LEFT_OUT_OF_NONE)]
)
def test_what_a_level_leaves_out_is_missed_there(trace: Trace, omission: Omission) -> None:
    missed = {
        field
        for answer in samples()
        for field, _ in lost(answer, "markdown", trace, left_out_at(trace) - omission.fields)
    }
    assert missed & omission.fields, omission.english


def row(omission: Omission, language: str) -> str:
    """Return the row of a table of the docs."""
    names = ", ".join(f"`{name}`" for name in sorted(omission.fields))
    return f"| {omission.french if language == 'fr' else omission.english} | {names} |"


@pytest.mark.parametrize(("page", "language"), [("concepts.md", "en"), ("concepts.fr.md", "fr")])
def test_the_docs_say_what_pages_leave_out(page: str, language: str) -> None:
    written_there = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    for omission in (*LEFT_OUT, LEFT_OUT_OF_SHORT, LEFT_OUT_OF_NONE):
        assert row(omission, language) in written_there
