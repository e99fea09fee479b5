"""Readings are independent questions: under two options, each is
answered as alone. All pairs, on contracts that no amendment touches.

Alone, an option moves some rows of the ledger from what the defaults give: rows given or taken
away, and in those that stay an amount, a day, a span. Under two options:

- a row is there unless one of them takes it away, and a row that one of them gives is there;
- what one of them alone changes in a row is what it gives alone; what neither changes is what the defaults give;
- what both change is the product of the two changes for an amount (but for what each was rounded by), or else what one of them gives alone:
  its question leaves the other nothing to decide, as the unit of a proration when nothing is
  prorated.

Two kinds of rows follow from others, and are held to them: an increase is a tenth of each row that
it increases, and the balance is what remains of its right, which its payments add up to.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from depth import spread
from test_conservation import Case, corpus, facts_of

from engine.cases.case_reader import Facts
from engine.law.consolidation import moving_readings
from engine.questions.funding import ledger
from engine.questions.grounds import Ledger
from engine.questions.question import Question

TODAY, BEFORE_THE_AMENDMENT = date(2026, 11, 21), date(2021, 12, 1)
LATE, ROUNDED = date(2027, 12, 1), Decimal("0.10")
INCREASED = {
    "missions": ("missions.*",),
    "missions_and_operating": ("missions.*", "operating"),
    "missions_fixed": ("missions.*.fixed",),
}
YEARS = range(1, 6)
SCALE = [{"name": "a", "share": 0.5, "level": 1.2}, {"name": "b", "share": 0.5, "level": 0.6}]
Key = tuple[Any, ...]
Row = dict[str, Any]


def early(population: int, **more: Any) -> Case:
    signed = {
        "letter_of_intent_validated_on": "2022-05-02",
        "signed_on": "2022-10-15",
        "registered_on": "2022-10-20",
    }
    admitted = {
        "already_granted": False,
        "territory_already_funded": False,
        "missions": ["access", "prevention"],
    }
    return {
        "community": {"population": population, "legal_form": "association"},
        "contract": {"signed_on": "not_yet"},
        "early_mission": signed | admitted | more,
    }


CONTRACTS: dict[str, tuple[date, Case]] = {
    # the accord alone: two unscheduled-care parts, a year without a mission, sizes that change
    # within a year
    "of_2019": (
        BEFORE_THE_AMENDMENT,
        {
            "community": {
                "population": [
                    {"from": "2019-01-01", "value": 39000},
                    {"from": "2021-04-01", "value": 41000},
                ],
                "members": 40,
            },
            "contract": {"signed_on": "2019-09-01", "file_complete": True},
            "missions": {
                "access": {
                    "started_on": "2021-03-10",
                    "achievement": [{"contract_year": year, "rate": 1.1} for year in YEARS],
                },
                "pathways": {
                    "started_on": "2021-05-20",
                    "achievement": [{"contract_year": year, "indicators": SCALE} for year in YEARS],
                },
            },
            "crises": [],
            "covid_actions": True,
        },
    ),
    # the amendment throughout: the increase, a plan and its updates, crises, the last day of the
    # additional funding
    "of_2022": (
        TODAY,
        {
            "community": {
                "population": [
                    {"from": "2019-01-01", "value": 200000},
                    {"from": "2024-01-15", "value": 170000},
                ],
                "members": 120,
            },
            "contract": {"signed_on": "2022-09-30", "file_complete": True},
            "missions": {
                "access": {
                    "started_on": "2023-02-03",
                    "achievement": [{"contract_year": year, "rate": 1.1} for year in YEARS],
                },
                "prevention": {
                    "started_on": "2024-03-05",
                    "achievement": [{"contract_year": year, "indicators": SCALE} for year in YEARS],
                },
                "crisis": {
                    "started_on": "2022-09-30",
                    "plan_written_on": "2023-11-02",
                    "plan_updated_on": [
                        {
                            "contract_year": year,
                            "on": f"{2021 + year}-12-01" if year < 4 else "not_yet",
                        }
                        for year in range(2, 6)
                    ],
                },
            },
            "crises": [
                {"identified_on": day, "by": "ars"}
                for day in ("2023-01-10", "2023-12-20", "2024-02-10")
            ],
            "covid_actions": False,
            "covid_actions_other_years": True,
        },
    ),
    # a file that is not complete
    "without_a_file": (
        TODAY,
        {
            "community": {"population": 50000, "members": 40},
            "contract": {"signed_on": "2022-05-01", "file_complete": False},
            "missions": {
                "access": {
                    "started_on": "2022-11-01",
                    "achievement": [{"contract_year": 1, "rate": 1}],
                }
            },
            "crises": [],
            "covid_actions": False,
        },
    ),
    # an early mission at the bound of two sizes, and one that the fund ended for a part of it
    "early_mission": (TODAY, early(175000)),
    "early_mission_ended": (
        TODAY,
        early(
            55000,
            deployed={"access": True, "prevention": False},
            termination={
                "by": "fund",
                "reason": "some_not_deployed",
                "received_on": "2023-01-10",
                "appealed_on": "not_yet",
            },
        ),
    ),
}


def options(known_on: date) -> list[tuple[str, str]]:
    """The options that are not defaults; those that move the
    amendment would make it touch a contract that it does not.
    """
    readings, moving = corpus().readings, moving_readings(corpus()) if known_on == TODAY else ()
    return [
        (name, one)
        for name in readings
        if name not in moving
        for one in readings[name].options
        if one != readings[name].default
    ]


def found_in(facts: Facts, known_on: date, chosen: list[tuple[str, str]]) -> Ledger:
    return ledger(corpus(), facts, Question(LATE, known_on, "fr", dict(chosen)))


def rows(found: Ledger) -> dict[Key, Row]:
    """The rows of a ledger that do not follow from others, with what each says."""
    given: dict[Key, Row] = {}
    for right in found.rights:
        if right.base is None:
            given["right", right.step.occasion.id, right.line] = {
                "amount": right.amount,
                "from": right.start,
                "until": right.end,
            }
    for pay in found.payments:
        if pay.right.base is None:
            said = (
                {"due": pay.due}
                if pay.part == "balance"
                else {"due": pay.due, "amount": pay.amount}
            )
            given["payment", pay.right.step.occasion.id, pay.right.line, pay.part] = said
    return given


@cache
def rows_alone(name: str) -> tuple[dict[Key, Row], dict[tuple[str, str], dict[Key, Row]]]:
    """The rows of a contract under the default readings, and under each other option alone."""
    known_on, case = CONTRACTS[name]
    facts = facts_of(case)
    alone = {one: rows(found_in(facts, known_on, [one])) for one in options(known_on)}
    return rows(found_in(facts, known_on, [])), alone


def paired(default: Any, first: Any, second: Any, found: Any) -> bool:
    """Whether what is found under two options is what the two changes of one thing make of it."""
    if first == default or second == default:
        return bool(found == (second if first == default else first))
    if found in (first, second):
        return True
    return (
        isinstance(default, Decimal)
        and bool(default)
        and abs(found - first * second / default) <= ROUNDED
    )


def differences(
    default: dict[Key, Row], first: dict[Key, Row], second: dict[Key, Row], pair: dict[Key, Row]
) -> list[str]:
    problems = []
    for key in {*default, *first, *second, *pair}:
        base, one, other, found = (rows.get(key) for rows in (default, first, second, pair))
        expected = (
            None not in (one, other) if base is not None else one is not None or other is not None
        )
        if expected != (found is not None):
            problems.append(f"{key}: {'lost' if expected else 'given'}")
        elif found is not None:
            alone = [one or other or {}, other or one or {}]
            names = found if base is not None else {}
            problems += [
                f"{key}: {name}"
                for name in names
                if not paired((base or {})[name], alone[0][name], alone[1][name], found[name])
            ]
            problems += [
                f"{key}: given otherwise" for _ in [0] if base is None and found not in alone
            ]
    return problems


def followers(found: Ledger, base: str) -> list[str]:
    """What does not follow as it should: increases and balances."""
    paid: Counter[Any] = Counter()
    for pay in found.payments:
        paid[pay.right] += pay.amount  # type: ignore[assignment]  # known in these cases
    problems = [
        f"{right.line}: its payments do not add up"
        for right in found.rights
        if paid[right] != right.amount
    ]
    for right in found.rights:
        if right.base is not None:
            tenth = (right.base.amount / 10).quantize(Decimal("0.01"), "ROUND_HALF_UP")
            fits = any(fnmatchcase(right.base.line, pattern) for pattern in INCREASED[base])
            problems += (
                [f"{right.base.line}: increased otherwise"]
                if right.amount != tenth or not fits
                else []
            )
    return problems


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_question_is_answered_as_it_is_alone(name: str) -> None:
    known_on, case = CONTRACTS[name]
    facts, tried = facts_of(case), options(known_on)
    default, alone = rows_alone(name)
    problems = []
    # each contract takes its share of the pairs, not the same ones
    rank = list(CONTRACTS).index(name)
    for first, second in spread(list(combinations(tried, 2)), 2 * len(CONTRACTS) - 1, rank):
        if first[0] == second[0]:
            continue
        found = found_in(facts, known_on, [first, second])
        wrong = differences(default, alone[first], alone[second], rows(found))
        wrong += followers(found, dict([first, second]).get("majoration_base", "missions"))
        problems += [f"{'='.join(first)}, {'='.join(second)}: {one}" for one in wrong]
    assert problems == []


def test_the_contracts_answer_to_the_readings() -> None:
    """Most of the readings on sums change something in one of the
    contracts; the others bear on eligibility, dates and duties.
    """
    moved = set()
    for name in CONTRACTS:
        default, alone = rows_alone(name)
        moved |= {one[0] for one, given in alone.items() if given != default}
    assert moved >= {
        "snp_parts_payment",
        "prorata_unit",
        "first_year_variable",
        "proration_scope",
        "operating_without_mission",
        "achievement_cap",
        "indicator_above_target",
        "variable_payment_date",
        "size_day",
        "before_30_september_2022",
        "size_at_175000_annexe_6",
        "plan_writing_year",
        "plan_update",
        "crisis_year",
        "additional_file",
        "early_repayment_scope",
    }
