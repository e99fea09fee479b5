"""Between two days: the first line says what is paid there
and of what it is made; a year's total stays the year's.
"""

from __future__ import annotations

from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import calendar, duties, eligibility, funding, render
from tests.batch.agreements import agreement, rule
from tests.batch.comparison import facts_of

ROOT = Path(__file__).parents[2]
CORPORA = load()
EXAMPLE = str(ROOT / "examples/cpts_exemple.yaml")
ON = "2023-06-01"
JANUARY = ("2024-01-01", "2024-02-01")
FORMS = ("text", "markdown", "html")


def asked(
    query: Any,
    start: str | None,
    end: str | None,
    language: Language = "fr",
    on: str = ON,
    case: str = EXAMPLE,
) -> dict[str, Any]:
    bounds = (None if day is None else parse_date(day) for day in (start, end))
    answer: dict[str, Any] = query(
        *load_case(case, CORPORA),
        Question(parse_date(on), parse_date("2026-01-01"), language, {}, *bounds),
    )
    return answer


def page(answer: dict[str, Any], form: Any, language: Language) -> str:
    shown = unescape(render(answer, form, language, "none", width=200)).replace("’", "'")
    return " ".join(shown.replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "").split())


def test_the_payments_of_a_january() -> None:
    """Size 2, year 4 (from 15 January 2023) and year 5: 60 000 + 70 000 + 17 500 each.

    On 15 January 2024, 75 % of year 5 (110 625) and 25 % of year 4 (36 875); the variable parts are
    paid in March.
    """
    window = asked(funding, *JANUARY)["window"]
    assert (window["from"], window["until"], window["total"]) == (*JANUARY, "147500.00")
    assert (window["complete"], window["at_least"], window["missing_lines"]) == (True, False, [])
    parts = [
        (one["part"], one["period"], one["amount"], [line["amount"] for line in one["lines"]])
        for one in window["parts"]
    ]
    assert parts == [
        ("advance", 5, "110625.00", ["45000.00", "52500.00", "13125.00"]),
        ("balance", 4, "36875.00", ["15000.00", "17500.00", "4375.00"]),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            (
                "Versements du 1er janvier 2024 au 31 janvier 2024 : 147 500 €.",
                (
                    "avance, année de contrat 5 : 110 625 € (fonctionnement 45 000 €, accès aux "
                    "soins : part fixe 52 500 €"
                ),
                "solde, année de contrat 4 : 36 875 €",
                "Dont échus au 1er juin 2023 : 0 € ; à venir : 147 500 €.",
                "chacune en entier : au moins 295 000 € sur 2 périodes",
            ),
        ),
        (
            "en",
            (
                "Payments from 1 January 2024 to 31 January 2024: €147,500.",
                (
                    "advance, contract year 5: €110,625 (operating €45,000, access to care: fixed "
                    "part €52,500"
                ),
                "balance, contract year 4: €36,875",
                "Of these, fallen due by 1 June 2023: €0; still to come: €147,500.",
                "each of them whole: at least €295,000 over 2 periods",
            ),
        ),
    ],
)
def test_it_is_the_first_thing_said(form: str, language: Language, said: tuple[str, ...]) -> None:
    shown = page(asked(funding, *JANUARY, language), form, language)
    places = [shown.find(one) for one in said]
    assert -1 not in places, (said[places.index(-1)], shown[:1500])
    assert places[0] == min(places)


def test_a_payment_that_may_fall_between_the_days_makes_a_least() -> None:
    """The variable part of year 3 is paid in March 2023, and its rate
    is not known; the crisis of 10 January is paid on 10 February.
    """
    window = asked(funding, "2023-02-01", "2023-04-01")["window"]
    assert window["total"] == "52500.00"
    assert (window["complete"], window["at_least"]) == (False, True)
    assert [(one["line"], one["period"]) for one in window["missing_lines"]] == [
        ("missions.access.variable", 3)
    ]
    shown = page(asked(funding, "2023-02-01", "2023-04-01"), "text", "fr")
    assert "Versements du 1er février 2023 au 31 mars 2023 : au moins 52 500 €." in shown
    assert (
        "Non compté, faute d'un fait : accès aux soins : part variable (année de contrat 3)."
        in shown
    )


RATE = "missions.access.achievement.{}.rate"
"""The rates that the example leaves out: the variable part
of a year is paid two months after it ends, on 15 March.
"""


def asked_of(answer: dict[str, Any], *, outside: bool = False) -> list[str]:
    """Return the facts that an answer asks for: those that the days lack, or the others."""
    return [one["fact"] for one in answer["missing"] if one.get("outside_window", False) == outside]


@pytest.mark.parametrize("query", [funding, calendar])
def test_what_is_missing_is_what_the_days_lack(query: Any) -> None:
    """January 2024 lacks nothing; February and March 2023 the rate
    of year 3, whose 17 500 € at 100 % are paid on 15 March 2023.
    """
    january, march, whole = (
        asked(query, *JANUARY),
        asked(query, "2023-02-01", "2023-04-01"),
        asked(query, None, None),
    )
    assert january["window"]["missing_lines"] == []
    assert not any("achievement" in fact for fact in asked_of(january))
    dates = {one["id"] for one in january.get("entries", ())}  # of which an act may not be stated
    assert {
        name
        for one in january["missing"]
        if not one.get("outside_window")
        for name in one["affects"]
    } <= dates
    assert asked_of(january, outside=True) == [RATE.format(year) for year in (2, 3, 4, 5)]
    (one,) = (
        one
        for one in march["missing"]
        if "achievement" in one["fact"] and not one.get("outside_window")
    )
    assert query is calendar or march["missing"][0] == one
    assert (one["fact"], one["affects"]) == (RATE.format(3), ["missions.access.variable"])
    if query is funding:
        paid = [{"line": "missions.access.variable", "difference": "17500.00"}]
        assert [(each["set"], each["lines"], each["undetermined"]) for each in one["possible"]] == [
            (0, [], ""),
            (1, paid, ""),
        ]
    assert asked_of(march, outside=True) == [RATE.format(year) for year in (2, 4)]
    assert asked_of(whole, outside=True) == []
    assert {RATE.format(year) for year in (2, 3, 4, 5)} <= set(asked_of(whole))


@pytest.mark.parametrize("case", ["cpts_exemple", "projet_paris"])
def test_the_lines_that_the_days_lack_and_what_is_missing_agree(case: str) -> None:
    """Month by month: each line that is not counted hangs on
    something asked, and what is asked bears on such a line.
    """
    path = str(ROOT / f"examples/{case}.yaml")
    whole = set(asked_of(asked(funding, None, None, case=path)))
    days = [f"{year}-{month:02}-01" for year in (2022, 2023, 2024) for month in (1, 2, 3, 4)]
    for start, end in pairwise(days):
        answer = asked(funding, start, end, case=path)
        lines = {one["line"] or one["label"] for one in answer["window"]["missing_lines"]}
        assert lines == {
            name
            for one in answer["missing"]
            if not one.get("outside_window")
            for name in one["affects"]
        }, start
        assert {*asked_of(answer), *asked_of(answer, outside=True)} <= whole


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", [funding, calendar])
@pytest.mark.parametrize(
    ("language", "said", "first"),
    [
        (
            "fr",
            (
                "Manque aussi, mais ne change rien entre ces jours : taux d'atteinte des "
                "objectifs (accès aux soins, année de contrat 2)"
            ),
            "dans le dossier : missions.access.achievement.3.rate",
        ),
        (
            "en",
            (
                "Also missing, though it changes nothing between these days: achievement rate of "
                "the objectives (access to care, contract year"
            ),
            "in the case file: missions.access.achievement.3.rate",
        ),
    ],
)
def test_the_page_asks_first_for_what_the_days_lack(
    form: str, query: Any, language: Language, said: str, first: str
) -> None:
    shown = page(asked(query, "2023-02-01", "2023-04-01", language), form, language)
    assert said in shown
    assert 0 < shown.find(first) < shown.find(said)
    assert RATE.format(2) not in shown
    assert RATE.format(2) in page(asked(query, None, None, language), form, language)


def test_nothing_between_the_days() -> None:
    assert asked(funding, "2023-05-01", "2023-05-10")["window"]["total"] == "0.00"
    assert "Versements du 1er mai 2023 au 9 mai 2023 : aucun." in page(
        asked(funding, "2023-05-01", "2023-05-10"), "text", "fr"
    )
    assert "Payments from 1 May 2023 to 9 May 2023: none." in page(
        asked(funding, "2023-05-01", "2023-05-10", "en"), "text", "en"
    )


@pytest.mark.parametrize(
    ("start", "end"), [("2023-01-01", "2023-02-01"), (None, "2021-06-01"), ("2024-06-01", None)]
)
def test_the_total_of_a_year_is_the_year_s(start: str | None, end: str | None) -> None:
    """Whatever the days asked about: of year 3 also the 52
    500 of 2021, which a January does not meet.
    """
    whole = {one["period"]: one for one in asked(funding, None, None)["totals"]}
    bounded = asked(funding, start, end)
    assert bounded["totals"]
    assert bounded["totals"] == [whole[one["period"]] for one in bounded["totals"]]
    for total in bounded["totals"]:
        assert end is None or total["from"] < end
        assert start is None or total["until"] > start
    assert "window" not in asked(funding, None, None)


def test_the_parts_add_up_to_the_total_and_the_months_to_the_year() -> None:
    days = [f"2023-{month:02}-01" for month in range(1, 13)] + ["2024-01-01"]
    months = [asked(funding, start, end)["window"] for start, end in pairwise(days)]
    assert all(
        sum(float(part["amount"]) for part in one["parts"]) == float(one["total"]) for one in months
    )
    year = asked(funding, "2023-01-01", "2024-01-01")["window"]
    assert sum(float(one["total"]) for one in months) == float(year["total"])
    assert [one["complete"] for one in months] == [month != 3 for month in range(1, 13)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Du 1er janvier 2024 au 31 janvier 2024 : 2 dates, 147 500 € de versements."),
        ("en", "From 1 January 2024 to 31 January 2024: 2 dates, €147,500 of payments."),
    ],
)
def test_a_calendar_says_what_lies_between_the_days(
    form: str, language: Language, said: str
) -> None:
    answer = asked(calendar, *JANUARY, language)
    assert answer["window"]["total"] == "147500.00"
    assert said in page(answer, form, language)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("query", "language", "said"),
    [
        (
            eligibility,
            "fr",
            "ne change rien ici : l'éligibilité s'apprécie au jour de la question.",
        ),
        (
            eligibility,
            "en",
            "changes nothing here: eligibility is judged on the day of the question.",
        ),
        (duties, "fr", "ne change rien ici : les obligations sont celles du jour de la question."),
        (duties, "en", "changes nothing here: duties are those of the day of the question."),
    ],
)
def test_an_answer_of_one_day_says_that_bounds_change_nothing(
    query: Any, language: Language, said: str, form: str
) -> None:
    bounded, free = asked(query, *JANUARY, language), asked(query, None, None, language)
    assert bounded.pop("window") == {"from": JANUARY[0], "until": JANUARY[1], "used": False}
    assert bounded == free
    assert said in page(asked(query, *JANUARY, language), form, language)


@pytest.mark.parametrize(
    ("language", "due", "to_come"), [("fr", "échu", "à venir"), ("en", "fallen due", "to come")]
)
@pytest.mark.parametrize("query", [funding, calendar])
def test_a_payment_whose_day_is_past_has_fallen_due(
    query: Any, language: Language, due: str, to_come: str
) -> None:
    """On the day itself too: what falls due on a day is owed that day."""
    for on, status, word in (
        ("2024-01-14", "not_yet", to_come),
        ("2024-01-15", "due", due),
        ("2024-01-16", "due", due),
    ):
        answer = asked(query, *JANUARY, language, on)
        paid = answer.get("payments") or [
            one for one in answer["entries"] if one["kind"] == "payment"
        ]
        assert {one["status"] for one in paid} == {status}
        for form in FORMS:
            assert word in page(answer, form, language)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("language", "on", "said"),
    [
        ("fr", "2024-01-14", "Prochaine date : anniversaire du contrat, le 15 janvier 2024."),
        ("fr", "2024-01-15", "Prochaine date : dialogue de gestion, le 15 mars 2024."),
        ("en", "2024-01-15", "Next date: management dialogue, on 15 March 2024."),
    ],
)
def test_what_falls_due_today_is_no_date_to_come(
    form: str, language: Language, on: str, said: str
) -> None:
    """Of 15 January 2024 there are the anniversary, past,
    and payments, due; the dialogue is two months after.
    """
    assert said in page(asked(calendar, "2024-01-15", "2024-04-01", language, on), form, language)


def test_the_sums_due_and_to_come_say_what_each_lacks() -> None:
    """On 1 June 2023 the variable parts of years 2 and 3
    would have fallen due, those of years 4 and 5 not yet.
    """
    paid = asked(funding, None, None)["paid"]
    years = {
        name: [one["period"] for one in paid[name]["missing_lines"]] for name in ("due", "to_come")
    }
    assert years == {"due": [2, 3], "to_come": [4, 5]}
    assert (paid["due"]["at_least"], paid["to_come"]["at_least"], paid["at_least"]) == (
        True,
        True,
        True,
    )
    shown = page(asked(funding, None, None), "text", "fr")
    assert (
        "Versements échus au 1er juin 2023 : au moins 648 139,78 € ; à venir : au moins 184 375 €."
        in shown
    )
    assert (
        "Total Non compté, faute d'un fait : accès aux soins : part variable. au moins 832 514,78 €"
        in shown
    )


def test_each_total_says_that_it_is_the_least() -> None:
    """Year 1, whose rate is known, is whole; each of the others lacks its variable part."""
    totals = {one["period"]: one for one in asked(funding, None, None)["totals"]}
    assert [(period, one["complete"], one["at_least"]) for period, one in totals.items()] == [
        (1, True, False),
        *((year, False, True) for year in range(2, 6)),
    ]
    shown = page(asked(funding, None, None), "text", "fr")
    assert "Total 108 350,40 €" in shown
    assert "Total au moins 134 500 €" in shown


BASE = rule("base", {"entitle": {"line": "base", "amount": 100}}, on="signature")
REST = {"part": "rest", "due": {"fact": "deal.reported_on"}}
FIRST = {"part": "first", "share": "75 %", "due": {"fact": "deal.signed_on"}}


@pytest.mark.parametrize(("parts", "known"), [([FIRST, REST], "75.00"), ([REST], "0.00")])
def test_what_is_paid_on_a_day_that_is_not_known_may_be_between_any_two(
    parts: list[Any], known: str, tmp_path: Path
) -> None:
    """100 € are due at the signature: 75 that day, or none; a
    part whose day is not known may be paid before it as after it.
    """
    corpus, _ = agreement(
        tmp_path / "rules",
        [BASE, rule("paid", {"pay": {"lines": ["base"], "parts": parts}}, on="signature")],
    )
    assert corpus is not None
    question = Question(
        parse_date("2021-01-01"),
        parse_date("2026-01-01"),
        "fr",
        {},
        parse_date("2020-01-01"),
        parse_date("2021-01-01"),
    )
    answer = funding(
        corpus, facts_of({"corpus": "mini", "deal": {"signed_on": "2020-06-01"}}, corpus), question
    )
    assert (answer["complete"], answer["totals"][0]["complete"]) == (
        True,
        True,
    )  # the right is known
    window = answer["window"]
    assert (window["total"], window["complete"], window["at_least"]) == (known, False, True)
    assert [one["line"] for one in window["missing_lines"]] == ["base"]
    assert [answer["paid"][side]["complete"] for side in ("due", "to_come")] == [False, False]
    assert all(
        one["status"] == "conditional" for one in answer["payments"] if one["due_on"] is None
    )
    known_day = facts_of(
        {"corpus": "mini", "deal": {"signed_on": "2020-06-01", "reported_on": "2021-02-01"}}, corpus
    )
    after = funding(corpus, known_day, question)["window"]
    assert (after["total"], after["complete"]) == (known, True)
