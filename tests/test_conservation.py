"""What must hold of the funding of any case: nothing is lost,
nothing is invented, no envelope is exceeded, every sum is cited.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from depth import some
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from engine.cases.case_reader import Facts, choose_corpus, read_case
from engine.language.model import Corpus
from engine.language.temporal import parse_duration, shifted
from engine.library import load
from engine.questions.funding import ledger
from engine.questions.grounds import Ledger
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.reasoning.logic import Scope
from engine.reasoning.rights import Right
from engine.source.yaml_source import read_yaml
from tests.answers import funding

Case = dict[str, Any]

# Typed from the sources (brochure of 2019, amendment 2), not from the rulesets: the most that a
# line may give, by size.
OF_2019 = {
    "operating": (50000, 60000, 75000, 90000),
    "missions.access.fixed": (15000, 17500, 25000, 30000),
    "missions.access.variable": (15000, 17500, 25000, 30000),
    "missions.access.snp_compensation": (10000, 12000, 15000, 20000),
    "missions.access.snp_dedicated": (35000, 45000, 55000, 70000),
    "missions.pathways.fixed": (25000, 35000, 45000, 50000),
    "missions.pathways.variable": (25000, 35000, 45000, 50000),
    "missions.prevention.fixed": (10000, 15000, 17500, 20000),
    "missions.prevention.variable": (10000, 15000, 17500, 20000),
    "missions.quality.fixed": (7500, 10000, 15000, 20000),
    "missions.quality.variable": (7500, 10000, 15000, 20000),
    "missions.support.fixed": (5000, 7500, 10000, 15000),
    "missions.support.variable": (5000, 7500, 10000, 15000),
}
OF_AVENANT_2 = {line: cells for line, cells in OF_2019.items() if ".snp_" not in line} | {
    "missions.access.fixed": (55000, 70000, 90000, 110000),
    "missions.access.variable": (25000, 30000, 35000, 45000),
    "missions.crisis.fixed": (25000, 35000, 45000, 50000),
    "missions.crisis.variable": (37500, 52500, 67500, 75000),
    "operating.additional": (37500, 45000, 56250, 67500),
}
EARLY = (15000, 17500, 25000, 30000)
EARLY_BARS = ("already_granted", "territory_already_funded")
EFFECT = {
    "day_after_publication": date(2022, 4, 1),
    "deferred_six_months": date(2022, 9, 3),
    "signature": date(2021, 12, 20),
}
MISSIONS = ("access", "pathways", "prevention", "crisis", "quality", "support")
KNOWN_ON = (date(2021, 12, 19), date(2022, 3, 30), date(2022, 3, 31), date(2026, 11, 21))
FIRST_DAY, LAST_DAY = date(2019, 8, 25), date(2025, 12, 31)
BROUGHT = date(2022, 4, 1)
"""The day from which a case may have a crisis mission,
whatever the readings: an earlier start is refused.
"""

# --- cases ----------------------------------------------------------------------------------------

dates = st.dates(FIRST_DAY, LAST_DAY)
turning_days = st.sampled_from(
    [EFFECT[option] + timedelta(days=by) for option in EFFECT for by in (-1, 0, 1)]
)
rates = st.integers(0, 150).map(lambda hundredths: f"{hundredths} %")
populations = st.one_of(
    st.sampled_from([39999, 40000, 79999, 80000, 174999, 175000]), st.integers(0, 400000)
)
members = st.one_of(st.sampled_from([99, 100]), st.integers(0, 400))


@st.composite
def histories(draw: st.DrawFn, values: st.SearchStrategy[int]) -> Any:
    days = draw(st.lists(dates, max_size=2, unique=True))
    if not days:
        return draw(values)
    return [
        {"from": day.isoformat(), "value": draw(values)}
        for day in sorted([date(2019, 1, 1), *days])
    ]


@st.composite
def achievements(draw: st.DrawFn) -> list[Any]:
    found = []
    for year in sorted(draw(st.sets(st.integers(1, 5)))):
        if draw(st.booleans()):
            found.append({"contract_year": year, "rate": draw(rates)})
        else:
            shares = draw(st.sampled_from([["100 %"], ["50 %", "50 %"], ["25 %", "25 %", "50 %"]]))
            found.append(
                {
                    "contract_year": year,
                    "indicators": [
                        {"name": "n", "share": share, "level": draw(rates)} for share in shares
                    ],
                }
            )
    return found


@st.composite
def missions_of(draw: st.DrawFn, signed: date) -> Case:
    found: Case = {}
    for mission in sorted(draw(st.sets(st.sampled_from(MISSIONS)))):
        first = max(signed, BROUGHT) if mission == "crisis" else signed
        started = draw(
            st.one_of(
                st.integers(0, 1900).map(lambda days, first=first: first + timedelta(days=days)),
                st.none(),
            )
        )
        found[mission] = {"started_on": started.isoformat() if started else "not_yet"}
        if mission == "crisis":
            written = draw(st.one_of(st.dates(BROUGHT, LAST_DAY), st.none()))
            found[mission]["plan_written_on"] = written.isoformat() if written else "not_yet"
            after = (
                st.dates(written, max(written, LAST_DAY)) if written else st.nothing()
            )  # no plan is updated before it is written
            updates = {
                year: draw(st.one_of(after, st.none()))
                for year in sorted(draw(st.sets(st.integers(2, 5))))
            }
            found[mission]["plan_updated_on"] = [
                {"contract_year": year, "on": day.isoformat() if day else "not_yet"}
                for year, day in updates.items()
            ]
        elif kept := draw(achievements()):
            found[mission]["achievement"] = kept
    return found


def amendments(signed: date) -> st.SearchStrategy[str]:
    """The day of the contract's own amendment, if it has one."""
    return st.one_of(
        st.just("not_yet"),
        st.integers(0, 1900).map(lambda days: (signed + timedelta(days=days)).isoformat()),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    signed = draw(
        st.one_of(
            dates,
            turning_days,
            st.sampled_from([date(2020, 2, 29), date(2021, 8, 31), date(2022, 9, 30)]),
        )
    )
    crises = draw(
        st.lists(
            st.tuples(
                st.dates(date(2021, 6, 1), date(2026, 12, 31)),
                st.sampled_from(["ars", "ars", "other"]),
            ),
            max_size=4,
        )
    )
    case: Case = {
        "community": {
            "population": draw(histories(populations)),
            "members": draw(histories(members)),
        },
        "contract": {
            "signed_on": signed.isoformat(),
            "file_complete": draw(st.booleans()),
            "amended_on": draw(amendments(signed)),
        },
        "missions": draw(missions_of(signed)),
        "crises": [{"identified_on": on.isoformat(), "by": by} for on, by in crises],
        "covid_actions": draw(st.booleans()),
    }
    if draw(st.booleans()):
        early = draw(st.dates(date(2022, 2, 1), date(2023, 6, 1)))
        chosen = sorted(draw(st.sets(st.sampled_from(MISSIONS[:4]), min_size=1)))
        case["early_mission"] = {
            "letter_of_intent_validated_on": "2022-01-15",
            "signed_on": early.isoformat(),
            "missions": chosen,
        }
        case["early_mission"] |= {
            name: draw(st.sampled_from([False, False, False, True])) for name in EARLY_BARS
        }
        case["community"]["legal_form"] = draw(
            st.sampled_from(["association", "association", "association", "sisa"])
        )
        if draw(st.booleans()):
            received = early + timedelta(days=draw(st.integers(0, 300)))
            ending = {
                "by": draw(st.sampled_from(["fund", "community"])),
                "reason": draw(
                    st.sampled_from(["not_deployed", "some_not_deployed", "project_not_submitted"])
                ),
            }
            if ending["by"] == "community":
                del ending["reason"]  # a reason is what the fund has found
            some = st.sampled_from(
                [False] if ending.get("reason") == "not_deployed" else [False, True]
            )  # that reason says it of all of them
            case["early_mission"]["deployed"] = {mission: draw(some) for mission in chosen}
            case["early_mission"]["termination"] = ending | {
                "received_on": received.isoformat(),
                "appealed_on": "not_yet",
            }
    return case


@st.composite
def questions(draw: st.DrawFn) -> Question:
    readings = corpus().readings
    chosen = draw(
        st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(list(readings[name].options)) for name in readings}
        )
    )
    known_on = draw(st.sampled_from([KNOWN_ON[-1], *KNOWN_ON]))
    return Question(draw(dates), known_on, "fr", chosen)


checked = settings(
    derandomize=True,
    max_examples=some(12, 60),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@cache
def corpus() -> Corpus:
    return load()["cpts"]


def facts_of(case: Case) -> Facts:
    document, findings = read_yaml("case.json", json.dumps(case).encode())
    assert document is not None, findings
    assert choose_corpus(document, {"cpts": corpus()}) is corpus()
    facts, findings = read_case(document, corpus().vocabulary)
    assert facts is not None, findings
    return facts


def ledger_of(case: Case, question: Question) -> Ledger:
    return ledger(corpus(), facts_of(case), question)


def answer_of(case: Case, question: Question) -> Case:
    return funding(corpus(), facts_of(case), question)


def option(question: Question, reading: str) -> str:
    return question.readings.get(reading, corpus().readings[reading].default)


# --- sums -----------------------------------------------------------------------------------------


@checked
@given(cases(), questions())
def test_the_parts_of_a_right_add_up_to_it(case: Case, question: Question) -> None:
    found = ledger_of(case, question)
    paid: Counter[Right] = Counter()
    for payment in found.payments:
        paid[payment.right] += payment.amount  # type: ignore[assignment]  # known in these cases
    event(f"{min(len(found.rights) // 10, 5) * 10}+ rights")
    if any(
        payment.late for payment in found.payments
    ):  # of a text known late: what had been due before may be of rights that it ended
        assert _by_line(paid) == _by_line(Counter({right: right.amount for right in found.rights}))  # type: ignore[arg-type]  # exact amounts
        return
    assert set(paid) == set(found.rights), "every right is paid, and nothing else is"
    for right in found.rights:
        assert paid[right] == right.amount, right.line


def _by_line(amounts: Counter[Right]) -> dict[Any, Decimal]:
    """Return the sums that are not nothing, by line and period."""
    found: dict[Any, Decimal] = {}
    for right, amount in amounts.items():
        key = (right.line, right.span) if right.span else (right.line, right.start, right.end)
        found[key] = found.get(key, Decimal(0)) + amount
    return {key: amount for key, amount in found.items() if amount}


@checked
@given(cases(), questions())
def test_totals_are_the_sums_of_the_rights_and_of_the_payments(
    case: Case, question: Question
) -> None:
    answer = answer_of(case, question)
    by_year: dict[Any, Decimal] = {}
    for row in answer["entitlements"]:
        year = row.get("contract_year")
        by_year[year] = by_year.get(year, Decimal(0)) + Decimal(row["amount"])
    assert {row.get("contract_year"): Decimal(row["amount"]) for row in answer["totals"]} == by_year
    assert sum(by_year.values()) == sum(Decimal(row["amount"]) for row in answer["payments"])


@checked
@given(cases(), questions())
def test_an_increase_is_a_tenth_of_what_it_increases(case: Case, question: Question) -> None:
    for right in ledger_of(case, question).rights:
        if right.base is not None:
            assert right.line == "majoration"
            assert right.amount == (right.base.amount / 10).quantize(
                Decimal("0.01"), "ROUND_HALF_UP"
            )
            assert right.span == right.base.span


# --- periods --------------------------------------------------------------------------------------


@checked
@given(cases(), questions())
def test_contract_years_tile_the_contract(case: Case, question: Question) -> None:
    found = ledger_of(case, question)
    signed = date.fromisoformat(case["contract"]["signed_on"])
    timeline = found.evaluation.timeline
    spans = found.evaluation.case.spans(
        corpus().periods["contract_year"],
        Scope(timeline, timeline.laws[-1], found.evaluation.readings),
    )
    assert [span.number for span in spans] == [1, 2, 3, 4, 5]
    assert (spans[0].start, spans[-1].end) == (signed, shifted(signed, parse_duration("P5Y")))
    assert all(before.end == after.start for before, after in pairwise(spans)), "no gap, no overlap"
    assert {right.span for right in found.rights if right.span is not None} <= set(spans)


@checked
@given(cases(), questions())
def test_the_fixed_parts_of_a_mission_tile_the_contract_from_its_start(
    case: Case, question: Question
) -> None:
    found = ledger_of(case, question)
    signed = date.fromisoformat(case["contract"]["signed_on"])
    end = shifted(signed, parse_duration("P5Y"))
    for mission, given_ in case["missions"].items():
        started = given_["started_on"]
        if mission == "crisis" or started == "not_yet" or date.fromisoformat(started) >= end:
            continue
        line = f"missions.{mission}.fixed"
        pieces = sorted((right.start, right.end) for right in found.rights if right.line == line)
        assert pieces[0][0] == date.fromisoformat(started)
        assert pieces[-1][1] == end
        assert all(before[1] == after[0] for before, after in pairwise(pieces)), (
            "no gap, no overlap"
        )


@checked
@given(cases(), questions())
def test_the_crisis_part_is_paid_once_for_its_twelve_months_or_its_year(
    case: Case, question: Question
) -> None:
    rights = [
        right
        for right in ledger_of(case, question).rights
        if right.line == "missions.crisis.variable"
    ]
    spans = sorted(
        (right.start, right.end or date.max)
        for right in rights
        if right.step.occasion.kind == "crisis"
    )
    event(f"{len(spans)} crises paid")
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


# --- envelopes ------------------------------------------------------------------------------------


def size_of(facts: Facts, on: date, *, above: bool = False) -> int:
    history = facts.histories.get("community.population")
    population = facts.values.get("community.population")
    if history is not None:
        population = [value for start, value in history if start <= on][-1]
    assert isinstance(population, int)
    return (
        1
        + (population >= 40000)
        + (population >= 80000)
        + (population > 175000 if above else population >= 175000)
    )


def size_day(right: Right, case: Case, question: Question) -> date:
    """The day of which the size counts: by default that which opens the contract year; of 31
    December 2021 for the Covid-19 envelope.
    """
    occasion = right.step.occasion
    if option(question, "size_day") == "day_of_event" or right.span is None:
        return occasion.on
    if occasion.kind == "avenant_2_contract_effect" and right.line == "missions.crisis.variable":
        signed = date.fromisoformat(case["contract"]["signed_on"])
        years = [shifted(signed, parse_duration("P1Y"), number) for number in range(3)]
        return max(day for day in years if day <= date(2021, 12, 31))
    return right.span.start


@checked
@given(cases(), questions())
def test_no_envelope_is_exceeded(case: Case, question: Question) -> None:
    facts = facts_of(case)
    found = ledger(corpus(), facts, question)
    effect = (
        EFFECT.get(option(question, "avenant_2_effect"), date.max)
        if question.known_on >= date(2022, 3, 31)
        else date.max
    )
    most = Decimal("1.5") if option(question, "achievement_cap") == "uncapped" else Decimal(1)
    for right in found.rights:
        if right.base is not None:
            continue
        on = right.step.occasion.on
        if right.line.startswith("early_mission."):
            signed = date.fromisoformat(case["early_mission"]["signed_on"])
            above = option(question, "size_at_175000_annexe_6") == "size_3"
            assert abs(right.amount) == EARLY[size_of(facts, signed, above=above) - 1]
            continue
        table = OF_AVENANT_2 if on >= effect else OF_2019
        cell = (OF_2019 | table)[right.line][size_of(facts, size_day(right, case, question)) - 1]
        factor = (
            most if right.line.endswith(".variable") and "crisis" not in right.line else Decimal(1)
        )
        assert 0 <= right.amount <= cell * factor, (right.line, on)


@checked
@given(cases(), questions())
def test_a_contract_year_stays_within_the_total_printed(case: Case, question: Question) -> None:
    """With one size throughout, no 100 members, and one version
    a year, a year gives at most the total that the text prints.
    """
    assume(isinstance(case["community"]["population"], int))
    case["community"]["members"] = 99
    readings = {**question.readings, "governing_version": "event", "achievement_cap": "capped"}
    question = Question(question.on, KNOWN_ON[0], "fr", readings)
    case.pop("early_mission", None)
    printed = (220000, 287000, 370000, 450000)[size_of(facts_of(case), date(2022, 1, 1)) - 1]
    for row in answer_of(case, question)["totals"]:
        assert Decimal(row["amount"]) <= printed


# --- proofs ---------------------------------------------------------------------------------------


@checked
@given(cases(), questions())
def test_every_sum_cites_provisions_in_force_on_its_occasion(
    case: Case, question: Question
) -> None:
    found = ledger_of(case, question)
    presenter = Presenter(corpus(), "fr", question.readings)
    timeline = found.evaluation.timeline
    known = [payment for payment in found.payments if payment.step.rule.scope.timeline is timeline]
    pairs = [(right, right.step) for right in found.rights] + [
        (payment.right, payment.step) for payment in known
    ]
    worked_on = {step: worked for worked in found.evaluation.occasions for step in worked.steps}
    for right, step in pairs:
        law = timeline.law_on(step.occasion.on)
        behind = presenter.provisions_behind(step, worked_on[step])
        assert law is not None
        assert behind, right.line
        assert step.rule.enacted in behind
        for enacted in behind:
            assert law.provisions[enacted.provision.address] is enacted, (
                right.line,
                enacted.provision.address,
            )
    answer = answer_of(case, question)
    for row in [*answer["entitlements"], *answer["payments"]]:
        assert row["citations"]
        assert all(citation["display"] for citation in row["citations"])


# --- facts ----------------------------------------------------------------------------------------

_SUMS = ("entitlements", "payments", "totals", "missing", "readings")


@checked
@given(cases(), questions())
def test_the_same_texts_and_dates_give_the_same_answer(case: Case, question: Question) -> None:
    reordered = {key: case[key] for key in reversed(case)} | {
        "missions": dict(reversed(case["missions"].items()))
    }
    first, again, other = (
        answer_of(case, question),
        answer_of(case, question),
        answer_of(reordered, question),
    )
    assert first == again
    assert {key: first[key] for key in _SUMS} == {key: other[key] for key in _SUMS}


UNRELATED: tuple[tuple[str, str, Any], ...] = (
    ("community", "name", "CPTS"),
    ("community", "region", "ile_de_france"),
    ("community", "statute_fits", False),
    ("health_project", "submitted_on", "2019-06-01"),
    ("health_project", "ars_opposed", True),
    ("commission", "held_on", "2023-01-01"),
    ("commission", "mode", "videoconference"),
)


@checked
@given(cases(), questions(), st.sampled_from(UNRELATED))
def test_an_unrelated_fact_changes_no_sum(
    case: Case, question: Question, fact: tuple[str, str, Any]
) -> None:
    group, name, value = fact
    told = copy.deepcopy(case)
    told.setdefault(group, {})[name] = value
    before, after = answer_of(case, question), answer_of(told, question)
    assert {key: before[key] for key in _SUMS} == {key: after[key] for key in _SUMS}


def removable(case: Case) -> list[tuple[str, ...]]:
    """The paths of the facts that may be left out one at a time."""
    found: list[tuple[str, ...]] = [
        ("covid_actions",),
        ("community", "population"),
        ("community", "members"),
        ("contract", "file_complete"),
        ("contract", "amended_on"),
    ]
    found += [
        ("missions", mission, fact)
        for mission, given_ in case["missions"].items()
        for fact in given_
    ]
    found += [("crises", str(rank), "by") for rank in range(len(case["crises"]))]
    found += [("missions",)]
    if "early_mission" in case:
        found += [
            ("early_mission", "termination", fact)
            for fact in case["early_mission"].get("termination", ())
        ]
        found += [
            ("early_mission", "deployed", mission)
            for mission in case["early_mission"].get("deployed", ())
        ]
        found += [("early_mission", fact) for fact in EARLY_BARS] + [("community", "legal_form")]
    return [*found, ("contract", "signed_on")]


def without(case: Case, path: tuple[str, ...]) -> Case:
    left = copy.deepcopy(case)
    holder: Any = left
    for key in path[:-1]:
        holder = holder[int(key) if isinstance(holder, list) else key]
    del holder[path[-1]]
    return left


def sums(found: Ledger) -> tuple[Counter[Any], Counter[Any]]:
    rights = Counter(
        (r.line, r.start, r.end, r.amount, r.base.line if r.base else "") for r in found.rights
    )
    paid = Counter(
        (
            p.right.line,
            p.right.start,
            p.part,
            p.due,
            p.amount,
            p.right.base.line if p.right.base else "",
        )
        for p in found.payments
    )
    return rights, paid


@settings(checked, max_examples=some(24, 150))
@given(cases(), questions(), st.data())
def test_leaving_a_fact_out_never_adds_a_sum(
    case: Case, question: Question, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(removable(case)))
    left = without(case, path)
    (rights, paid), (rights_left, paid_left) = (
        sums(ledger_of(case, question)),
        sums(ledger_of(left, question)),
    )
    assert not rights_left - rights, path
    assert not paid_left - paid, path
    lost = bool(rights - rights_left)
    event(f"{path[0]}: {'a sum is lost' if lost else 'no sum is lost'}")
    if lost:
        missing = [row["fact"] for row in answer_of(left, question)["missing"]]
        assert any(path_named(path, fact) for fact in missing), (path, missing)


def path_named(path: tuple[str, ...], fact: str) -> bool:
    """Whether a missing fact is the one left out, or belongs to it."""
    parts = [str(int(part) + 1) if part.isdigit() else part for part in path]
    name = ".".join(parts)
    return fact == name or fact.startswith(f"{name}.")
