"""What is kept for the next answer changes no answer, stays within its bounds, and holds nothing
that someone wrote.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

import accord
from engine.language import kept as stores
from engine.language.kept import Same, forget, kept, kept_now, most_kept

ASKED = {"on": "2024-06-01", "known_on": "2026-01-01"}
NAME = "Communauté dont le nom n’est à personne d’autre"


def a_case(rank: int) -> dict[str, Any]:
    """Return one of many cases that differ in size, days, rates, and in what is missing."""
    case: dict[str, Any] = {
        "community": {"name": f"{NAME} {rank}", "population": 30_000 + 700 * rank, "members": 120},
        "health_project": {"submitted_on": "2019-09-01", "validated_on": "2019-11-04"},
        "contract": {"signed_on": f"2020-0{1 + rank % 9}-15", "file_complete": rank % 5 > 0},
        "missions": {
            "access": {
                "started_on": f"2020-1{rank % 3}-01",
                "achievement": [{"contract_year": 1, "rate": Decimal(rank % 100) / 100}],
            },
            "crisis": {"started_on": "not_yet"},
        },
    }
    if rank % 2:
        del case["community"]["members"]
    return case


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test declare a store that no other test sees."""
    monkeypatch.setattr(stores, "_STORES", dict(stores._STORES))


def answers(law: accord.Law, ranks: range) -> list[bytes]:
    return [
        getattr(law, ask)(a_case(rank), lang=lang, **ASKED).as_json()
        for rank in ranks
        for ask in ("funding", "eligibility", "calendar", "duties")
        for lang in ("fr", "en")
    ]


@pytest.mark.slow
def test_an_answer_is_the_same_whatever_was_kept_before_it(law: accord.Law) -> None:
    kept_from_others = [answers(law, range(rank, rank + 1)) for rank in range(4)]
    for rank in (3, 0):
        forget()
        assert answers(law, range(rank, rank + 1)) == kept_from_others[rank]


def test_the_days_on_which_an_answer_stays_the_same_are_not_taken_from_another(
    law: accord.Law,
) -> None:
    forget()
    first = law.timeline(a_case(1), "funding", **ASKED)
    law.funding(a_case(1), trace=True, **ASKED)
    assert law.timeline(a_case(1), "funding", **ASKED) == first


def test_no_store_holds_more_than_it_may(law: accord.Law) -> None:
    answers(law, range(2))
    now, most = kept_now(), most_kept()
    assert now.keys() == most.keys()
    assert all(0 <= now[name] <= most[name] for name in now)
    assert now["citations"] > 0
    assert now["facts read"] > 0


def test_the_last_results_are_kept_and_no_more(keeping: None) -> None:
    worked: list[int] = []

    @kept("doubles", 2)
    def double(number: int) -> int:
        worked.append(number)
        return 2 * number

    assert [double(number) for number in (1, 2, 2, 3, 2, 1)] == [2, 4, 4, 6, 4, 2]
    assert worked == [1, 2, 3, 1]
    assert (kept_now()["doubles"], most_kept()["doubles"]) == (2, 2)
    forget()
    assert kept_now()["doubles"] == 0


def test_what_is_equal_and_of_another_type_is_another_thing(keeping: None) -> None:
    @kept("types", 8)
    def named(value: Any) -> str:
        return type(value).__name__

    assert [named(value) for value in (1, True, Decimal(1))] == ["int", "bool", "Decimal"]


def test_a_thing_is_the_same_as_itself_alone() -> None:
    first, second = {"a": 1}, {"a": 1}
    assert Same(first) == Same(first)
    assert Same(first) != Same(second)
    assert len({Same(first), Same(first), Same(second)}) == 2


def test_nothing_is_kept_of_a_text_that_someone_wrote(law: accord.Law) -> None:
    case = a_case(4)
    law.funding(case, **ASKED)
    before = kept_now()
    case["community"]["name"] = f"{NAME}, renommée"
    law.funding(case, **ASKED)
    assert kept_now() == before


@pytest.mark.slow
def test_threads_that_keep_together_answer_as_one_does(law: accord.Law) -> None:
    expected = [answers(law, range(rank, rank + 1)) for rank in range(3)]
    forget()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            ranks = [rank % 3 for rank in range(8)]
            together = list(pool.map(lambda rank: answers(law, range(rank, rank + 1)), ranks))
    finally:
        sys.setswitchinterval(interval)
    assert together == [expected[rank] for rank in ranks]
